"""Stories run in the same window as the tests of gui/."""

from tests.gui.conftest import session

__all__ = ["session"]
