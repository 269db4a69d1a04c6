"""RIS as programs write it: cut rightly, read field by field, odd files and cut ones; rispy says the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from her2ref.core.article import Article, Author, Rejected, Section
from her2ref.records import ris
from her2ref.records.stream import Damaged, Unreadable
from tests.data.ris import STYLES, ris_file
from tests.data.ris import ris as written
from tests.data.synthetic import record

THREE = ris_file([written(n) for n in (101, 102, 103)])


def items(data: bytes) -> tuple[list[Any], Damaged | None]:
    """What was read, and the damage after it."""
    reading: Iterator[Any] = ris.read(io.BytesIO(data))
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


def parsed(*rows: str) -> Article:
    """The article of these lines, between TY and ER; TI is added where there is none."""
    title = () if any(re.match(r"(TI|T1|BT|CT)  - ", row) for row in rows) else ("TI  - An invented title.",)
    return ris.parse_record("\n".join(["TY  - JOUR", *title, *rows, "ER  - "]).encode())


FIELDS: dict[str, dict[str, Any]] = {
    "usual": {"keywords": ["examples", "invention"], "pmcid": "PMC1234567"},
    "structured": {
        "abstract": [
            Section("An example background.", "BACKGROUND"),
            Section("We did & saw <nothing>.", "METHODS AND RESULTS"),
        ]
    },
    "group": {"authors": [Author("Alpha", "Ann A", "AA"), Author(collective="Example Study Group")]},
    "scripts": {
        "title": "Größe und α-Werte: 乳がん, сravnenie, שלום.",
        "authors": [Author("Çelik", "Ömer", "Ö")],
    },
    "one page": {"pages": "e0815"},
    "short page": {"pages": "3007-16"},
    "year only": {"year": 1987},
    "no abstract": {"abstract": ""},
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", FIELDS)
def test_every_program_s_record_is_read_as_it_was_meant(style: str, name: str) -> None:
    wanted = record(30000011, **FIELDS[name])
    article = ris.parse_record(written(30000011, style, **FIELDS[name]).encode())
    for field in ("pmid", "title", "abstract", "journal", "journal_abbrev", "year", "volume", "issue", "doi"):
        assert getattr(article, field) == getattr(wanted, field), field
    assert (article.pages, article.issn, article.keywords) == (wanted.pages, "1234-5679", wanted.keywords)
    assert article.publication_types == ["Journal Article"]
    if style != "embase":  # which names the year and initials only
        assert (article.month, article.day) == (wanted.month, wanted.day)
        assert article.authors == wanted.authors
    assert [a.short for a in article.authors] == [a.short for a in wanted.authors]
    if style in ("endnote", "pubmed"):
        assert article.pmcid == wanted.pmcid
    if style != "plain":
        assert ris.parse_record(written(None, style).encode()).pmid is None


def test_records_are_cut_and_their_bytes_and_places_kept() -> None:
    found, damage = items(THREE)
    assert (pmids(found), damage) == ([101, 102, 103], None)
    for _, raw in found:
        assert raw.format == "ris"
        assert THREE[raw.offset :].startswith(raw.data)
        assert ris.parse_record(raw.data).pmid in (101, 102, 103)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-16-le"])
def test_encodings_and_line_ends(newline: str, encoding: str) -> None:
    text = ris_file([written(n, title=f"Größe {n}, né.") for n in (1, 2)], newline=newline).decode()
    found, damage = items(text.encode(encoding))
    assert damage is None
    assert [a.title for a, _ in found] == ["Größe 1, né.", "Größe 2, né."]
    found, _ = items(ris_file([written(1)]) + "\ufeff".encode() + ris_file([written(2)]))
    assert pmids(found) == [1, 2]


LINKS = (
    "\nLink to the Ovid Full Text or citation: http://example.org/?AN=5&id=pmid:77777777 \n\nNL  - J Invent Ex\n"
    "C1  - Database: Embase <1980 to 2024>\nSearch Strategy:\n----\n1  her2 {Including Related Terms}\n\n"
)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("TY  - ", "TY - ").replace("ER  - ", "ER -"),
        lambda text: re.sub(r"(?m)^(\w\w)  - ", r"\1 - ", text),
        lambda text: re.sub(r"(?m)^(\w\w)  - ", r"\1- ", text),
        lambda text: re.sub(r"(?m)^(\w\w)  - ", r"\1   -  ", text),
        lambda text: re.sub(r"(?m)^(\w\w)  - ", lambda found: found[0].lower(), text),
        lambda text: re.sub(r"(?m)^(\w\w)  - ", r"  \1  - ", text),
        lambda text: text.replace("ER  - \n", "ER  -\n"),
        lambda text: text.replace("ER  - \n", "ER\n"),
        lambda text: text.replace("ER  - \n", ""),
        lambda text: text.replace("ER  - \n", "ER  -  \n" + LINKS),
        lambda text: text.replace("TY  - ", "<1>\nTY  - "),
        lambda text: text.replace("TY  - ", "1. \nTY  - "),
        lambda text: text.replace("TY  - ", "12. TY  - "),
        lambda text: "Provider: Example\nContent: text/plain\n\n" + text,
        lambda text: text.replace("\n", "\n\n"),
        lambda text: re.sub(r"(?m)^(AB|JF)", r"\n\1", text),
        lambda text: text.rstrip("\n"),
        lambda text: "\n\n\n" + text,
    ],
)
def test_ways_of_writing(change: Any) -> None:
    found, damage = items(change(THREE.decode()).encode())
    assert (pmids(found), damage) == ([101, 102, 103], None)
    wanted = ris.parse_record(written(102).encode())
    assert found[1][0] == wanted


def test_text_of_several_lines_is_one_text_and_keywords_are_many() -> None:
    article = parsed(
        "AB  - The first line of it",
        "T2 - weighted images, ER- tumours and",
        "PR",
        "ER-",
        "    are told of here.",
        "KW  - ER",
        "*breast cancer",
        "lapatinib; pertuzumab",
        "ER",
        "VL  - 9",
    )
    assert article.abstract_text == (
        "The first line of it T2 - weighted images, ER- tumours and PR ER- are told of here."
    )
    assert article.keywords == ["ER", "breast cancer", "lapatinib", "pertuzumab"]
    assert article.volume == "9"


@pytest.mark.parametrize(
    ("rows", "pmid"),
    [
        (["AN  - 31234567", "DB  - PubMed"], 31234567),
        (["AN  - 31234567", "DB  - Ovid MEDLINE(R) <1946 to 2024>"], 31234567),
        (["AN  - 31234567", "DB  - MEDLINE"], 31234567),
        (["AN  - 31234567", "DP  - NLM"], 31234567),
        (["AN  - 31234567", "DB  - PubMed Central"], None),
        (["AN  - 31234567", "DB  - Embase"], None),
        (["AN  - 31234567", "DB  - Embase", "DB  - Medline"], None),  # whose number is it
        (["AN  - 31234567"], None),
        (["AN  - 98123456", "DB  - MEDLINE", "PY  - 1998"], None),  # MEDLINE's own number
        (["AN  - 21123456", "DB  - MEDLINE", "PY  - 2001"], None),
        (["AN  - 21123456", "DB  - MEDLINE", "PY  - 2011"], 21123456),
        (["AN  - PMID:31234567"], 31234567),
        (["AN  - MEDLINE:31234567"], 31234567),
        (["AN  - WOS:000471694800003"], None),
        (["AN  - pub.1149029839"], None),
        (["AN  - CN-02145678"], None),
        (["AN  - L2015467890", "DB  - Embase"], None),
        (["C5  - 31234567", "DB  - Embase", "DB  - Medline"], 31234567),
        (["C5  - 31234567"], None),
        (["C2  - 31234567", "DB  - Scopus"], None),  # whether it is one is not told
        (["C7  - 31234567"], None),  # the number of an article
        (["U1  - 31234567[pmid]", "U2  - PMC1234567[pmcid]"], 31234567),
        (["U1  - 31234567 [PMID]"], 31234567),
        (["U1  - 31234567"], None),
        (["U2  - L31234567"], None),
        (["ID  - 1652", "DB  - Medline"], None),  # EndNote's own number
        (["ID  - 31234567"], None),
        (["ID  - PMID: 31234567"], 31234567),
        (["LB  - 31234567"], None),
        (["LB  - PMID 31234567"], 31234567),
        (["M1  - 101282906", "DB  - MEDLINE"], None),  # the journal's number at NLM
        (["M1  - 31234567"], None),
        (["M1  - PMID: 31234567"], 31234567),
        (["N1  - PMID: 31234567"], 31234567),
        (["N1  - PubMed ID: 31234567"], 31234567),
        (["N1  - Medline Accession Number 31234567"], 31234567),
        (["N1  - PUBMED 31234567, EMBASE 2002175"], 31234567),
        (["N1  - 1234-5679", "Invented notes", "PMID: 31234567", "eng"], 31234567),
        (["N1  - Comment in: J Invent Ex 2020; PMID: 31234567"], None),
        (["N1  - Erratum in PMID: 31234567."], None),
        (["N1  - Medline 2020"], None),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/31234567/"], 31234567),
        (["UR  - http://www.ncbi.nlm.nih.gov/pubmed/31234567?dopt=Abstract"], 31234567),
        (["UR  - https://europepmc.org/article/MED/31234567"], 31234567),
        (
            ["UR  - http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=31234567"],
            31234567,
        ),
        (["UR  - PM:31234567"], 31234567),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/?term=her2+31234567"], None),
        (["UR  - https://www.ncbi.nlm.nih.gov/pmc/articles/PMC31234567/"], None),
        (["L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medp&NEWS=N&AN=31234567"], 31234567),
        (["L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=emed18&NEWS=N&AN=31234567"], None),
        (["L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=psyc16&NEWS=N&AN=2019-65183-001"], None),
        (["PMID  - 31234567"], 31234567),
        (["PMID  - 0031234567"], 31234567),
        (["PMID  - 312345678"], None),
        (["PMID  - 0"], None),
        (["PMID  - 0;DROP TABLE article"], None),
        (["N1  - PMID: 31234567", "UR  - https://pubmed.ncbi.nlm.nih.gov/31234568/"], None),  # they disagree
        (["N1  - PMID: 31234567", "UR  - https://pubmed.ncbi.nlm.nih.gov/31234567/"], 31234567),
    ],
)
def test_a_pmid_is_taken_only_where_it_is_sure(rows: list[str], pmid: int | None) -> None:
    assert parsed(*rows).pmid == pmid


def test_ovid_writes_the_pmid_first_and_endnote_its_own_number_last() -> None:
    first = "TY  - JOUR\nID  - 31234567\nT1  - Invented.\nDB  - Ovid MEDLINE(R)\nER  - \n"
    last = "TY  - JOUR\nT1  - Invented.\nDB  - Ovid MEDLINE(R)\nID  - 31234567\nER  - \n"
    assert ris.parse_record(first.encode()).pmid == 31234567
    assert ris.parse_record(last.encode()).pmid is None


@pytest.mark.parametrize(
    ("row", "doi"),
    [
        ("DO  - 10.5555/a.b", "10.5555/a.b"),
        ("DO  - doi:10.5555/a.b", "10.5555/a.b"),
        ("DO  - https://doi.org/10.5555%2Fa.b", "10.5555/a.b"),
        ("DO  - 10.5555/S1470-2045(23)00001-1", "10.5555/S1470-2045(23)00001-1"),
        ("DO  - 10.5555/a.b [doi]", "10.5555/a.b"),
        ("DI  - 10.5555/a.b", "10.5555/a.b"),
        ("M3  - 10.5555/a.b", "10.5555/a.b"),
        ("L3  - http://dx.doi.org/10.5555/a.b", "10.5555/a.b"),
        ("UR  - https://doi.org/10.5555/a.b", "10.5555/a.b"),
        ("N1  - doi: 10.5555/a.b", "10.5555/a.b"),
        ("UR  - https://www.example.org/doi/10.5555/a.b/full", ""),
        ("N1  - J Invent Ex. 2020. doi: 10.5555/other.paper", ""),
        ("LK  - http://sfx.example.org/?id=doi:10.5555%2Fa.b", ""),
        ("DO  - none", ""),
    ],
)
def test_a_doi_is_found_where_programs_put_it(row: str, doi: str) -> None:
    assert parsed(row).doi == doi


@pytest.mark.parametrize(
    ("rows", "date", "words"),
    [
        (["PY  - 2012//"], 20120000, "2012"),
        (["Y1  - 2012/12/03/Dec"], 20121203, "2012 Dec 3"),
        (["PY  - 2012 Dec"], 20121200, "2012 Dec"),
        (["DA  - 2012-12-03"], 20121203, "2012 Dec 3"),
        (["DA  - 2019/10//undefined", "PY  - 2019"], 20191000, "2019 Oct"),
        (["PY  - 2019", "DA  - DEC 3"], 20191203, "2019 Dec 3"),
        (["PY  - 2019", "DA  - SEP-OCT"], 20190900, "2019 Sep"),
        (["PY  - 2019", "Y1  - 2018/05/06"], 20190000, "2019"),
        (["PY  - 2012///Spring"], 20120000, "2012 Spring"),
        (["DA  - 3 December 2012"], 20121203, "2012 Dec 3"),
        (["PY  - 2012/13/45"], 20120000, "2012"),
        (["PY  - soon"], 0, "soon"),
        (["PY  - 9999999"], 0, "9999999"),
        ([], 0, ""),
    ],
)
def test_dates(rows: list[str], date: int, words: str) -> None:
    article = parsed(*rows)
    assert (article.sort_date, article.date_text) == (date, words)


@pytest.mark.parametrize(
    ("row", "short"),
    [
        ("AU  - Alpha, Ann A", ["Alpha AA"]),
        ("A1  - Alpha,A.A.,Jr.", ["Alpha AA Jr"]),
        ("AU  - Alpha, A. A., Jr.", ["Alpha AA Jr"]),
        ("AU  - Alpha, Ann A Jr", ["Alpha AA Jr"]),
        ("AU  - Alpha, Jean-Paul", ["Alpha JP"]),
        ("A1  - Alpha A.A.", ["Alpha AA"]),
        ("AU  - van der Alpha AA", ["van der Alpha AA"]),
        ("AU  - Example Study Group,", ["Example Study Group"]),
        ("AU  - Example Study Group", ["Example Study Group"]),
        ("AU  - Alpha, Ann; Beta, Ben", ["Alpha A", "Beta B"]),
        ("AU  - Alpha", ["Alpha"]),
        ("AU  - , Jr", [" Jr"]),
    ],
)
def test_names(row: str, short: list[str]) -> None:
    assert [a.short.strip() for a in parsed(row).authors] == [name.strip() for name in short]


def test_both_tags_of_authors_are_read_in_the_order_of_the_file_each_person_once() -> None:
    article = parsed("A1  - Alpha A", "AU  - Beta B", "AU  - Alpha A")
    assert [a.short for a in article.authors] == ["Alpha A", "Beta B"]


def test_addresses_go_to_whom_they_name() -> None:
    web = parsed(
        "AU  - Alpha, A. A.", "AU  - Beta, B.", "C1  - [Beta, B.; Alpha, A. A.] Univ Example, Exampletown"
    )
    assert [a.affiliations for a in web.authors] == [["Univ Example, Exampletown"]] * 2
    ovid = parsed("A1  - Alpha, Ann", "A1  - Beta, Ben", "M2  - Beta, Ben. Dept. of Examples, Exampletown.")
    assert [a.affiliations for a in ovid.authors] == [[], ["Dept. of Examples, Exampletown."]]
    loose = parsed("AU  - Alpha, Ann", "AU  - Beta, Ben", "AD  - Example House", "RP  - NOT IN FILE")
    assert [a.affiliations for a in loose.authors] == [["Example House"], []]
    reprint = parsed("AU  - Alpha, Ann", "RP  - Alpha A, Example House")
    assert reprint.authors[0].affiliations == ["Alpha A, Example House"]
    assert parsed("AU  - Alpha, Ann", "RP  - IN FILE").authors[0].affiliations == []


def test_the_journal_and_its_short_name_from_whichever_fields_hold_them() -> None:
    def names(*rows: str) -> tuple[str, str]:
        article = parsed(*rows)
        return article.journal, article.journal_abbrev

    assert names("T2  - Journal of Examples", "J2  - J Ex") == ("Journal of Examples", "J Ex")
    assert names("JO  - Journal of Examples", "JA  - J Ex") == ("Journal of Examples", "J Ex")
    assert names("JF  - Journal of Examples", "JO  - J Ex") == ("Journal of Examples", "J Ex")
    assert names("JA  - J Ex") == ("J Ex", "")
    assert names("T2  - JOURNAL OF EXAMPLES", "J9  - J EX", "JI  - J. Ex.") == (
        "JOURNAL OF EXAMPLES",
        "J. Ex.",
    )


def test_pages() -> None:
    assert parsed("SP  - 152", "EP  - 160").pages == "152-160"
    assert parsed("SP  - 3007-16", "EP  - 16").pages == "3007-16"
    assert parsed("SP  - 152", "EP  - 152").pages == "152"
    assert parsed("SP  - No", "EP  - Specified").pages == ""
    assert parsed("C7  - 104501").pages == "104501"
    assert parsed("SE  - 1205").pages == "1205"


def test_headings_of_medline_are_headings_and_those_of_others_words() -> None:
    article = parsed("DB  - Ovid MEDLINE(R)", "KW  - *Breast Neoplasms/dt [Drug Therapy]", "KW  - Humans")
    assert [(h.descriptor, h.major, [q.name for q in h.qualifiers]) for h in article.mesh] == [
        ("Breast Neoplasms", True, ["drug therapy"])
    ]
    assert article.keywords == ["Humans"]
    embase = parsed("DB  - Embase", "KW  - *breast cancer/dt [Drug Therapy]", "KW  - drug therapy/")
    assert (embase.mesh, embase.keywords) == ([], ["breast cancer/drug therapy", "drug therapy"])


def test_types_and_languages_are_pubmed_s() -> None:
    assert parsed("M3  - Conference Abstract").publication_types == ["Meeting Abstract"]
    assert parsed("M3  - Article; Early Access").publication_types == ["Journal Article", "Early Access"]
    assert parsed("M3  - Retracted").states == ["retracted"]
    assert parsed("M3  - 10.5555/a.b").publication_types == ["Journal Article"]
    assert parsed("LA  - English; French", "LA  - de").languages == ["eng", "fre", "ger"]


def test_books_and_their_parts() -> None:
    book = ris.parse_record(
        b"TY  - BOOK\nAU  - Alpha, Ann\nTI  - Invented handbook\nPB  - Example Press\nCY  - Exampletown\n"
        b"SN  - 978-0-00-000000-2\nPY  - 2020\nET  - 2nd\nER  - \n"
    )
    assert book.book is not None
    assert (book.title, book.book.title, book.journal) == ("Invented handbook", "Invented handbook", "")
    assert (book.book.publisher, book.book.place, book.book.isbn) == (
        "Example Press",
        "Exampletown",
        ["9780000000002"],
    )
    part = ris.parse_record(
        b"TY  - CHAP\nAU  - Alpha, Ann\nTI  - Invented chapter\nT2  - Invented handbook\nA2  - Delta, Dora\nER  - \n"
    )
    assert part.book is not None
    assert (part.title, part.book.title) == ("Invented chapter", "Invented handbook")
    assert [e.short for e in part.book.editors] == ["Delta D"]


def test_a_record_without_title_and_pmid_is_left_out_with_the_reason() -> None:
    found, damage = items(b"TY  - JOUR\nAU  - Alpha, Ann\nER  - \n" + THREE)
    assert isinstance(found[0], Rejected)
    assert found[0] == Rejected("byte 0", "it has neither a PMID nor a title")
    assert (pmids(found), damage) == ([101, 102, 103], None)
    with pytest.raises(Unreadable):
        ris.parse_record(b"nothing of it")


@pytest.mark.parametrize("cut", [1, 40, 201, 330])
def test_a_cut_file_gives_the_whole_records_before_the_cut(cut: int) -> None:
    last = THREE.rindex(b"TY  - ")
    assert cut < len(THREE) - last - len("ER  - \n")
    found, damage = items(THREE[: last + cut])
    assert pmids(found) == [101, 102]
    if cut > len("TY  - JOUR"):
        assert damage is not None
        assert damage.offset == last


def test_a_cut_at_every_byte_gives_no_altered_record_but_one_that_is_remarked() -> None:
    """A cut between two lines cannot be told from a program that writes no last ER."""
    whole, _ = items(THREE)
    remarked = 0
    for end in range(len(THREE)):
        found, _ = items(THREE[:end])
        if found and found[-1][1].remark:
            assert THREE[:end].endswith(b"\n")
            assert THREE.startswith(found.pop()[1].data, THREE.rindex(b"TY  - ", 0, end))
            remarked += 1
        assert [a for a, _ in found] == [a for a, _ in whole[: len(found)]], end
    assert 0 < remarked < THREE.count(b"\n")


def test_a_last_record_whose_end_mark_alone_is_missing_is_taken_and_that_is_remarked() -> None:
    for count in (1, 3):
        data = ris_file([written(n) for n in range(101, 101 + count)]).removesuffix(b"ER  - \n")
        found, damage = items(data)
        assert (pmids(found), damage) == ([101, 102, 103][:count], None)
        assert [raw.remark for _, raw in found] == [*[""] * (count - 1), ris.UNENDED]
        assert found[-1][0] == ris.parse_record(written(100 + count).encode())
        for cut in (1, 2, 6):  # its last line may be cut
            found, damage = items(data[:-cut])
            assert (len(found), damage is None) == (count - 1, False)
    for data in (b"TY  - JOUR\nAU  - Alpha, Ann\n", b"TY  - JOUR\nPMID  - 7\n", b"TY  - JOUR\n"):
        assert items(data)[1] is not None
    found, damage = items(THREE.replace(b"ER  - \n", b""))
    assert damage is None
    assert [raw.remark for _, raw in found] == ["", "", ""]  # no record of the file has one


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("<i>ERBB2</i> in cancer", "ERBB2 in cancer"),
        ("<b><i>ERBB2</i></b> and <u>PTEN</u>", "ERBB2 and PTEN"),
        ("10<sup>-3</sup> mol of H<sub>2</sub>O", "10⁻³ mol of H₂O"),
        ("p95<sup>HER2</sup>", "p95^(HER2)"),
        ("10<sup>-<i>n</i></sup>", "10⁻ⁿ"),
        ('<span style="font-variant:small-caps;">d</span>-Alanine', "d-Alanine"),
        ('<span class="nocase">mTOR</span> again', "mTOR again"),
        ("CO<inf>2</inf> of Embase", "CO₂ of Embase"),
        ("age <b and >i; a <i>b", "age <b and >i; a <i>b"),
        ("<i>one</b> two</i>", "one</b> two"),
        ("<b>one <i>two</b> three", "one <i>two three"),
        ("p<0.05 and q>0.1 </i>", "p<0.05 and q>0.1 </i>"),
        ("<script>x</script> <p>y</p> <img src=x>", "<script>x</script> <p>y</p> <img src=x>"),
        ("<span onclick=x>no</span>", "<span onclick=x>no</span>"),
    ],
)
def test_inline_tags_are_markup_and_anything_else_stays_text(said: str, plain: str) -> None:
    assert parsed(f"TI  - {said}").title == plain
    assert parsed(f"AB  - {said}").abstract_text == plain


@pytest.mark.parametrize(
    ("said", "title", "types"),
    [
        ("An invented story. [Review]", "An invented story.", ["Journal Article", "Review"]),
        ("An invented story [Review] [145 refs]", "An invented story", ["Journal Article", "Review"]),
        ("Invented. [letter] [Comment]", "Invented.", ["Journal Article", "Letter", "Comment"]),
        ("An invented story [corrected]", "An invented story [corrected]", ["Journal Article"]),
        ("An invented story [145 refs]", "An invented story [145 refs]", ["Journal Article"]),
        ("[An invented story of elsewhere].", "[An invented story of elsewhere].", ["Journal Article"]),
        ("[Review]", "[Review]", ["Journal Article"]),
    ],
)
def test_a_kind_at_the_end_of_a_title_is_a_type_of_publication(
    said: str, title: str, types: list[str]
) -> None:
    article = parsed(f"TI  - {said}")
    assert (article.title, article.publication_types) == (title, types)
    assert parsed(f"TI  - {said}", "M3  - Review").publication_types[0] == "Review"


def test_memory_holds_one_record_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ris, "LIMIT", 2_000)
    huge = written(5, abstract="word " * 1_000)
    found, damage = items(ris_file([written(1), huge, written(2)]))
    assert (pmids(found), damage) == ([1, 2], None)
    assert "larger than" in next(item.why for item in found if isinstance(item, Rejected))


WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029\x85"), max_size=60
)


def tidied(text: str) -> str:
    from her2ref.records.markup import tidy

    return tidy(text.strip())


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS, st.sampled_from(sorted(STYLES)))
def test_what_goes_in_comes_out(title: str, abstract: str, style: str) -> None:
    title, abstract = f"T{title.strip()}.", f"A{abstract.strip()}."
    if style == "ovid":
        abstract = abstract.replace(". ", "").replace("., ", "")
    found, damage = items(ris_file([written(1, style, title=title, abstract=abstract), written(2, style)]))
    assert damage is None
    assert pmids(found) == [1, 2]
    assert found[0][0].title == tidied(title)
    assert found[0][0].abstract_text == tidied(abstract)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=100))
def test_no_bytes_raise_anything_but_damage(before: bytes, after: bytes) -> None:
    items(before + b"\nTY  - JOUR\nTI  - x\n" + after + b"\nER  - \n" + THREE)
    found, _ = items(THREE + before + b"\nTY  - JOUR\nTI  - x\n" + after + b"\nER  - \n")
    assert pmids(found)[:3] == [101, 102, 103]


# rispy as a second opinion


@pytest.mark.parametrize("style", STYLES)
def test_rispy_reads_the_same(style: str) -> None:
    fields: dict[str, Any] = {"keywords": ["examples", "invention"], "abstract": "Told of HER2 here."}
    texts = [written(n, style, **fields) for n in (101, 102, 103)]
    theirs = rispy.loads(ris_file(texts).decode(), skip_unknown_tags=True)
    ours, _ = items(ris_file(texts))
    assert len(theirs) == len(ours) == 3

    def any_of(entry: dict[str, Any], *names: str) -> Any:
        return next((entry[name] for name in names if entry.get(name)), "")

    for entry, (article, _) in zip(theirs, ours, strict=True):
        assert article.title == any_of(entry, "title", "primary_title")
        assert article.abstract_text == any_of(entry, "abstract", "notes_abstract")
        assert article.volume == entry["volume"]
        assert article.issue == entry["number"]
        assert article.journal in entry.values()
        assert article.doi == entry["doi"].removeprefix("https://dx.doi.org/")
        people = any_of(entry, "authors", "first_authors")
        assert [a.family for a in article.authors] == [re.split(r"[, ]", name)[0] for name in people]
        assert article.pages.partition("-")[0] == entry["start_page"].partition("-")[0]
        year = any_of(entry, "year", "publication_year", "date")
        assert str(article.year) == year[:4]
        keywords = [word for line in entry["keywords"] for word in line.split("\n")]
        assert article.keywords == keywords
