"""What a person keeps: collections, saved searches, the trash, and all of it in one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref.commands.call import DONE, IN_PART, USAGE, Call, Command, target_named
from her2ref.commands.values import limit_of
from her2ref.core.errors import UnknownId
from her2ref.core.outputs import place_for

if TYPE_CHECKING:
    from her2ref.library.read import Reader
    from her2ref.library.rows import Collection, SavedSearch


def declare_collect(one: argparse.ArgumentParser) -> None:
    one.add_argument("name", metavar="NAME")
    one.add_argument("ids", metavar="ID", nargs="*")
    one.add_argument("--off", action="store_true", help="take them out")


def do_collect(call: Call) -> int:
    from her2ref import show
    from her2ref.library.collecting import collect, make_collection

    a = call.arguments
    library = call.library()
    try:
        reader = library.reader()
        targets = [target_named(reader, name) for name in a.ids]
        same = [one for one in reader.collections() if one.name.casefold() == a.name.strip().casefold()]
        found = _collection(reader, a.name) if a.off or same else make_collection(library, a.name)
        if targets:
            collect(library, found.id, targets, not a.off)
        inside = reader.collected(found.id)
        answer = show.collection(found.name, inside, reader.titles(inside))
    finally:
        library.close()
    call.answer(*answer)
    return DONE


def declare_collections(one: argparse.ArgumentParser) -> None:
    one.add_argument("--throw", metavar="NAME", help="put a collection into the trash")


def do_collections(call: Call) -> int:
    from her2ref import show
    from her2ref.library.collecting import throw_collection

    library = call.library()
    try:
        reader = library.reader()
        if call.arguments.throw is not None:
            throw_collection(library, _collection(reader, call.arguments.throw).id)
        found = reader.collections()
    finally:
        library.close()
    call.answer(*show.collections(found))
    return DONE


def declare_searches(one: argparse.ArgumentParser) -> None:
    which = one.add_mutually_exclusive_group()
    which.add_argument("--save", metavar=("NAME", "QUERY"), nargs=2, help="keep a search of abstracts")
    which.add_argument("--run", metavar="NAME", help="what it finds now")
    which.add_argument("--throw", metavar="NAME", help="put it into the trash")
    one.add_argument("--limit", type=limit_of, default=20)


def do_searches(call: Call) -> int:
    from her2ref import show
    from her2ref.core.query import Listing
    from her2ref.library.saved import save_search, throw_search

    a = call.arguments
    library = call.library()
    try:
        reader = library.reader()
        if a.run is not None:
            one = _search(reader, a.run)
            rows, total = reader.first(one.listing, a.limit), reader.total(one.listing)
            call.answer(*show.listed(one.name, total, rows))
            return DONE
        if a.save is not None:
            name, query = a.save
            for problem in reader.asked(query).problems:
                call.say(f"Note: {problem}")
            save_search(library, name, Listing(words=query, sort="best"))
        elif a.throw is not None:
            throw_search(library, _search(reader, a.throw).id)
        found = reader.saved_searches()
    finally:
        library.close()
    call.answer(*show.searches(found))
    return DONE


def declare_trash(one: argparse.ArgumentParser) -> None:
    which = one.add_mutually_exclusive_group()
    which.add_argument("--take-back", metavar="KIND:N", help="put it back where it was: note:3")
    which.add_argument("--empty", action="store_true", help="delete everything in it for good; needs --yes")
    one.add_argument("--yes", action="store_true", help="you are sure")


def do_trash(call: Call) -> int:
    from her2ref import show
    from her2ref.library import trash

    a = call.arguments
    if a.empty and not a.yes:
        call.wrong("--empty deletes for good: say --yes too.")
        return USAGE
    library = call.library()
    try:
        if a.take_back is not None:
            kind, _, number = a.take_back.partition(":")
            if not (number.isascii() and number.isdecimal() and len(number) < 18):
                raise UnknownId(
                    f"{a.take_back} is nothing in the trash.", next_step="Say for instance note:3."
                )
            trash.take_back(library, kind, int(number))
        elif a.empty:
            trash.empty(library)
        found = library.reader().trash()
    finally:
        library.close()
    call.answer(*show.trash(found))
    return DONE


def declare_personal(one: argparse.ArgumentParser) -> None:
    what = one.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, text in (
        ("export", "write everything that you added to a file, readable by you only"),
        ("import", "unite such a file with what is here; nothing here is lost"),
    ):
        what.add_parser(name, help=text, description=text, allow_abbrev=False).add_argument(
            "file", metavar="FILE"
        )
    text = "delete everything personal on this computer: what you added, settings, logs, backups"
    erase = what.add_parser("erase", help=text, description=text, allow_abbrev=False)
    erase.add_argument("--yes", action="store_true", help="you are sure")
    erase.add_argument("--keep-backups", action="store_true", help="they hold what you added, too")


def do_personal(call: Call) -> int:
    a = call.arguments
    return {"export": _export, "import": _import, "erase": _erase}[a.what](call)


def _export(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal_file import export_file

    call.settings.require("allow.exports")
    file = place_for(Path(call.arguments.file), call.home)
    library = call.library()
    try:
        counts = export_file(library, file, call.home)
    finally:
        library.close()
    call.answer({"file": str(file), **counts}, f"{file}: {show.counts(counts)}.")
    return DONE


def _import(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal_file import import_file

    library = call.library()
    try:
        merged = import_file(library, Path(call.arguments.file))
    finally:
        library.close()
    call.answer(*show.merged(merged))
    return DONE


def _erase(call: Call) -> int:
    from dataclasses import asdict

    from her2ref.library.personal_file import erase

    a = call.arguments
    if not a.yes:
        call.wrong("This deletes everything that you added, for good: say --yes too.")
        return USAGE
    try:
        done = erase(call.home, keep_backups=a.keep_backups, progress=call.progress())
    finally:
        call.end_progress()
    call.answer(asdict(done), done.text)
    return IN_PART if done.left else DONE


def _collection(reader: Reader, name: str) -> Collection:
    found = [one for one in reader.collections() if one.name.casefold() == name.strip().casefold()]
    if not found:
        raise UnknownId(f"There is no collection “{name}”.", next_step="her2ref collections shows all.")
    return found[0]


def _search(reader: Reader, name: str) -> SavedSearch:
    found = [one for one in reader.saved_searches() if one.name.casefold() == name.strip().casefold()]
    if not found:
        raise UnknownId(f"There is no saved search “{name}”.", next_step="her2ref searches shows all.")
    return found[0]


COMMANDS: Final = (
    Command(
        "collect",
        "put articles and topics into a collection, or show what is in it",
        declare_collect,
        do_collect,
    ),
    Command("collections", "your collections", declare_collections, do_collections),
    Command("searches", "searches that you keep: list, save, run", declare_searches, do_searches),
    Command("trash", "what you threw away: list it, take it back, empty it", declare_trash, do_trash),
    Command(
        "personal",
        "everything that you added: to a file, from a file, or erased",
        declare_personal,
        do_personal,
    ),
)
