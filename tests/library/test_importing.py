"""Files into the library: batches, refusals, damage, cancelling."""

from __future__ import annotations

import gzip
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from her2ref.core.changes import Changes
from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import importing
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from tests.data import synthetic
from tests.library import filling, owning

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    yield made
    made.close()


def xml_file(path: Path, *records: str, **options: Any) -> Path:
    path.write_bytes(synthetic.article_set(records, **options))
    return path


def numbered(count: int, start: int = 1000) -> list[str]:
    return [synthetic.article_xml(n) for n in range(start, start + count)]


def held(library: Library) -> int:
    connection = sqlite3.connect(library.path)
    count: int = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    connection.close()
    return count


def test_a_file_is_read_counted_and_read_again_without_effect(library: Library, tmp_path: Path) -> None:
    file = xml_file(tmp_path / "some.xml", *numbered(5), synthetic.book_xml(77))
    report = import_files(library, [file])
    (found,) = report.files
    assert (found.format, found.read, found.added, found.updated, found.unchanged) == ("xml", 6, 6, 0, 0)
    assert (found.rejected, found.problem, found.refused, report.cancelled) == ([], "", False, False)
    (found,) = import_files(library, [file]).files
    assert (found.read, found.added, found.updated, found.unchanged) == (6, 0, 0, 6)
    assert library.reader().meta("last_import") > "2026"


def test_plain_packed_and_medline_files_stand_in_one_report(library: Library, tmp_path: Path) -> None:
    plain = xml_file(tmp_path / "a.xml", *numbered(2))
    packed = tmp_path / "b.xml.gz"
    packed.write_bytes(gzip.compress(synthetic.article_set(numbered(3, 2000))))
    text = tmp_path / "c.nbib"
    text.write_bytes(synthetic.medline_file([synthetic.medline(3001), synthetic.medline(1000)]))
    report = import_files(library, [plain, packed, text])
    assert [(f.format, f.read, f.added, f.updated) for f in report.files] == [
        ("xml", 2, 2, 0),
        ("xml", 3, 3, 0),
        ("medline", 2, 1, 1),
    ]
    assert report.total("read") == 7


def test_a_refused_file_leaves_no_trace_and_the_next_is_read(library: Library, tmp_path: Path) -> None:
    before = library.path.read_bytes()
    (tmp_path / "empty.xml").touch()
    (tmp_path / "bomb.xml").write_bytes(
        b'<?xml version="1.0"?><!DOCTYPE P [<!ENTITY a "b">]><PubmedArticleSet/>'
    )
    (tmp_path / "archive.xml").write_bytes(b"PK\x03\x04" + bytes(100))
    names = ["empty.xml", "bomb.xml", "archive.xml", "missing.xml", "."]
    report = import_files(library, [tmp_path / name for name in names])
    assert [f.refused for f in report.files] == [True] * 5
    assert all("." in f.problem and f.read == 0 for f in report.files)
    library.close()
    assert library.path.read_bytes() == before
    good = xml_file(tmp_path / "good.xml", *numbered(1))
    report = import_files(library, [tmp_path / "empty.xml", good])
    assert [(f.refused, f.added) for f in report.files] == [(True, 0), (False, 1)]


def test_one_bad_record_does_not_stop_the_rest(library: Library, tmp_path: Path) -> None:
    bad = synthetic.article_xml(5).replace("</Article>", "</Artikel>")
    file = xml_file(tmp_path / "some.xml", *numbered(2), bad, *numbered(2, 2000))
    (found,) = import_files(library, [file]).files
    assert (found.read, found.added, len(found.rejected)) == (5, 4, 1)
    assert "5" in found.rejected[0][0]


def test_damage_keeps_what_came_before_and_names_the_place(library: Library, tmp_path: Path) -> None:
    whole = synthetic.article_set(numbered(5))
    cut = whole.rindex(b"<PubmedArticle>") + 200
    (tmp_path / "cut.xml").write_bytes(whole[:cut])
    (found,) = import_files(library, [tmp_path / "cut.xml"]).files
    assert (found.read, found.added, found.refused) == (4, 4, False)
    assert "damaged at byte" in found.problem
    packed = gzip.compress(whole)
    (tmp_path / "cut.xml.gz").write_bytes(packed[:-40])
    (found,) = import_files(library, [tmp_path / "cut.xml.gz"]).files
    assert "damaged at byte" in found.problem
    text = synthetic.medline_file([synthetic.medline(n) for n in (7001, 7002)])
    (tmp_path / "cut.nbib").write_bytes(text[: text.rindex(b"SO  -")])
    (found,) = import_files(library, [tmp_path / "cut.nbib"]).files
    assert "damaged at byte" in found.problem
    assert found.added == 1


@pytest.mark.parametrize("level", [0, 9])
def test_bit_rot_in_a_packed_file_leaves_no_altered_number(
    library: Library, tmp_path: Path, level: int
) -> None:
    texts = [
        synthetic.article_xml(n, abstract=f"Median survival was 29.{n - 1000} months.")
        for n in range(1000, 1005)
    ]
    whole = synthetic.article_set(texts)
    file, packed = tmp_path / "rot.xml.gz", bytearray(gzip.compress(whole, level))
    if level:
        packed[len(packed) // 2] ^= 1
    else:
        place = packed.index(b"29.3 months")
        packed[place : place + 2] = b"92"
    file.write_bytes(packed)
    (found,) = import_files(library, [file]).files
    assert (found.read, found.added, found.refused) == (0, 0, False)
    assert "damaged at or before byte" in found.problem
    assert "Get the file again" in found.problem
    assert held(library) == 0
    file.write_bytes(gzip.compress(whole))
    assert import_files(library, [file]).total("added") == 5
    assert library.reader().article(1003).article.abstract_text == "Median survival was 29.3 months."


def test_checking_a_packed_file_can_be_cancelled(library: Library, tmp_path: Path) -> None:
    said: list[str] = []

    def report(_done: int, _total: int, text: str) -> None:
        said.append(text)
        if "checking" in text:
            progress.cancel()

    progress = Progress(report)
    file = tmp_path / "some.xml.gz"
    file.write_bytes(gzip.compress(synthetic.article_set(numbered(200)), 0))
    assert import_files(library, [file], progress).cancelled
    assert said[-1] == "some.xml.gz: checking that it is whole"
    assert held(library) == 0


def test_batches_are_committed_and_announced_one_by_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setattr(importing, "FEW", 8)
    heard: list[tuple[Changes, int]] = []
    library.subscribe(lambda changes: heard.append((changes, held(library))))
    import_files(library, [xml_file(tmp_path / "some.xml", *numbered(25))])
    assert [count for _, count in heard] == [10, 20, 25]
    assert all(changes.kinds == {"articles", "tags"} for changes, _ in heard)
    assert [len(changes.ids) for changes, _ in heard] == [0, 0, 5]
    heard.clear()
    import_files(library, [tmp_path / "some.xml"])
    assert heard == []


def test_large_records_make_small_batches(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_BYTES", 100_000)
    heard: list[Changes] = []
    library.subscribe(heard.append)
    records = [synthetic.article_xml(n, abstract="word " * 15_000) for n in range(1000, 1006)]
    import_files(library, [xml_file(tmp_path / "some.xml", *records)])
    assert len(heard) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_progress_goes_from_nothing_to_the_files_size(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    first = xml_file(tmp_path / "one.xml", *numbered(25))
    second = tmp_path / "two.xml"
    data = synthetic.article_set(numbered(40, 2000))
    second.write_bytes(gzip.compress(data) if packed else data)
    steps: list[tuple[int, int, str]] = []
    import_files(library, [first, second], Progress(lambda *step: steps.append(step)))
    size = first.stat().st_size + second.stat().st_size
    done = [step[0] for step in steps]
    assert {step[1] for step in steps} == {size}
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, size)
    assert len(set(done)) > (3 if packed else 6)
    assert steps[-1][2] == "two.xml: 40 records read"


def test_cancelling_keeps_whole_batches_and_reads_no_further_file(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    progress = Progress()
    library.subscribe(lambda _changes: progress.cancel() if held(library) == 20 else None)
    files = [xml_file(tmp_path / f"{n}.xml", *numbered(35, 1000 * n)) for n in (1, 2)]
    report = import_files(library, files, progress)
    assert report.cancelled
    assert [(f.read, f.added) for f in report.files] == [(20, 20)]
    assert held(library) == 20
    assert import_files(library, files).total("added") == 50


def test_a_full_disk_keeps_committed_batches_and_says_so(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    pages: list[int] = []

    def limit(_changes: Changes) -> None:
        assert library._engine is not None
        connection = library._engine.raw_connection()
        pages.append(connection.execute("PRAGMA page_count").fetchone()[0])
        connection.execute(f"PRAGMA max_page_count = {pages[-1] + 1}")
        connection.close()

    library.subscribe(limit)
    file = xml_file(tmp_path / "some.xml", *numbered(50))
    with pytest.raises(LibraryTrouble, match="full"):
        import_files(library, [file])
    kept = held(library)
    assert 10 <= kept < 50
    assert kept % 10 == 0
    library.close()
    again = Library(library.path)
    assert import_files(again, [file]).total("added") == 50 - kept
    again.close()


def test_personal_things_are_not_touched(library: Library, tmp_path: Path) -> None:
    import_files(
        library, [xml_file(tmp_path / "old.xml", synthetic.article_xml(12345, revised="2023-01-01"))]
    )
    filling.fill(library.path, owning.ARTICLES[1:])
    owning.some_of_everything(library)
    before = owning.rows(library.path)
    assert all(before.values()), "a table without a row would prove nothing"
    for day in ("2024-01-01", "2025-01-01"):
        texts = [
            synthetic.article_xml(n, revised=day, title="An invented one about lapatinib")
            for n in (12345, 777)
        ]
        report = import_files(library, [xml_file(tmp_path / f"{day}.xml", *texts)])
        assert report.total("updated") >= 1
        assert owning.rows(library.path) == before


def test_no_address_is_looked_up(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    doctype = '<!DOCTYPE PubmedArticleSet SYSTEM "http://dtd.example.org/pubmed.dtd">'
    files = [xml_file(tmp_path / "a.xml", *numbered(2), doctype=doctype)]
    (tmp_path / "b.nbib").write_bytes(synthetic.medline_file([synthetic.medline(3001)]))
    assert import_files(library, [*files, tmp_path / "b.nbib"]).total("added") == 3


def test_importing_this_module_costs_no_heavy_import() -> None:
    heavy = "('sqlalchemy', 'lxml', 'Bio')"
    script = f"import sys, her2ref.library.importing\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not beside the checkout")
def test_real_files(library: Library) -> None:
    files = sorted((SHARED / "xml").glob("*.xml"))
    first = import_files(library, files)
    assert (first.total("read"), first.total("added"), first.rejected) == (611, 611, 0)
    text = import_files(library, [SHARED / "medline" / "medline.nbib"])
    assert (text.total("read"), text.rejected, [f.problem for f in text.files]) == (1129, 0, [""])
    before = held(library)
    again = import_files(library, [*files, SHARED / "medline" / "medline.nbib"])
    assert (again.total("added"), again.total("updated"), held(library)) == (0, 0, before)
