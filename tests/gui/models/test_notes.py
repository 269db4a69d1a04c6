from __future__ import annotations

import pytest

from her2ref.gui.models.notes import UNDER, NotesModel, words
from her2ref.library.rows import Note, NoteLine


def line(number: int, text: str, title: str = "") -> NoteLine:
    return NoteLine(
        Note(number, "drug:x" if title else "", text, "2026-01-01", "2026-02-03T10:00:00+00:00"), title
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# A *heading*\n\nmore", "A heading"),
        ("- a `point`", "a point"),
        ("> > said", "said"),
        ("1. first", "first"),
        ("***", "***"),
        ("see [the trial](https://x.org/a_(b)) and ![a curve](f.png)", "see the trial and a curve"),
        ("[](https://x.org) <https://y.org>", "https://x.org https://y.org"),
        ("cut off: [the words](https://x.or…", "cut off: the words"),
        ("[1] is no (link), a < b", "[1] is no (link), a < b"),
        ("snake_case and 2 - 1", "snake_case and 2 - 1"),
    ],
)
def test_a_line_has_no_signs_of_markdown(text: str, shown: str) -> None:
    assert words(text) == shown


def test_a_row_tells_what_it_hangs_on(qapp: object) -> None:
    model = NotesModel()
    model.show_lines([line(1, "On a drug", "<b>lapatinib</b>"), line(2, "parked")])
    assert model.index(0).data(UNDER) == "2026-02-03 · <b>lapatinib</b>"
    assert model.index(1).data(UNDER) == "2026-02-03 · Parked"
    assert (model.row_of(2), model.row_of(3)) == (1, -1)


def test_other_words_of_the_same_notes_reset_nothing(qapp: object) -> None:
    model = NotesModel()
    model.show_lines([line(1, "a"), line(2, "b")])
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show_lines([line(1, "a, longer"), line(2, "b")])
    assert (model.index(0).data(), resets) == ("a, longer", [])
    model.show_lines([line(2, "b"), line(1, "a, longer")])
    assert resets == [1]
