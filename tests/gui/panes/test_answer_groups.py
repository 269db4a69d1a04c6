from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from her2ref.gui.panes.answer_groups import Group, GroupLine
from her2ref.gui.theme import themes
from tests.gui.panes.conftest import shown

GROUPS = (
    Group("", "All"),
    Group("mechanism", "Mechanisms", 12),
    Group("drug", "Drugs", 3),
    Group("reference", "References", 437),
    Group("article", "Abstracts", 1204),
)


def line(qtbot: QtBot, width: int, kind: str = "") -> GroupLine:
    themes().apply("light")
    made = shown(qtbot, GroupLine(), width, 32)
    made.show_groups(GROUPS, kind)
    return made


def test_all_groups_with_their_numbers_where_there_is_room(qtbot: QtBot) -> None:
    places = line(qtbot, 700).places()
    assert [number for _, _, number in places] == ["", "12", "3", "437", "1,204"]
    assert places[-1][1].right() <= 700


def test_numbers_go_first_and_the_chosen_group_stays(qtbot: QtBot) -> None:
    for width in (400, 300, 220, 160):
        places = line(qtbot, width, "article").places()
        chosen = [number for group, _, number in places if group.kind == "article"]
        assert chosen == ["1,204"], width
        assert places[0][0].kind == ""


def test_a_click_narrows(qtbot: QtBot) -> None:
    made = line(qtbot, 700)
    _, rect, _ = made.places()[2]
    with qtbot.waitSignal(made.chosen) as heard:
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=rect.center())
    assert heard.args == ["drug"]


def test_a_screen_reader_hears_the_numbers(qtbot: QtBot) -> None:
    assert line(qtbot, 300, "drug").accessibleName() == (
        "Groups: Mechanisms 12, Drugs 3, References 437, Abstracts 1,204. Shown: Drugs"
    )
