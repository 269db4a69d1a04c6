from __future__ import annotations

import pytest

from her2ref.core import languages
from her2ref.core.query import And, Tree, Words
from her2ref.search.fields import QUALIFIERS
from her2ref.search.syntax import read
from her2ref.search.values import heading


@pytest.mark.parametrize(
    ("text", "field", "kept"),
    [
        ("administration and dosage", "sh", "administration & dosage"),
        ("Antagonists and Inhibitors", "sh", "Antagonists & Inhibitors"),
        ("administration & dosage", "sh", "administration & dosage"),
        ("ad", "sh", "administration & dosage"),
        ("genetics", "sh", "genetics"),
        ("Trastuzumab/administration and dosage", "mh", "Trastuzumab/administration & dosage"),
        ("Trastuzumab / AD", "majr", "Trastuzumab/administration & dosage"),
        ("Surveys and Questionnaires", "mh", "Surveys and Questionnaires"),
        ("Surveys and Questionnaires/statistics and numerical data", "mh",
         "Surveys and Questionnaires/statistics & numerical data"),
    ],
)  # fmt: skip
def test_a_heading_and_its_subheading_as_they_are_kept(text: str, field: str, kept: str) -> None:
    assert heading(text, field) == kept


@pytest.mark.parametrize("name", [name for name in QUALIFIERS.values() if "&" in name])
def test_each_subheading_with_an_and_is_read_with_quotes_and_without(name: str) -> None:
    typed = name.replace("&", "and")
    assert read(f'"{typed}"[Subheading]').tree == Words(name, "sh", quoted=True)
    assert read(f"a[ti] and {typed} [sh]").tree == And((Words("a", "ti"), Words(name, "sh")))
    assert read(f"X/{typed}[mh]").tree == Words(f"X/{name}", "mh")
    assert read(f"{typed.capitalize()}[sh]").tree == Words(name.capitalize(), "sh")


@pytest.mark.parametrize(("word", "tag"), [("and", "tiab"), ("AND", "sh")])
def test_elsewhere_an_and_is_an_operator(word: str, tag: str) -> None:
    tree: Tree = And((Words("prevention"), Words("control", tag)))
    assert read(f"prevention {word} control[{tag}]").tree == tree


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("English", "eng"), ("en", "eng"), ("ENG", "eng"), ("engl", "eng"), ("English language", "eng"),
        ("de", "ger"), ("deu", "ger"), ("fr", "fre"), ("es", "spa"), ("it", "ita"), ("ja", "jpn"), ("zh", "chi"),
        ("pt", "por"), ("cs", "cze"), ("Farsi", "per"), ("mul", "mul"),
        ("Humans", ""), ("xy", ""), ("", ""), ("e", ""), ("English French", ""),
    ],
)  # fmt: skip
def test_languages_by_their_names_and_codes(typed: str, code: str) -> None:
    assert languages.code(typed) == code


def test_no_name_of_a_language_means_two() -> None:
    several = [word for names in languages._LANGUAGES.split("|") for word in names.split()]
    assert len(several) == len(set(several)) == len(languages.CODES)
    assert len(languages.NAMES) == len(set(languages.CODES.values()))


def test_a_language_that_is_none_is_left_out_and_told() -> None:
    asked = read("a AND Humans[lang]")
    assert asked.tree == Words("a")
    assert asked.problems == ("“Humans” is no language of PubMed and was left out.",)
    assert read("en[la] de[la]").tree == And((Words("en", "la"), Words("de", "la")))
    assert read("en[la]").problems == ()


@pytest.mark.parametrize(
    "text",
    ["jsubsetaim[text]", "jsubsetaim[sb]", "jsubsetaim", "pubstatusaheadofprint", "hasabstract[All Fields]"],
)
def test_what_is_a_part_of_pubmed_is_no_word(text: str) -> None:
    asked = read(f"a AND {text}")
    assert asked.tree == Words("a")
    assert len(asked.problems) == 1
    assert "is not kept here and was left out." in asked.problems[0]
