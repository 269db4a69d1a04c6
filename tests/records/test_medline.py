"""MEDLINE text: every field it can say, records cut rightly, cut files found out, odd files read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from Bio import Medline
from hypothesis import given, settings
from hypothesis import strategies as st

from her2ref.core.article import Article, Author, Grant, Notice, OtherAbstract, Rejected, Section
from her2ref.records import medline
from her2ref.records.medline import Damaged, Unreadable
from tests.data import synthetic
from tests.data.synthetic import book_xml, example_book, medline_file, record
from tests.records.odd import ODD

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "medline" / "medline.nbib"
THREE = medline_file([synthetic.medline(n) for n in (101, 102, 103)])


def items(data: bytes) -> tuple[list[Any], Damaged | None]:
    """What was read, and the damage after it."""
    reading: Iterator[Any] = medline.read(io.BytesIO(data))
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


def parsed(text: str) -> Article:
    return medline.parse_record(text.encode())


def sayable(article: Article) -> Article:
    """What of an article MEDLINE text can say: no unique ids, no version, no categories, no "list not complete"."""
    article = deepcopy(article)
    article.version, article.authors_complete = 1, True
    for heading in article.mesh:
        heading.ui = ""
        for qualifier in heading.qualifiers:
            qualifier.ui = ""
    for chemical in article.chemicals:
        chemical.ui = ""
    for section in article.abstract:
        section.category = ""
    return article


@pytest.mark.parametrize("name", ODD)
def test_every_field_that_the_format_has_is_read_as_given(name: str) -> None:
    fields = ODD[name]
    if name == "scripts":  # folding knows blanks only
        fields = {"title": fields["title"]}
    assert parsed(synthetic.medline(70000011, **fields)) == sayable(record(70000011, **fields))


def test_a_book() -> None:
    fields: dict[str, Any] = {"title": "Invented chapter.", "book": example_book()}
    article = parsed(synthetic.medline(70000090, **fields))
    wanted = record(70000090, **fields)
    wanted.journal = wanted.journal_abbrev = wanted.issn = wanted.nlm_id = ""
    assert article == wanted
    assert book_xml(70000090)


def test_a_journal_article_with_an_editor_stays_one() -> None:
    assert (
        parsed(synthetic.medline(1) + "FED - Delta, Dora\nED  - Delta D\nPB  - Example Press\n").book is None
    )


def test_folded_values_of_repeated_tags_are_whole() -> None:
    text = (
        synthetic.medline(1)
        + "ROF - Alpha A, Beta B. J Invent\n      Ex. 1990 Aug 24;1(1):519-20. PMID:\n      1678482\n"
    )
    assert parsed(text).notices == [
        Notice("RetractionOf", 1678482, "Alpha A, Beta B. J Invent Ex. 1990 Aug 24;1(1):519-20")
    ]


@pytest.mark.parametrize(("tag", "kind"), [("PRIN", "PartialRetractionIn"), ("ECI", "ExpressionOfConcernIn")])
def test_notices_by_their_tags(tag: str, kind: str) -> None:
    assert parsed(synthetic.medline(1) + f"{tag:<4}- Ex J. 2001;1:1.\n").notices == [
        Notice(kind, None, "Ex J. 2001;1:1.")
    ]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("FAU - Alpha, Ann A Jr\nAU  - Alpha AA Jr\n", [Author("Alpha", "Ann A", "AA", "Jr")]),
        ("FAU - Rao, A V\nAU  - Rao AV\n", [Author("Rao", "A V", "AV")]),
        ("FAU - King, Carl II\nAU  - King C II\n", [Author("King", "Carl", "C", "II")]),
        ("FAU - van der Example, Eva\nAU  - van der Example E\n", [Author("van der Example", "Eva", "E")]),
        ("FAU - Mononym\nAU  - Mononym\n", [Author("Mononym")]),
        ("FAU - Vega, Eva de la Luz\nAU  - Vega Ede L\n", [Author("Vega", "Eva de la Luz", "Ede L")]),
        (
            "AU  - Gullis RJ\nAU  - Alpha A 3rd\n",
            [Author("Gullis", "", "RJ"), Author("Alpha", "", "A", "3rd")],
        ),
        ("AU  - Mononym\n", [Author("Mononym")]),
        (
            "AD  - First Institute.\nFAU - Alpha, A\nAU  - Alpha A\nFAU - Beta, B\nAU  - Beta B\n",
            [Author("Alpha", "A", "A", affiliations=["First Institute."]), Author("Beta", "B", "B")],
        ),
        (
            "FAU - Alpha, A\nFAU - Beta, B\nAU  - Beta BX\nAU  - Alpha AX\n",
            [Author("Alpha", "A", "AX"), Author("Beta", "B", "BX")],
        ),
    ],
)
def test_names(lines: str, wanted: list[Author]) -> None:
    assert parsed("PMID- 1\nTI  - Invented.\n" + lines).authors == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("R01 EX1/EX/NEX NIH HHS/United States", Grant("R01 EX1", "NEX NIH HHS", "United States")),
        ("G04/12/EX_/Example Council/Exampleland", Grant("G04/12", "Example Council", "Exampleland")),
        ("R01/CA/Example Council/Exampleland", Grant("R01", "Example Council", "Exampleland")),
        ("EX-1/Example Council/", Grant("EX-1", "Example Council", "")),
        ("Example Trust/Exampleland", Grant("", "Example Trust", "Exampleland")),
        ("Example Trust", Grant("", "Example Trust", "")),
    ],
)
def test_grants(value: str, wanted: Grant) -> None:
    assert parsed(f"PMID- 1\nTI  - Invented.\nGR  - {value}\n").grants == [wanted]


def test_a_structured_abstract_comes_apart_and_a_plain_one_does_not() -> None:
    structured = parsed(
        "PMID- 1\nAB  - AIMS: One. Two. METHODS AND RESULTS: Three (n = 3). CONCLUSION: Four.\n"
    )
    assert structured.abstract == [
        Section("One. Two.", "AIMS"),
        Section("Three (n = 3).", "METHODS AND RESULTS"),
        Section("Four.", "CONCLUSION"),
    ]
    plain = "We saw this. HER2: yes. RESULTS: none."
    assert parsed(f"PMID- 1\nAB  - {plain}\n").abstract == [Section(plain)]


def test_other_abstracts_and_their_languages() -> None:
    text = (
        "PMID- 1\nTI  - Invented.\nOAB - Publisher: Résumé.\nOABL- fre\nOAB - Zusammenfassung.\nOABL- ger\n"
    )
    assert parsed(text).other_abstracts == [
        OtherAbstract("fre", "Publisher", [Section("Résumé.")]),
        OtherAbstract("ger", "", [Section("Zusammenfassung.")]),
    ]


@pytest.mark.parametrize("pmid", ["0", "0;DROP TABLE", "12a"])
def test_nonsense_is_no_pmid(pmid: str) -> None:
    with pytest.raises(Unreadable, match="is not a PMID"):
        parsed(f"PMID- {pmid}\nTI  - Invented.\n")


def test_a_record_without_pmid_needs_a_title() -> None:
    assert parsed("TI  - Invented.\n").pmid is None
    with pytest.raises(Unreadable, match="neither a PMID nor a title"):
        parsed("AB  - Invented.\n")


# The stream


def test_every_record_comes_with_its_bytes_and_its_place() -> None:
    found, damage = items(THREE)
    assert (pmids(found), damage) == ([101, 102, 103], None)
    for article, raw in found:
        assert THREE[raw.offset : raw.offset + len(raw.data)] == raw.data
        assert medline.parse_record(raw.data) == article


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    texts = [synthetic.medline(n, title="Größe " * 30) for n in (1, 2)]
    found, damage = items(medline_file(texts, newline=newline))
    assert (pmids(found), damage) == ([1, 2], None)
    assert found[1][0] == parsed(texts[1])


def test_a_byte_order_mark_and_empty_lines_everywhere() -> None:
    assert pmids(items(b"\xef\xbb\xbf\n\n" + THREE + b"\n\n\n")[0]) == [101, 102, 103]
    assert pmids(items(THREE.replace(b"\n", b"\n\n"))[0]) == [101, 102, 103]
    assert pmids(items(THREE.replace(b"\n\n", b"\n"))[0]) == [101, 102, 103]


def test_utf16() -> None:
    data = THREE.decode().encode("utf-16")
    found, damage = items(data)
    assert (pmids(found), damage) == ([101, 102, 103], None)
    assert data[found[1][1].offset :].decode("utf-16-le").startswith("PMID- 102")


def test_text_of_before_utf8_is_read_as_windows_latin() -> None:
    data = medline_file([synthetic.medline(1, title="Größe"), synthetic.medline(2)])
    found, _ = items(data.decode().encode("cp1252"))
    assert found[0][0].title == "Größe"


def test_control_characters_are_left_out() -> None:
    assert parsed("PMID- 1\nTI  - In\x00ven\x1bted.\n").title == "Invented."


def test_records_without_pmid_are_told_apart_by_the_empty_line() -> None:
    texts = [synthetic.medline(n).partition("\n")[2] for n in (1, 2, 3)]
    found, damage = items(medline_file(texts))
    assert damage is None
    assert [article.title for article, _ in found] == [parsed(text).title for text in texts]


def test_one_bad_record_is_told_and_the_rest_goes_on() -> None:
    texts = [synthetic.medline(1), synthetic.medline("0;DROP TABLE"), synthetic.medline(3)]
    found, damage = items(medline_file(texts))
    assert (pmids(found), damage) == ([1, 3], None)
    bad = found[1]
    assert bad.where == f"byte {len(texts[0]) + 1}, PMID 0;DROP TABLE"


def test_a_half_record_between_whole_ones_is_told() -> None:
    half = synthetic.medline(2)[:400]
    found, damage = items(medline_file([synthetic.medline(1), half, synthetic.medline(3)]))
    assert (pmids(found), damage) == ([1, 3], None)
    assert found[1] == Rejected(f"byte {len(synthetic.medline(1)) + 1}, PMID 2", "it stops before its end")


def test_a_file_cut_anywhere_gives_its_whole_records_and_says_so() -> None:
    ends = [end for end in range(len(THREE)) if THREE[end : end + 2] == b"\n\n"] + [len(THREE) - 1]
    status = THREE.index(b"PST - ppublish") + len(b"PST - ppublish")
    for cut in range(8, len(THREE)):
        found, damage = items(THREE[:cut])
        if cut in (
            status,
            status + 1,
        ):  # one record, whole but for its citation line, as others' programs write it
            assert (pmids(found), damage) == ([101], None)
            continue
        whole = sum(end <= cut for end in ends)
        assert len(found) == whole, THREE[cut - 40 : cut]
        between = any(end <= cut <= end + 2 for end in ends)  # nothing shows that more was to come
        assert (damage is None) == between, THREE[cut - 40 : cut]


def without_citation(number: int) -> str:
    """A record of a program that keeps NLM as the owner and writes no SO."""
    return re.sub(r"(?ms)^SO  -.*", "", synthetic.medline(number))


@pytest.mark.parametrize("count", [1, 2, 3, 9, 10, 11, 25])
def test_where_no_record_has_a_citation_line_none_was_cut(count: int) -> None:
    numbers = list(range(1, count + 1))
    found, damage = items(medline_file([without_citation(n) for n in numbers]))
    assert (pmids(found), damage) == (numbers, None)


@pytest.mark.parametrize("count", [1, 2, 12])
def test_a_cut_of_its_last_record_is_seen_all_the_same(count: int) -> None:
    data = medline_file([without_citation(n) for n in range(1, count + 1)])
    begun = data.rindex(b"PMID- ")
    for end in range(begun + 8, len(data) - len("\n")):
        found, damage = items(data[:end])
        assert pmids(found) == list(range(1, count)), data[end - 40 : end]
        assert damage is not None
        assert damage.offset == begun


def test_records_without_it_before_one_that_has_it_stop_before_their_end() -> None:
    texts = [without_citation(1), without_citation(2), synthetic.medline(3), without_citation(4)]
    found, damage = items(medline_file([*texts, synthetic.medline(5)]))
    assert (pmids(found), damage) == ([3, 5], None)
    assert [item.where.split(", ")[1] for item in found if isinstance(item, Rejected)] == [
        "PMID 1",
        "PMID 2",
        "PMID 4",
    ]
    found, damage = items(medline_file(texts))
    assert pmids(found) == [3]
    assert damage is not None


def test_a_book_is_whole_with_its_accession() -> None:
    book = "PMID- 1\nOWN - NLM\nTI  - Invented.\nBTI - Book.\nAID - NBK1 [bookaccession]\n"
    assert items(book.encode())[1] is None
    assert items(book.encode()[:-25])[1] is not None


def test_records_of_other_makers_need_not_end_as_pubmeds_do() -> None:
    assert items(b"PMID- 1\nTI  - Invented.\nAU  - Alpha A\n")[1] is None
    assert items(b"TI  - Invented.\nAU  - Alpha A")[1] is None


def test_a_record_beyond_all_measure_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medline, "LIMIT", 100_000)
    big = synthetic.medline(2, abstract="word " * 40_000)
    found, damage = items(medline_file([synthetic.medline(1), big, synthetic.medline(3)]))
    assert (pmids(found), damage) == ([1, 3], None)
    assert "larger" in found[1].why


def test_no_bytes_are_no_records() -> None:
    assert items(b"") == ([], None)
    assert items(b"\n\n") == ([], None)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(THREE)), st.integers(0, 300), st.binary(max_size=30))
def test_no_mutilation_raises_anything_but_damaged(place: int, length: int, put: bytes) -> None:
    for item in items(THREE[:place] + put + THREE[place + length :])[0]:
        assert isinstance(item, Rejected | tuple)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_damaged(data: bytes) -> None:
    items(data)
    items(b"PMID- 1\nTI  - Invented.\n" + data)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["FAU", "AU", "CN", "GR", "RN", "MH", "PS", "FPS", "LID", "IS", "DP", "OABL"]),
            st.text(),
        )
    )
)
def test_no_value_raises(fields: list[tuple[str, str]]) -> None:
    parsed(
        "PMID- 1\n"
        + "".join(f"{tag:<4}- {value}\n".encode(errors="replace").decode() for tag, value in fields)
    )


@pytest.mark.skipif(not REAL.is_file(), reason="the file of real records is not beside the checkout")
def test_the_real_file_agrees_with_bio_medline() -> None:
    found, damage = items(REAL.read_bytes())
    assert damage is None
    assert len(found) == 1129
    assert not [item for item in found if isinstance(item, Rejected)]
    with REAL.open(encoding="utf-8") as lines:
        for (article, _), peer in zip(found, Medline.parse(lines), strict=True):
            assert str(article.pmid) == peer["PMID"]
            assert article.title.split() == peer["TI"].split()
            assert [a.short for a in article.authors if not a.collective] == peer.get("AU", [])
            assert article.publication_types == peer["PT"]
            assert article.date_text == peer["DP"]
            assert len(article.mesh) == len(peer.get("MH", []))
