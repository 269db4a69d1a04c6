"""What a person adds: star, note, tag."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from her2ref.commands.call import DONE, Call, Command, target_named
from her2ref.core.errors import KnownError


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
    one.add_argument("id", metavar="ID")
    one.add_argument("--text", metavar="TEXT|-", help="the note; - reads standard input")


def do_note(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal import save_note

    a = call.arguments
    library = call.library()
    try:
        target = target_named(library.reader(), a.id)
        if a.text is not None:
            text = sys.stdin.read() if a.text == "-" else a.text
            if not text.strip():
                raise KnownError("The note is empty, so nothing was saved.", next_step="Give it some text.")
            save_note(library, target, text)
        notes = library.reader().notes(target)
    finally:
        library.close()
    call.answer(
        {"id": target, "notes": [show.note_document(n) for n in notes]}, show.notes_text(target, notes)
    )
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
    Command("note", "add a note to an article or topic, or list its notes", declare_note, do_note),
    Command(
        "tag",
        "why an article stands under its topics; add, take off or forget a topic of your own choice",
        declare_tag,
        do_tag,
    ),
)
