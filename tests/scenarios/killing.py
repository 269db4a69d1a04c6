"""Work to be killed, and the homes that it is done in. `main` does one piece of it and tells of every point on standard
output, for the process that kills it."""

from __future__ import annotations

import itertools
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from her2ref.core import secrets, settings
from her2ref.core.paths import Home
from her2ref.core.progress import Progress
from her2ref.core.settings import Settings
from her2ref.library import (
    backups,
    collecting,
    erasing,
    importing,
    notes,
    opening,
    personal,
    personal_file,
    repairing,
    restoring,
)  # fmt: skip
from her2ref.library.engine import open_engine
from her2ref.library.library import Library
from her2ref.library.migrations.upgrade import upgrade
from tests.data import content, synthetic
from tests.library import filling
from tests.scenarios.points import watched

PLACE: Final = "mechanism:pten-loss"
OTHERS: Final = ("mechanism:p95her2", "drug:lapatinib", "mechanism:met-amplification")
FIRST, COPIED, SINCE = 72_000_000, 600, 60
"""PMID of the first article, how many the copies hold, and how many came since."""
IMPORTED, FROM = 1_500, 1_000
BATCH: Final = 10
LATER: Final = "2999-01-01T00:00:00+00:00"
"""When a note was changed that is newer than any."""
NOTES: Final = frozenset(("first, changed", "after the copy", "long " + "word " * 4_000))
OLD: Final = 3
"""The schema of the library that is brought up to date."""

ON_USED: Final = ("backup", "daily", "restore", "erase", "rotate", "hold")
ON: Final = {"repair": "damaged", "migrate": "older", "keep_draft": "drafted"}
"""Which home a piece of work is done in."""
OLD_CHOICES, NEW_CHOICES = ("light", 1.5), ("dark", 1.25)
"""Theme and text size."""
OLD_WORDS, NEW_WORDS = "old words " * 200, "new words of another length " * 300

Work = Callable[[Home, Path, Progress, str], None]


# homes


def used(folder: Path, resources: Path) -> Home:
    """A library with articles, a note and a star; six copies of it, five of them made on earlier days; then more
    articles, more notes and another star."""
    home = Home.at(folder)
    opening.take_care(home, resources)
    filling.fill(home.library, [filling.article(FIRST + n, f"Title {n}") for n in range(COPIED)])
    library = Library(home.library)
    first = notes.save_note(library, PLACE, "first")
    personal.set_star(library, PLACE, on=True)
    copy = backups.make(home, "by-hand").path
    for day in range(10, 15):
        shutil.copyfile(copy, home.backups / f"library-202601{day}T080000.000Z-daily.sqlite")
    filling.fill(home.library, [filling.article(FIRST + COPIED + n, f"New {n}") for n in range(SINCE)])
    for text in sorted(NOTES - {"first, changed"}):
        notes.save_note(library, str(FIRST), text)
    notes.save_note(library, PLACE, "first, changed", first.id)
    personal.set_star(library, OTHERS[0], on=True)
    personal_file.export_file(library, home.data / "personal.json")
    library.close()
    # seconds are the grain of times
    filling.execute(home.library, "UPDATE note SET changed = ? WHERE text LIKE 'first%'", (LATER,))
    return home


def damaged(folder: Path, source: Home) -> Home:
    """The used library after a page of its articles was lost; the newest note is only in the log beside it."""
    with closing(sqlite3.connect(source.library)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'article'").fetchone()[0]
        with connection:
            connection.execute("INSERT INTO note (target, text, uid) VALUES ('', 'in the log', 'log')")
        shutil.copytree(source.data, folder)
        with connection:
            connection.execute("DELETE FROM note WHERE uid = 'log'")
    home = Home.at(folder)
    with home.library.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    return home


def older(folder: Path) -> Home:
    """A library of an earlier schema with articles, notes and stars."""
    home = Home.at(folder)
    home.data.mkdir(parents=True)
    home.library.touch(0o600)
    engine = open_engine(home.library)
    with engine.begin() as connection:
        upgrade(connection, OLD)
        connection.exec_driver_sql(f"PRAGMA application_id = {opening.APPLICATION}")
        for n in range(COPIED):
            connection.exec_driver_sql(
                "INSERT INTO article (id, title, abstract) VALUES (?, ?, ?)",
                (FIRST + n, f"Title {n}", "An invented abstract about HER2. " * 20),
            )
        for text in sorted(NOTES):
            connection.exec_driver_sql("INSERT INTO note (target, text) VALUES (?, ?)", (PLACE, text))
        connection.exec_driver_sql("INSERT INTO star VALUES (?, '')", (PLACE,))
    engine.dispose()
    return home


def records(file: Path) -> Path:
    file.write_bytes(
        synthetic.article_set(
            synthetic.article_xml(n, abstract=f"HER2 breast text {n} " * 20)
            for n in range(FROM, FROM + IMPORTED)
        )
    )
    return file


class Bases:
    """The homes that are copied for each kill, made once; what each piece of work is given."""

    def __init__(self, folder: Path) -> None:
        self.resources = content.write(folder / "resources")
        self.records = records(folder / "records.xml")
        full = used(folder / "used", self.resources)
        self.personal = folder / "personal.json"
        shutil.copyfile(full.data / "personal.json", self.personal)
        bare = Home.at(folder / "bare")
        opening.take_care(bare, self.resources)
        filling.fill(bare.library, [filling.article(FIRST + n, f"Title {n}") for n in range(COPIED)])
        Settings.of(bare).set({"theme": OLD_CHOICES[0], "text_scale": OLD_CHOICES[1]})
        drafted = Home.at(folder / "drafted")
        drafted.data.mkdir()
        keep_draft(drafted, self.resources, Progress(), OLD_WORDS)
        spoilt = damaged(folder / "damaged", full)
        self.homes = {"used": full, "bare": bare, "damaged": spoilt, "older": older(folder / "older")}
        self.homes["drafted"] = drafted

    def of(self, name: str, folder: Path) -> Home:
        """A home of its own for the work `name`."""
        kind = "used" if name in ON_USED else ON.get(name, "bare")
        shutil.copytree(self.homes[kind].data, folder)
        return Home.at(folder)

    def option(self, name: str) -> str:
        given = {"take_records": str(self.records), "take_personal": str(self.personal)}
        return given.get(name, NEW_WORDS if name == "keep_draft" else "")


# work that ends


def by_hand(home: Home) -> Path:
    return next(one.path for one in reversed(backups.listed(home)) if one.reason == "by-hand")


def backup(home: Home, _resources: Path, progress: Progress, _option: str) -> None:
    backups.make(home, "by-hand", progress)


def daily(home: Home, _resources: Path, progress: Progress, _option: str) -> None:
    backups.daily(home, progress, keep=3)


def restore(home: Home, resources: Path, progress: Progress, _option: str) -> None:
    restoring.restore(home, resources, by_hand(home), progress)


def repair(home: Home, resources: Path, progress: Progress, _option: str) -> None:
    repairing.repair(home, resources, progress)


def migrate(home: Home, resources: Path, progress: Progress, _option: str) -> None:
    opening.take_care(home, resources, progress)


def erase(home: Home, _resources: Path, progress: Progress, _option: str) -> None:
    erasing.erase(home, progress=progress)


def take_personal(home: Home, _resources: Path, _progress: Progress, option: str) -> None:
    library = Library(home.library)
    personal_file.import_file(library, Path(option))
    library.close()


def rotate(home: Home, _resources: Path, _progress: Progress, _option: str) -> None:
    backups.rotate(home, 2)


def set_settings(home: Home, _resources: Path, _progress: Progress, _option: str) -> None:
    Settings.of(home).set({"theme": NEW_CHOICES[0], "text_scale": NEW_CHOICES[1]})


def keep_draft(home: Home, _resources: Path, _progress: Progress, option: str) -> None:
    from her2ref.gui.panes.drafts import Draft, Drafts

    Drafts(home.drafts).keep(PLACE, Draft(option))


def take_records(home: Home, _resources: Path, progress: Progress, option: str) -> None:
    importing.BATCH = BATCH  # type: ignore[misc]
    library = Library(home.library)
    library.subscribe(lambda changes: say("batch") if changes.touches("articles") else None)
    importing.import_files(library, [Path(option)], progress)
    library.close()


# work that goes on until it is killed


def hold(home: Home, _resources: Path, _progress: Progress, _option: str) -> None:
    """Another window that reads all the time, and tells how many notes it finds."""
    library = Library(home.library)
    library.mark_in_use()
    while True:
        say(str(len(library.reader().all_notes())))
        time.sleep(0.005)


def write_notes(home: Home, _resources: Path, _progress: Progress, option: str) -> None:
    """Notes, new and changed, some of them thrown away; stars, reading states and a collection. Tells each as JSON, as
    [what, where, value], once it is on the disk."""
    library = Library(home.library)
    library.mark_in_use()
    heap = collecting.make_collection(library, f"heap {option}")
    words, note = "", None
    for n in itertools.count():
        words = f"{words} word{n}"
        if n % 40 == 0:
            words, note = f"{option} begins", None
        note = notes.save_note(library, (PLACE, str(FIRST), "")[n % 3], words, note.id if note else None)
        say(json.dumps(["note", note.id, note.text]))
        if n % 40 == 39:
            notes.throw_note(library, note.id)
            say(json.dumps(["thrown", note.id, True]))
        elif n % 10 == 5:
            collecting.collect(library, heap.id, [str(FIRST + n)], on=True)
            say(json.dumps(["collected", heap.id, str(FIRST + n)]))
            personal.set_reading(library, str(FIRST + n % 500), "later")
            say(json.dumps(["reading", str(FIRST + n % 500), "later"]))
        time.sleep(0.002)


def window(home: Home, resources: Path, _progress: Progress, option: str) -> None:
    """The real window. Somebody types into notes and goes from one to the next; tells as JSON what was typed where
    and when, and what the window calls saved. With "quick" it saves seven times as often."""
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    from her2ref import app
    from her2ref.gui.panes import note

    app.resources = lambda: resources
    if option == "quick":
        note.WAIT_MS, note.LONGEST_MS, note.DRAFT_MS, note.DRAFTS_MS = 100, 400, 40, 150  # type: ignore[misc]
    begin = app.Session.record

    def record(session: app.Session, trace: Any) -> None:
        begin(session, trace)
        count = itertools.count()
        editor = session.window.work.topic.own.note
        typing = QTimer(session)

        def saved(at: list[str]) -> None:
            if editor.state == "Saved" and editor.target == at[0]:
                say(json.dumps(["saved", editor.target, editor.text]))

        def key() -> None:
            n = next(count)
            if editor.target and option == "quick" and n % 60 == 59:
                places = (PLACE, *OTHERS)
                session.desk.choose_topic(places[(places.index(editor.target) + 1) % len(places)])
            elif editor.target:
                editor.turn_to()
                QTest.keyClicks(editor.editor, f" w{n}")
                say(json.dumps(["typed", editor.target, editor.text, time.monotonic()]))
                saved([editor.target])

        editor.settled.connect(lambda: saved([editor.target]))
        typing.timeout.connect(key)
        typing.start(25)

    app.Session.record = record  # type: ignore[method-assign]
    app.run(home, PLACE)


WORKS: Final[dict[str, Work]] = {
    work.__name__: work
    for work in (
        *(backup, daily, restore, repair, migrate, erase, take_personal, rotate, set_settings, keep_draft),
        *(take_records, write_notes, window, hold),
    )
}


def say(text: str) -> None:
    print(text, flush=True)


def main(name: str, home: str, resources: str, option: str = "") -> None:
    secrets.BACKENDS = {}  # type: ignore[misc]
    settings.machine_folders = tuple
    progress = Progress(lambda _done, _total, text: say(f"step {text}"))
    work = WORKS[name]
    place = Home.at(Path(home))
    if name in ("window", "write_notes", "take_records", "hold"):
        work(place, Path(resources), progress, option)
    else:
        with watched(say):
            say("begin")
            work(place, Path(resources), progress, option)
    say("done")


def warm() -> None:
    """Imports what the work needs, so that a copy of this process begins at once."""
    import alembic.command
    import Bio.Medline
    import lxml.etree
    import PySide6.QtTest

    import her2ref.app
    import her2ref.gui.workspace

    del alembic, Bio, lxml, PySide6, her2ref
