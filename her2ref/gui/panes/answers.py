"""The answers under the line that finds anything: asked off the GUI thread, grouped, best first.

Imported at the first key. The newest key wins: an older question is dropped, and the number of abstracts, which may
take longer than all the rest, comes by itself afterwards and changes only the texts that hold it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLineEdit, QListWidget

from her2ref.core.changes import Changes
from her2ref.core.progress import Progress
from her2ref.gui.desk import Desk
from her2ref.gui.jobs import Job, Jobs
from her2ref.gui.panes import asking
from her2ref.gui.panes.answer_popup import AnswerPopup
from her2ref.gui.panes.answer_rows import Row, typed_words
from her2ref.gui.panes.answer_texts import AnswerTexts
from her2ref.gui.panes.asking import Answer
from her2ref.library import noted
from her2ref.library.library import Library
from her2ref.library.personal import article_of
from her2ref.library.rows import Hit

COUNT_AFTER_MS: Final = 100
"""A pause in typing after which the abstracts are counted."""
TELL_AFTER_MS: Final = 500
"""A pause after which a screen reader is told how many answers there are."""


class Answers(QObject):
    """`opened` says where something was opened: "middle" or "right"; `typed` asks for other words in the line."""

    opened = Signal(str)
    typed = Signal(str)

    def __init__(self, line: QLineEdit, desk: Desk, jobs: Jobs) -> None:
        super().__init__(line)
        self._line, self._desk, self._jobs = line, desk, jobs
        self._library: Library | None = None
        self._remembers = True
        self._answer: Answer | None = None
        self._kind, self._number = "", -1
        self._asked = ""
        self._is_waiting = self._opens = self._is_outside = False
        self._numbering: Job | None = None
        self._texts = AnswerTexts(self)
        self.popup = AnswerPopup(line.window())
        self.popup.picked.connect(self._do)
        self.popup.groups.chosen.connect(self._narrow_to)
        self._counting = self._timer(COUNT_AFTER_MS, self._count)
        self._telling = self._timer(TELL_AFTER_MS, self._tell)
        desk.changed.connect(self._on_changed)

    def _timer(self, pause: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(then)
        return timer

    def use(self, library: Library, *, remembers: bool) -> None:
        self._library, self._remembers = library, remembers

    @property
    def list(self) -> QListWidget:
        return self.popup.list

    @property
    def is_waiting(self) -> bool:
        """Whether a question is under way."""
        return self._is_waiting

    def isVisible(self) -> bool:
        return self.popup.isVisible()

    def ask(self, text: str, *, open_first: bool = False) -> None:
        """Looks up `text`; shows what is found. With `open_first` it was asked for from outside: the best answer of
        all is opened at once, and where there is none the words are typed into the line."""
        library = self._library
        if library is None:
            return
        self._stop_counting()
        self._asked, self._is_waiting = text, True
        self._opens = self._is_outside = open_first
        if open_first:
            self._kind = ""

        def work(progress: Progress) -> Answer:
            reader = library.reader()
            with reader.until(progress):
                return asking.ask(reader, text, finished=open_first)

        self._jobs.latest(
            "lookup", work, succeeded=self._on_answer, failed=self._desk.fail, finished=self._on_finished
        )

    def show_recent(self) -> None:
        """What was opened lately, where that may be remembered and there is anything."""
        library = self._library
        self.hide()
        if library is None or not self._remembers:
            return

        def work(_progress: Progress) -> tuple[Hit, ...]:
            return asking.recent(library.reader())

        self._jobs.latest("lookup", work, succeeded=self._on_recent)

    def hide(self) -> None:
        """Takes the answers away; what is under way is not shown any more, unless it was asked for from outside: that
        has nothing to do with where the keyboard is."""
        if self._is_outside and self._is_waiting:
            return
        self._asked, self._is_waiting = "", False
        self._opens = self._is_outside = False
        self._answer, self._kind = None, ""
        self._stop_counting()
        self._telling.stop()
        self.popup.hide()

    def _stop_counting(self) -> None:
        self._counting.stop()
        if self._numbering is not None:
            self._numbering.cancel()

    def enter(self) -> None:
        """Opens what is chosen, or the first answer as soon as it is there."""
        if self._is_waiting:
            self._opens = True
        elif self.isVisible() and self.popup.chosen is not None:
            self._do(self.popup.chosen)

    def move(self, step: int, *, around: bool = False) -> None:
        """Moves the choice; `around`: from the last row to the first, and back."""
        self.popup.move_by(step, around=around)
        self._say_chosen()

    def move_to_end(self, *, first: bool) -> None:
        """To the first row or the last."""
        rows = self.list.count()
        self.popup.move_by(-rows if first else rows)
        self._say_chosen()

    def _say_chosen(self) -> None:
        if self.popup.chosen is not None:
            self._say(self.popup.chosen.told or self.popup.chosen.text)

    def narrow(self, step: int) -> bool:
        """To the next or previous group with answers; False where there are none to choose from."""
        kinds = [group.kind for group in self.popup.groups.groups]
        if not self.isVisible() or self.popup.groups.isHidden():
            return False
        self._narrow_to(kinds[(kinds.index(self._kind) + step) % len(kinds)])
        return True

    def place(self) -> None:
        if self.isVisible():
            self.popup.place(self._line)

    def forget(self) -> None:
        """Deletes what is remembered."""
        library = self._library
        if library is not None:
            self._jobs.start(lambda _progress: asking.forget(library), name="choice", failed=self._desk.fail)

    def _narrow_to(self, kind: str) -> None:
        self._kind = kind
        if self._answer is not None:
            self._show(self._answer)
            self._telling.stop()
            self._tell()

    def _on_finished(self) -> None:
        self._is_waiting = False

    def _on_answer(self, answer: Answer) -> None:
        if answer.found.query.strip() != self._asked.strip() or not self._asked:
            return
        self._is_waiting = False
        self._answer, self._number = answer, answer.found.articles
        if answer.damage is not None:
            self._desk.fail(answer.damage)
        if self._kind and not any(hit.kind == self._kind for hit in answer.found.hits):
            self._kind = ""
        opens, self._opens = self._opens, False
        if opens and answer.found.hits:
            self._do(next(row for row in self._texts.rows(answer, self._kind, self._number) if row.does))
            return
        if self._is_outside:
            self.typed.emit(self._asked)
            return
        self._show(answer)
        if self._number < 0:
            self._counting.start()
        self._telling.start()

    def _show(self, answer: Answer) -> None:
        popup, texts = self.popup, self._texts
        groups = texts.groups(answer, self._number)
        popup.groups.setVisible(bool(groups))
        popup.groups.show_groups(groups, self._kind)
        rows = texts.rows(answer, self._kind, self._number, popup.room(self._line))
        popup.fill(rows, typed_words(answer.marked))
        popup.say(texts.told(answer), answer.found.problems, texts.keys(answer, self._kind))
        self._appear()

    def _appear(self) -> None:
        self.popup.place(self._line)
        self.popup.show()
        self.popup.raise_()

    def _on_changed(self, changes: Changes) -> None:
        """Abstracts that could not be searched may be found by now: the index was mended."""
        answer = self._answer
        if answer is not None and answer.damage is not None and changes.touches("articles"):
            self.ask(self._asked)

    def _on_recent(self, hits: tuple[Hit, ...]) -> None:
        if not hits or self._line.text().strip() or not self._line.hasFocus():
            return
        popup = self.popup
        popup.groups.hide()
        popup.groups.show_groups((), "")
        popup.fill(self._texts.recent(hits))
        popup.say("", (), self._texts.recent_keys())
        self._appear()

    def _count(self) -> None:
        library, answer = self._library, self._answer
        if library is None or answer is None:
            return

        def work(progress: Progress) -> tuple[Answer, int]:
            reader = library.reader()
            with reader.until(progress):
                return answer, asking.count(reader, asking.listing(answer))

        self._numbering = self._jobs.latest(
            "lookup-number", work, succeeded=self._on_number, failed=self._desk.fail
        )

    def _on_number(self, counted: tuple[Answer, int]) -> None:
        """Only texts change: nothing moves under the pointer."""
        answer, number = counted
        if answer is self._answer:
            self._number = number
            self.popup.groups.show_groups(self._texts.groups(answer, self._number), self._kind)
            self.popup.change("list", self._texts.list_row(answer, self._number))

    def _do(self, row: Row) -> None:
        answer = self._answer
        if row.does == "open" and row.hit is not None:
            self._open(row.hit, answer)
        elif row.does == "list" and answer is not None:
            self._desk.choose_words(answer.words)
            self._desk.choose_listing(asking.listing(answer))
            self.opened.emit("middle")
        elif row.does == "type":
            self.typed.emit(row.text)
        elif row.does in ("wish", "unwish") and answer is not None:
            self._wish(answer, on=row.does == "wish")
        elif row.does == "forget":
            self.forget()
            self.popup.fill(self._texts.forgotten())
            self._appear()

    def _open(self, hit: Hit, answer: Answer | None) -> None:
        article = article_of(hit.key)
        if self._remembers and self._library is not None and not hit.key.startswith(noted.PAGE):
            library = self._library
            self._jobs.start(
                lambda _progress: asking.remember(library, hit.key),
                name="choice",
                failed=self._desk.pass_over,
            )
        if article is not None:
            if answer is not None and hit.kind == "article":
                self._desk.choose_words(answer.words)
            self._desk.choose_article(article)
        else:
            self._desk.choose_topic(hit.key)
        is_right = article is not None or hit.key.startswith("reference:")
        self.opened.emit("right" if is_right else "middle")

    def _wish(self, answer: Answer, *, on: bool) -> None:
        library, words = self._library, answer.found.query
        if library is None:
            return

        def done(_nothing: object) -> None:
            if self._answer is answer:
                self._answer = answer._replace(wished=on)
                self._show(self._answer)
                self._tell()

        def work(_progress: Progress) -> None:
            asking.wish(library, words, on=on)

        self._jobs.start(work, name="wish", succeeded=done, failed=self._desk.fail)

    def _tell(self) -> None:
        if self._answer is not None and self.isVisible():
            self._say(self._texts.spoken(self._answer, self._kind, self._number, self.popup.chosen))

    def _say(self, text: str) -> None:
        """A screen reader hears it now, and finds it again as the line's description."""
        self._line.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, text))
