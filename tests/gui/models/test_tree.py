from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from her2ref.gui.models.tree import BELOW, COUNT, KEY, MARK, TONE, TreeModel
from her2ref.library.outline import TopicRow


def row(name: str, parent: str = "") -> TopicRow:
    return TopicRow(f"mechanism:{name}", "mechanism", name, parent, name.upper(), "", "review")


@pytest.fixture
def model(qapp: object) -> TreeModel:
    made = TreeModel()
    made.fill([row("a"), row("b", "a"), row("c", "b"), row("d")])
    return made


def test_rows_hang_on_their_parents(model: TreeModel) -> None:
    leaf = model.index_of("mechanism:c")
    assert leaf.parent() == model.index_of("mechanism:b")
    assert leaf.parent().parent().data() == "A"
    assert model.rowCount() == 2
    assert leaf.data(KEY) == "mechanism:c"
    assert not model.index_of("drug:x").isValid()


def test_counts_are_unknown_until_they_come(model: TreeModel) -> None:
    index = model.index_of("mechanism:c")
    assert index.data(COUNT) is None
    assert "0" not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    model.show_counts({"mechanism:c": 12})
    assert index.data(COUNT) == 12
    assert model.index_of("mechanism:a").data(COUNT) == 0
    assert "12" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_marks_and_how_many_lie_below(model: TreeModel) -> None:
    model.mark(
        {"mechanism:c": ("acts", ""), "mechanism:b": ("no benefit", "red"), "mechanism:z": ("acts", "")}
    )
    assert model.index_of("mechanism:c").data(MARK) == "acts"
    assert model.index_of("mechanism:b").data(TONE) == "red"
    assert model.index_of("mechanism:a").data(BELOW) == 2
    assert model.index_of("mechanism:b").data(BELOW) == 1
    model.mark({})
    assert model.index_of("mechanism:c").data(MARK) == ""
    assert model.index_of("mechanism:a").data(BELOW) == 0


def test_filling_again_forgets_what_was(model: TreeModel) -> None:
    model.fill([row("x")])
    assert model.keys == ["mechanism:x"]
    assert model.rowCount() == 1
