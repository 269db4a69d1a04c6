"""What the keyboard and the menu can do, in one table."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

from her2ref import __version__
from her2ref.core.identity import ABSTRACT_NOTICE, NAME, PROFESSIONAL_USE, PUBLISHER
from her2ref.core.query import Listing
from her2ref.gui.theme import themes

if TYPE_CHECKING:
    from her2ref.gui.window import Window

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


def build(window: Window) -> QMenu:
    """The menu, with every shortcut of the window; the actions belong to the window."""
    menu = QMenu(window)
    desk, row = window.desk, _adder(window, menu)
    row(_tr("Look up…"), ["Ctrl+K", "Ctrl+L"], window.bar.line.turn_to)
    row(_tr("Back"), ["Alt+Left", "Back"], desk.back)
    row(_tr("Forward"), ["Alt+Right", "Forward"], desk.forward)
    menu.addSeparator()
    row(_tr("Import files…"), ["Ctrl+O"], window.choose_files)
    row(_tr("Paste PMIDs…"), ["Ctrl+Shift+V"], window.paste_pmids)
    row(_tr("Get abstracts…"), [], window.show_first_run)
    menu.addSeparator()
    row(_tr("Undo"), ["Ctrl+Z"], lambda: window.work.undoing.undo())
    row(_tr("Do again"), ["Ctrl+Shift+Z", "Ctrl+Y"], lambda: window.work.undoing.redo())
    menu.addSeparator()
    _own_menu(window, menu.addMenu(_tr("Notes and lists")))
    _view_menu(window, menu.addMenu(_tr("View")))
    _help_menu(window, menu.addMenu(_tr("Help")))
    menu.addSeparator()
    row(_tr("Settings…"), ["Ctrl+,"], lambda: _show_settings(window))
    row(_tr("Backups…"), [], window.backups_wanted.emit)
    row(_tr("Privacy…"), [], lambda: desk.choose_topic("privacy:here"))
    _remember_row(window, menu)
    menu.addSeparator()
    row(_tr("Quit"), ["Ctrl+Q"], window.close)
    window.bar.menu.setMenu(menu)
    return menu


def _own_menu(window: Window, menu: QMenu) -> None:
    desk, row = window.desk, _adder(window, menu)
    row(_tr("Park a question…"), ["Ctrl+Shift+N"], lambda: window.work.park())
    row(_tr("My notes"), ["Ctrl+Shift+A"], lambda: desk.choose_topic("notes:all"))
    row(_tr("Starred"), ["Ctrl+D"], lambda: desk.choose_listing(Listing(starred=True)))
    row(_tr("All articles"), [], lambda: desk.choose_listing(Listing()))
    row(_tr("Narrow the list"), ["Ctrl+Shift+F"], window.narrow)
    row(_tr("Save this search…"), ["Ctrl+S"], lambda: window.work.list.save_search())
    row(_tr("Trash"), [], lambda: desk.choose_topic("trash:all"))


def _view_menu(window: Window, menu: QMenu) -> None:
    row = _adder(window, menu)
    _theme_menu(window, menu.addMenu(_tr("Theme")))
    row(_tr("Larger text"), ["Ctrl++", "Ctrl+="], lambda: _scale(window, 1))
    row(_tr("Smaller text"), ["Ctrl+-"], lambda: _scale(window, -1))
    row(_tr("Usual text"), ["Ctrl+0"], lambda: _scale(window, 0))
    row(_tr("Next pane"), ["F6"], window.next_pane)
    row(_tr("Previous pane"), ["Shift+F6"], lambda: window.next_pane(-1))


def _help_menu(window: Window, menu: QMenu) -> None:
    desk, row = window.desk, _adder(window, menu)
    row(_tr("Keys"), ["F1"], lambda: _show_keys(window))
    for name, text in (
        ("searching", _tr("How to look things up")),
        ("importing", _tr("Bringing articles in")),
        ("keeping", _tr("Keeping what is yours")),
        ("how-content-is-made", _tr("How the content is made")),
        ("intended-use", _tr("Intended use")),
    ):
        row(text, [], lambda name=name: desk.choose_topic(f"help:{name}"))  # type: ignore[misc]
    row(_tr("What is new in the content"), [], lambda: desk.choose_topic("news:all"))
    row(_tr("About her2ref"), [], lambda: _about(window))


def _adder(window: Window, menu: QMenu) -> Callable[[str, list[str], Callable[[], object]], QAction]:
    def add(text: str, keys: list[str], then: Callable[[], object]) -> QAction:
        action = QAction(text, window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: then())
        menu.addAction(action)
        window.addAction(action)
        return action

    return add


def _remember_row(window: Window, menu: QMenu) -> None:
    """A choice, unless a policy has made it for everybody on this machine."""
    action = menu.addAction(_tr("Remember what was looked up"))
    action.setCheckable(True)
    action.setChecked(bool(window.settings.get("remember_choices")))
    why = window.settings.locked("remember_choices")
    action.setEnabled(not why)
    action.setToolTip(why)
    menu.setToolTipsVisible(bool(why))
    action.toggled.connect(window.remember_choices)
    window.settings.subscribe(lambda _names: action.setChecked(bool(window.settings.get("remember_choices"))))


def _show_settings(window: Window) -> None:
    from her2ref.core.secrets import Secrets
    from her2ref.gui.dialogs.settings import show_settings

    home = window.settings.home
    show_settings(window, window.settings, window.jobs, Secrets.of(home) if home else Secrets())


def _theme_menu(window: Window, menu: QMenu) -> None:
    group = QActionGroup(window)
    names = {"system": _tr("As the system"), "light": _tr("Light"), "dark": _tr("Dark")}
    for choice, text in names.items():
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(themes().choice == choice)
        action.setData(choice)
        group.addAction(action)
    group.setEnabled(not window.settings.locked("theme"))

    def check(_names: frozenset[str]) -> None:
        for action in group.actions():
            action.setChecked(themes().choice == action.data())

    def choose(action: QAction) -> None:
        themes().apply(str(action.data()), themes().text_scale)
        window.settings.set(theme=str(action.data()))

    group.triggered.connect(choose)
    window.settings.subscribe(check)


def _scale(window: Window, step: int) -> None:
    if window.settings.is_ruled("text_scale"):
        window.desk.say(window.settings.locked("text_scale"))
        return
    now = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - themes().text_scale))
    scale = SCALES[max(0, min(now + step, len(SCALES) - 1))] if step else 1.0
    themes().apply(themes().choice, scale)
    window.settings.set(text_scale=scale)


def _show_keys(window: Window) -> None:
    native = QKeySequence.SequenceFormat.NativeText
    rows = [
        (action.shortcut().toString(native), action.text())
        for action in window.actions()
        if not action.shortcut().isEmpty()
    ]
    rows += [
        ("S", _tr("Star what is read, or the chosen rows of a list")),
        ("L, R", _tr("Read later, or read")),
        ("C", _tr("Collections")),
        ("N", _tr("Note on what is read (Enter changes it, Esc when done)")),
        ("F2, Del", _tr("Rename or throw away a collection, search or note")),
        ("T", _tr("Topics of the article")),
        ("M", _tr("Similar articles")),
        ("F3, Shift+F3", _tr("Next and previous match in the abstract")),
        ("Tab, Shift+Tab", _tr("In the lookup: narrow to a group")),
        ("Esc", _tr("Leave the lookup")),
    ]
    lines = "".join(
        f'<tr><td style="white-space: pre; padding-right: 16px">{escape(key)}</td><td>{escape(text)}</td></tr>'
        for key, text in rows
    )
    _box(window, _tr("Keys"), f"<table>{lines}</table>")


def _about(window: Window) -> None:
    text = f"{NAME} {__version__}\n{PUBLISHER}\n\n{PROFESSIONAL_USE}\n\n{ABSTRACT_NOTICE}\n\n" + _tr(
        "Program: Apache License 2.0. Content: CC BY 4.0. The program takes in no patient data and "
        "sends nothing anywhere."
    )
    box = _box(window, _tr("About her2ref"), text)
    box.addButton(QMessageBox.StandardButton.Ok)
    privacy = box.addButton(_tr("Privacy…"), QMessageBox.ButtonRole.ActionRole)
    privacy.clicked.connect(lambda: window.desk.choose_topic("privacy:here"))


def _box(window: Window, title: str, text: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setWindowTitle(title)
    box.setText(text)
    box.open()
    return box
