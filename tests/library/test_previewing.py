"""What a preview tells is what the import then does, and telling changes nothing."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from her2ref.core.article import Notice
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.library import importing, previewing
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.previewing import Preview, preview
from tests.data import synthetic
from tests.data.ris import ris, ris_file

DAYS = ("2024-01-01", "2024-06-01", "2025-01-01")


@pytest.fixture
def library(library_home: Home):
    made = Library(library_home.library)
    yield made
    made.close()


def lines(told: Preview, kind: str) -> list[tuple[str, str]]:
    return [(line.where, line.why) for line in told.lines[kind]]


def xml(path: Path, *records: str) -> Path:
    path.write_bytes(synthetic.article_set(records))
    return path


def counts(report: Any) -> list[tuple[Any, ...]]:
    return [
        (f.format, f.read, f.added, f.updated, f.unchanged, f.wanted, f.rejected, f.refused, bool(f.problem))
        for f in report.files
    ]


def test_each_record_is_told_with_what_would_become_of_it(library: Library, tmp_path: Path) -> None:
    import_files(
        library,
        [
            xml(tmp_path / "first.xml", *(synthetic.article_xml(n, revised=DAYS[1]) for n in (1, 2, 3, 4))),
            xml(tmp_path / "bare.xml", synthetic.article_xml(5, revised=DAYS[1], abstract="")),
        ],
    )
    file = xml(
        tmp_path / "next.xml",
        synthetic.article_xml(1, revised=DAYS[1]),
        synthetic.article_xml(2, revised=DAYS[0]),
        synthetic.article_xml(3, revised=DAYS[2]),
        synthetic.article_xml(5, revised=DAYS[2]),
        synthetic.article_xml(6, revised=DAYS[1]),
        synthetic.article_xml(6, revised=DAYS[1]),
        synthetic.article_xml(6, revised=DAYS[0]),
        synthetic.article_xml(7, title=""),
        synthetic.article_xml("0;DROP TABLE"),
        synthetic.article_xml(4, revised=DAYS[2], notices=[Notice("RetractionIn", 9, "J Invent Ex")]),
    )
    other = tmp_path / "other.ris"
    other.write_bytes(ris_file([ris(2), ris(None, title="A study of which nobody has heard yet.")]))
    told = preview(library, [file, other])
    assert lines(told, "added") == [("PMID 6", ""), ("PMID 7", ""), ("no PMID", "")]
    assert lines(told, "updated") == [
        ("PMID 3", "newer version, revised 2025-01-01"),
        ("PMID 5", "abstract added, newer version, revised 2025-01-01"),
        ("PMID 4", "marked as retracted, newer version, revised 2025-01-01"),
        ("PMID 2", "details from RIS added"),
    ]
    assert lines(told, "ignored") == [
        ("PMID 1", "it is here already, the same"),
        ("PMID 2", "a newer version is here"),
        ("PMID 6", "it stands twice in these files"),
        ("PMID 6", "a newer version stands in these files"),
    ]
    assert [why for _, why in lines(told, "rejected")] == ["'0;DROP TABLE' is not a PMID"]
    assert told.lines["added"][0].title == "Invented study 6 of an example treatment."
    assert (told.brings, [told.count(kind) for kind in previewing.KINDS]) == (7, [3, 4, 4, 1, 0])
    assert counts(import_files(library, [file, other])) == counts(told)


def test_an_article_that_learns_its_pmid(library: Library, tmp_path: Path) -> None:
    first = tmp_path / "first.ris"
    first.write_bytes(ris_file([ris(None, doi="10.5555/invented.5")]))
    import_files(library, [first])
    told = preview(library, [xml(tmp_path / "next.xml", synthetic.article_xml(5))])
    assert lines(told, "updated") == [("PMID 5", "its PMID is known now, details from PubMed XML added")]


def test_not_a_byte_is_written_and_nobody_is_held_up(
    library_home: Home, library: Library, tmp_path: Path
) -> None:
    import_files(library, [xml(tmp_path / "first.xml", synthetic.article_xml(1))])
    library.close()
    before = {path: path.read_bytes() for path in library_home.data.rglob("*") if path.is_file()}
    writer = sqlite3.connect(library_home.library, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")  # who wanted to write would have to wait
    file = xml(tmp_path / "next.xml", *(synthetic.article_xml(n) for n in range(1, 700)))
    assert preview(library, [file]).total("added") == 698
    writer.execute("ROLLBACK")
    writer.close()
    library.close()
    after = {
        p: p.read_bytes() for p in library_home.data.rglob("*") if p.is_file() and not p.name.endswith("-shm")
    }
    assert {p.name: d for p, d in after.items() if d} == {p.name: d for p, d in before.items() if d}


def test_it_can_be_cancelled_between_records(library: Library, tmp_path: Path) -> None:
    file = xml(tmp_path / "some.xml", *(synthetic.article_xml(n) for n in range(1, 1_500)))
    progress = Progress(lambda done, _total, _text: progress.cancel() if done else None)
    told = preview(library, [file, file], progress)
    assert told.cancelled
    assert len(told.files) == 1
    assert 0 < told.files[0].read < 1_499


def test_lines_are_kept_up_to_a_number_and_all_are_counted(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "LINES", 3)
    file = tmp_path / "list.txt"
    file.write_text("\n".join(map(str, range(1, 50))) + "\nword")
    told = preview(library, [file])
    assert (told.count("wanted"), len(told.lines["wanted"]), told.count("rejected")) == (49, 3, 1)


def test_lists_of_pmids(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("PMID\n1\n2\n3\n2\n123456789\n")
    files = [xml(tmp_path / "one.xml", synthetic.article_xml(1)), file]
    told = preview(library, files)
    assert counts(told)[1] == ("pmids", 5, 0, 0, 2, 2, [("123456789", "it is not a PMID")], False, False)
    assert counts(import_files(library, files)) == counts(told)
    assert library.reader().wanted() == [2, 3]
    assert previewing.preview_pmids(library, "1, 2, nine") == (2, 1, 1, ["nine"])
    assert previewing.preview_pmids(library, "") == (0, 0, 0, [])
    pasted = importing.import_pmids(library, "1, 7, nine")
    assert (pasted.read, pasted.unchanged, pasted.wanted) == (3, 1, 1)
    assert set(library.reader().wanted()) == {2, 3, 7}


def test_refused_and_damaged_files_are_told_before(library: Library, tmp_path: Path) -> None:
    (tmp_path / "zip.xml").write_bytes(b"PK\x03\x04")
    whole = synthetic.article_set([synthetic.article_xml(n) for n in (1, 2, 3)])
    (tmp_path / "cut.xml").write_bytes(whole[: whole.rindex(b"<PubmedArticle>") + 99])
    packed = bytearray(gzip.compress(whole))
    packed[len(packed) // 2] ^= 1
    (tmp_path / "rot.xml.gz").write_bytes(packed)
    files = [tmp_path / name for name in ("zip.xml", "cut.xml", "rot.xml.gz", "none.xml")]
    told = preview(library, files)
    assert "ZIP" in told.files[0].problem
    assert "Nothing of it would be stored." in told.files[0].problem
    assert "The records before that place would be read and kept." in told.files[1].problem
    assert "None of its records would be taken." in told.files[2].problem
    assert "checksum" in told.files[2].problem
    report = import_files(library, files)
    assert counts(report) == counts(told)
    assert "Nothing was written." in report.files[0].problem
    assert "The records before that place were read and kept." in report.files[1].problem


def test_a_last_record_without_its_end_mark_is_offered_with_a_remark(
    library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "noer.ris"
    file.write_bytes(ris_file([ris(1)]).removesuffix(b"ER  - \n"))
    told = preview(library, [file])
    remark = "it has no end mark; taken as it is"
    assert [(line.where, line.why) for line in told.lines["added"]] == [("PMID 1", remark)]
    report = import_files(library, [file])
    assert (report.total("added"), report.files[0].problem) == (1, "")
    assert report.files[0].remarks == told.files[0].remarks == [("byte 0, PMID 1", remark)]


@pytest.mark.parametrize("left", [1, 2])
def test_where_no_record_stands_before_the_damage_none_is_spoken_of(
    library: Library, tmp_path: Path, left: int
) -> None:
    file = tmp_path / "cut.ris"
    file.write_bytes(ris_file([ris(n) for n in range(1, left + 1)])[:-20])
    told = preview(library, [file])
    assert ("There is no record before that place." in told.files[0].problem) == (left == 1)
    assert ("would be read and kept" in told.files[0].problem) == (left == 2)


KINDS = st.sampled_from(["xml", "medline", "ris", "nameless", "bare"])
RECORD = st.tuples(KINDS, st.integers(1, 6), st.sampled_from(DAYS), st.booleans())


def _file(path: Path, kind: str, rows: list[tuple[str, int, str, bool]]) -> Path:
    """The records of one kind; a nameless one is RIS without its PMID, found by DOI or, without that, by its title; a
    bare one says so little that only its bytes tell it from another."""
    texts = []
    for _, number, day, flag in rows:
        fields: dict[str, Any] = {"revised": day, "abstract": "" if flag else f"Told of {number}.", "doi": ""}
        if number % 2:
            fields["doi"] = f"10.5555/Invented.{number}"
        if kind == "xml":
            texts.append(synthetic.article_xml(number, **fields))
        elif kind == "medline":
            texts.append(synthetic.medline(number, **fields))
        elif kind == "bare":
            texts.append(
                f"TY  - BOOK\nTI  - An invented book\nAU  - Invented, {number}\nN1  - {day}\nER  - \n"
            )
        else:
            title = f"Invented study {number} of an example treatment."
            texts.append(ris(number if kind == "ris" else None, "zotero", title=title, **fields))
    if kind == "xml":
        path.write_bytes(synthetic.article_set(texts))
    elif kind == "medline":
        path.write_bytes(synthetic.medline_file(texts))
    else:
        path.write_bytes(ris_file(texts, newline="\r\n" if kind == "bare" and rows[0][3] else "\n"))
    return path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORD, max_size=14), st.lists(RECORD, min_size=1, max_size=14), st.sampled_from([2, 3, 500]))
def test_a_preview_agrees_with_the_import(
    library_home: Home, tmp_path: Path, before: list[Any], after: list[Any], batch: int
) -> None:
    home = Home.at(tmp_path / "copy")
    shutil.rmtree(home.data, ignore_errors=True)
    shutil.copytree(library_home.data, home.data)
    library = Library(home.library)
    kept = importing.BATCH
    importing.BATCH = batch  # type: ignore[misc]
    try:
        for rows in (before, after):
            groups = [list(g) for g in _runs(rows)]
            files = [_file(tmp_path / f"{n}.{g[0][0]}", g[0][0], g) for n, g in enumerate(groups)]
            told = preview(library, files)
            assert counts(import_files(library, files)) == counts(told)
    finally:
        importing.BATCH = kept  # type: ignore[misc]
        library.close()


def _runs(rows: list[Any]) -> list[list[Any]]:
    """Neighbours of one kind stand in one file."""
    found: list[list[Any]] = []
    for row in rows:
        if found and found[-1][0][0] == row[0]:
            found[-1].append(row)
        else:
            found.append([row])
    return found
