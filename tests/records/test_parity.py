"""`Bio.Entrez.read` as the oracle: what it finds, we find."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from her2ref.core.article import Article
from her2ref.records import pubmed_xml
from tests.data.synthetic import DOCTYPE, article_set, article_xml, book_xml
from tests.records.odd import ODD

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "xml"
_TAGS = re.compile(r"<[^>]+>")


def plain(text: Any) -> str:
    return " ".join(str(text).split())


def told_by_entrez(peer: Any) -> dict[str, Any]:
    """The main fields as the oracle gives them."""
    citation, data = peer["MedlineCitation"], peer.get("PubmedData", {})
    article = citation["Article"]
    journal = article["Journal"]
    return {
        "pmid": str(citation["PMID"]),
        "version": citation["PMID"].attributes.get("Version", "1"),
        "status": citation.attributes["Status"],
        "title": plain(article["ArticleTitle"]),
        "abstract": [
            (plain(part), part.attributes.get("Label", ""))
            for part in article.get("Abstract", {}).get("AbstractText", [])
        ],
        "authors": [
            plain(a.get("LastName") or a.get("CollectiveName") or a.get("ForeName"))
            for a in article.get("AuthorList", [])
            if a.attributes.get("ValidYN") != "N"
        ],
        "journal": plain(journal.get("Title", "")),
        "volume": plain(journal["JournalIssue"].get("Volume", "")),
        "issue": plain(journal["JournalIssue"].get("Issue", "")),
        "languages": [plain(code) for code in article["Language"]],
        "types": [plain(kind) for kind in article["PublicationTypeList"]],
        "mesh": [
            (
                plain(h["DescriptorName"]),
                h["DescriptorName"].attributes.get("UI", ""),
                len(h["QualifierName"]),
            )
            for h in citation.get("MeshHeadingList", [])
        ],
        "keywords": [plain(word) for words in citation.get("KeywordList", []) for word in words],
        "chemicals": [plain(c["NameOfSubstance"]) for c in citation.get("ChemicalList", [])],
        "grants": [plain(g.get("GrantID", "")) for g in article.get("GrantList", [])],
        "notices": [
            (c.attributes["RefType"], plain(c.get("PMID", "")))
            for c in citation.get("CommentsCorrectionsList", [])
            if c.attributes["RefType"] != "Cites"
        ],
        "ids": {i.attributes["IdType"]: str(i) for i in data.get("ArticleIdList", [])},
    }


def told_by_us(article: Article) -> dict[str, Any]:
    return {
        "pmid": str(article.pmid),
        "version": str(article.version),
        "status": article.status,
        "title": plain(article.title),
        "abstract": [(plain(part.text), part.label) for part in article.abstract],
        "authors": [a.family or a.collective for a in article.authors],
        "journal": plain(article.journal),
        "volume": article.volume,
        "issue": article.issue,
        "languages": article.languages,
        "types": article.publication_types,
        "mesh": [(h.descriptor, h.ui, len(h.qualifiers)) for h in article.mesh],
        "keywords": [plain(word) for word in article.keywords],
        "chemicals": [c.name for c in article.chemicals],
        "grants": [g.number for g in article.grants],
        "notices": [(n.kind, str(n.pmid or "")) for n in article.notices],
    }


def compare(ours: Article, peer: Any) -> None:
    told, wanted = told_by_us(ours), told_by_entrez(peer)
    ids = wanted.pop("ids")
    for field in ("title", "abstract", "keywords"):
        if "<" in str(wanted[field]) or "mml" in str(wanted[field]):  # the oracle leaves markup as it is
            told.pop(field)
            wanted.pop(field)
    assert told == wanted
    assert ours.pmcid == ids.get("pmc", ours.pmcid)
    assert not ids.get("doi") or ours.doi


def articles(data: bytes) -> list[Article]:
    return [item[0] for item in pubmed_xml.read(io.BytesIO(data)) if isinstance(item, tuple)]


def test_synthetic_records() -> None:
    plain_text = {
        name: fields for name, fields in ODD.items() if name not in {"structured", "scripts", "identifiers"}
    }
    records = [article_xml(n, references=[5], **fields) for n, fields in enumerate(plain_text.values(), 101)]
    data = article_set([*records, book_xml(99)])
    peers = Entrez.read(io.BytesIO(data))
    ours = articles(data)
    assert len(peers["PubmedArticle"]) == len(records)
    for article, peer in zip(ours, peers["PubmedArticle"], strict=False):
        compare(article, peer)
    (book,) = peers["PubmedBookArticle"]
    assert str(book["BookDocument"]["PMID"]) == str(ours[-1].pmid)
    assert plain(book["BookDocument"]["Book"]["BookTitle"]) == (ours[-1].book and ours[-1].book.title)


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real records is not beside the checkout")
def test_real_records() -> None:
    compared = 0
    for path in sorted(REAL.glob("*.xml")):
        data = path.read_bytes()
        # the oracle refuses http:// and knows the newest DTD best
        newest = re.sub(rb"<!DOCTYPE[^>]*>", DOCTYPE.encode(), data, count=1)
        peers = Entrez.read(io.BytesIO(newest), validate=False)
        ours = [article for article in articles(data) if article.book is None]
        for article, peer in zip(ours, peers["PubmedArticle"], strict=True):
            compare(article, peer)
            compared += 1
    assert compared == 607
