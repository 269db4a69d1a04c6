"""What a list can be narrowed to, in groups with numbers: beside the list, or above it where there is little room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from her2ref.core.query import Listing
from her2ref.gui.panes.facet_row import GUTTER, FacetRow, YearBars
from her2ref.gui.panes.narrowing import (
    FLAGS,
    OPEN,
    RANGES,
    TOPICS,
    Counts,
    is_chosen,
    kind_names,
    last_years,
    title_flag,
    turned,
    within,
)
from her2ref.gui.panes.query_line import WordButton
from her2ref.gui.theme import font, px, themes
from her2ref.search import kinds

TOP: Final = 6
"""Values of a group that are shown until more are asked for."""
COLUMN: Final = 200
"""Pixels at 100 % text that a column of groups needs."""
Value = tuple[str, str, int]
"""Name, text, number."""


class Group(QWidget):
    """A heading and its rows; the rows stay the same widgets while their numbers change. `turned` carries group and
    name of the row that was clicked."""

    turned = Signal(str, str)

    def __init__(self, group: str, title: str) -> None:
        super().__init__()
        self.group = group
        self._unfolded = False
        self._values: list[tuple[str, str, str, int, bool]] = []
        self.rows: dict[tuple[str, str], FacetRow] = {}
        self._title = QLabel(title.upper())
        self._title.setObjectName("heading")
        self._title.setAccessibleName(title)
        self.setAccessibleName(title)
        self.more = WordButton(self.tr("More"))
        self.more.clicked.connect(self._on_more)
        self.more.hide()
        self.inside = QVBoxLayout(self)
        self.inside.setSpacing(0)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.addWidget(self._title)
        self._lines = QVBoxLayout()
        self.inside.addLayout(self._lines)
        self._below = QHBoxLayout()
        self._below.addWidget(self.more)
        self._below.addStretch()
        self.inside.addLayout(self._below)
        self.dress()

    @property
    def lines(self) -> int:
        """How high the group is, in rows."""
        return sum(not row.isHidden() for row in self.rows.values()) + 2 if not self.isHidden() else 0

    def show_values(self, listing: Listing, values: Iterable[tuple[str, Value]]) -> None:
        """`values` are (group, value), in their order; what is chosen is always shown."""
        made = [(g, name, text, number, is_chosen(listing, g, name)) for g, (name, text, number) in values]
        self._values = [value for value in made if value[3] or value[4]]
        self._show()

    def _show(self) -> None:
        shown = [v for n, v in enumerate(self._values) if n < TOP or self._unfolded or v[4]]
        keys = [(group, name) for group, name, *_ in shown]
        for key, row in self.rows.items():
            row.setVisible(key in keys)
        for place, (group, name, text, number, on) in enumerate(shown):
            row = self.rows.get((group, name)) or self._made(group, name)
            if self._lines.indexOf(row) != place:
                self._lines.insertWidget(place, row)
            row.show_value(text, number, on=on)
            row.show()
        rest = len(self._values) - len(shown)
        self.more.setVisible(rest > 0 or (self._unfolded and len(self._values) > TOP))
        self.more.setText(self.tr("%1 more").replace("%1", str(rest)) if rest else self.tr("Fewer"))
        self.more.setAccessibleName(f"{self._title.accessibleName()}: {self.more.text()}")
        self.setVisible(bool(self._values))

    def _made(self, group: str, name: str) -> FacetRow:
        row = self.rows[group, name] = FacetRow(group, name)
        row.clicked.connect(lambda _on=False: self.turned.emit(group, name))
        return row

    def _on_more(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

    def wait(self, on: bool) -> None:
        for row in self.rows.values():
            row.wait(on)

    def dress(self) -> None:
        self._title.setFont(font("small", bold=True))
        self._title.setContentsMargins(px(GUTTER), 0, 0, px(4))
        self._below.setContentsMargins(px(GUTTER) - 1, 0, 0, 0)
        for row in self.rows.values():
            row.updateGeometry()


class YearGroup(Group):
    """Years as bars, as ranges up to now, and from one year to another."""

    def __init__(self, title: str) -> None:
        self.bars = YearBars()
        self.first, self.last = QLineEdit(), QLineEdit()
        self._from, self._to = QLabel(), QLabel()
        super().__init__("years", title)
        self.inside.insertWidget(1, self.bars)
        self._fields = QHBoxLayout()
        self._from.setText(self.tr("From"))
        self._to.setText(self.tr("to"))
        for label, line, name in (
            (self._from, self.first, self.tr("From the year")),
            (self._to, self.last, self.tr("To the year")),
        ):
            label.setObjectName("quiet")
            label.setBuddy(line)
            line.setAccessibleName(name)
            line.setValidator(QIntValidator(0, OPEN, line))
            line.setMaxLength(4)
            line.editingFinished.connect(self._on_fields)
            self._fields.addWidget(label)
            self._fields.addWidget(line)
        self._fields.addStretch()
        self.inside.addLayout(self._fields)
        self.bars.chosen.connect(lambda years: self.turned.emit("years", years))
        self._shown = ("", "")
        self.dress()

    @property
    def lines(self) -> int:
        return super().lines + 4

    def show_years(self, listing: Listing, counted: dict[int, int]) -> None:
        values = []
        for number in RANGES:
            first, last = last_years(number)
            text = self.tr("Last %1 years").replace("%1", str(number))
            values.append(("years", (f"{first}-{last}", text, within(counted, (first, last)))))
        self.show_values(listing, values)
        self.bars.show_years(counted, listing.years)
        first, last = listing.years or (0, OPEN)
        before = self._shown
        self._shown = str(first) if first else "", str(last) if last < OPEN else ""
        for line, old, new in zip((self.first, self.last), before, self._shown, strict=True):
            if not line.hasFocus() or line.text() == old:  # what is being typed is left alone
                line.setText(new)
        years = [year for year in counted if year]
        self.first.setPlaceholderText(str(min(years, default="")))
        self.last.setPlaceholderText(str(max(years, default="")))
        self.setVisible(bool(counted) or listing.years is not None)

    def _on_fields(self) -> None:
        typed = self.first.text(), self.last.text()
        if typed == self._shown:
            return
        self._shown = typed
        first, last = int(typed[0] or 0), int(typed[1] or OPEN)
        self.turned.emit("years", f"{min(first, last)}-{max(first, last)}")

    def wait(self, on: bool) -> None:
        super().wait(on)
        self.bars.wait(on)

    def dress(self) -> None:
        super().dress()
        for line in (self.first, self.last):
            line.setFont(font("small"))
            line.setFixedWidth(px(56))
            line.setStyleSheet(f"QLineEdit {{ padding: {px(2)}px {px(6)}px; }}")
        for label in (self._from, self._to):
            label.setFont(font("small"))
        if hasattr(self, "_fields"):
            self._fields.setContentsMargins(px(GUTTER), px(4), 0, 0)
            self._fields.setSpacing(px(6))
        self.bars.updateGeometry()


class FacetsPanel(QScrollArea):
    """All groups in as many columns as there is room for. `chosen` carries the listing that a click asks for."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._listing, self._counts = Listing(), Counts()
        self._columns = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Narrow the list"))
        self.years = YearGroup(self.tr("Year"))
        names = {
            "types": self.tr("Type"),
            "evidence": self.tr("Studied in"),
            "mechanism": self.tr("Mechanism"),
            "drug": self.tr("Drug"),
            "trial": self.tr("Trial"),
            "state": self.tr("State"),
        }
        self.groups: dict[str, Group] = {"years": self.years}
        self.groups |= {name: Group(name, text) for name, text in names.items()}
        self._nothing = QLabel(self.tr("Nothing to narrow by: the list is empty."))
        self._nothing.setObjectName("quiet")
        self._nothing.setWordWrap(True)
        for group in self.groups.values():
            group.turned.connect(self._on_turned)
        self._body = QFrame()
        self._body.setObjectName("ground")
        self._across = QHBoxLayout(self._body)
        self.setWidget(self._body)
        themes().theme_changed.connect(self.dress)
        self.dress()
        self.hide()

    def show_counts(self, listing: Listing, counts: Counts) -> None:
        self._listing, self._counts = listing, counts
        found, kind = counts.facets, kind_names()
        self.years.show_years(listing, found.years)
        for name, known, counted in (
            ("types", kinds.TYPES, found.types),
            ("evidence", kinds.EVIDENCE, found.evidence),
        ):
            values = [(k.name, kind[k.name], counted.get(k.name, 0)) for k in known]
            order = values if name == "evidence" else sorted(values, key=lambda value: -value[2])
            self.groups[name].show_values(listing, [(name, value) for value in order])
        for name in TOPICS:
            keys = {key for key in (*found.topics, *listing.topics) if key.startswith(f"{name}:")}
            topics = [
                (key, counts.names.get(key, key.partition(":")[2]), found.topics.get(key, 0)) for key in keys
            ]
            topics.sort(key=lambda value: (-value[2], value[1]))
            self.groups[name].show_values(listing, [(name, value) for value in topics])
        own = title_flag(listing)
        flags = [(flag, (flag, kind[flag], int(getattr(found, flag)))) for flag in FLAGS if flag != own]
        self.groups["state"].show_values(listing, flags)
        self._nothing.setVisible(all(group.isHidden() for group in self.groups.values()))
        self.wait(False)  # noqa: FBT003
        self._arrange(anew=True)

    def wait(self, on: bool) -> None:
        """The numbers are of the list before, and greyed, until those of this one come."""
        for group in self.groups.values():
            group.wait(on)

    def _on_turned(self, group: str, name: str) -> None:
        self.chosen.emit(turned(self._listing, group, name))

    def follow(self, listing: Listing) -> None:
        """The list that the next click narrows, before its numbers are known."""
        self._listing = listing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, *, anew: bool = False) -> None:
        """Spreads the groups over the columns, in their order, so that these end at about the same height."""
        columns = max(1, min(3, self.viewport().width() // px(COLUMN)))
        if columns == self._columns and not anew:
            return
        self._columns = columns
        spread = spread_out([(group, group.lines) for group in self.groups.values()], columns)
        while (item := self._across.takeAt(0)) is not None:
            layout = item.layout()
            while layout is not None and layout.takeAt(0) is not None:
                pass
        for place, groups in enumerate(spread):
            down = QVBoxLayout()
            down.setSpacing(px(16))
            for group in groups:
                down.addWidget(group)
            if not place:
                down.addWidget(self._nothing)
            down.addStretch()
            self._across.addLayout(down, 1)

    def dress(self) -> None:
        self._nothing.setFont(font())
        self._nothing.setContentsMargins(px(GUTTER), 0, px(8), 0)
        self._across.setContentsMargins(px(2), px(8), px(8), px(16))
        self._across.setSpacing(px(16))
        self.verticalScrollBar().setSingleStep(px(24))
        for group in self.groups.values():
            group.dress()
        self._arrange(anew=True)


def spread_out(groups: Sequence[tuple[Group, int]], columns: int) -> list[list[Group]]:
    """Groups in order, in columns of which the highest is as low as can be."""
    heights = [lines for _, lines in groups]
    limit = max(heights, default=0)
    while True:
        made: list[list[Group]] = [[]]
        filled = 0
        for group, lines in groups:
            if filled and filled + lines > limit:
                made.append([])
                filled = 0
            made[-1].append(group)
            filled += lines
        if len(made) <= columns:
            return made + [[] for _ in range(columns - len(made))]
        limit += 1
