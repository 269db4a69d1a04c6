"""What state everything is in (`her2ref doctor`), and whether an installation works (`her2ref --self-check`)."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from her2ref import __version__
from her2ref.core.errors import KnownError
from her2ref.core.paths import Home, resources

if TYPE_CHECKING:
    from collections.abc import Callable

LOW_SPACE: Final = 200_000_000
"""Free bytes below which an import may not fit."""
CONTENT_OLD: Final = 365
"""Days after which the content counts as old."""
BACKUP_OLD: Final = 14
"""Days after which a copy counts as old, if the library has changed since."""
WAL_RESET: Final = ((3, 7, 0), (3, 51, 2))
"""The first and the last version of SQLite that has that mistake (sqlite.org/wal.html)."""
PACKAGES: Final = ("PySide6-Essentials", "SQLAlchemy", "alembic", "biopython", "lxml", "platformdirs")

SAMPLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">99999999</PMID>
<DateRevised><Year>2024</Year><Month>01</Month><Day>02</Day></DateRevised><Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><PubDate><Year>2024</Year></PubDate></JournalIssue><Title>Journal of invented
examples</Title></Journal><ArticleTitle>An invented record about trastuzumab.</ArticleTitle><Abstract><AbstractText>
The word quasiselfcheck stands here and nowhere else.</AbstractText></Abstract><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>J Invent Ex</MedlineTA></MedlineJournalInfo></MedlineCitation><PubmedData>
<PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">99999999</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
"""An invented record that the self-check imports and finds again."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


def examine(home: Home) -> list[Check]:
    """Versions, places, the library's health, free space, age of the content. Changes nothing."""
    checks = [
        Check(
            "program",
            ok=True,
            detail=f"her2ref {__version__}, Python {platform.python_version()}, {platform.platform()}",
        ),
        Check("packages", ok=True, detail=", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
        _sqlite(),
        Check("resources", ok=(resources() / "content.toml").is_file(), detail=str(resources())),
        Check(
            "folders", ok=True, detail=f"library {home.library}, settings {home.settings}, logs {home.logs}"
        ),
        *_policy(home),
        _space(home),
        _logs(home),
    ]
    return [*checks, *_place(home), *_library(home), *_backups(home)]


def _sqlite() -> Check:
    """The version, and a known mistake of it that could damage a library. It takes two connections that write at the
    same moment; each process here has one, and few run at once."""
    version = sqlite3.sqlite_version_info
    note = ""
    if WAL_RESET[0] <= version <= WAL_RESET[1]:
        note = "; before 3.51.3 two programs that write at the same moment can, very seldom, damage a file"
    return Check("sqlite", ok=version >= (3, 34), detail=f"SQLite {sqlite3.sqlite_version}{note}")


def _place(home: Home) -> list[Check]:
    """Whether the library lies where it is safe, and whether it can be written there."""
    from her2ref.library import opening, place
    from her2ref.library.trouble import is_closed

    found = place.warnings(home.library)
    checks = [Check("place", ok=not found, detail=" ".join(found) or f"an ordinary folder ({home.data})")]
    trouble = opening.why_not_written(home.library) if _is_there(home.library) else None
    if trouble is not None and not is_closed(home.library):  # that one is told below
        checks.append(Check("writing", ok=True, detail=f"for reading only: {trouble.what}"))
    return checks


def _backups(home: Home) -> list[Check]:
    """How old the newest copy is. None is no fault of a library that is new or empty."""
    from her2ref.library import backups

    if not _is_there(home.library) and not _is_there(home.backups):
        return []
    if _is_closed(home.backups):
        return [Check("backups", ok=False, detail=f"the folder {home.backups} is closed to you")]
    copies = backups.listed(home)
    if not copies:
        return [Check("backups", ok=True, detail=f"none yet in {home.backups}")]
    newest = copies[0]
    days = (dt.datetime.now(dt.UTC) - newest.made).days
    number = f"{len(copies)} cop{'ies' if len(copies) != 1 else 'y'}"
    age = f"{number}, the newest of {newest.made.astimezone():%Y-%m-%d %H:%M} ({days} days ago)"
    late = days > BACKUP_OLD and backups.due(home, dt.datetime.now(dt.UTC))
    more = "; the library has changed since" if late else ""
    return [Check("backups", ok=not late, detail=f"{age} in {home.backups}{more}")]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(bundled)"


def _policy(home: Home) -> list[Check]:
    """What the organisation decided, where that was looked for, and every value of any source that has no effect."""
    from her2ref.core.setting import SETTINGS
    from her2ref.core.settings import POLICY_FILE, Settings

    settings = Settings.of(home)
    ruled = [
        f"{name} = {setting.told(settings.get(name))} ({settings.place_of(name)})"
        for name, setting in SETTINGS.items()
        if settings.is_ruled(name)
    ]
    places = ", ".join(str(folder / POLICY_FILE) for folder in settings.folders)
    problems = settings.problems
    return [
        Check("policy", ok=True, detail="; ".join(ruled) or f"none ({places})"),
        Check(
            "settings", ok=not problems, detail=" ".join(problems) or "every value that was given is in force"
        ),
    ]


def _logs(home: Home) -> Check:
    """Where the log is, whether it can be written, and how many crash reports lie beside it."""
    from her2ref.core.crash import kept

    folder, reports = home.logs, kept(home.logs)
    above = folder
    while not _is_there(above) and above != above.parent:
        above = above.parent
    writable = os.path.isdir(above) and os.access(above, os.W_OK)  # noqa: PTH112 - says no where it may not look
    number = f"{len(reports)} crash report{'s' if len(reports) != 1 else ''}"
    newest = f", the newest {reports[-1].name}" if reports else ""
    unread = ", and the last run ended unexpectedly" if _is_there(folder / "fault-last.txt") else ""
    state = "" if writable else "; nothing can be written there, so nothing is logged"
    if _is_closed(folder):
        state = "; that folder is closed to you, so nothing is logged and what is in it is not counted"
    fixed = _is_there(home.data) and not os.access(home.data, os.W_OK)  # nothing can be written at all
    return Check("logs", ok=writable or fixed, detail=f"{number}{newest}{unread} in {folder}{state}")


def _is_there(path: Path) -> bool:
    """Whether something stands under this name, as far as this person can see."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def _is_closed(folder: Path) -> bool:
    return _is_there(folder) and not os.access(folder, os.R_OK | os.X_OK)


def _space(home: Home) -> Check:
    folder = home.data
    while not _is_there(folder) and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Check("free space", ok=free >= LOW_SPACE, detail=f"{free / 1e9:.1f} GB in {folder}")


def _library(home: Home) -> list[Check]:
    from her2ref.library import opening, safety

    try:
        care = opening.needs_care(home, resources())
        if care == "new":
            return [Check("library", ok=True, detail="not made yet; the next start makes it")]
        found = [Check(c.name, c.ok, c.detail) for c in safety.check(home.library)]
    except KnownError as trouble:
        return [Check("library", ok=False, detail=str(trouble))]
    if care:
        found.append(Check("care", ok=True, detail=f"the next start does this first: {care}"))
    return found + _age(home)


def _age(home: Home) -> list[Check]:
    from her2ref.library.library import Library

    library = Library(home.library)
    try:
        held = library.reader().holdings()
    except (KnownError, sqlite3.Error):
        return []
    finally:
        library.close()
    text = f"{held.articles:,} articles, {held.cited_held:,} of {held.cited:,} cited papers held; "
    text += f"content {held.content_version}"
    try:
        days = (dt.datetime.now(dt.UTC).date() - dt.date.fromisoformat(held.content_reviewed)).days
    except ValueError:
        return [Check("content", ok=False, detail=text + ", no review date")]
    return [
        Check(
            "content",
            ok=days <= CONTENT_OLD,
            detail=f"{text}, reviewed {held.content_reviewed} ({days} days ago)",
        )
    ]


def self_check() -> list[Check]:
    """A temporary library is made, seeded, filled, searched and drawn; what fails says so, the rest goes on."""
    with tempfile.TemporaryDirectory(prefix="her2ref-self-check-", ignore_cleanup_errors=True) as scratch:
        home = Home.at(Path(scratch) / "library ü")
        sample = Path(scratch) / "sample.xml"
        sample.write_text(SAMPLE, encoding="utf-8")
        steps: list[tuple[str, Callable[[], str]]] = [
            ("resources", _step_resources),
            ("library", lambda: _step_library(home)),
            ("import", lambda: _step_import(home, sample)),
            ("search", lambda: _step_search(home)),
            ("window", lambda: _step_window(home, Path(scratch) / "window.png")),
        ]
        return [_try(name, step) for name, step in steps]


def _try(name: str, step: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=step())
    except Exception as error:
        return Check(name, ok=False, detail=f"{type(error).__name__}: {error}")


def _step_resources() -> str:
    from her2ref.knowledge.check import check

    problems = check(resources())
    if problems:
        raise ValueError(f"{len(problems)} problems, first: {problems[0].file}: {problems[0].what}")
    return str(resources())


def _step_library(home: Home) -> str:
    from her2ref.library import opening
    from her2ref.library.library import Library

    opening.take_care(home, resources())
    library = Library(home.library)
    try:
        reader = library.reader()
        return f"{len(reader.tree())} mechanisms, {len(reader.drugs())} drugs, {len(reader.trials())} trials"
    finally:
        library.close()


def _step_import(home: Home, sample: Path) -> str:
    from her2ref.library.importing import import_files
    from her2ref.library.library import Library

    library = Library(home.library)
    try:
        report = import_files(library, [sample])
    finally:
        library.close()
    if report.total("added") != 1 or report.rejected:
        raise ValueError(f"the sample was not taken: {report.files}")
    return "1 record"


def _step_search(home: Home) -> str:
    from her2ref.library.library import Library
    from her2ref.library.lookup import look_up

    library = Library(home.library)
    try:
        for words, wanted in (("quasiselfcheck", "99999999"), ("trastuzumab", "trastuzumab")):
            if wanted not in [hit.id for hit in look_up(library.reader(), words).hits]:
                raise ValueError(f"{words} was not found")
        library.reader().article(99999999)
    finally:
        library.close()
    return "a word, a drug, the record"


def _step_window(home: Home, target: Path) -> str:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from her2ref.app import Picture, picture

    made = picture(home, Picture(target, size=(1024, 700), opened=("drug:trastuzumab",)))
    return f"{made['width']} x {made['height']}"
