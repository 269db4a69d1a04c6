"""What a person adds to one thing: star, note, reading state, tag."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from her2ref.commands.call import DONE, USAGE, Call, Command, target_named
from her2ref.core.errors import KnownError, UnknownId


def declare_star(one: argparse.ArgumentParser) -> None:
    one.add_argument("id", metavar="ID")
    one.add_argument("--off", action="store_true", help="take the star off")


def do_star(call: Call) -> int:
    from her2ref.library.personal import set_star

    library = call.library()
    try:
        target = target_named(library.reader(), call.arguments.id)
        set_star(library, target, on=not call.arguments.off)
    finally:
        library.close()
    on = not call.arguments.off
    call.answer({"id": target, "starred": on}, f"{target}: {'starred' if on else 'star taken off'}.")
    return DONE


def declare_note(one: argparse.ArgumentParser) -> None:
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("id", metavar="ID", nargs="?")
    which.add_argument("--parked", action="store_true", help="questions that hang on nothing yet")
    which.add_argument(
        "--list", metavar="WORDS", nargs="?", const="", help="all notes, or those with all of WORDS"
    )
    which.add_argument("--throw", metavar="N", type=int, help="put note N into the trash")
    one.add_argument("--text", metavar="TEXT|-", help="the new note; - reads standard input")


def do_note(call: Call) -> int:
    from her2ref import show
    from her2ref.library.notes import PARKED, save_note, throw_note

    a = call.arguments
    if a.text is not None and (a.list is not None or a.throw is not None):
        call.wrong("--text goes with ID or --parked.")
        return USAGE
    library = call.library()
    try:
        reader = library.reader()
        if a.list is not None:
            call.answer(*show.note_lines(reader.all_notes(a.list)))
            return DONE
        if a.throw is not None:
            if not throw_note(library, a.throw).kinds:
                raise UnknownId(f"There is no note {a.throw}.", next_step="her2ref note --list shows all.")
            call.answer({"thrown": f"note:{a.throw}"}, f"Note {a.throw} is in the trash.")
            return DONE
        target = PARKED if a.parked else target_named(reader, a.id)
        if a.text is not None:
            save_note(library, target, sys.stdin.read() if a.text == "-" else a.text)
        notes = reader.notes(target)
    finally:
        library.close()
    document = {"id": target, "notes": [show.note_document(n) for n in notes]}
    call.answer(document, show.notes_text(target or "parked", notes))
    return DONE


def declare_read(one: argparse.ArgumentParser) -> None:
    one.add_argument("id", metavar="ID")
    choice = one.add_mutually_exclusive_group()
    choice.add_argument("--later", dest="state", action="store_const", const="later", help="to be read")
    choice.add_argument("--done", dest="state", action="store_const", const="read", help="it was read")
    choice.add_argument("--off", dest="state", action="store_const", const="", help="neither")


def do_read(call: Call) -> int:
    from her2ref.library.personal import set_reading

    state = call.arguments.state
    library = call.library()
    try:
        target = target_named(library.reader(), call.arguments.id)
        if state is not None:
            set_reading(library, target, state)
        state = library.reader().reading_of(target)
    finally:
        library.close()
    words = {"later": "to be read", "read": "read", "": "not marked"}
    call.answer({"id": target, "reading": state}, f"{target}: {words[state]}.")
    return DONE


def declare_tag(one: argparse.ArgumentParser) -> None:
    one.add_argument("id", metavar="ID")
    choice = one.add_mutually_exclusive_group()
    choice.add_argument("--add", metavar="TOPIC")
    choice.add_argument("--remove", metavar="TOPIC")
    choice.add_argument("--reset", metavar="TOPIC")


def do_tag(call: Call) -> int:
    from her2ref import show
    from her2ref.library.lookup import resolve
    from her2ref.library.personal import article_of, set_tag

    a = call.arguments
    library = call.library()
    try:
        reader = library.reader()
        article = article_of(target_named(reader, a.id))
        if article is None:
            raise KnownError(f"{a.id} is no article, so it has no topics.", next_step="Name it by its PMID.")
        for name, on in ((a.add, True), (a.remove, False), (a.reset, None)):
            if name:
                set_tag(library, article, resolve(reader, name), on)
        document, text = show.tags(reader.tags(article), reader.removed_tags(article))
    finally:
        library.close()
    call.answer({"id": a.id, **document}, text)
    return DONE


COMMANDS: Final = (
    Command("star", "star an article or topic", declare_star, do_star),
    Command(
        "note",
        "a note on an article or topic, or on nothing yet; list, find and throw away notes",
        declare_note,
        do_note,
    ),
    Command("read", "mark an article or topic as to be read, or as read", declare_read, do_read),
    Command(
        "tag",
        "why an article stands under its topics; add, take off or forget a topic of your own choice",
        declare_tag,
        do_tag,
    ),
)
