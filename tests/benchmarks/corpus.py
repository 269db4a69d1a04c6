"""Invented PubMed records in any number, shaped like real ones (sizes, fields, word frequencies).

Text is drawn from a list of field words and invented syllable words with Zipf frequencies, so that an index over it
behaves like one over real abstracts; no sentence is anybody's. A record has about 12 KB of XML, a third of it
references, like the mean of real records.
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELD_WORDS = (
    "breast cancer HER2 ERBB2 patients trastuzumab tumour treatment resistance survival expression cells PIK3CA "
    "metastatic response therapy pertuzumab lapatinib receptor mutation PTEN signalling progression-free clinical "
    "trial randomised antibody conjugate deruxtecan emtansine tucatinib brain metastases amplification kinase "
    "inhibitor hormone oestrogen p95HER2 loss activation pathway AKT mTOR everolimus neratinib adjuvant"
).split()
SYLLABLES = [
    a + b
    for a in "b d f g k l m n p r s t v z ch st tr pl".split()
    for b in "a e i o u ar en il on us".split()
]
PMID_START = 70_000_000


class Words:
    """A seeded stream of words: the field's own up front, then 20,000 invented ones, by Zipf."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        invented = {
            "".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4))) for _ in range(20_000)
        }
        self._words = ["the", "of", "and", "in", "with", "to", "was", "for", *FIELD_WORDS, *sorted(invented)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def text(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


def _author(words: Words, position: int) -> str:
    family = words.text(1).capitalize()
    return (
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>Test {position}</ForeName>'
        f"<Initials>T</Initials><AffiliationInfo><Affiliation>Department of {words.text(6)}, Example University."
        "</Affiliation></AffiliationInfo></Author>"
    )


def _mesh(words: Words, position: int) -> str:
    return (
        f'<MeshHeading><DescriptorName UI="D{900000 + position}" MajorTopicYN="N">{words.text(2)}</DescriptorName>'
        f'<QualifierName UI="Q{900000 + position}" MajorTopicYN="Y">{words.text(1)}</QualifierName></MeshHeading>'
    )


def record(pmid: int, words: Words) -> str:
    """One PubmedArticle of about 12 KB."""
    year, month, day = words.number(1990, 2026), words.number(1, 12), words.number(1, 28)
    labels = ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    abstract = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{words.text(48)}.</AbstractText>'
        for label in labels
    )
    references = "".join(
        f"<Reference><Citation>{words.text(14)}. {words.number(1990, 2024)};{n}:1-9.</Citation><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{words.number(10_000_000, 39_999_999)}</ArticleId></ArticleIdList></Reference>'
        for n in range(24)
    )
    date = f"<Year>{year}</Year><Month>{month:02}</Month><Day>{day:02}</Day>"
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f"<DateCompleted>{date}</DateCompleted><DateRevised>{date}</DateRevised>"
        '<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1234-5678</ISSN>'
        f'<JournalIssue CitedMedium="Internet"><Volume>{words.number(1, 99)}</Volume><Issue>{month}</Issue>'
        f"<PubDate>{date}</PubDate></JournalIssue><Title>Journal of {words.text(2)}</Title>"
        f"<ISOAbbreviation>J {words.text(1)}</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{words.text(14)}.</ArticleTitle>"
        f"<Pagination><MedlinePgn>{day}-{day + 9}</MedlinePgn></Pagination>"
        f'<ELocationID EIdType="doi" ValidYN="Y">10.5555/bench.{pmid}</ELocationID>'
        f"<Abstract>{abstract}</Abstract>"
        f'<AuthorList CompleteYN="Y">{"".join(_author(words, n) for n in range(8))}</AuthorList>'
        "<Language>eng</Language><PublicationTypeList>"
        '<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>'
        "<MedlineJournalInfo><Country>England</Country><MedlineTA>J Bench</MedlineTA>"
        "<NlmUniqueID>0000001</NlmUniqueID></MedlineJournalInfo>"
        f"<MeshHeadingList>{''.join(_mesh(words, n) for n in range(10))}</MeshHeadingList></MedlineCitation>"
        f'<PubmedData><History><PubMedPubDate PubStatus="entrez">{date}</PubMedPubDate></History>'
        "<PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.5555/bench.{pmid}</ArticleId>'
        f"</ArticleIdList><ReferenceList>{references}</ReferenceList></PubmedData></PubmedArticle>\n"
    )


def parts(count: int, seed: int = 1) -> Iterator[str]:
    """The file's text in pieces: head, `count` records, end."""
    words = Words(seed)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st '
        'January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
    )
    for position in range(count):
        yield record(PMID_START + position, words)
    yield "</PubmedArticleSet>\n"


def write(path: Path, count: int, seed: int = 1) -> Path:
    """Writes `count` records to `path` as plain XML and gives the path back."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(parts(count, seed))
    return path
