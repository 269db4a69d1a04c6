"""`her2ref show` gives every field of records that are odd, each a synthetic twin of one met in PubMed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from her2ref import cli, show
from her2ref.commands import call
from her2ref.core.article import (
    Author,
    Chemical,
    Grant,
    MeshHeading,
    Notice,
    OtherAbstract,
    Qualifier,
    Section,
)
from her2ref.core.paths import Home
from her2ref.library.rows import ArticleView
from tests.data import synthetic

PMID = 70000042
ODD: dict[str, dict[str, Any]] = {
    "collective author": {"authors": [Author("Alpha", "Ann", "A"), Author(collective="Example Study Group")]},
    "suffix": {"authors": [Author("Alpha", "Ann", "A", "Jr")]},
    "orcid and affiliations": {
        "authors": [Author("Alpha", "Ann", "A", orcid="0000-0001-2345-6789", affiliations=["One.", "Two."])]
    },
    "1,000 authors": {"authors": [Author(f"Name{n}", "Test", "T") for n in range(1000)]},
    "no author": {"authors": []},
    "vernacular title": {"vernacular_title": "Erfundener Titel.", "languages": ["ger"]},
    "other-language abstract": {
        "other_abstracts": [OtherAbstract("spa", "Publisher", [Section("Texto inventado.")])]
    },
    "plain-language summary": {
        "other_abstracts": [
            OtherAbstract("eng", "plain-language-summary", [Section("In plain words.", "WHY")])
        ]
    },
    "season": {"year": 1998, "month": 0, "day": 0, "date_text": "1998 Spring"},
    "structured abstract": {
        "abstract": [
            Section("One.", "AIM", "OBJECTIVE"),
            Section("Two.", "WHAT WE DID", "METHODS"),
            Section("Three."),
        ]
    },
    "no abstract": {"abstract": []},
    "version 2": {"version": 2},
    "retraction": {
        "publication_types": ["Journal Article", "Retracted Publication"],
        "notices": [Notice("RetractionIn", 70000043, "J Invent Ex. 2025;8:1")],
    },
    "erratum and concern": {
        "notices": [
            Notice("ErratumIn", 70000044, "J Invent Ex. 2025;8:2"),
            Notice("ExpressionOfConcernIn", None, "Ex"),
        ]
    },
    "a notice itself": {"notices": [Notice("RetractionOf", 70000045, "J Invent Ex. 2020;3:1")]},
    "index terms": {
        "mesh": [
            MeshHeading("Breast Neoplasms", "D001943", True, [Qualifier("drug therapy", "Q000188", True)])
        ],
        "keywords": ["one", "zwei"],
        "chemicals": [Chemical("Trastuzumab", "D000068878", "P188ANX8CK")],
        "grants": [Grant("R01", "Example Agency", "Exampleland")],
    },
    "Greek and CJK": {"title": "PI3Kα 乳腺癌 β-catenin in an invented study."},
}


def shown(
    home: Home, file: Path, capsys: pytest.CaptureFixture[str], name: str = str(PMID)
) -> dict[str, Any]:
    assert cli.main(["--home", str(home.data), "--quiet", "import", str(file)]) == 0
    capsys.readouterr()
    assert cli.main(["--home", str(home.data), "--json", "show", name]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def home(library_home: Home, small_resources: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(call, "resources", lambda: small_resources)
    return library_home


@pytest.mark.parametrize("name", sorted(ODD))
def test_every_field_of_an_odd_record_is_shown(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / "odd.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(PMID, **ODD[name])]))
    found = shown(home, file, capsys)
    article = synthetic.record(PMID, **ODD[name])
    states = tuple(article.states)
    view = ArticleView(PMID, article, states, found["added"], "", ("xml",), (), starred=False, notes=())
    wanted = show.article_document(view)
    for key in ("mechanisms", "drugs"):
        wanted[key] = found[key]
    wanted["states"], found["states"] = sorted(wanted["states"]), sorted(found["states"])
    assert found == json.loads(json.dumps(wanted))


def test_math_and_raised_signs_stay_readable(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    markup = synthetic.Markup(
        "10<sup>-3</sup> and <mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:mi>x</mml:mi></mml:math>."
    )
    file = tmp_path / "odd.xml"
    file.write_bytes(synthetic.article_set([synthetic.article_xml(PMID, title=markup)]))
    assert shown(home, file, capsys)["title"] == "10⁻³ and x."


def test_a_book_is_shown_as_a_book(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.xml"
    file.write_bytes(synthetic.article_set([synthetic.book_xml(PMID)]))
    book = shown(home, file, capsys)["book"]
    wanted = synthetic.example_book()
    assert (book["title"], book["publisher"], book["accession"]) == (
        wanted.title,
        wanted.publisher,
        wanted.accession,
    )


def test_an_article_without_a_pmid_has_an_id_of_its_own(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.xml"
    text = synthetic.article_xml(PMID).replace(f'<PMID Version="1">{PMID}</PMID>', "")
    text = text.replace(f'<ArticleId IdType="pubmed">{PMID}</ArticleId>', "")
    file.write_bytes(synthetic.article_set([text]))
    found = shown(home, file, capsys, "article:-1")
    assert (found["pmid"], found["id"]) == (None, "article:-1")
