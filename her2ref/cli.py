"""The door without a window: the command line, one contract for people, scripts and IT.

Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 could not. Never a traceback. Qt is imported by the commands
that draw a window, and by no other.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from her2ref.arguments import KINDS, parser
from her2ref.core.display import has_display
from her2ref.core.errors import KnownError
from her2ref.core.paths import Home, resources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from her2ref.app import Picture
    from her2ref.core.progress import Progress
    from her2ref.library.library import Library
    from her2ref.library.read import Reader
    from her2ref.library.rows import ArticleView

DONE, IN_PART, USAGE, COULD_NOT = 0, 1, 2, 3
PLACES: Final = ("/", "./", "../", "~/", ".\\", "..\\")
"""How the name of a file begins that is given with its folder."""
ENDINGS: Final = (".nbib", ".medline", ".xml", ".gz", ".txt")


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
    from her2ref.search.told import told

    a = call.arguments
    library = call.library()
    try:
        topics = tuple(f"{kind}:{value}" for kind in ("mechanism", "drug") if (value := getattr(a, kind)))
        for key in topics:
            library.reader().topic(key)
        start = time.perf_counter()
        listing = Listing(topics=topics, words=a.query, sort=a.sort, exact=a.exact)
        kinds = () if a.kind == "all" else (a.kind,)
        if topics and a.kind == "all":
            kinds = ("article",)
        share = a.limit if kinds else max(1, a.limit // len(KINDS[1:]))  # each kind of answer gets its turn
        while True:
            found = look_up(
                library.reader(), a.query, kinds=kinds, limit=a.limit, per_kind=share, listing=listing
            )
            if share >= a.limit or len(found.hits) >= min(a.limit, found.total):
                break
            share = min(2 * share, a.limit)  # what some kinds did not use goes to the others
        took = 1000 * (time.perf_counter() - start)
        asked = library.reader().asked(found.searched or a.query, exact=a.exact)
    finally:
        library.close()
    searched = told(asked.tree) if not kinds or "article" in kinds else ""
    said = searched if found.articles or not found.hits else ""
    call.answer(show.found_document(found, took, searched), show.found_text(found, said))
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


def do_tag(call: Call) -> int:
    from her2ref import show
    from her2ref.library.lookup import resolve
    from her2ref.library.personal import article_of, set_tag

    a = call.arguments
    library = call.library()
    try:
        reader = library.reader()
        article = article_of(_target(reader, a.id))
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


def do_news(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal import see_corrections

    library = call.library()
    try:
        reader = library.reader()
        corrections, news = reader.corrections(), reader.news()
        if call.arguments.seen:
            see_corrections(library, [c.id for c, _ in corrections])
    finally:
        library.close()
    call.answer(*show.news(corrections, news))
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
        views = (reader.article(n) for n in ids)
        cited, topics_left = (
            _starred_elsewhere(reader) if a.starred and not topics and not a.query else ([], 0)
        )
        articles = itertools.chain(views, cited)
        form = formats.named(a.format)
        if a.output:
            formats.write_file(form, articles, Path(a.output))
            call.say(f"{len(ids) + len(cited):,} articles written to {a.output}.")
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


def do_content(call: Call) -> int:
    from her2ref.knowledge.check import check
    from her2ref.knowledge.counting import count
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

    if call.arguments.mend:
        library = call.library()
        try:
            library.mend_index(call.progress())
        finally:
            call.end_progress()
            library.close()
        call.say("The index of abstracts was made anew from the records.")
    checks = doctor.examine(call.home)
    ok = all(c.ok for c in checks)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in checks))
    return DONE if ok else IN_PART


def do_window(call: Call) -> int:
    if not call.arguments.screenshot:
        _need_display()
    from her2ref.app import Picture, picture

    a = call.arguments
    if a.language != "en":
        raise KnownError("Only English is there yet.", next_step="Leave --language out.")
    wanted = Picture(
        Path(a.screenshot) if a.screenshot else None,
        size=a.size,
        theme=a.theme or "",
        scale=a.scale or 0.0,
        opened=tuple(a.open),
        page=a.page,
        query=a.query,
        listed=a.list,
        narrow=a.narrow,
    )
    if wanted.file is None:
        return _open_window(call, "", wanted)
    made = picture(call.home, wanted)
    call.answer(made, f"{made['file']}: {made['width']} x {made['height']}")
    return DONE


def do_open(call: Call) -> int:
    target = " ".join(call.arguments.what)
    if _names_file(target) and not _is_file(target):
        raise KnownError(f"There is no file {target}.", next_step="Check the name and the folder.")
    return _open_window(call, target)


def _names_file(target: str) -> bool:
    """Whether somebody means a file, there or not, and no words to look up."""
    return target.startswith(PLACES) or Path(target).is_absolute() or target.lower().endswith(ENDINGS)


def _is_file(target: str) -> bool:
    try:
        return Path(target).is_file()
    except (OSError, ValueError):  # longer than any name may be, or with a sign that none has
        return False


def _open_window(call: Call, target: str, wanted: Picture | None = None) -> int:
    _need_display()
    from her2ref.app import run

    return run(call.home, target, wanted)


def _need_display() -> None:
    """Without a display on Linux a sentence says so, where Qt would abort."""
    if not has_display():
        raise KnownError(
            "There is no display here, so no window can open.",
            next_step="The other commands work without one; `her2ref window --screenshot FILE` draws a picture.",
        )


def do_self_check(call: Call) -> int:
    from her2ref import doctor

    steps = doctor.self_check()
    ok = all(c.ok for c in steps)
    document = {"ok": ok, "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in steps]}
    call.answer(document, "\n".join(f"{'ok ' if c.ok else 'NOT OK'}  {c.name}: {c.detail}" for c in steps))
    return DONE if ok else COULD_NOT


COMMANDS: Final[dict[str, Callable[[Call], int]]] = {
    "open": do_open,
    "import": do_import,
    "search": do_search,
    "show": do_show,
    "star": do_star,
    "note": do_note,
    "tag": do_tag,
    "news": do_news,
    "export": do_export,
    "content": do_content,
    "backup": do_backup,
    "doctor": do_doctor,
    "window": do_window,
}
"""What each command of `arguments.parser` does."""


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
        return COMMANDS[arguments.command](call)
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
