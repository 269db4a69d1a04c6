"""Where a new window begins when a person or a script says so, and pictures of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from her2ref.core.display import PAGES
from her2ref.core.errors import KnownError
from her2ref.core.files import write_whole
from her2ref.core.query import Listing
from her2ref.gui.desk import DOCUMENTS

if TYPE_CHECKING:
    from her2ref.gui.window import Window

SETTLE_MS: Final = 60
"""Between two looks at whether anything is still under way."""
LIMIT_MS: Final = 60_000
"""After which a picture is taken all the same."""


class Picture(NamedTuple):
    """What a picture or a new window shows: `opened` ids in order, then the page; or the list of `listed` words,
    narrowed or not; then the words in the search line. Without size, theme or scale these are the usual ones."""

    file: Path | None = None
    size: tuple[int, int] | None = None
    theme: str = ""
    scale: float = 0.0
    opened: tuple[str, ...] = ()
    page: str = ""
    query: str = ""
    listed: str = ""
    narrow: bool = False


def show(window: Window, wanted: Picture) -> None:
    """Goes where a picture or a new window shall be."""
    desk = window.desk
    if wanted.page == "first-run":
        window.show_first_run()
    elif wanted.opened or wanted.query or wanted.page or wanted.listed:
        rows = window.library.reader().tree() if window.library else []
        if not wanted.opened and rows:
            desk.choose_topic(rows[0].key)
        for target in wanted.opened:
            _open_exactly(window, target)
        if wanted.page in PAGES:
            desk.choose_page(wanted.page)
        if wanted.listed:
            desk.choose_listing(Listing(words=wanted.listed, sort="best"))
            if wanted.narrow:
                window.work.list.head.narrow.setChecked(True)
        if wanted.query:
            window.bar.line.ask(wanted.query)


def _open_exactly(window: Window, target: str) -> None:
    from her2ref.library.lookup import resolve

    library = window.library
    assert library is not None
    plain = ("pmid:", "doi:", "web:", *DOCUMENTS)
    key = target if target.startswith(plain) else resolve(library.reader(), target)
    if key.startswith(("pmid:", "doi:", "web:")):
        window.desk.choose_source(key)
    elif ":" in key and not key.startswith("article:"):
        window.desk.choose_topic(key)
    else:
        window.desk.choose_article(int(key.removeprefix("article:")))


def drawn(app: QApplication, window: Window, wanted: Picture) -> dict[str, object]:
    """Shows what is wanted, saves a PNG of it once nothing is under way, and closes the window. Raises `KnownError`."""
    show(window, wanted)
    result: dict[str, object] = {}
    quiet = {"turns": 0, "waited": 0}

    def look() -> None:
        quiet["turns"] = 0 if window.jobs.running else quiet["turns"] + 1
        quiet["waited"] += SETTLE_MS
        if quiet["turns"] < 4 and quiet["waited"] < LIMIT_MS:
            return
        timer.stop()
        image = window.grab()
        try:
            assert wanted.file is not None
            write_whole(wanted.file, _png(image))
        except OSError as error:
            result["error"] = KnownError(
                f"The picture could not be written ({wanted.file}: {error.strerror}).",
                next_step="Choose another folder, then try again.",
            )
        else:
            result.update(file=str(wanted.file), width=image.width(), height=image.height())
        window.close()
        app.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(SETTLE_MS)
    app.exec()
    error = result.pop("error", None)
    if isinstance(error, KnownError):
        raise error
    return result


def _png(image: QPixmap) -> bytes:
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(kept, "PNG")
    return bytes(kept.data().data())
