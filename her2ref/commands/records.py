"""Files of records in and out: import, export."""

from __future__ import annotations

import argparse
import itertools
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from her2ref.commands.call import COULD_NOT, DONE, IN_PART, USAGE, Call, Command, WrongUsage
from her2ref.commands.values import narrowing
from her2ref.core.errors import RefusedFile
from her2ref.core.outputs import place_for

if TYPE_CHECKING:
    from her2ref.library.library import Library
    from her2ref.library.read import Reader
    from her2ref.library.rows import ArticleView


LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a list of PMIDs; more than a million of them."""


def declare_import(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", nargs="*", metavar="FILE")
    one.add_argument("--dry-run", action="store_true", help="tell what would be done, and write nothing")
    one.add_argument(
        "--pmids", metavar="FILE", help="a list of PMIDs to fetch at the next sync; - reads standard input"
    )


def do_import(call: Call) -> int:
    from her2ref import show

    a = call.arguments
    if bool(a.file) == bool(a.pmids):
        call.wrong("import takes FILE..., or a list of PMIDs with --pmids.")
        return USAGE
    library = call.library()
    try:
        report = _told(call, library) if a.dry_run else _imported(call, library)
    finally:
        call.end_progress()
        library.close()
    call.wrote = call.wrote or not a.dry_run
    document = show.preview_document if a.dry_run else show.import_document
    text = show.preview_text if a.dry_run else show.import_text
    call.answer(document(report), text(report))
    refused = [f for f in report.files if f.refused]
    for file in report.files:
        if file.problem:
            print(file.problem, file=sys.stderr)
    if refused and len(refused) == len(report.files):
        return COULD_NOT
    in_part = report.cancelled or report.rejected or any(f.problem for f in report.files)
    return IN_PART if in_part else DONE


def _told(call: Call, library: Library) -> Any:
    from her2ref.library.previewing import preview, preview_list

    a = call.arguments
    if a.pmids:
        return preview_list(library, *_list_of(a.pmids))
    return preview(library, [Path(name) for name in a.file], call.progress())


def _imported(call: Call, library: Library) -> Any:
    from her2ref.library.importing import import_files, import_pmids
    from her2ref.library.rows import ImportReport

    a = call.arguments
    if a.pmids:
        return ImportReport([import_pmids(library, *_list_of(a.pmids))])
    return import_files(library, [Path(name) for name in a.file], call.progress())


def _list_of(name: str) -> tuple[str, str]:
    """The text of a list, and where it is from. Raises `KnownError`."""
    if name == "-":
        text = sys.stdin.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise _not_a_list("What was given on standard input is too large to be a list of PMIDs.")
        return text, "pasted"
    try:
        status = Path(name).stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device may have no end
            raise _not_a_list(f"{name} is not an ordinary file.")
        if status.st_size > LARGEST:
            raise _not_a_list(f"{name} is too large to be a list of PMIDs.")
        return Path(name).read_text(encoding="utf-8-sig", errors="replace"), Path(name).name
    except (OSError, ValueError) as error:
        raise _not_a_list(
            f"The file {name} cannot be read ({getattr(error, 'strerror', '') or error})."
        ) from None


def _not_a_list(what: str) -> RefusedFile:
    return RefusedFile(what, safe="Nothing was written.", next_step="Check the name and the folder.")


def declare_export(one: argparse.ArgumentParser) -> None:
    one.add_argument("--format", required=True, choices=("nbib", "csv"))
    one.add_argument("--query", metavar="Q")
    one.add_argument("--starred", action="store_true")
    one.add_argument("-o", "--output", metavar="FILE", help="without it, or with -, standard output")
    narrowing(one)


def do_export(call: Call) -> int:
    from her2ref.core.query import Listing
    from her2ref.exchange import formats

    call.settings.require("allow.exports")
    a = call.arguments
    file = None if a.output in (None, "-") else place_for(Path(a.output), call.home)
    if file is None and call.json:
        raise WrongUsage(
            f"With --json, standard output is for one document, and {a.format} is none.",
            next_step="Say -o FILE too.",
        )
    library = call.library()
    try:
        reader = library.reader()
        topics = tuple(f"{kind}:{value}" for kind in ("mechanism", "drug") if (value := getattr(a, kind)))
        for key in topics:
            reader.topic(key)
        ids = reader.article_ids(Listing(topics=topics, words=a.query or "", starred=a.starred))
        views = (reader.article(n) for n in ids)
        cited, topics_left = (
            _starred_elsewhere(reader) if a.starred and not topics and not a.query else ([], 0)
        )
        articles = itertools.chain(views, cited)
        form = formats.named(a.format)
        if file is not None:
            formats.write_file(form, articles, file)
            number = len(ids) + len(cited)
            call.answer({"file": str(file), "articles": number, "topics_left": topics_left}, "")
            call.say(f"{number:,} articles written to {a.output}.")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            form.write(articles, sys.stdout)
        if topics_left:
            call.say(f"{topics_left} starred mechanisms, drugs or trials are not articles and stay here.")
    finally:
        library.close()
    return DONE


def _starred_elsewhere(reader: Reader) -> tuple[list[ArticleView], int]:
    """Starred papers that the content cites and of which no record is held, and how many stars are on topics."""
    from her2ref.exchange.cited import view_of
    from her2ref.library.rows import target_of_key

    rows = reader.starred_elsewhere()
    names = [row.id for row in rows if row.kind == "reference"]
    found = reader.references(names)
    views = [view_of(found[n], reader.notes(target_of_key(f"reference:{n}")), starred=True) for n in names]
    return views, len(rows) - len(names)


COMMANDS: Final = (
    Command(
        "import",
        "read PubMed XML, MEDLINE / .nbib, RIS (also .gz) and lists of PMIDs",
        declare_import,
        do_import,
    ),
    Command("export", "citations and abstracts out", declare_export, do_export),
)
