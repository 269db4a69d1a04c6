from __future__ import annotations

import pytest

from her2ref.search import fields
from her2ref.search.fields import meant


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("All Fields", ""),
        ("ALL", ""),
        ("ti", "ti"),
        ("Title", "ti"),
        ("Title/Abstract", "tiab"),
        ("title abstract", "tiab"),
        (" tiab ", "tiab"),
        ("Text Word", "tw"),
        ("Author", "au"),
        ("Author - First", "1au"),
        ("first author name", "1au"),
        ("1AU", "1au"),
        ("Transliterated Title", "tt"),
        ("MeSH Terms", "mh"),
        ("mesh:noexp", "mh"),
        ("mh:noexp", "mh"),
        ("MeSH Major Topic", "majr"),
        ("majr:NoExp", "majr"),
        ("MeSH Subheading", "sh"),
        ("Supplementary Concept", "nm"),
        ("Substance Name", "nm"),
        ("EC/RN Number", "nm"),
        ("rn", "nm"),
        ("Other Term", "ot"),
        ("Publication Type", "pt"),
        ("pt:noexp", "pt:noexp"),
        ("ptyp: NoExp", "pt:noexp"),
        ("Publication Type:NoExp", "pt:noexp"),
        ("tiab:noexp", "tiab"),
        ("Date - Publication", "dp"),
        ("PDAT", "dp"),
        ("Date - Entry", "edat"),
        ("Journal", "ta"),
        ("so", "ta"),
        ("lang", "la"),
        ("UID", "pmid"),
        ("Article Identifier", "doi"),
        ("lid", "doi"),
        ("Filter", fields.FILTER),
        ("sb", fields.FILTER),
    ],
)
def test_tags_as_people_type_them(typed: str, tag: str) -> None:
    assert meant(typed) == (tag, "")


@pytest.mark.parametrize(
    ("typed", "tag", "said"),
    [
        ("ad", "", "[ad] (affiliation) is not kept here; its words were looked for everywhere."),
        (
            "lastau",
            "au",
            "[lastau] (last author) is not kept apart; the name was looked for among all authors.",
        ),
        ("crdt", "edat", "[crdt] (date of creation) was read as the date of entry, [edat]."),
        ("Date - Create", "edat", "was read as the date of entry"),
        ("Volume", None, "[Volume] (volume) is not kept here; this part of the query was left out."),
        ("xyz", "", "“[xyz]” is no field of PubMed; its words were looked for everywhere."),
        ("tiba", "", "(perhaps [tiab] was meant)"),
        ("mehs", "", "(perhaps [mesh] was meant)"),
        ("titel", "", "(perhaps [title] was meant)"),
        ("jornal", "", "(perhaps [journal] was meant)"),
        ("", "", "A pair of square brackets without the name of a field was left out."),
        ("x" * 4_000, "", "xxx…]” is no field of PubMed"),
    ],
)
def test_what_is_not_kept_here_is_explained(typed: str, tag: str | None, said: str) -> None:
    found, sentence = meant(typed)
    assert found == tag
    assert said in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 160


def test_every_tag_of_pubmed_is_known_and_no_name_means_two_things() -> None:
    for tag in ("ad cois auid cn book crdt dcom rn ed edat sb 1au fau ir fir isbn ip ta la lastau lid mhda majr sh mh "
                "lr jid ot own pg ps pa pl dp pt pubn si nm tw ti tiab tt vi pmid "
                "aid all au gr affl").split():  # fmt: skip
        assert "no field" not in meant(tag)[1], tag
    for tag in fields.LABELS:
        assert meant(tag or "all") == (tag, "")


def test_subheadings() -> None:
    assert len(fields.QUALIFIERS) == 80
    assert fields.QUALIFIERS["dt"] == "drug therapy"
    assert fields.QUALIFIERS["vi"] == "virology"
    assert all(len(short) == 2 and long[0].isalpha() for short, long in fields.QUALIFIERS.items())


def test_what_is_shown_of_a_long_text() -> None:
    assert fields.shown(" ab ") == "ab"
    assert len(fields.shown("x" * 100)) == 40
