from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt

from her2ref.gui.models.copies import DAMAGED, UNDER, WHOLE, CopiesModel, holds
from her2ref.library.backups import Backup

MADE = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
OURS = Backup(Path("library-20260304T050600.000Z-daily.sqlite"), MADE, "daily", 3_600_000, 1, 2_000, 4)
THEIRS = Backup(Path("put here.sqlite"), MADE, "by-hand", 10, 0, 1, 4)


def test_a_line_says_when_why_what_and_whether_it_was_checked(qapp: object) -> None:
    model = CopiesModel()
    model.show_copies([OURS, THEIRS])
    first, under = model.index(0).data(), model.index(0).data(UNDER)
    assert first == f"{MADE.astimezone():%Y-%m-%d %H:%M} · daily"
    assert under == "1 article, 2,000 notes · 3.6 MB · checked when it was made"
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == f"{first}. {under}"
    assert str(model.index(1).data(UNDER)).endswith("not checked")
    assert holds(THEIRS) == "0 articles, 1 note"


def test_what_a_check_said_is_shown(qapp: object) -> None:
    model = CopiesModel()
    model.show_copies([OURS, THEIRS])
    model.note(OURS.path, WHOLE)
    model.note(THEIRS.path, DAMAGED)
    assert str(model.index(0).data(UNDER)).endswith("checked now, whole")
    assert "damaged" in str(model.index(1).data(UNDER))
