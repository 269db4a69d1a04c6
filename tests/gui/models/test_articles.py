from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt

from her2ref.core.changes import Changes
from her2ref.gui.models.articles import KEPT, ROW, WINDOW, ArticlesModel
from her2ref.library.rows import ArticleRow


class Shelf:
    """Stands for a library and its reader; notes which ids were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.gone: set[int] = set()

    def reader(self) -> Shelf:
        return self

    def article_rows(self, ids: Sequence[int]) -> list[ArticleRow]:
        self.asked.append(len(ids))
        return [
            ArticleRow(
                n,
                f"<b>Title {n}",
                "A B",
                "J Ex",
                2020,
                (),
                ("retracted",) if n % 2 else (),
                True,
                False,
                False,
            )
            for n in ids
            if n not in self.gone
        ]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(qapp: object, shelf: Shelf) -> ArticlesModel:
    made = ArticlesModel(shelf)  # type: ignore[arg-type]
    made.show_ids(array("q", range(1, 100_001)))
    return made


def test_nothing_is_read_until_it_is_asked_for(model: ArticlesModel, shelf: Shelf) -> None:
    assert model.rowCount() == 100_000
    assert shelf.asked == []


def test_rows_are_read_by_the_window_and_once(model: ArticlesModel, shelf: Shelf) -> None:
    for row in range(WINDOW):
        assert model.index(row).data(ROW).id == row + 1
    assert shelf.asked == [WINDOW]
    assert model.index(99_999).data() == "<b>Title 100000"
    assert shelf.asked == [WINDOW, 100_000 % WINDOW or WINDOW]


def test_windows_that_were_not_used_for_long_are_dropped(model: ArticlesModel, shelf: Shelf) -> None:
    for window in range(KEPT + 1):
        model.index(window * WINDOW).data()
    model.index(KEPT * WINDOW).data()
    assert len(shelf.asked) == KEPT + 1
    model.index(0).data()
    assert len(shelf.asked) == KEPT + 2


def test_a_row_that_has_gone_is_empty(model: ArticlesModel, shelf: Shelf) -> None:
    shelf.gone = {3}
    assert model.index(2).data(ROW) is None
    assert model.index(2).data() == ""
    assert model.index(3).data(ROW).id == 4


def test_ids_and_rows(model: ArticlesModel) -> None:
    assert model.id_at(0) == 1
    assert model.id_at(-1) == 0
    assert model.id_at(100_000) == 0
    assert model.row_of(7) == 6
    assert model.row_of(-7) == -1


def test_what_a_screen_reader_says(model: ArticlesModel) -> None:
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "retracted. <b>Title 1. A B. J Ex. 2020"


def test_a_tooltip_is_not_taken_for_html(model: ArticlesModel) -> None:
    assert "<b>" not in model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_changes_are_read_again(model: ArticlesModel, shelf: Shelf) -> None:
    model.index(0).data()
    model.refresh(Changes.of("content"))
    model.index(0).data()
    assert len(shelf.asked) == 1
    model.refresh(Changes.of("stars"))
    model.index(0).data()
    assert len(shelf.asked) == 2
