"""What the window does when a setting changes: at once, wherever that is possible.

Imported after the first paint, which takes the settings as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from her2ref.core.changes import Changes
from her2ref.gui.panes.note import NoteEditor
from her2ref.gui.theme import themes

if TYPE_CHECKING:
    from her2ref.gui.window import Window


def obey(window: Window, names: frozenset[str]) -> None:
    """Carries out what the settings `names` say now."""
    settings = window.settings
    if "theme" in names or "text_scale" in names:
        shown = themes()
        choice = settings.get("theme") if "theme" in names else shown.choice
        scale = settings.get("text_scale") if "text_scale" in names else shown.text_scale
        if (choice, scale) != (shown.choice, shown.text_scale):
            shown.apply(choice, scale)
    if "remember_choices" in names and window.library is not None:
        remembers = bool(settings.get("remember_choices"))
        window.bar.line.use(window.library, remembers=remembers)
        if not remembers:
            window.bar.line.forget()
    forbid(window)
    window.desk.announce(Changes.of("settings"))


def forbid(window: Window) -> None:
    """Tells everything that writes notes, opens web pages or exports whether it may."""
    window.desk.no_web = window.settings.refusal("allow.network")
    if window.library is not None:
        window.library.no_notes = window.settings.refusal("allow.notes")
        window.library.no_exports = window.settings.refusal("allow.exports")
        window.library.remembers = bool(window.settings.get("remember_choices"))
        for editor in window.findChildren(NoteEditor):
            editor.forbid(window.library.no_notes)
