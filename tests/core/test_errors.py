from __future__ import annotations

from pathlib import Path

import pytest

from her2ref.core.errors import KnownError
from her2ref.library.trouble import damaged, gone


def test_a_window_names_a_button_where_a_command_is_the_next_step_elsewhere() -> None:
    error = KnownError("It broke.", next_step="Run `her2ref repair`.", button="Choose Repair….")
    assert str(error) == "It broke. Nothing was lost. Run `her2ref repair`."
    assert error.in_window == "It broke. Nothing was lost. Choose Repair…."
    assert KnownError("It broke.", next_step="Wait.").in_window == "It broke. Nothing was lost. Wait."


@pytest.mark.parametrize("trouble", [damaged, gone])
def test_no_window_sends_anybody_to_a_command_for_a_damaged_library(trouble: type[KnownError]) -> None:
    error = trouble(Path("library.sqlite"))  # type: ignore[arg-type]
    assert "`her2ref" in str(error)
    assert "`her2ref" not in error.in_window
    assert "Repair…" in error.in_window
