"""Pictures of trouble with the library: real damaged files, what the window offers, and what came of it.

`python -m tests.stories.safety FOLDER NAME...`; `shots.py` calls it. Drawn offscreen over our own content and synthetic
records.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from her2ref import app
from her2ref.core.errors import LibraryTrouble
from her2ref.core.paths import Home, resources
from her2ref.core.settings import Settings
from her2ref.gui.panes import banner as lines
from her2ref.gui.panes.banner import Action
from her2ref.gui.theme import themes
from her2ref.library import backups, opening
from her2ref.library.importing import import_files
from her2ref.library.library import Library
from her2ref.library.notes import save_note
from her2ref.library.standing import Standing
from her2ref.library.trouble import damaged
from tests.stories import sample

PLACE: Final = "mechanism:pten-loss"
LOOKS: Final = {
    "light": ("light", 1.0, (1440, 900)),
    "dark": ("dark", 1.0, (1440, 900)),
    "small-dark": ("dark", 1.0, (1024, 700)),
    "text200-light": ("light", 2.0, (1440, 900)),
    "small-text200-light": ("light", 2.0, (1024, 700)),
}
"""Theme, size of text and size of the window, by the end of a picture's name."""


def spoil(home: Home) -> None:
    with home.library.open("r+b") as file:
        file.write(bytes(4096))


def at_rest(session: app.Session) -> None:
    QTest.qWait(60)
    while session.jobs.running:
        QTest.qWait(20)
    QTest.qWait(120)


def draw_damaged(session: app.Session, home: Home) -> QWidget:
    spoil(home)
    session.open()
    return session.window


def draw_mending(session: app.Session, home: Home) -> QWidget:
    draw_damaged(session, home)
    at_rest(session)
    session.safekeeping.page.ways.first.button.click()
    QTest.qWait(60)
    return session.window


def draw_mended(session: app.Session, home: Home) -> QWidget:
    draw_mending(session, home)
    at_rest(session)
    return session.window


def draw_newer(session: app.Session, home: Home) -> QWidget:
    session.safekeeping.show_trouble(
        LibraryTrouble(
            f"This library was written by a newer her2ref (schema 9; this one knows {opening.HEAD}).",
            safe="It was not touched.",
            next_step="Install the newer version, or start with --home and another folder.",
        )
    )
    return session.window


def _at_work(session: app.Session, home: Home) -> None:
    session.open()
    at_rest(session)
    session.desk.choose_topic(PLACE)
    at_rest(session)


def draw_read_only(session: app.Session, home: Home) -> QWidget:
    _at_work(session, home)
    trouble = LibraryTrouble(f"The library cannot be written ({home.library}): it is read-only.")
    session.safekeeping._on_standing((Standing(unwritten=trouble), None))
    return session.window


def draw_met(session: app.Session, home: Home) -> QWidget:
    _at_work(session, home)
    assert session.window.library is not None
    session.window.library.met(damaged(home.library))
    session.safekeeping.look()
    return session.window


def draw_place(session: app.Session, home: Home) -> QWidget:
    _at_work(session, home)
    session.safekeeping.banner.say(
        lines.PLACE,
        "The library lies in a folder that OneDrive mirrors (C:\\Users\\a\\OneDrive\\her2ref): it may be damaged or "
        "replaced by an older one there. Keep it in an ordinary folder and let backups go to the mirrored one.",
        Action("Do not show again", lambda: None),
    )
    return session.window


def draw_backups(session: app.Session, home: Home) -> QWidget:
    _at_work(session, home)
    session.safekeeping.show_backups()
    at_rest(session)
    assert session.safekeeping.dialog is not None
    return session.safekeeping.dialog


def draw_restored(session: app.Session, home: Home) -> QWidget:
    dialog = draw_backups(session, home)
    assert dialog is session.safekeeping.dialog
    session.safekeeping.dialog.put_back(session.safekeeping.dialog.model.copies[-1], exactly=False)
    at_rest(session)
    return dialog


def draw_restore(session: app.Session, home: Home) -> QWidget:
    draw_backups(session, home)
    assert session.safekeeping.dialog is not None
    session.safekeeping.dialog.ask()
    assert session.safekeeping.dialog.question is not None
    return session.safekeeping.dialog.question


DRAWN: Final[dict[str, Callable[[app.Session, Home], QWidget]]] = {
    "damaged": draw_damaged,
    "mending": draw_mending,
    "mended": draw_mended,
    "newer": draw_newer,
    "read-only": draw_read_only,
    "damage-met": draw_met,
    "unsafe-place": draw_place,
    "backups": draw_backups,
    "restored": draw_restored,
    "restore": draw_restore,
}
NAMES: Final = tuple(f"{what}-{look}" for what in DRAWN for look in LOOKS)
"""Every picture that can be drawn here."""


@contextmanager
def opened(home: Home, look: str) -> Iterator[app.Session]:
    theme, scale, size = LOOKS[look]
    themes().apply(theme, scale)
    session = app.Session(home, settings=Settings(None))

    def begin() -> None:
        session.begin()
        assert session.window.library is not None
        session.safekeeping.begin(session.window.library)

    session.window.painted.connect(begin)
    session.window.resize(*size)
    session.window.show()
    yield session
    session.window.close()
    session.window.deleteLater()
    QTest.qWait(20)


def fill(home: Home, file: Path) -> None:
    """A library with records, notes and two copies."""
    opening.take_care(home, resources())
    file.write_bytes(sample.records())
    library = Library(home.library)
    import_files(library, [file])
    save_note(library, PLACE, "An invented note: look at the retrospective series again.")
    backups.daily(home)
    save_note(library, "", "An invented question.")
    backups.make(home, "by-hand")
    library.close()


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    app.application()
    done = True
    with tempfile.TemporaryDirectory(prefix="her2ref-safety-") as scratch:
        fill(Home.at(Path(scratch, "full")), Path(scratch, "sample.xml"))
        for name in arguments[1:] or NAMES:
            what = next(one for one in sorted(DRAWN, key=len, reverse=True) if name.startswith(f"{one}-"))
            home = Home.at(Path(scratch, "used"))
            shutil.rmtree(home.data, ignore_errors=True)
            shutil.copytree(Path(scratch, "full"), home.data)
            with opened(home, name.removeprefix(f"{what}-")) as session:
                drawn = DRAWN[what](session, home)
                if what != "mending":
                    at_rest(session)
                ok = drawn.grab().save(str(folder / f"{name}.png"), "PNG")
                at_rest(session)
            print(f"{'drawn' if ok else 'FAILED'}  {folder / f'{name}.png'}")
            done = done and ok
    return 0 if done else 1


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))
