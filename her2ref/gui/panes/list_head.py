"""The head of a list: its name, the query and how it was understood, the number, the order, and what narrows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.numbers import counted
from her2ref.gui.pages.html import clean
from her2ref.gui.panes.chips import Chips
from her2ref.gui.panes.narrowing import chips, chosen, names_of, title_flag
from her2ref.gui.panes.query_line import QueryLine, Told, WordButton
from her2ref.gui.theme import current, font, px, themes
from her2ref.library.library import Library
from her2ref.library.rows import SavedSearch
from her2ref.search.told import told

LONGEST = 90
"""Letters of a title in another title."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a worker learned of a list: its query in words, what could not be taken as typed, the names of its topics,
    the title of the article whose like it lists, and what it is saved as. `names` calls a collection "collection:7"."""

    told: str = ""
    problems: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    like: str = ""
    saved: SavedSearch | None = None


def understand(library: Library, listing: Listing, progress: Progress) -> Understood:
    reader = library.reader()
    asked = reader.asked(listing.words, typing=listing.typing, exact=listing.exact)
    progress.check()
    rows = reader.article_rows([listing.like]) if listing.like else []
    title = rows[0].title if rows else ""
    names = names_of(library, listing.topics)
    if listing.collection:
        names |= {
            f"collection:{row.id}": row.name for row in reader.collections() if row.id == listing.collection
        }
    plain = replace(listing, sort="", typing=False)
    saved = (row for row in reader.saved_searches() if replace(row.listing, sort="", typing=False) == plain)
    return Understood(told(asked.tree), asked.problems, names, title, next(saved, None))


class ListHead(QWidget):
    """Shows what it is told and decides nothing. `ordered`, `extended` (by other names), `followed` (a chip) and
    `narrowed` (open or not), `saving`, `renaming` and `throwing` (the list itself, where the person has named it) say
    what was wished; the line has signals of its own."""

    ordered = Signal(str)
    extended = Signal(bool)
    followed = Signal(str)
    narrowed = Signal(bool)
    saving = Signal()
    renaming = Signal()
    throwing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listing = Listing()
        self.title, self.count, self.problems = QLabel(), QLabel(), QLabel()
        self.line, self.told = QueryLine(), Told()
        self.more, self.names = WordButton(), WordButton()
        self.order, self.narrow = QToolButton(), QPushButton()
        self.save, self.named = QPushButton(), QToolButton()
        self.saved: SavedSearch | None = None
        self.collection = ""
        self.chips = Chips(self.tr("Narrowed to"))
        self._dress_once()
        self._build()
        self.more.toggled.connect(self._on_more)
        self.told.elided.connect(self._on_elided)
        self.names.toggled.connect(self._on_names)
        self.narrow.toggled.connect(self.narrowed)
        self.save.clicked.connect(self.saving)
        self.chips.followed.connect(self.followed)
        themes().theme_changed.connect(self.dress)
        self.dress()
        self._on_elided(False)  # noqa: FBT003
        self.show_narrowing(on=False)
        self.show_listing(Listing())

    def _dress_once(self) -> None:
        self.title.setObjectName("title")
        self.problems.setObjectName("amber")
        self.count.setObjectName("quiet")
        for label in (self.title, self.problems):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for button in (self.more, self.names, self.narrow):
            button.setCheckable(True)
        self.names.setToolTip(
            self.tr(
                "Whether plain words also find other names and spellings: HER2 finds ERBB2, tumour finds tumor"
            )
        )
        self.narrow.setToolTip(self.tr("By year, kind, topic and more (Ctrl+Shift+F)"))
        self.order.setObjectName("quiet")
        self.order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.order)
        group = QActionGroup(menu)
        self._orders: dict[str, QAction] = {}
        for name, text in self._order_names().items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(name)
            group.addAction(action)
            self._orders[name] = action
        group.triggered.connect(lambda action: self.ordered.emit(str(action.data())))
        self.order.setMenu(menu)
        for hidden in (self.problems, self.more, self.names, self.told, self.save, self.named):
            hidden.hide()
        self._dress_named()

    def _dress_named(self) -> None:
        """What keeps the list under a name, and what can be done with a name that it has."""
        self.save.setText(self.tr("Save…"))
        self.save.setAccessibleName(self.tr("Save this search"))
        self.save.setToolTip(self.tr("Keep this search under a name (Ctrl+S)"))
        self.named.setObjectName("quiet")
        self.named.setText("⋯")
        self.named.setAccessibleName(self.tr("Rename or throw away"))
        self.named.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.named)
        menu.addAction(self.tr("Rename…")).triggered.connect(self.renaming)
        menu.addAction(self.tr("Throw away")).triggered.connect(self.throwing)
        self.named.setMenu(menu)

    def _order_names(self) -> dict[str, str]:
        return {
            "best": self.tr("Best match"),
            "newest": self.tr("Newest in PubMed"),
            "date": self.tr("Publication date"),
        }

    def _build(self) -> None:
        self._rows = QVBoxLayout(self)
        self._understood = QWidget()
        self._said = QVBoxLayout(self._understood)
        self._links, self._tools = QHBoxLayout(), QHBoxLayout()
        self._links.addWidget(self.names)
        self._links.addWidget(self.more)
        self._links.addStretch()
        self._tools.addWidget(self.count, 1)
        for button in (self.named, self.save, self.order, self.narrow):
            self._tools.addWidget(button)
        self._said.addWidget(self.told)
        self._said.addLayout(self._links)
        for row in (self.title, self.line, self._understood, self.problems, self._tools, self.chips):
            if isinstance(row, QHBoxLayout):
                self._rows.addLayout(row)
            else:
                self._rows.addWidget(row)

    # what is shown

    def show_little(self, little: bool) -> None:
        """Leaves out what is not needed while a list is narrowed in little room."""
        self.title.setHidden(little)
        self._understood.setHidden(little)

    def show_listing(self, listing: Listing) -> None:
        """What is known at once; `show_understood` brings the rest."""
        again = replace(listing, sort="", typing=False) == replace(self._listing, sort="", typing=False)
        self._listing = listing
        if not again:
            self.saved, self.collection = None, ""
            self._show_named()
        if not listing.like and not (again and (self.saved or self.collection)):
            self._name(self.name_of(listing))
        self.line.show_words(listing.words)
        self.line.setVisible(not listing.like)
        searched = bool(listing.words.strip())
        self.names.setVisible(searched)
        _check(self.names, on=not listing.exact)
        self._name_names()
        if not searched:
            self.problems.hide()
            self.told.say("")
        self.order.setVisible(not listing.like)
        self._orders["best"].setEnabled(searched)
        order = listing.sort if searched or listing.sort != "best" else "date"
        self._orders[order].setChecked(True)
        text = self._order_names()[order]
        self.order.setText(f"{text} ▾")
        self.order.setAccessibleName(self.tr("Order: %1").replace("%1", text))

    def show_understood(self, found: Understood) -> None:
        listing = self._listing
        if listing.like:
            title = found.like
            if len(title) > LONGEST:
                title = f"{title[:LONGEST].rpartition(' ')[0] or title[:LONGEST]} …"
            self._name(self.tr("Similar to “%1”").replace("%1", clean(title).rstrip(".")))
            self.told.say(self.tr("By shared words of title and abstract; computed on this computer."))
        elif listing.words.strip():
            self.told.say(self.tr("Searched for: %1").replace("%1", clean(found.told)) if found.told else "")
        self.saved = found.saved
        self.collection = found.names.get(f"collection:{listing.collection}", "")
        own = self.collection if title_flag(listing) == "collection" else ""
        if found.saved is not None or own:
            self._name(clean(found.saved.name if found.saved is not None else own))
        elif not listing.like:
            self._name(self.name_of(listing))
        self._show_named()
        notes = [self.tr("Note: %1").replace("%1", clean(sentence)) for sentence in found.problems]
        self.problems.setText("\n".join(notes))
        self.problems.setAccessibleName(" ".join(notes))
        self.problems.setVisible(bool(notes))
        made = chips(listing, found.names)
        if made != list(self.chips.chips):
            held = self.chips.focusWidget()
            self.chips.show_chips(made)
            if held is not None and self.isAncestorOf(held):
                self.narrow.setFocus(Qt.FocusReason.OtherFocusReason)

    def name_of(self, listing: Listing) -> str:
        names = {
            "starred": self.tr("Starred"),
            "affected": self.tr("Retracted or corrected"),
            "new": self.tr("New since the last import"),
            "noted": self.tr("With a note"),
            "collection": self.tr("Collection"),
        }
        reading = {"later": self.tr("To read"), "read": self.tr("Read"), "unread": self.tr("Not read yet")}
        if title_flag(listing) == "reading":
            return reading.get(listing.reading, self.tr("All articles"))
        if listing.words.strip():
            return self.tr("Search of abstracts")
        return names.get(title_flag(listing), self.tr("All articles"))

    def _show_named(self) -> None:
        listing = self._listing
        is_collection = bool(self.collection) and title_flag(listing) == "collection" and not chosen(listing)
        self.named.setVisible(self.saved is not None or is_collection)
        self.save.setVisible(self.is_search and self.saved is None)

    @property
    def is_search(self) -> bool:
        """Whether the list was searched or narrowed, so that there is something to be kept under a name."""
        listing = self._listing
        return bool(listing.words.strip() or chosen(listing)) and not listing.like

    def show_count(self, count: int) -> None:
        """The number, also told to a screen reader."""
        text = counted(count, "%1 article", "%1 articles")
        self.count.setText(text)
        self.count.setAccessibleName(text)
        self._announce(text)

    def _announce(self, text: str) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive() and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.count, text))

    def show_narrowing(self, *, on: bool) -> None:
        """Whether what narrows the list is open."""
        _check(self.narrow, on=on)
        self.narrow.setText(self.tr("Narrow ▴") if on else self.tr("Narrow ▾"))
        self.narrow.setAccessibleName(self.tr("Narrow, open") if on else self.tr("Narrow, closed"))

    def _name(self, name: str) -> None:
        self.title.setText(name)
        self.title.setAccessibleName(name)

    def _on_elided(self, cut: bool) -> None:
        self.more.setVisible((cut or self.more.isChecked()) and not self.told.isHidden())
        self.more.setText(self.tr("Less of the query") if self.more.isChecked() else self.tr("Whole query"))

    def _on_more(self, on: bool) -> None:
        self.told.unfold(on)

    def _on_names(self, on: bool) -> None:
        self._name_names()
        self.extended.emit(on)

    def _name_names(self) -> None:
        on = self.names.isChecked()
        self.names.setText(
            self.tr("Other names and spellings: on") if on else self.tr("Other names and spellings: off")
        )
        self.names.setAccessibleName(self.names.text())

    def dress(self) -> None:
        theme = current()
        self.title.setFont(font("title", bold=True))
        for widget in (self.told, self.problems, self.count, self.order, self.narrow, self.save, self.named):
            widget.setFont(font("small"))
        self.line.setFont(font())
        for button in (self.order, self.narrow, self.save, self.named):
            button.setFixedHeight(px(28))
        self.narrow.setStyleSheet(
            f"QPushButton:checked {{ background: {theme.accent_soft}; color: {theme.accent};"
            f" border-color: {theme.accent}; }}"
        )
        self._rows.setContentsMargins(px(16), px(16), px(16), px(8))
        self._rows.setSpacing(px(6))
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.setSpacing(px(6))
        self._links.setContentsMargins(0, 0, 0, 0)
        self._links.setSpacing(px(12))
        self._tools.setSpacing(px(8))
        self.told.fit()


def _check(button: Any, *, on: bool) -> None:
    """Shows a state without telling it as if a person had chosen it."""
    button.blockSignals(True)  # noqa: FBT003
    button.setChecked(on)
    button.blockSignals(False)  # noqa: FBT003
