from __future__ import annotations

import html

import pytest

from her2ref.core.query import Words
from her2ref.gui.pages.html import (
    BREAK,
    HIT,
    NOTHING,
    RUN,
    bullets,
    clean,
    esc,
    facts,
    label,
    link,
    marked,
    para,
    pattern,
    places,
    stacked,
    table,
    unbroken,
)


def asked(text: str) -> list[Words]:
    """Leaves as `search.syntax` makes them: words, words with a star, phrases in quotes."""
    found = []
    for place, part in enumerate(text.split('"')):
        typed = [part] if place % 2 else part.split()
        found += [
            Words(word.rstrip("*"), quoted=bool(place % 2), prefix=word.endswith("*")) for word in typed
        ]
    return found


HOSTILE = "<img src='file:///etc/passwd'><script>alert(1)</script>&amp;\"'"


def test_nothing_of_a_text_becomes_a_tag() -> None:
    for made in (
        esc(HOSTILE),
        marked(HOSTILE, None),
        marked(HOSTILE, pattern(asked("script passwd"))),
        unbroken(HOSTILE),
    ):
        rest = made.replace('<span class="hl">', "").replace("</span>", "")
        assert "<" not in rest
        assert ">" not in rest


def test_an_attribute_cannot_be_left() -> None:
    made = link('source:x" onclick="y', "a", 't"><b>')
    assert made.count('"') == 4
    assert "<b>" not in made


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u2029", "\x00", "\ufdd0", "\ufffc", "\ud800"])
def test_characters_that_turn_a_page_around_are_left_out(character: str) -> None:
    assert clean(f"a{character}b") == "ab"
    assert esc(f"a{character}b") == "ab"


def test_letters_of_every_script_stay() -> None:
    text = "α-helix Ménard 乳腺癌 טיפול résumé\u200d"
    assert clean(text) == text


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("trastuzumab", "Trastuzumab-resistant", '<span class="hl">Trastuzumab</span>-resistant'),
        ("resist*", "a resistant one", 'a <span class="hl">resistant</span> one'),
        ("resist", "a resistant one", "a resistant one"),
        ("menard", "by Ménard S", 'by <span class="hl">Ménard</span> S'),
        ("pten loss", "PTEN loss", '<span class="hl">PTEN</span> <span class="hl">loss</span>'),
        ('"pten loss"', "PTEN–loss, PTEN", '<span class="hl">PTEN–loss</span>, PTEN'),
        ("t-dm1", "T-DM1 or T DM1", '<span class="hl">T-DM1</span> or <span class="hl">T DM1</span>'),
        ('"akt"', "AKT1, AKT & mTOR", 'AKT1, <span class="hl">AKT</span> &amp; mTOR'),
        ("her2", "HER2+ and her2_neu", '<span class="hl">HER2</span>+ and <span class="hl">her2</span>_neu'),
        ("pi3kalpha", "PI3Kα", '<span class="hl">PI3Kα</span>'),
        ("p110α", "p110alpha", '<span class="hl">p110alpha</span>'),
        ("ic50", "IC₅₀", '<span class="hl">IC₅₀</span>'),
        ("b", "a b c", "a b c"),
        ("", "a b c", "a b c"),
        ("kt", "akt", "akt"),
        ("amp", "A & B", "A &amp; B"),
        ("xy.*", "x, xy.* and xylene", 'x, <span class="hl">xy</span>.* and <span class="hl">xylene</span>'),
    ],
)
def test_what_is_highlighted(words: str, text: str, expected: str) -> None:
    assert marked(text, pattern(asked(words))) == expected


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (Words("slamon dj", "au"), "Slamon DJ"),
        (Words("slamon d", "au"), "Slamon DJ"),
        (Words("slamon d", "au", quoted=True), ""),
        (Words("slamon d"), ""),
        (Words("Breast Neoplasms/drug therapy", "mh"), "Breast Neoplasms"),
        (Words("review breast", "ti", near=3), "Breast Review"),
        (Words("2019", "dp"), ""),
        (Words("Review", "pt"), ""),
        (Words("breast", to="loss"), ""),
    ],
)
def test_which_fields_are_highlighted(leaf: Words, expected: str) -> None:
    what = pattern([leaf])
    text = "Slamon DJ. Breast Neoplasms: 2019 Review"
    found = [text[start:end] for start, end in places(text, what)] if what else []
    assert " ".join(found) == expected


def test_a_longer_phrase_is_highlighted_whole() -> None:
    what = pattern([Words("trastuzumab"), Words("trastuzumab deruxtecan")])
    assert marked("trastuzumab deruxtecan", what) == '<span class="hl">trastuzumab deruxtecan</span>'


def test_letters_that_grow_do_not_shift_the_marks() -> None:
    assert marked("İİ ﬁne trial", pattern([Words("trial")])) == 'İİ ﬁne <span class="hl">trial</span>'


def test_empty_pieces_leave_no_trace() -> None:
    assert para("") == ""
    assert bullets([]) == ""
    assert facts([("Name", "")]) == ""
    assert table(["A"], []) == ""


def test_a_label_is_escaped_after_it_is_raised() -> None:
    assert label("a<b") == '<p class="label">A&lt;B</p>'
    assert label("a<b", pattern([Words("ab"), Words("a b")])) == f'<p class="label">{HIT}A&lt;B</span></p>'


def test_a_link_may_be_what_was_looked_for() -> None:
    assert link("open:doi", "a<b", hit=True) == f'<a href="open:doi">{HIT}a&lt;b</span></a>'


def test_a_row_of_words_belongs_to_the_row_above() -> None:
    made = table(["A", "B", ""], [["1", "2", "3"], ["", "note"]], (20, 40, 40))
    assert '<th colspan="2">B</th>' in made
    assert made.count('class="open"') == 3
    assert '<td class="under" colspan="2">note</td>' in made


def test_narrow_rows_stand_one_over_the_other() -> None:
    rows = [["drug", "acts", "7 mo", '<img src="plot:0">', "0.78"], ["", "note"]]
    made = stacked(["Drug", "Relation", "Result", "Ratio", ""], rows, 2)
    assert "drug<br>acts" in made
    assert '7 mo<br><img src="plot:0"> 0.78' in made
    assert made.count("0.78") == 1
    assert "Result · Ratio" in made
    assert '<td class="under" colspan="2">note</td>' in made


def test_narrow_rows_leave_empty_cells_out() -> None:
    made = stacked(["A", "B", "C", ""], [["drug", NOTHING, "", NOTHING]], 1)
    assert "<br>" not in made


@pytest.mark.parametrize("words", ["", "w"])
def test_an_endless_word_can_be_broken_and_nothing_is_lost(words: str) -> None:
    text = "a" * 59 + "&<" * 200 + " short " + "w" * 1000
    made = marked(text, pattern(asked(words)))
    rest = made.replace('<span class="hl">', "").replace("</span>", "")
    assert html.unescape(rest).replace(BREAK, "") == text
    pieces = html.unescape(rest).replace(BREAK, " ").split(" ")
    assert max(len(piece) for piece in pieces) == RUN
    assert esc("w" * RUN) == "w" * RUN


def test_an_address_is_never_broken() -> None:
    made = link("source:web:" + "x" * 200, "y" * 200, "z" * 200)
    assert "x" * 200 in made
    assert "z" * 200 in made
    assert made.count(BREAK) == 3
