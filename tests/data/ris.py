"""Invented records for tests, written as RIS in the ways of the programs that write it.

    ris(pmid, style, **fields) -> str       one record; `style` is a name in STYLES
    ris_file(records) -> bytes              a whole file

The fields are those of `synthetic.record`. What each program writes beside them (its own numbers, links, notes) is
written too, with invented values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from her2ref.core.article import Article, Author
from tests.data.synthetic import record

Rows = list[tuple[str, str]]


def ris(pmid: int | None = 70000001, style: str = "plain", **fields: Any) -> str:
    """One record in a program's way of writing; `pmid` None leaves its number out where the program may."""
    article = record(pmid or 70000001, **fields)
    if pmid is None and "doi" not in fields:
        article.doi = ""
    article.pmid = pmid
    return "".join(f"{tag}  - {value}\n" for tag, value in STYLES[style](article))


def ris_file(records: Iterable[str], *, newline: str = "\n", between: str = "\n") -> bytes:
    return between.join(records).replace("\n", newline).encode()


def _name(author: Author) -> str:
    return author.collective or f"{author.family}, {author.given or author.initials}"


def _pages(article: Article) -> Rows:
    start, _, end = article.pages.partition("-")
    return [("SP", start), ("EP", end)] if end else [("SP", start)] if start else []


def _date(article: Article) -> str:
    month = f"{article.month:02}" if article.month else ""
    return f"{article.year}/{month}/{f'{article.day:02}' if article.day else ''}"


def _abstract(article: Article) -> str:
    return " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in article.abstract)


def _some(*rows: tuple[str, str]) -> Rows:
    return [row for row in rows if row[1]]


def plain(article: Article) -> Rows:
    """As the format's description says, with the PMID said in a note."""
    return [
        ("TY", "JOUR"),
        *(("AU", _name(a)) for a in article.authors),
        *_some(("TI", article.title), ("AB", _abstract(article)), ("JF", article.journal)),
        *_some(("JA", article.journal_abbrev), ("SN", article.issn), ("VL", article.volume)),
        *_some(
            ("IS", article.issue),
            ("PY", str(article.year or "")),
            ("DA", _date(article) if article.year else ""),
        ),
        *_pages(article),
        *_some(("DO", article.doi), ("N1", f"PMID: {article.pmid}" if article.pmid else "")),
        *(("LA", code) for code in article.languages),
        *(("KW", word) for word in article.keywords),
        ("ER", ""),
    ]


def endnote(article: Article) -> Rows:
    """Tags by the alphabet, values of several lines, the record's own number last."""
    day = f"{article.year}/{article.month:02}/{article.day:02}" if article.day else ""
    return [
        ("TY", "JOUR"),
        *_some(("AB", _abstract(article)), ("AN", str(article.pmid or ""))),
        *(("AU", _name(a) + ("," if a.collective else "")) for a in article.authors),
        *_some(("C2", article.pmcid), ("DA", f"{MONTHS[article.month]} {article.day or ''}".strip())),
        *_some(
            ("DB", "Medline" if article.pmid else ""),
            ("DO", article.doi),
            ("DP", "NLM" if article.pmid else ""),
        ),
        *_some(("IS", article.issue), ("J2", article.journal_abbrev), ("KW", "\n".join(article.keywords))),
        *_some(("LA", "\n".join(article.languages)), ("N1", f"{article.issn}\nInvented notes\neng\n{day}")),
        *_some(("PY", str(article.year or "")), ("SN", f"{article.issn} (Electronic)\n8765-4321 (Linking)")),
        *_some(("SP", article.pages), ("ST", article.title), ("T2", article.journal), ("TI", article.title)),
        *_some(("VL", article.volume), ("ID", "1652")),
        ("ER", ""),
    ]


def zotero(article: Article) -> Rows:
    year = f"{_date(article)}/" if article.year else ""
    return [
        ("TY", "JOUR"),
        ("TI", article.title),
        *(("AU", _name(a)) for a in article.authors),
        *_some(
            ("T2", article.journal), ("AB", _abstract(article)), ("DA", year), ("PY", str(article.year or ""))
        ),
        *_some(("DO", article.doi), ("VL", article.volume), ("IS", article.issue)),
        *_pages(article),
        *_some(("J2", article.journal_abbrev), ("LA", " ".join(article.languages)), ("SN", article.issn)),
        *_some(("UR", f"http://www.ncbi.nlm.nih.gov/pubmed/{article.pmid}" if article.pmid else "")),
        *(("KW", word) for word in article.keywords),
        ("ER", ""),
    ]


def ovid(article: Article) -> Rows:
    """As Ovid writes records of MEDLINE: PMID first and in a link, no number of the record."""
    link = f"http://ovidsp.ovid.com/ovidweb.cgi?T=JS&PAGE=reference&D=medp&NEWS=N&AN={article.pmid}"
    return [
        ("TY", "JOUR"),
        *_some(("ID", str(article.pmid or ""))),
        ("T1", article.title),
        *(("A1", _name(a)) for a in article.authors),
        *_some(
            ("Y1", f"{_date(article)}/" if article.year else ""),
            ("N2", _abstract(article).replace(". ", "., ")),
        ),
        *(("KW", word) for word in article.keywords),
        *_some(("JF", article.journal), ("JA", article.journal_abbrev), ("VL", article.volume)),
        *_some(("IS", article.issue)),
        *_pages(article),
        *_some(("CY", "Exampleland"), ("SN", article.issn), ("M1", "vwt, 1307333")),
        *_some(("DO", f"https://dx.doi.org/{article.doi}" if article.doi else "")),
        *_some(("LA", "English" if article.languages == ["eng"] else "; ".join(article.languages))),
        *_some(("L2", link if article.pmid else "")),
        ("ER", " "),
    ]


def embase(article: Article) -> Rows:
    """As Embase.com writes: its own L-number, Medline's PMID in C5, addresses in M1, the short name in JO."""
    people = [f"{a.family} {'.'.join(a.initials)}." if a.family else a.collective for a in article.authors]
    return [
        ("TY", "JOUR"),
        ("M3", "Article"),
        *_some(("Y1", str(article.year or "")), ("VL", article.volume), ("IS", article.issue)),
        *_pages(article),
        *_some(("SN", article.issn), ("JF", article.journal), ("JO", article.journal_abbrev)),
        ("UR", "http://www.embase.com/search/results?subaction=viewrecord&from=export&id=L39097156"),
        ("U2", "L39097156"),
        *_some(("C5", str(article.pmid or "")), ("DB", "Embase"), ("DB", "Medline" if article.pmid else "")),
        ("U3", "2018-12-17"),
        *_some(("L2", f"http://dx.doi.org/{article.doi}" if article.doi else ""), ("DO", article.doi)),
        ("LK", f"http://sfx.example.org/?sid=EMBASE&id=doi:{article.doi.replace('/', '%2F')}&spage=1"),
        *(("A1", name) for name in people),
        ("M1", "(Alpha A.A., alpha@example.org) Department of Examples, Exampletown"),
        ("T1", article.title),
        *(("LA", code) for code in article.languages),
        *(("KW", word) for word in article.keywords),
        *_some(("N2", _abstract(article))),
        ("ER", ""),
    ]


def pubmed(article: Article) -> Rows:
    """As NCBI's converter of citations writes."""
    return [
        ("TY", "JOUR"),
        ("DB", "PubMed"),
        *(("AU", _name(a)) for a in article.authors),
        *_some(
            ("T1", article.title), ("SN", article.issn), ("Y1", f"{_date(article)}/" if article.year else "")
        ),
        *_some(("AB", _abstract(article)), *_pages(article), ("VL", article.volume), ("IS", article.issue)),
        *_some(("AN", str(article.pmid or "")), ("DO", article.doi), ("U1", f"{article.pmid}[pmid]")),
        *_some(("U2", f"{article.pmcid}[pmcid]" if article.pmcid else "")),
        *_some(("J2", article.journal_abbrev), ("JF", article.journal)),
        *(("LA", code) for code in article.languages),
        *(("KW", word) for word in article.keywords),
        ("ER", ""),
    ]


MONTHS = ("", *"JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split())
STYLES: dict[str, Callable[[Article], Rows]] = {
    "plain": plain,
    "endnote": endnote,
    "zotero": zotero,
    "ovid": ovid,
    "embase": embase,
    "pubmed": pubmed,
}
