"""The command line in this process, over one home."""

from __future__ import annotations

import json
from typing import Any

import pytest

from her2ref import cli
from her2ref.core.paths import Home


class Program:
    """Runs commands; `err` is what the last one wrote to standard error."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys, self.err = home, capsys, ""

    def __call__(self, *words: str, code: int = 0) -> str:
        assert cli.main(["--home", str(self.home.data), *words]) == code, self._capsys.readouterr()
        out, self.err = self._capsys.readouterr()
        return out

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self("--json", *words, code=code))
