"""Colours, type and spacing: the one place that panes take them from. The colours are data in `resources/themes/`."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from her2ref.core.paths import resources
from her2ref.gui.style import sheet

FAMILIES: Final = ("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Noto Sans", "DejaVu Sans")
SIZES: Final = {"small": 11.5, "body": 13.0, "title": 20.0}
"""The three sizes of text, in pixels at 100 %."""
CHOICES: Final = ("system", "light", "dark")


class Theme:
    """Colours as "#rrggbb". `window` is behind columns, `ground` behind the page in the middle; each soft colour
    lies behind text of its plain one; `line` is a hairline, `line_strong` one that must be seen (controls)."""

    name: str
    window: str
    ground: str
    raised: str
    field: str
    line: str
    line_strong: str
    hover: str
    text: str
    quiet: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    green: str
    green_soft: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    highlight: str
    on_highlight: str
    plot: str
    plot_line: str

    def __init__(self, colours: dict[str, str]) -> None:
        """`colours` by the names above; an instance is never changed. (A dataclass of 24 fields takes 3 ms to make.)"""
        self.__dict__.update(colours)

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    @property
    def colours(self) -> dict[str, str]:
        """All of them by name, with `name` itself."""
        return dict(self.__dict__)


def read(name: str) -> Theme:
    """The theme `light` or `dark` from its file."""
    return Theme(json.loads((resources() / "themes" / f"{name}.json").read_text(encoding="utf-8")))


class Themes(QObject):
    """The theme in force and the size of text; `theme_changed` goes out when either changes."""

    theme_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = "system"
        self._scale = 1.0
        self._theme = read("light")
        self._applied = False

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def choice(self) -> str:
        return self._choice

    @property
    def text_scale(self) -> float:
        return self._scale

    @property
    def sheet(self) -> str:
        """The style sheet for a window. Set on the application it would undo the fonts of widgets not yet shown."""
        return sheet(self._theme.colours)

    def apply(self, choice: str = "system", text_scale: float = 1.0) -> None:
        """Sets theme ("system", "light", "dark") and text size (1.0 to 2.0) for the whole application."""
        hints = QGuiApplication.styleHints()
        if not self._applied:
            hints.colorSchemeChanged.connect(self._on_system_changed)
            self._applied = True
        self._choice = choice if choice in CHOICES else "system"
        self._scale = min(max(text_scale, 0.8), 2.5)
        dark = self._choice == "dark" or (
            self._choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        name = "dark" if dark else "light"
        if self._theme.name != name:
            self._theme = read(name)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setFont(font("body"))
        app.setPalette(palette(self._theme))
        self.theme_changed.emit()

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self.apply("system", self._scale)


_themes: Themes | None = None


def themes() -> Themes:
    """The application's one `Themes`, made on first use (after the QApplication)."""
    global _themes
    if _themes is None:
        _themes = Themes()
    return _themes


def current() -> Theme:
    return themes().theme


def px(pixels: float) -> int:
    """A length in pixels at 100 % text, at today's text size."""
    return round(pixels * themes().text_scale)


def font(size: str = "body", *, bold: bool = False, tabular: bool = True) -> QFont:
    """One of the three sizes; figures line up. The same font each time: change a copy."""
    return _font(max(1, round(SIZES[size] * themes().text_scale)), bold, tabular)


def sizes(of: QFont) -> QFontMetrics:
    """The metrics of a font that `font` made: asking for them costs more than to paint a word."""
    found = _sizes.get(id(of))
    if found is None:
        found = _sizes[id(of)] = QFontMetrics(of)
    return found


_sizes: dict[int, QFontMetrics] = {}
"""By the identity of fonts, which `_font` keeps for good."""


@cache
def _font(pixels: int, bold: bool, tabular: bool) -> QFont:
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(theme: Theme) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: theme.window,
        role.Base: theme.window,
        role.AlternateBase: theme.ground,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.Button: theme.window,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.quiet,
        role.Highlight: theme.accent_soft,
        role.HighlightedText: theme.text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Light: theme.window,
        role.Shadow: theme.line,
    }.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.line_strong))
    return made
