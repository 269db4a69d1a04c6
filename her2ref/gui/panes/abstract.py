"""The source on the right: an article as PubMed gave it, or our summary of a paper whose record is not held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.core.query import Listing
from her2ref.gui.desk import Desk
from her2ref.gui.dialogs.topics import Topics
from her2ref.gui.jobs import Jobs
from her2ref.gui.pages.article import Shown
from her2ref.gui.pages.html import Chip, Page, clean
from her2ref.gui.pages.marks import Marks
from her2ref.gui.pages.reason import Reason, reason
from her2ref.gui.pages.source import Source, compose, read_article, read_source
from her2ref.gui.panes.chips import Chips
from her2ref.gui.panes.matches import MatchLine
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.panes.reading import INSET, Reading
from her2ref.gui.panes.source_head import SourceHead
from her2ref.gui.theme import current, font, px, themes
from her2ref.gui.web import open_address
from her2ref.library.library import Library
from her2ref.library.rows import Note

SIDE = 22


class Invitation(QLabel):
    """What an empty pane says; the keyboard comes to it as to a text, and a ring says so."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setObjectName("quiet")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QColor(current().accent))
            margins, out = self.contentsMargins(), px(INSET)
            inside = self.rect().marginsRemoved(margins)
            painter.drawRect(inside.adjusted(-out, -out, out - 1, out - 1))


class AbstractPane(QFrame):
    """Reads what was chosen in a worker. S puts a star on it, L and R say how far it is read, C collects it, N turns to
    the note, M lists similar ones, F3 goes to the next match."""

    def __init__(self, desk: Desk, library: Library, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("column")
        self._desk, self._library, self._jobs = desk, library, jobs
        self._source = Source()
        self._shown, self._reason = Shown(), Reason()
        self._wanted: Callable[[Progress], Source] | None = None
        self._empty = Invitation(self.tr("Choose a source number or an abstract to read it here."))
        self._head = SourceHead(desk, library, jobs)
        self.chips, self.star, self.pubmed = self._head.chips, self._head.star, self._head.pubmed
        self.keep = self._head.keep
        self.reading = Reading(self.tr("Source"), grows=True)
        self.matches = MatchLine(self.reading, desk, library, jobs)
        self._also, self._ours = QLabel(self.tr("ALSO ABOUT")), QLabel(self.tr("IN HER2REF"))
        self.topics = QPushButton(self.tr("Topics…"))
        self.topics.setAccessibleDescription(
            self.tr("Why the article stands under its topics, and your own choice")
        )
        self.topics.setToolTip(self.tr("Topics of this article (T)"))
        self.also, self.ours = Chips(self.tr("Also about")), Chips(self.tr("Cited in her2ref by"))
        self.note = NoteEditor(library, jobs)
        self._build()
        self._connect()
        self._actions()
        self._dress()
        self._show()
        if desk.source:
            self._on_source(desk.source)
        elif desk.article:
            self._on_article(desk.article)
        if desk.words:
            self.matches.ask()

    def _build(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QFrame()
        self._body.setObjectName("column")
        self._rows = QVBoxLayout(self._body)
        self._rows.addWidget(self._head)
        self._filing = QHBoxLayout()
        self._filing.addWidget(self._also, 1)
        self._filing.addWidget(self.topics, 0, Qt.AlignmentFlag.AlignBottom)
        for widget in (self.reading, self._ours, self.ours):
            self._rows.addWidget(widget)
        self._rows.addLayout(self._filing)
        self._rows.addWidget(self.also)
        self._rows.addWidget(self.note)
        self._rows.addStretch(1)
        for heading in (self._also, self._ours):
            heading.setObjectName("heading")
        self._scroll.setWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._empty)
        outer.addWidget(self.matches)
        outer.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self.reading.followed.connect(self._on_followed)
        self.reading.reached.connect(self._on_reached)
        self.also.followed.connect(self._desk.follow)
        self.ours.followed.connect(self._desk.follow)
        self.pubmed.clicked.connect(self._on_pubmed)
        self.topics.clicked.connect(self.show_topics)
        self.note.said.connect(self._desk.say)
        self.note.settled.connect(self._on_settled)
        self.note.followed.connect(self._desk.follow)
        self.note.web.connect(lambda address: open_address(address, self._desk))
        self._desk.article_chosen.connect(self._on_article)
        self._desk.source_chosen.connect(self._on_source)
        self.matches.wanted.connect(self._on_wanted)
        self.matches.unfold.connect(self._on_unfold)
        self._desk.changed.connect(self._on_changed)
        self._desk.belongs = self._belongs
        themes().theme_changed.connect(self._dress)

    def _actions(self) -> None:
        for text, key, then in (
            (self.tr("Star the article"), "S", self.star.toggle),
            (self.tr("Read later"), "L", lambda: self._keep("later")),
            (self.tr("Read"), "R", lambda: self._keep("read")),
            (self.tr("Collections of the article"), "C", lambda: self._keep("collect")),
            (self.tr("Note on the article"), "N", self.turn_to_note),
            (self.tr("Topics of the article"), "T", self.show_topics),
            (self.tr("Similar articles"), "M", self.show_similar),
            (self.tr("Next match"), "F3", lambda: self.matches.step(1)),
            (self.tr("Previous match"), "Shift+F3", lambda: self.matches.step(-1)),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(then)
            self.addAction(action)

    # what was chosen

    def _on_article(self, number: int) -> None:
        library = self._library
        self._read(lambda _progress: read_article(library, number) if number else Source())

    def _on_source(self, reference_id: str) -> None:
        library = self._library
        self._read(lambda _progress: read_source(library, reference_id))

    def _read(self, work: Callable[[Progress], Source]) -> None:
        """Reads in a worker, once what was typed into the note is on the disk."""
        self.flush()
        self._wanted = work
        if not self.note.busy:
            self._on_settled()

    def _on_settled(self) -> None:
        work, self._wanted = self._wanted, None
        if work is not None:
            self._jobs.latest("source", work, succeeded=self._on_read, failed=self._on_failed)

    def _on_read(self, source: Source) -> None:
        same = source.id and source.id == self._source.id and bool(source.view) == bool(self._source.view)
        self._take(source, stay=bool(same))

    def _on_failed(self, error: BaseException) -> None:
        self._desk.fail(error)
        self._take(Source())

    def _take(self, source: Source, *, stay: bool = False) -> None:
        self._source = source
        if not stay:
            self._shown = Shown(marks=self._shown.marks)
            self.note.show_notes(source.target, source.notes)
            self._scroll.verticalScrollBar().setValue(0)
        self._show(stay=stay)

    def _belongs(self, key: str) -> bool:
        """Whether the source that is shown stands on the page of a topic: cited there, or by a trial that the page
        tells of, or filed under it or below it."""
        source, reader = self._source, self._library.reader()
        if not (source.id or source.reference):
            return True
        wanted = set(reader.with_descendants(key))
        tags = {tag.key for tag in source.view.tags} if source.view is not None else set()
        cited = {row.key for row in source.cited_by}
        if not wanted.isdisjoint(tags | cited):
            return True
        trials = [reader.topic(name) for name in cited if name.startswith("trial:")]
        told = {f"mechanism:{m}" for t in trials for m in getattr(t, "mechanisms", ())}
        told |= {f"drug:{d}" for t in trials for d in getattr(t, "drugs", ())}
        return key in told

    # what is shown

    def _show(self, *, stay: bool = False) -> None:
        source = self._source
        filled = bool(source.id or source.reference)
        self._turn(filled=filled)
        if not filled:
            self.star.show_star("", on=False)
            self.keep.show_state("", "", "")
            self.matches.hide()
            return
        page, chips, tags = compose(source, self._shown)
        self.reading.show_page(page, stay=True)
        self._reason = reason(source.view, self._shown.marks) if source.view is not None else Reason()
        self.matches.read(self._reason, folded=self._unfolded() != self._shown, stay=stay)
        self.chips.show_chips(chips)
        self.also.show_chips(tags)
        self.ours.show_chips([Chip(row.name, link=f"topic:{row.key}") for row in source.cited_by])
        held = source.view is not None
        self._also.setVisible(bool(tags) or held)
        self.topics.setVisible(held)
        self._ours.setVisible(bool(source.cited_by))
        self.pubmed.setVisible(source.pmid > 0)
        self.note.setVisible(bool(source.target))
        self.star.show_star(source.target, on=source.starred)
        self.keep.show_state(source.target, clean(source.title), source.reading)
        self._head.fit()

    def _turn(self, *, filled: bool) -> None:
        """Shows the source, or that there is none; the keyboard stays in the pane where it was in it."""
        shown, hidden = (self._scroll, self._empty) if filled else (self._empty, self._scroll)
        if hidden.isHidden() and not shown.isHidden():
            return
        focus = self.window().focusWidget()
        within = focus is not None and self.isAncestorOf(focus)
        shown.show()
        self.setFocusProxy(self.reading if filled else self._empty)
        if within:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        hidden.hide()

    @property
    def page(self) -> Page:
        return self.reading.page

    def _on_followed(self, link: str) -> None:
        kind, _, what = link.partition(":")
        if kind == "show":
            if what == "similar":
                self.show_similar()
                return
            self._shown = replace(
                self._shown,
                authors=self._shown.authors ^ (what == "authors"),
                details=self._shown.details ^ (what == "details"),
                whole=self._shown.whole or what == "whole",
            )
            self._show(stay=True)
        elif kind == "open":
            self._open(what)
        else:
            self._desk.follow(link)

    def _open(self, what: str) -> None:
        """Opens the browser, on a click only and only at an address that the source itself made."""
        address = self._source.address(what)
        if address:
            open_address(address, self._desk, ours=True)

    def _on_pubmed(self) -> None:
        self._open("pubmed")

    def _on_reached(self, place: QRect) -> None:
        """The keyboard came to a link: it is brought into view."""
        corner = self.reading.mapTo(self._body, place.center())
        self._scroll.ensureVisible(corner.x(), corner.y(), 0, px(60))

    def _unfolded(self) -> Shown:
        """What is shown when every part in which something matched is unfolded."""
        shown, why = self._shown, self._reason
        return replace(shown, details=shown.details or why.details, whole=shown.whole or why.whole)

    def _on_unfold(self) -> None:
        self._shown = self._unfolded()
        self._show(stay=True)
        height = self._body.minimumSizeHint().height()
        self._body.resize(self._body.width(), height)  # at once, so that it can be scrolled to

    def _on_wanted(self, marks: Marks) -> None:
        if marks != self._shown.marks:
            self._shown = replace(self._shown, marks=marks)
            if self._source.view is not None:
                self._show()

    def _on_changed(self, changes: Changes) -> None:
        """What the library announces: a star is shown at once, a new revision is read again."""
        target = self._source.target
        touched = not changes.ids or target in changes.ids
        if not (touched and (target or self._desk.source)):
            return
        if changes.touches("articles", "tags", "content", "stars", "reading"):
            self._read_again()
        if changes.touches("notes") and target:
            self._read_notes(target)

    def _read_notes(self, target: str) -> None:
        """Someone has changed them: this editor, another one, or another process."""
        library = self._library

        def work(_progress: Progress) -> tuple[str, list[Note]]:
            return target, library.reader().notes(target)

        self._jobs.latest("article-notes", work, succeeded=self._on_notes)

    def _on_notes(self, found: tuple[str, list[Note]]) -> None:
        if found[0] == self._source.target:
            self.note.refresh(found[1])

    def _keep(self, what: str) -> None:
        if not self.keep.isVisible():
            return
        if what == "collect":
            self.keep.collect()
        else:
            self.keep.turn(what)

    def _read_again(self) -> None:
        if self._desk.source:
            self._on_source(self._desk.source)
        else:
            self._on_article(self._source.id or self._desk.article)

    def turn_to_note(self) -> None:
        if self.note.isVisible():
            self.note.turn_to(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(self.note)

    def show_topics(self) -> None:
        """Why the held article stands under its topics, and what the reader says to that."""
        if self._source.view is None or not self.isVisible():
            return
        Topics(self, self._desk, self._library, self._jobs, self._source.id).show()

    def show_similar(self) -> None:
        """Articles on the same matter, as a list in the middle."""
        if self._source.view is not None and self.isVisible():
            self._desk.choose_listing(Listing(like=self._source.id, sort="best"))

    def flush(self) -> None:
        """Saves what was typed and is not saved yet."""
        self.note.flush()

    def _dress(self) -> None:
        self._empty.setFont(font())
        self._empty.setContentsMargins(px(SIDE), px(24), px(SIDE), px(24))
        inset = px(INSET)  # the text has it inside its ring; what stands around is in line with it
        self._rows.setContentsMargins(px(SIDE) - inset, px(14), px(SIDE) - inset, px(16))
        self._head.dress(inset)
        for widget in (self.ours, self.also, self.note):
            widget.setContentsMargins(inset, 0, inset, 0)
        self._rows.setSpacing(px(8))
        for label in (self._also, self._ours):
            label.setFont(font("small", bold=True))
            label.setContentsMargins(inset, px(8), inset, 0)
        self._filing.setContentsMargins(0, 0, inset, 0)
        self.topics.setFont(font("small"))
