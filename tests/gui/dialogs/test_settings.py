from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from her2ref.core.secrets import KINDS, Secrets
from her2ref.core.setting import SETTINGS, Setting
from her2ref.core.settings import Settings
from her2ref.gui.dialogs.secret import SecretDialog
from her2ref.gui.dialogs.setting_controls import Tick
from her2ref.gui.dialogs.setting_row import SettingRow
from her2ref.gui.dialogs.settings import SettingsDialog, show_settings
from her2ref.gui.jobs import Jobs
from her2ref.gui.theme import themes
from tests.core.test_secrets import Ring, use


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> type[Ring]:
    monkeypatch.setattr(Secrets, "_held", {})
    made: type[Ring] = type("Ring", (Ring,), {"kept": {}})
    use(monkeypatch, made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", [tmp_path])


def opened(qtbot: QtBot, settings: Settings, jobs: Jobs) -> SettingsDialog:
    dialog = SettingsDialog(None, settings, jobs, Secrets("one"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: jobs.running == 0)
    return dialog


def test_each_setting_is_there_with_its_words(qtbot: QtBot, settings: Settings, jobs: Jobs) -> None:
    dialog = opened(qtbot, settings, jobs)
    assert list(dialog.rows) == [name for name, setting in SETTINGS.items() if setting.in_dialog]
    for name, row in dialog.rows.items():
        assert row.control.accessibleName() == SETTINGS[name].label
        assert row.control.accessibleDescription() == SETTINGS[name].about
        assert row.control.isEnabled()
        assert not row.why
        assert not row.reset.isVisible()


def test_what_is_chosen_is_kept_at_once_and_can_be_taken_back(
    qtbot: QtBot, settings: Settings, jobs: Jobs, tmp_path: Path
) -> None:
    dialog = opened(qtbot, settings, jobs)
    tick = dialog.rows["allow.notes"].control
    assert isinstance(tick, Tick)
    assert tick.isChecked()
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    keep, size = dialog.rows["backup.keep"].control, dialog.rows["text_scale"].control
    assert isinstance(keep, QSpinBox)
    assert isinstance(size, QSpinBox)
    keep.setValue(9)
    assert size.text() == "100 %"
    size.setValue(150)
    colours = dialog.rows["theme"].control
    assert isinstance(colours, QComboBox)
    qtbot.keyClick(colours, Qt.Key.Key_Down)
    again = Settings(tmp_path / "settings.json")
    found = [again.get(name) for name in ("allow.notes", "backup.keep", "text_scale", "theme")]
    assert found == [False, 9, 1.5, "light"]
    row = dialog.rows["backup.keep"]
    assert row.reset.isVisible()
    row.reset.click()
    assert keep.value() == SETTINGS["backup.keep"].default
    assert Settings(tmp_path / "settings.json").source_of("backup.keep") == "built-in"


def test_what_is_decided_elsewhere_is_locked_and_says_by_whom(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policy.toml").write_text("allow.notes = false\ntheme = 'dark'\n")
    monkeypatch.setenv("HER2REF_TEXT_SCALE", "1.5")
    settings = Settings(tmp_path / "settings.json", [tmp_path], given={"backup.keep": 9})
    dialog = opened(qtbot, settings, jobs)
    policy = f"Managed by your organisation ({tmp_path / 'policy.toml'})."
    for name, why in (
        ("allow.notes", policy),
        ("theme", policy),
        ("text_scale", "Given by HER2REF_TEXT_SCALE for this session."),
        ("backup.keep", "Given on the command line for this session."),
    ):
        row = dialog.rows[name]
        assert not row.control.isEnabled()
        assert row.why == why
        assert row.control.accessibleDescription().startswith(why)
    assert dialog.rows["backup.daily"].control.isEnabled()


def test_a_policy_that_cannot_be_read_is_said(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("{")
    dialog = opened(qtbot, Settings(None, [tmp_path]), jobs)
    assert "cannot be read" in dialog.said
    assert "until the rules" in dialog.rows["allow.exports"].why


def test_a_choice_that_cannot_be_kept_is_said(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    dialog = opened(qtbot, settings, jobs)
    dialog.rows["import.preview"].control.click()  # type: ignore[attr-defined]
    assert "cannot be written" in dialog.said
    assert settings.get("import.preview") is False


def test_a_change_from_elsewhere_is_shown(qtbot: QtBot, settings: Settings, jobs: Jobs) -> None:
    dialog = opened(qtbot, settings, jobs)
    settings.set({"backup.daily": False})
    tick = dialog.rows["backup.daily"].control
    assert isinstance(tick, Tick)
    qtbot.waitUntil(lambda: not tick.isChecked())


def test_everything_is_reached_and_brought_into_view_by_the_keyboard(
    qtbot: QtBot, settings: Settings, jobs: Jobs
) -> None:
    dialog = opened(qtbot, settings, jobs)
    dialog.resize(420, 320)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.rows["theme"].control)
    reached: list[QWidget] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.append(focus)
        assert focus.visibleRegion().boundingRect().height() > 0, focus.accessibleName()
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert {row.control for row in dialog.rows.values()} <= set(reached)
    assert {row.give for row in dialog.secrets.rows.values()} <= set(reached)


def test_a_wheel_over_a_control_scrolls_the_page(qtbot: QtBot, settings: Settings, jobs: Jobs) -> None:
    dialog = opened(qtbot, settings, jobs)
    keep = dialog.rows["backup.keep"].control
    assert isinstance(keep, QSpinBox)
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(keep.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(keep, event)
    assert keep.value() == SETTINGS["backup.keep"].default


def test_it_is_dressed_anew_with_the_size_of_text(qtbot: QtBot, settings: Settings, jobs: Jobs) -> None:
    dialog = opened(qtbot, settings, jobs)
    tick = dialog.rows["backup.daily"].control
    before = tick.sizeHint().height()
    try:
        themes().apply("dark", 2.0)
        assert tick.sizeHint().height() > before * 1.5
    finally:
        themes().apply("light", 1.0)


def test_a_second_call_brings_the_first_to_the_front(qtbot: QtBot, settings: Settings, jobs: Jobs) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    first = show_settings(parent, settings, jobs, Secrets("one"))
    assert show_settings(parent, settings, jobs, Secrets("one")) is first
    qtbot.waitUntil(lambda: jobs.running == 0)
    first.close()


def test_settings_of_other_types_have_controls_too(qtbot: QtBot, tmp_path: Path) -> None:
    chosen: list[object] = []
    words = Setting("one.words", default=("a",), label="Words", about="They are.", group="Group")
    real = Setting("one.real", default=1.5, label="Real", about="It is.", group="Group", low=0, high=9)
    rows = [SettingRow(words), SettingRow(real)]
    for row in rows:
        qtbot.addWidget(row)
        row.chosen.connect(chosen.append)
        row.dress()
    rows[0].control.setText("b, c")  # type: ignore[attr-defined]
    rows[0].control.editingFinished.emit()  # type: ignore[attr-defined]
    rows[1].control.setValue(2.5)  # type: ignore[attr-defined]
    assert chosen == [("b", "c"), 2.5]


def test_a_secret_is_set_and_removed_and_never_shown(
    qtbot: QtBot, settings: Settings, jobs: Jobs, ring: type[Ring]
) -> None:
    dialog = opened(qtbot, settings, jobs)
    row = dialog.secrets.rows["ncbi-api-key"]
    assert row.place.text() == "none"
    assert not row.remove.isEnabled()
    row.give.click()
    asking = dialog.findChild(SecretDialog)
    assert asking is not None
    asking.line.setText("quasisecretword")
    assert "quasisecretword" not in asking.line.displayText()
    asking.ok.click()
    qtbot.waitUntil(lambda: row.place.text() == "in the keyring of this computer")
    assert list(ring.kept.values()) == ["quasisecretword"]
    shown = " ".join(w.text() for w in dialog.findChildren(QPushButton)) + row.place.text() + dialog.said
    assert "quasisecretword" not in shown
    row.remove.click()
    qtbot.waitUntil(lambda: row.place.text() == "none")
    assert ring.kept == {}


def test_without_a_keyring_it_is_said_that_it_is_asked_for(
    qtbot: QtBot, settings: Settings, jobs: Jobs
) -> None:
    dialog = opened(qtbot, settings, jobs)
    for name in KINDS:
        assert dialog.secrets.rows[name].place.text() == "none; asked for when it is needed"
