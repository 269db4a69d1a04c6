"""The stream: cutting, encodings, damage, bad records, hostile files."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from her2ref.core.article import Article, RawRecord, Rejected
from her2ref.records import pubmed_xml, stream
from her2ref.records.pubmed_xml import Damaged
from tests.data.synthetic import article_set, article_xml, book_xml

THREE = article_set([article_xml(101), book_xml(102), article_xml(103, references=[1, 2, 3])])
REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "xml"


def items(data: bytes) -> tuple[list[Any], Damaged | None]:
    """What was read, and the damage after it."""
    return drawn(pubmed_xml.read(io.BytesIO(data)))


def drawn(reading: Iterator[Any]) -> tuple[list[Any], Damaged | None]:
    found: list[Any] = []
    while True:
        try:
            found.append(next(reading))
        except StopIteration:
            return found, None
        except Damaged as damage:
            return found, damage


def pmids(found: list[Any]) -> list[int | None]:
    return [item[0].pmid for item in found if not isinstance(item, Rejected)]


def rejected(found: list[Any]) -> list[Rejected]:
    return [item for item in found if isinstance(item, Rejected)]


def test_every_record_comes_with_its_bytes_and_its_place() -> None:
    found, damage = items(THREE)
    assert (pmids(found), damage) == ([101, 102, 103], None)
    for article, raw in found:
        assert isinstance(article, Article)
        assert isinstance(raw, RawRecord)
        assert THREE[raw.offset : raw.offset + len(raw.data)] == raw.data
        assert pubmed_xml.parse_record(raw.data) == article
    assert b"<ReferenceList>" in found[2][1].data  # cited references stay in the raw record


def test_a_file_read_byte_by_byte_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = items(THREE)
    for size in (1, 7, 300):
        monkeypatch.setattr(stream, "CHUNK", size)
        assert items(THREE) == (whole, None)


def test_deleted_citations_are_no_records() -> None:
    end = b'<DeleteCitation><PMID Version="1">5</PMID></DeleteCitation></PubmedArticleSet>'
    found, damage = items(THREE.replace(b"</PubmedArticleSet>", end))
    assert (pmids(found), damage) == ([101, 102, 103], None)


@pytest.mark.parametrize(
    "doctype",
    [
        "",
        '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "http://example.invalid/pubmed_110101.dtd">',
        '<!DOCTYPE PubmedArticleSet SYSTEM "file:///etc/passwd">',
    ],
)
def test_any_doctype_and_none(doctype: str) -> None:
    assert pmids(items(article_set([article_xml(101)], doctype=doctype))[0]) == [101]


def test_records_without_a_root_around_them() -> None:
    assert items(article_xml(101).encode())[1] is None


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1", "UTF-8", "windows-1252", "US-ASCII"])
def test_any_encoding(encoding: str) -> None:
    title = "Plain" if encoding == "US-ASCII" else "Größe"
    data = article_set([article_xml(101, title=title), article_xml(102)], encoding=encoding)
    found, damage = items(data)
    assert damage is None
    assert found[0][0].title == title
    place = found[1][1].offset
    codec = "utf-16-le" if encoding == "UTF-16" else encoding
    assert data[place:].decode(codec).startswith("<PubmedArticle><MedlineCitation")
    assert pubmed_xml.parse_record(found[0][1].data) == found[0][0]


def test_a_byte_order_mark() -> None:
    found, _ = items(b"\xef\xbb\xbf" + THREE)
    assert found[0][1].offset == 3 + THREE.index(b"<PubmedArticle>")


def test_a_file_that_says_utf16_and_is_not() -> None:
    assert pmids(items(THREE.replace(b'encoding="UTF-8"', b'encoding="UTF-16"'))[0]) == [101, 102, 103]


def test_an_unknown_encoding_is_damage() -> None:
    found, damage = items(THREE.replace(b'encoding="UTF-8"', b'encoding="UTF-7"'))
    assert not found
    assert damage is not None
    assert "UTF-7" in damage.why


def test_a_cut_file_gives_its_whole_records_and_then_says_where_it_ends() -> None:
    starts = [
        THREE.index(b"<PubmedArticle>"),
        THREE.index(b"<PubmedBookArticle>"),
        THREE.rindex(b"<PubmedArticle>"),
    ]
    ends = [THREE.index(b"</PubmedArticle>") + 16, THREE.index(b"</PubmedBookArticle>") + 20]
    ends.append(THREE.rindex(b"</PubmedArticle>") + 16)
    for cut in [*range(starts[0] - 20, len(THREE) - 25, 97), *ends, starts[1] + 9]:
        found, damage = items(THREE[:cut])
        assert len(found) == sum(end <= cut for end in ends), cut
        assert damage is not None, cut
        begun = [start for start, end in zip(starts, ends, strict=True) if start + 20 <= cut < end]
        if begun:
            assert damage.offset == begun[0], cut


def test_a_cut_gzip_file_gives_what_came_before_the_cut() -> None:
    records = [
        article_xml(n, abstract="".join(random.Random(n).choices("abcdef ", k=4000))) for n in range(1, 200)
    ]
    packed = gzip.compress(article_set(records))
    half = gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2]))
    found, damage = drawn(pubmed_xml.read(half))  # type: ignore[arg-type]
    assert damage is not None
    assert damage.why == "the packed file was cut short"
    assert 80 < len(found) < 120
    assert not rejected(found)


def test_a_damaged_gzip_file_is_damage() -> None:
    packed = bytearray(gzip.compress(THREE))
    packed[-6] ^= 255  # the checksum
    with pytest.raises(Damaged):
        list(pubmed_xml.read(gzip.GzipFile(fileobj=io.BytesIO(bytes(packed)))))  # type: ignore[arg-type]


BAD = {
    "control character": ("An invented\x01 title", "not well-formed"),
    "open tag": ("<i>never closed", "not well-formed"),
    "undefined entity": ("&unheard;", "not well-formed"),
    "null": ("a\0b", "not well-formed"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_record_is_told_and_the_rest_goes_on(name: str) -> None:
    text, why = BAD[name]
    middle = article_xml(102, title="REPLACED").replace("REPLACED", text)
    data = article_set([article_xml(101), middle, article_xml(103)])
    found, damage = items(data)
    assert (pmids(found), damage) == ([101, 103], None)
    (bad,) = rejected(found)
    assert bad.where == f"byte {data.index(b'<PubmedArticle>', 600)}, PMID 102"
    assert why in bad.why


def test_bytes_that_are_no_utf8_spoil_their_record_only() -> None:
    data = THREE.replace(b"study 101", b"study \xff\xfe")
    found, _ = items(data)
    assert pmids(found) == [102, 103]
    assert "PMID 101" in rejected(found)[0].where


def test_half_a_character_of_utf16_spoils_its_record_only() -> None:
    data = article_set([article_xml(101, title="Q"), article_xml(102)], encoding="UTF-16")
    broken = data.replace("Q".encode("utf-16-le"), b"\x00\xd8")  # a lone surrogate
    found, damage = items(broken)
    assert (pmids(found), damage) == ([102], None)
    assert len(rejected(found)) == 1


def test_a_record_that_was_never_closed_does_not_swallow_the_next() -> None:
    cut = article_xml(102)[:700]
    for after in ([article_xml(103)], [book_xml(103)], [article_xml(103), book_xml(104), article_xml(105)]):
        found, damage = items(article_set([article_xml(101), cut, *after]))
        assert (pmids(found), damage) == ([101, *range(103, 103 + len(after))], None)
        assert [bad.why for bad in rejected(found)] == ["its end tag is missing"]


def test_a_record_cut_in_its_references_does_not_swallow_the_next() -> None:
    cut = article_xml(102, references=[1, 2, 3])
    cut = cut[: cut.index("<ReferenceList>") + 60]
    found, _ = items(article_set([article_xml(101), cut, article_xml(103, references=[4])]))
    assert pmids(found) == [101, 103]
    assert len(rejected(found)) == 1


def test_a_last_record_that_was_never_closed_is_a_bad_record_when_the_file_is_whole() -> None:
    found, damage = items(article_set([article_xml(101), article_xml(102)[:700]]))
    assert (pmids(found), damage) == ([101], None)
    assert rejected(found)[0].why == "its end tag is missing"


def test_a_file_cut_before_its_first_record_is_damage_and_no_bytes_are_none() -> None:
    assert items(b"") == ([], None)
    assert items(THREE[:40])[1] is not None
    assert items(b"<PubmedArticleSet></PubmedArticleSet>") == ([], None)


def test_odd_ids_are_told() -> None:
    found, _ = items(article_set([article_xml("0;DROP TABLE"), article_xml(0), article_xml(3)]))
    assert pmids(found) == [3]
    assert [bad.why for bad in rejected(found)] == ["'0;DROP TABLE' is not a PMID", "'0' is not a PMID"]


def test_very_deep_tags_are_turned_away() -> None:
    deep = article_xml(102, title="REPLACED").replace("REPLACED", "<i>" * 20_000 + "x" + "</i>" * 20_000)
    found, _ = items(article_set([article_xml(101), deep, article_xml(103)]))
    assert pmids(found) == [101, 103]


def test_a_five_megabyte_abstract_and_a_thousand_authors() -> None:
    data = article_set(
        [article_xml(101, abstract="word " * 1_000_000), article_xml(102, authors=["Alpha A"] * 1000)]
    )
    found, damage = items(data)
    assert damage is None
    assert len(found[0][0].abstract[0].text) > 4_900_000
    assert len(found[1][0].authors) == 1000


def test_a_record_beyond_all_measure_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pubmed_xml, "LIMIT", 200_000)
    monkeypatch.setattr(stream, "CHUNK", 10_000)
    data = article_set([article_xml(101), article_xml(102, abstract="word " * 60_000), article_xml(103)])
    found, damage = items(data)
    assert (pmids(found), damage) == ([101, 103], None)
    assert "larger than" in rejected(found)[0].why


def test_a_stretch_without_records_beyond_all_measure_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pubmed_xml, "LIMIT", 200_000)
    found, damage = items(THREE[:-20] + b" " * 900_000)
    assert pmids(found) == [101, 102, 103]
    assert damage is not None


ENTITIES = {
    "billion laughs": '<!DOCTYPE P [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "file": '<!DOCTYPE P [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE P [<!ENTITY % b SYSTEM "http://example.invalid/x.dtd"> %b;]>',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_never_resolved(name: str) -> None:
    bad = article_xml(102, title="REPLACED").replace("REPLACED", "&b;")
    found, _ = items(article_set([article_xml(101), bad], doctype=ENTITIES[name]))
    assert pmids(found) == [101]
    assert "passwd" not in rejected(found)[0].why


def test_a_doctype_inside_a_record_is_turned_away() -> None:
    inside = article_xml(102).replace("<MedlineCitation", ENTITIES["file"] + "<MedlineCitation")
    assert pmids(items(article_set([inside, article_xml(103)]))[0]) == [103]


class Endless(io.RawIOBase):
    """A file of `count` records of about 12 KB that exists only while it is read."""

    def __init__(self, count: int) -> None:
        self.parts = self._parts(count)
        self.rest = b""

    def _parts(self, count: int) -> Iterator[bytes]:
        yield b"<PubmedArticleSet>"
        for n in range(1, count + 1):
            yield article_xml(n, abstract="word " * 2000).encode()
        yield b"</PubmedArticleSet>"

    def read1(self, size: int = -1) -> bytes:
        return next(self.parts, b"")


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in pubmed_xml.read(Endless(count))) == count  # type: ignore[arg-type]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(1500) < peak(100) + 500_000


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutilation_raises_anything_but_damaged(data: st.DataObject) -> None:
    mutilated = bytearray(THREE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutilated)))
        match data.draw(st.sampled_from(["cut", "insert", "remove", "flip"])):
            case "cut":
                del mutilated[place:]
            case "insert":
                mutilated[place:place] = data.draw(st.binary(max_size=12))
            case "remove":
                del mutilated[place : place + data.draw(st.integers(1, 400))]
            case _ if place < len(mutilated):
                mutilated[place] ^= data.draw(st.integers(1, 255))
    for item in items(bytes(mutilated))[0]:
        assert isinstance(item, Rejected | tuple)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_damaged(data: bytes) -> None:
    items(data)
    items(b"<PubmedArticleSet><PubmedArticle>" + data + b"</PubmedArticle></PubmedArticleSet>")


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real records is not beside the checkout")
def test_real_files_hold_611_records_and_none_is_turned_away() -> None:
    found = [item for path in sorted(REAL.glob("*.xml")) for item in items(path.read_bytes())[0]]
    assert len(found) == 611
    assert not rejected(found)
    assert sum(article.book is not None for article, _ in found) == 4
    assert all(article.title for article, _ in found)
