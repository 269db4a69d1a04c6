"""What a window can show, and whether one can be shown at all. Knows nothing of Qt."""

from __future__ import annotations

import os
import sys
from typing import Final

PAGES: Final = ("overview", "evidence", "abstracts", "notes")
"""The pages of a topic, in the order of their tabs."""


def has_display() -> bool:
    """False on a Linux without X, Wayland or a platform named for Qt, where Qt would abort the process."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)
