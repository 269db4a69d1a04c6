"""The door without a window: the command line, one contract for people, scripts and IT.

Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 could not. Never a traceback. Qt is imported by the commands
that draw a window, and by no other.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2ref import __version__
from her2ref.core.display import PAGES, has_display
from her2ref.core.errors import KnownError
from her2ref.core.identity import NAME, PROFESSIONAL_USE
from her2ref.core.paths import Home, resources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from her2ref.core.progress import Progress
    from her2ref.library.library import Library
    from her2ref.library.read import Reader

DONE, IN_PART, USAGE, COULD_NOT = 0, 1, 2, 3
KINDS = ("all", "mechanism", "drug", "trial", "gene", "reference", "article")


class Call:
    """One run of the program: where things are and how to answer."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.home = Home.find(arguments.home)
        self.json: bool = arguments.json
        self.quiet: bool = arguments.quiet

    def library(self) -> Library:
        """The person's library, made, migrated and seeded where that is due."""
        from her2ref.library import opening
        from her2ref.library.library import Library

        opening.take_care(self.home, resources(), self.progress())
        return Library(self.home.library)

    def progress(self) -> Progress:
        """Progress on standard error: a line that is rewritten, where that is a terminal."""
        from her2ref.core.progress import Progress

        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            return Progress()

        def report(done: int, total: int, text: str) -> None:
            part = f"{100 * done // total:3} % " if total else ""
            sys.stderr.write(f"\r\033[K{part}{text}")
            sys.stderr.flush()

        return Progress(report)

    def end_progress(self) -> None:
        if not self.quiet and sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\r\033[K")

    def answer(self, document: Any, text: str) -> None:
        """The document where `--json` was asked for, else the text."""
        if self.json:
            print(json.dumps(document, ensure_ascii=False, indent=1))
        elif text:
            print(text)

    def say(self, text: str) -> None:
        if not self.quiet:
            print(text, file=sys.stderr)


def do_import(call: Call) -> int:
    from her2ref import show
    from her2ref.library.importing import import_files

    library = call.library()
    try:
        report = import_files(library, [Path(name) for name in call.arguments.file], call.progress())
    finally:
        call.end_progress()
        library.close()
    call.answer(show.import_document(report), show.import_text(report))
    refused = [f for f in report.files if f.refused]
    for file in report.files:
        if file.problem:
            print(file.problem, file=sys.stderr)
    if refused and len(refused) == len(report.files):
        return COULD_NOT
    in_part = report.cancelled or report.rejected or any(f.problem for f in report.files)
    return IN_PART if in_part else DONE


def do_search(call: Call) -> int:
    from her2ref import show
    from her2ref.core.query import Listing
    from her2ref.library.lookup import look_up

    a = call.arguments
    library = call.library()
    try:
        topics = tuple(f"{kind}:{value}" for kind in ("mechanism", "drug") if (value := getattr(a, kind)))
        for key in topics:
            library.reader().topic(key)
        start = time.perf_counter()
        listing = Listing(topics=topics, words=a.query, sort=a.sort)
        kinds = () if a.kind == "all" else (a.kind,)
        if topics and a.kind == "all":
            kinds = ("article",)
        share = a.limit if kinds else max(1, a.limit // len(KINDS[1:]))  # each kind of answer gets its turn
        found = look_up(
            library.reader(), a.query, kinds=kinds, limit=a.limit, per_kind=share, listing=listing
        )
        took = 1000 * (time.perf_counter() - start)
    finally:
        library.close()
    call.answer(show.found_document(found, took), show.found_text(found))
    return DONE


def do_show(call: Call) -> int:
    from her2ref import show

    library = call.library()
    try:
        document, text = show.anything(library.reader(), call.arguments.id)
    finally:
        library.close()
    call.answer(document, text)
    return DONE


def do_star(call: Call) -> int:
    from her2ref.library.personal import set_star

    library = call.library()
    try:
        target = _target(library.reader(), call.arguments.id)
        set_star(library, target, on=not call.arguments.off)
    finally:
        library.close()
    on = not call.arguments.off
    call.answer({"id": target, "starred": on}, f"{target}: {'starred' if on else 'star taken off'}.")
    return DONE


def do_note(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal import save_note

    a = call.arguments
    library = call.library()
    try:
        target = _target(library.reader(), a.id)
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


def _target(reader: Reader, name: str) -> str:
    """What a star or note hangs on: a topic's key, a PMID or article:-N."""
    from her2ref.library.lookup import resolve
    from her2ref.library.rows import target_of_key

    return target_of_key(resolve(reader, name))


def do_export(call: Call) -> int:
    from her2ref.core.query import Listing
    from her2ref.exchange import formats

    a = call.arguments
    library = call.library()
    try:
        reader = library.reader()
        topics = tuple(f"{kind}:{value}" for kind in ("mechanism", "drug") if (value := getattr(a, kind)))
        for key in topics:
            reader.topic(key)
        ids = reader.article_ids(Listing(topics=topics, words=a.query or "", starred=a.starred))
        articles = (reader.article(n) for n in ids)
        form = formats.named(a.format)
        if a.output:
            formats.write_file(form, articles, Path(a.output))
            call.say(f"{len(ids):,} articles written to {a.output}.")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            form.write(articles, sys.stdout)
    finally:
        library.close()
    return DONE


def do_content(call: Call) -> int:
    from her2ref.knowledge.check import check, count
    from her2ref.knowledge.export import document
    from her2ref.knowledge.load import load

    a = call.arguments
    if a.action == "check":
        problems = check(resources())
        rows = [{"file": p.file, "what": p.what} for p in problems]
        text = "\n".join(f"{p.file}: {p.what}" for p in problems) or "The content is clean."
        call.answer({"ok": not problems, "problems": rows}, text)
        return IN_PART if problems else DONE
    knowledge = load(resources())
    if a.action == "stats":
        figures = count(knowledge)
        call.answer(
            figures, "\n".join(f"{name.replace('_', ' '):28}{value}" for name, value in figures.items())
        )
        return DONE
    text = json.dumps(document(knowledge), ensure_ascii=False, indent=1)
    if a.output:
        try:
            Path(a.output).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise KnownError(
                f"The file {a.output} could not be written ({error.strerror}).",
                next_step="Choose another folder.",
            ) from error
    else:
        print(text)
    return DONE


def do_backup(call: Call) -> int:
    from her2ref.library.safety import backup

    call.library().close()
    made = backup(call.home.library, Path(call.arguments.file))
    call.answer(made, f"{made['file']}: {made['articles']:,} articles, {made['bytes']:,} bytes, checked.")
    return DONE


def do_doctor(call: Call) -> int:
    from her2ref import doctor

    checks = doctor.examine(call.home)
    ok = all(c.ok for c in checks)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in checks))
    return DONE if ok else IN_PART


def do_window(call: Call) -> int:
    from her2ref.app import Picture, picture

    a = call.arguments
    if not a.screenshot:
        return _open_window(call, "")
    if a.language != "en":
        raise KnownError("Only English is there yet.", next_step="Leave --language out.")
    wanted = Picture(
        Path(a.screenshot),
        size=a.size,
        theme=a.theme,
        scale=a.scale,
        opened=tuple(a.open),
        page=a.page,
        query=a.query,
    )
    made = picture(call.home, wanted)
    call.answer(made, f"{made['file']}: {made['width']} x {made['height']}")
    return DONE


def do_open(call: Call) -> int:
    return _open_window(call, call.arguments.what)


def _open_window(call: Call, target: str) -> int:
    """Opens the window; without a display on Linux a sentence says so, where Qt would abort."""
    if not has_display():
        raise KnownError(
            "There is no display here, so no window can open.",
            next_step="The other commands work without one; `her2ref window --screenshot FILE` draws a picture.",
        )
    from her2ref.app import run

    return run(call.home, target)


def do_self_check(call: Call) -> int:
    from her2ref import doctor

    steps = doctor.self_check()
    ok = all(c.ok for c in steps)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in steps]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in steps))
    return DONE if ok else COULD_NOT


def _within(text: str, low: float, high: float) -> float:
    """A number of the command line; argparse prints the sentence."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
    return number


def folder_of(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it names no folder")
    return Path(text)


def size_of(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    size = _within(width, 100, 16_384), _within(height, 100, 16_384)
    return int(size[0]), int(size[1])


def scale_of(text: str) -> float:
    return _within(text, 0.5, 4)


def limit_of(text: str) -> int:
    return int(_within(text, 1, 100_000))


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog=NAME, description=PROFESSIONAL_USE, allow_abbrev=False)
    top.add_argument(
        "--home", type=folder_of, metavar="DIR", help="settings, library, cache and logs all under DIR"
    )
    top.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else there"
    )
    top.add_argument("--quiet", action="store_true", help="no progress")
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    top.add_argument("--self-check", action="store_true", help="prove this installation and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, then: Callable[[Call], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(then=then)
        return made

    one = command("open", do_open, "open the window at the best answer to TEXT, a FILE or a her2ref: link")
    one.add_argument("what", metavar="TEXT|FILE|URL")
    one = command("import", do_import, "read PubMed XML (also .gz) and MEDLINE / .nbib files")
    one.add_argument("file", nargs="+", metavar="FILE")
    one = command("search", do_search, "find mechanisms, drugs, trials, genes, references and abstracts")
    one.add_argument("query", metavar="QUERY")
    one.add_argument("--kind", choices=KINDS, default="all")
    one.add_argument("--limit", type=limit_of, default=20)
    one.add_argument("--sort", choices=("newest", "date", "best"), default="best")
    _narrowing(one)
    one = command("show", do_show, "everything about mechanism:ID, drug:ID, trial:ID, a PMID or article:-N")
    one.add_argument("id", metavar="ID")
    one = command("star", do_star, "star an article or topic")
    one.add_argument("id", metavar="ID")
    one.add_argument("--off", action="store_true", help="take the star off")
    one = command("note", do_note, "add a note to an article or topic, or list its notes")
    one.add_argument("id", metavar="ID")
    one.add_argument("--text", metavar="TEXT|-", help="the note; - reads standard input")
    one = command("export", do_export, "citations and abstracts out")
    one.add_argument("--format", required=True, choices=("nbib", "csv"))
    one.add_argument("--query", metavar="Q")
    one.add_argument("--starred", action="store_true")
    one.add_argument("-o", "--output", metavar="FILE")
    _narrowing(one)
    one = command("content", do_content, "check, count or take the curated knowledge")
    actions = one.add_subparsers(dest="action", required=True, metavar="check|stats|export")
    actions.add_parser("check", help="what is wrong with the content", allow_abbrev=False)
    actions.add_parser("stats", help="how much there is", allow_abbrev=False)
    export = actions.add_parser("export", help="all of it as one document", allow_abbrev=False)
    export.add_argument("--format", choices=("json",), default="json")
    export.add_argument("-o", "--output", metavar="FILE")
    one = command(
        "backup", do_backup, "a consistent, checked copy of the library, also while the window is open"
    )
    one.add_argument("file", metavar="FILE")
    command("doctor", do_doctor, "versions, paths, integrity, free space, age of the content")
    one = command("window", do_window, "open the window, or draw it to a file")
    _picture(one)
    return top


def _narrowing(one: argparse.ArgumentParser) -> None:
    one.add_argument("--mechanism", metavar="ID", help="only articles of this mechanism and those below it")
    one.add_argument("--drug", metavar="ID", help="only articles of this drug")


def _picture(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--screenshot", metavar="FILE", help="a PNG of the real window, drawn offscreen without a display"
    )
    one.add_argument("--size", type=size_of, default=(1440, 900), metavar="WxH")
    one.add_argument("--theme", choices=("light", "dark"), default="light")
    one.add_argument("--scale", type=scale_of, default=1.0, metavar="F", help="size of text, 1 to 2")
    one.add_argument("--language", choices=("de", "en", "fr"), default="en")
    one.add_argument("--open", action="append", default=[], metavar="ID")
    one.add_argument("--page", choices=(*PAGES, "first-run"), default="")
    one.add_argument("--query", default="", metavar="TEXT")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code; prints at most one sentence on standard error when it could not."""
    arguments = parser().parse_args(argv)
    _ready_streams()
    try:
        call = Call(arguments)
        if arguments.self_check:
            return do_self_check(call)
        if arguments.command is None:
            return _open_window(call, "")
        then: Callable[[Call], int] = arguments.then
        return then(call)
    except KnownError as trouble:
        print(trouble, file=sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        print("Stopped. What was saved before stays.", file=sys.stderr)
        return IN_PART
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:
        return _bug(arguments, error)


def _ready_streams() -> None:
    """UTF-8 into files and pipes; on a terminal of another encoding, what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _bug(arguments: argparse.Namespace, error: Exception) -> int:
    from her2ref.core import crash

    report = crash.write_report(Home.find(arguments.home).logs, error)
    print(crash.sentence(error, report), file=sys.stderr)
    return COULD_NOT
