"""Numbers in sentences: thousands marked, one thing or many."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def counted(number: int, one: str, many: str) -> str:
    """ "1 abstract", "2,341 abstracts": `one` and `many` are sentences with %1, translated in context Numbers."""
    sentence = QCoreApplication.translate("Numbers", one if number == 1 else many)
    return sentence.replace("%1", f"{number:,}")
