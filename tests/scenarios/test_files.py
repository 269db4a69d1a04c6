"""Failure scenarios of files coming in and going out (72 to 76), and of what stands in them (47 to 49, 52, 70)."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from her2ref import app
from her2ref.core.errors import KnownError, RefusedFile
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.exchange import formats
from her2ref.gui.dialogs.preview import PreviewDialog
from her2ref.gui.dialogs.report import Report
from her2ref.gui.pages.article import Shown, page
from her2ref.library import articles, collecting, importing, notes, personal
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.previewing import preview
from her2ref.library.tagging import Tagger
from her2ref.records import medline, pubmed_xml, ris
from her2ref.records.markup import tidy
from tests.data import synthetic
from tests.data.ris import ris as ris_record
from tests.data.ris import ris_file
from tests.gui.conftest import rest, session

__all__ = ["session"]

HOSTILE = (
    "<script src=\"http://127.0.0.1:9/x\">alert('{x}')</script> <img src=file:///etc/passwd onerror=y> & &amp; "
    '"quoted" {braces} %n $(true) ; DROP TABLE article -- \\x00'
)
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)")
SIGNS = "\u202eright to left\u202c, zero\u200bwidth, שלום, 👩‍🔬, e\u0301, 𝔘𠮷."


@pytest.fixture
def library(library_home: Home) -> Iterator[Library]:
    made = Library(library_home.library)
    yield made
    made.close()


def written(folder: Path, kind: str, *records: dict[str, Any]) -> Path:
    """A file of records numbered from 1, in one of the three formats."""
    path = folder / f"file.{kind}"
    if kind == "xml":
        path.write_bytes(
            synthetic.article_set(synthetic.article_xml(n, **r) for n, r in enumerate(records, 1))
        )
    elif kind == "medline":
        path.write_bytes(synthetic.medline_file(synthetic.medline(n, **r) for n, r in enumerate(records, 1)))
    else:
        path.write_bytes(ris_file(ris_record(n, "zotero", **r) for n, r in enumerate(records, 1)))
    return path


KINDS = ("xml", "medline", "ris")


def words(texts: Any) -> str:
    return " ".join("".join(texts).split())


# what stands in files


@pytest.mark.parametrize("kind", KINDS)
def test_47_html_in_a_record_is_text_everywhere(
    session: app.Session, qtbot: QtBot, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise AssertionError("a host was asked")

    monkeypatch.setattr(socket, "create_connection", nowhere)
    title = f"T {HOSTILE}"
    file = written(
        tmp_path, kind, {"title": title, "abstract": f"A {HOSTILE}", "authors": ["<b>Alpha</b> A"]}
    )
    window = session.window
    with qtbot.waitSignal(window.work.strip.looked) as looked:
        window.take_files([file])
    assert looked.args is not None
    dialog = looked.args[0]
    assert isinstance(dialog, PreviewDialog)
    item = dialog.view.topLevelItem(0)
    assert item is not None
    assert item.text(1).startswith("T <script")
    assert "<script" not in item.toolTip(1)
    with qtbot.waitSignal(window.work.strip.ended):
        dialog.take.click()
    session.desk.choose_listing(Listing())
    session.desk.choose_article(1)
    rest(qtbot, session)
    assert window.library is not None
    view = window.library.reader().article(1)
    assert words(view.article.title) == words(title)
    html = page(view, None, Shown()).html
    assert "<script" not in html
    assert "<img" not in html
    assert "file://" not in re.sub(r"&[a-z]+;|>[^<]*<", "", html)
    for form in formats.FORMATS:
        formats.write_file(form, [view], tmp_path / f"out{form.suffix}")
    again = tmp_path / "out.nbib"
    (article, _), *_rest = medline.read(io.BytesIO(again.read_bytes()))
    assert words(article.title) == words(title)


@pytest.mark.parametrize("formula", FORMULAS)
def test_47_a_formula_is_no_formula_in_a_spreadsheet(library: Library, tmp_path: Path, formula: str) -> None:
    import_files(library, [written(tmp_path, "ris", {"title": formula, "abstract": formula})])
    out = tmp_path / "out.csv"
    view = library.reader().article(1)
    assert view.article.title == formula
    formats.write_file(formats.named("csv"), [view], out)
    row = next(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert (row["title"], row["abstract"]) == (f"'{formula}", f"'{formula}")


ODD_IDS = (
    "0",
    "-5",
    "1e5",
    "99999999999",
    "0;DROP TABLE article",
    "1' OR '1'='1",
    "٣",
    "",
    "1.5",
    "0x10",
    "NaN",
)


@pytest.mark.parametrize("odd", ODD_IDS)
@pytest.mark.parametrize("kind", KINDS)
def test_48_an_odd_pmid_is_refused_or_none(library: Library, tmp_path: Path, kind: str, odd: str) -> None:
    path = tmp_path / f"odd.{kind}"
    if kind == "xml":
        texts = [synthetic.article_xml(odd.replace("'", "&apos;")), synthetic.article_xml(7)]
        path.write_bytes(synthetic.article_set(texts))
    elif kind == "medline":
        path.write_bytes(synthetic.medline_file([synthetic.medline(odd), synthetic.medline(7)]))
    else:
        text = ris_record(None).replace("ER  - \n", f"PMID  - {odd}\nAN  - {odd}\nDB  - PubMed\nER  - \n")
        path.write_bytes(ris_file([text, ris_record(7)]))
    told = preview(library, [path])
    report = import_files(library, [path])
    assert report.total("added") == told.total("added")
    ids = library.reader().article_ids(Listing())
    assert 7 in ids
    assert set(ids) - {7} <= {-1}  # without a PMID, or left out with the reason
    assert len(ids) + report.rejected == 2 or (kind, odd) == ("medline", "")


@pytest.mark.parametrize(
    "date", ["0000-99-99", "13/32/2024", "in press", "31 Feb 2024", "-1", "99999999999999999999"]
)
def test_49_a_nonsense_date_is_unknown_and_sorts_last(library: Library, tmp_path: Path, date: str) -> None:
    texts = [
        f"TY  - JOUR\nTI  - Invented study with a date that is none.\nPY  - {date}\nDA  - {date}\nPMID  - 1\nER  - \n",
        ris_record(2, year=1950),
    ]
    file = tmp_path / "dates.ris"
    file.write_bytes(ris_file(texts))
    assert import_files(library, [file]).total("added") == 2
    rows = list(library.reader().article_ids(Listing(sort="newest")))
    assert sorted(rows) == [1, 2]
    article = library.reader().article(1).article
    if article.year is None:
        assert rows == [2, 1]
        assert article.date_text == date
    else:
        assert article.year == 2024
        assert (article.month, article.day) in ((0, 0), (2, 0))


@pytest.mark.parametrize("kind", KINDS)
def test_52_signs_of_every_script_come_out_as_they_went_in(
    library: Library, tmp_path: Path, kind: str
) -> None:
    title, abstract = f"Title: {SIGNS}", f"Abstract: {SIGNS}"
    import_files(library, [written(tmp_path, kind, {"title": title, "abstract": abstract})])
    article = library.reader().article(1).article
    assert (article.title, article.abstract_text) == (tidy(title), tidy(abstract))
    note = notes.save_note(library, "1", SIGNS)
    assert note.text == SIGNS
    assert library.reader().notes("1")[0].text == SIGNS


def test_70_a_record_for_which_there_is_no_memory_fails_alone(
    session: app.Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    parse, count = ris.article_of, [0]

    def running_out(found: Any) -> Any:
        count[0] += 1
        if count[0] == 6:
            raise MemoryError
        return parse(found)

    monkeypatch.setattr(ris, "article_of", running_out)
    _memory_runs_out(session, qtbot, written(tmp_path, "ris", *[{}] * 9), stored=4)


def test_70_a_tagger_for_which_there_is_no_memory_fails_alone(
    session: app.Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    tags, count = Tagger.tags, [0]

    def running_out(self: Tagger, *given: Any) -> Any:
        count[0] += 1
        if count[0] == 6:
            raise MemoryError
        return tags(self, *given)

    monkeypatch.setattr(Tagger, "tags", running_out)
    _memory_runs_out(session, qtbot, written(tmp_path, "ris", *[{}] * 9), stored=4)


def _memory_runs_out(session: app.Session, qtbot: QtBot, file: Path, stored: int) -> None:
    """A sentence says it, whole batches stay, and the window goes on to work."""
    window, library = session.window, session.window.library
    assert library is not None
    with qtbot.waitSignal(window.work.strip.ended):
        window.work.strip.start([file])
    rest(qtbot, session)
    assert len(library.reader().article_ids(Listing())) == stored
    (report,) = window.findChildren(Report)
    assert "not enough memory" in report.details
    assert "Traceback" not in report.details
    report.close()
    session.desk.choose_topic("mechanism:pten-loss")
    notes.save_note(library, "mechanism:pten-loss", "still here")
    rest(qtbot, session)
    assert not window.work.strip.is_busy


# files


WHOLE = dict.fromkeys(KINDS, 3)


def _bytes(tmp_path: Path, kind: str) -> bytes:
    return written(tmp_path, kind, {}, {}, {}).read_bytes()


CASES: dict[str, Any] = {
    "empty": lambda _: (b"", 0),
    "blank": lambda _: (b" \r\n\t \n", 0),
    "a byte order mark": lambda data: (b"\xef\xbb\xbf" + data, 3),
    "CRLF": lambda data: (data.replace(b"\n", b"\r\n"), 3),
    "NUL in front": lambda data: (b"\0" + data, 0),
    "NUL in the middle": lambda data: (data[:200] + b"\0" + data[200:], 0),
    "cut in half": lambda data: (data[: len(data) // 2], 1),
    "zip": lambda _: (b"PK\x03\x04" + bytes(500), 0),
    "a picture": lambda _: (b"\x89PNG\r\n\x1a\n" + bytes(500), 0),
    "UTF-16": lambda data: (data.decode().replace("UTF-8", "UTF-16").encode("utf-16"), 3),
    "packed": lambda data: (gzip.compress(data), 3),
    "packed and cut": lambda data: (gzip.compress(data)[:-30], None),
    "the same twice": lambda data: (data, 3),
    "noise": lambda _: (bytes(range(256)) * 20, 0),
    "prose": lambda _: (b"This is a letter, of 3 pages, about nothing.\n" * 50, 0),
    "a table": lambda _: (b"name;value\nalpha;1,5\nbeta;2,5\n", 0),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_72_any_file_is_told_of_before_and_imported_as_told(
    library: Library, tmp_path: Path, kind: str, case: str
) -> None:
    data, whole = CASES[case](_bytes(tmp_path, kind))
    file = tmp_path / "given.xml"
    file.write_bytes(data)
    before = library.path.read_bytes()
    paths = [file, file] if case == "the same twice" else [file]
    told = preview(library, paths)
    assert library.path.read_bytes() == before
    report = import_files(library, paths)
    for name in ("read", "added", "updated", "unchanged", "rejected"):
        mine = told.rejected if name == "rejected" else told.total(name)
        assert mine == (report.rejected if name == "rejected" else report.total(name)), name
    assert [bool(f.problem) for f in told.files] == [bool(f.problem) for f in report.files]
    if whole is not None:
        assert report.total("added") == whole
    if not report.total("added"):
        assert report.files[0].problem
        assert report.files[0].problem.count(".") >= 2  # what happened, what is safe, what to do
    if case == "the same twice":
        assert (told.total("unchanged"), told.count("ignored")) == (3, 3)


MB = 1024 * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does it")
@pytest.mark.parametrize("size", [400 * MB, pytest.param(2 * 1024 * MB, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", KINDS)
def test_72_two_gigabytes_are_read_in_little_memory_or_refused(
    library_home: Home, tmp_path: Path, kind: str, size: int
) -> None:
    """A file with whole records in front of nothing; the process may have 350 MB more than it has."""
    records = [{"abstract": "word " * 2_000}] * 12
    file = written(tmp_path, kind, *records)
    if kind == "xml":
        file.write_bytes(file.read_bytes().replace(b"</PubmedArticleSet>\n", b""))
    with file.open("r+b") as out:
        out.truncate(size)
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from her2ref.library import articles\nfrom her2ref.library.importing import import_files\n"
        "from her2ref.library.library import Library\nfrom her2ref.library.previewing import preview\n"
        "library = Library(Path(sys.argv[1]))\nlibrary.mark_in_use()\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 350 * 1024**2,) * 2)\n"
        "told = preview(library, [Path(sys.argv[2])])\nreport = import_files(library, [Path(sys.argv[2])])\n"
        "library.close()\nprint(told.total('added'), report.total('added'), report.files[0].problem)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(library_home.library), str(file)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    mine, theirs, problem = [*done.stdout.strip().split(" ", 2), ""][:3]
    assert mine == theirs
    assert int(theirs) in ((11, 12) if kind != "xml" else (12,)), problem
    assert "memory" not in problem


def _stopping() -> Progress:
    """One that is cancelled as soon as anything was read."""
    progress = Progress(lambda done, _total, _text: progress.cancel() if done else None)
    return progress


def test_72_a_look_and_an_import_can_be_stopped_at_any_record(library: Library, tmp_path: Path) -> None:
    file = written(tmp_path, "ris", *[{}] * 1_200)
    for read, kept in ((preview, (0,)), (import_files, (0, 500, 1_000))):
        report: Any = read(library, [file], _stopping())
        assert report.cancelled
        assert len(library.reader().article_ids(Listing())) in kept


XXE = (
    '<!DOCTYPE P [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE P [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
    "<!DOCTYPE P ["
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 10}">' for n in range(12))
    + "]>",
)


@pytest.mark.parametrize("entity", XXE)
def test_73_entities_are_refused_at_once_and_nothing_is_fetched(
    library: Library, tmp_path: Path, entity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise AssertionError("a host was asked")

    monkeypatch.setattr(socket.socket, "connect", nowhere)
    file = tmp_path / "bomb.xml"
    body = synthetic.article_set(
        [synthetic.article_xml(1, title=synthetic.Markup("&a; &a11;"))], doctype=entity
    )
    file.write_bytes(body)
    started = time.monotonic()
    of_what = "Nothing of it would be stored.", "Nothing was written."
    for report, safe in zip((preview(library, [file]), import_files(library, [file])), of_what, strict=True):
        assert report.files[0].refused
        assert "entities" in report.files[0].problem
        assert safe in report.files[0].problem
    assert time.monotonic() - started < 10
    packed = tmp_path / "bomb.xml.gz"
    packed.write_bytes(gzip.compress(body))
    assert import_files(library, [packed]).files[0].refused


@pytest.mark.parametrize("kind", KINDS)
def test_74_an_import_leaves_everything_of_the_person_s(library: Library, tmp_path: Path, kind: str) -> None:
    import_files(library, [written(tmp_path, "ris", {"doi": "10.5555/a"}, {}, {"abstract": ""})])
    nameless = tmp_path / "nameless.ris"
    nameless.write_bytes(
        ris_file([ris_record(None, "zotero", doi="10.5555/four", title="Number four of the studies.")])
    )
    import_files(library, [nameless])
    for target in ("1", "2", "article:-1"):
        personal.set_star(library, target, on=True)
        personal.set_reading(library, target, "later")
        notes.save_note(library, target, f"mine on {target}")
    collection = collecting.make_collection(library, "Mine")
    collecting.collect(library, collection.id, ["1", "article:-1"], on=True)
    personal.set_tag(library, 1, "mechanism:pten-loss", on=True)
    file = written(
        tmp_path,
        kind,
        {"doi": "10.5555/a", "title": "Another title."},
        {"revised": "2030-01-01"},
        {"abstract": "An abstract at last."},
        {"doi": "10.5555/four", "title": "Number four of the studies."},
    )
    report = import_files(library, [file])
    assert report.total("added") == 0
    reader = library.reader()
    for target, was in (("1", "1"), ("2", "2"), ("4", "article:-1")):
        assert [note.text for note in reader.notes(target)] == [f"mine on {was}"]
        assert reader.reading_of(target) == "later"
        assert reader.article(int(target)).starred
    assert sorted(reader.collected(collection.id)) == ["1", "4"]
    assert [t.by for t in reader.tags(1) if t.key == "mechanism:pten-loss"] == ["person"]
    assert reader.article(3).article.abstract_text == "An abstract at last."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_75_pipes_devices_and_loops_are_refused_without_waiting(library: Library, tmp_path: Path) -> None:
    pipe, link, loop, lost = (tmp_path / name for name in ("pipe", "link", "loop", "lost"))
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    loop.symlink_to(loop)
    lost.symlink_to(tmp_path / "nothing.ris")
    odd = [pipe, link, loop, lost, Path("/dev/zero"), Path("/dev/null"), tmp_path]
    for report in (preview(library, odd), import_files(library, odd)):
        assert [f.refused for f in report.files] == [True] * len(odd)
        assert all(f.problem.count(".") >= 2 for f in report.files)
        assert ["not a file of records" in f.problem for f in report.files] == [
            True,
            True,
            *[False] * 2,
            True,
            True,
            True,
        ]
    good = tmp_path / "good.ris"
    good.symlink_to(written(tmp_path, "ris", {}))
    assert import_files(library, [good]).total("added") == 1
    export = tmp_path / "export"
    os.mkfifo(export)
    for bad in (export, Path("/dev/full"), tmp_path, loop):
        with pytest.raises(RefusedFile):
            formats.write_file(formats.named("csv"), [library.reader().article(1)], bad)
    assert export.is_fifo()
    assert Path("/dev/full").is_char_device()


EXPORT = """
import sys
from pathlib import Path
from her2ref.exchange import formats
from her2ref.library.rows import ArticleView
from tests.data import synthetic
def views():
    for n in range(1, 10_000_000):
        if n == 2_000:
            print("half", flush=True)
        yield ArticleView(n, synthetic.record(n), (), "", "", ("xml",), (), starred=False, notes=())
formats.write_file(formats.named(sys.argv[1]), views(), Path(sys.argv[2]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("form", [form.name for form in formats.FORMATS])
def test_76_an_export_that_is_killed_leaves_the_old_file_whole(tmp_path: Path, form: str) -> None:
    target = tmp_path / "mine.out"
    target.write_text("the export of last week")
    process = subprocess.Popen(
        [sys.executable, "-c", EXPORT, form, str(target)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    assert process.wait(30) == -signal.SIGKILL
    assert target.read_text() == "the export of last week"
    view = synthetic.record(1)
    from her2ref.library.rows import ArticleView

    formats.write_file(
        formats.named(form), [ArticleView(1, view, (), "", "", ("xml",), (), starred=False, notes=())], target
    )
    assert "Invented study 1" in target.read_text(encoding="utf-8")


def test_76_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("old")
    monkeypatch.setattr(
        os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(KnownError, match="No space left on device") as told:
        formats.write_file(formats.named("csv"), [], target)
    assert (target.read_text(), told.value.safe) == ("old", "What was there before is unchanged.")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


# texts of any kind


SAFE = st.characters(
    blacklist_categories=["Cs", "Cc", "Cn", "Co"], blacklist_characters="\u2028\u2029\u0085\ufeff"
)
TEXT = st.one_of(
    st.text(SAFE, max_size=80),
    st.sampled_from(
        [HOSTILE, *FORMULAS, SIGNS, "'", '"', "{}", "{0}", "%s", "<![CDATA[x]]>", "]]>", "--", "\\", "&lt;"]
    ),
)


def _cleaned(text: str) -> str:
    """As the readers clean a value: one line, composed, blanks at the ends off."""
    return re.sub(r" +", " ", tidy(text)).strip()


@settings(max_examples=150, deadline=None)
@given(title=TEXT, abstract=TEXT, family=st.text(st.characters(categories=["L"]), min_size=1, max_size=20))
def test_hostile_text_comes_out_of_each_format_as_it_went_in(title: str, abstract: str, family: str) -> None:
    title, abstract = f"T{title.strip()}.", f"A{abstract.strip()}."
    fields: dict[str, Any] = {"title": title, "abstract": abstract, "authors": [f"{family} A"]}
    read = {
        "xml": lambda: pubmed_xml.read(
            io.BytesIO(synthetic.article_set([synthetic.article_xml(1, **fields)]))
        ),
        "medline": lambda: medline.read(io.BytesIO(synthetic.medline_file([synthetic.medline(1, **fields)]))),
        "ris": lambda: ris.read(io.BytesIO(ris_file([ris_record(1, "zotero", **fields)]))),
    }
    for kind, reading in read.items():
        ((article, raw),) = list(reading())  # type: ignore[misc]
        assert _cleaned(article.title) == _cleaned(title), kind
        assert _cleaned(article.abstract_text) == _cleaned(abstract), kind
        assert _cleaned(article.authors[0].family) == _cleaned(family), kind
        assert articles.PARSERS[raw.format](raw.data) == article, kind


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6), kind=st.sampled_from(KINDS))
def test_hostile_text_goes_through_the_whole_import(
    library_home: Home, tmp_path: Path, texts: list[tuple[str, str]], kind: str
) -> None:
    home = Home.at(tmp_path / "copy")
    shutil.rmtree(home.data, ignore_errors=True)
    shutil.copytree(library_home.data, home.data)
    library = Library(home.library)
    try:
        records = [{"title": f"T{t.strip()}.", "abstract": f"A{a.strip()}."} for t, a in texts]
        report = import_files(library, [written(tmp_path, kind, *records)])
        assert (report.total("added"), report.rejected) == (len(records), 0)
        for number, given_record in enumerate(records, 1):
            article = library.reader().article(number).article
            assert _cleaned(article.title) == _cleaned(given_record["title"])
            assert _cleaned(article.abstract_text) == _cleaned(given_record["abstract"])
    finally:
        library.close()


@pytest.mark.parametrize("kind", KINDS)
def test_an_abstract_of_a_megabyte_is_stored_and_found(library: Library, tmp_path: Path, kind: str) -> None:
    abstract = "Told of lapatinib and " + "HER2 " * 200_000 + "in the end."
    report = import_files(library, [written(tmp_path, kind, {"abstract": abstract}, {})])
    assert report.total("added") == 2
    assert library.reader().article(1).article.abstract_text == abstract


@pytest.mark.parametrize("newline", [b"\r\n", b"\r", b"\n"])
@pytest.mark.parametrize("kind", ["medline", "ris"])
def test_controls_and_line_ends_in_a_value_do_no_harm(
    library: Library, tmp_path: Path, kind: str, newline: bytes
) -> None:
    file = written(tmp_path, kind, {"title": "A title with \x01 a control \x7f in it."}, {})
    file.write_bytes(file.read_bytes().replace(b"\n", newline))
    assert import_files(library, [file]).total("added") == 2
    assert words(library.reader().article(1).article.title) == "A title with a control in it."
