"""What an empty list says: why it is empty, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from her2ref.core.query import Listing
from her2ref.gui.pages.html import esc
from her2ref.gui.panes.narrowing import chosen
from her2ref.gui.panes.query_line import as_typed


def _tr(text: str) -> str:
    return QCoreApplication.translate("Nothing", text)


def nothing(listing: Listing) -> str:
    """Rich text; its links are "clear:" for all narrowings and "longer:" for the words as beginnings."""
    if chosen(listing):
        text = esc(_tr("No article is left. Take one of the choices above off:"))
        return f'{text} <a href="clear:">{esc(_tr("clear all"))}</a>.'
    if listing.like:
        return esc(_tr("No similar article is held here. Import more records to compare with."))
    longer = as_typed(listing.words)
    if listing.words and longer != listing.words:
        text = esc(_tr("No abstract held here has these words. Try fewer or shorter words, or"))
        words = _tr("search for longer words too: %1").replace("%1", longer)
        return f'{text} <a href="longer:">{esc(words)}</a>.'
    if listing.words:
        text = _tr(
            "No abstract held here has these words. Try fewer or shorter words, or import more records."
        )
    elif listing.collection:
        text = _tr(
            "No article is in this collection. Press C in a list, an abstract or a topic to put something in."
        )
    elif listing.reading == "later":
        text = _tr("Nothing is to be read. Press L in a list, an abstract or a topic to read it later.")
    elif listing.reading:
        text = _tr("Nothing is marked as read. Press R in a list or an abstract when you have read it.")
    elif listing.noted:
        text = _tr("No article has a note yet. Press N in an abstract to write one.")
    elif listing.starred:
        text = _tr("No article is starred yet. Press S in a list or an abstract to star an article.")
    elif listing.affected:
        text = _tr(
            "No article held here is known to be retracted, corrected or under an expression of concern."
        )
    else:
        text = _tr("No abstract is held yet. Import PubMed files with Ctrl+O, or drop them on this window.")
    return esc(text)
