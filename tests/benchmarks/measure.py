"""Runs a piece of work in a process of its own and reads what it cost: CPU seconds, wall seconds, peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    """`cpu` and `wall` in seconds, `peak` in MiB (largest resident size of the process)."""

    cpu: float
    wall: float
    peak: float
    output: str


def process(*arguments: str, environment: dict[str, str] | None = None) -> Cost:
    """Runs this Python with `arguments`, offscreen, and raises if it fails."""
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT), **(environment or {}))
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    output = running.stdout.read()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stdout.close()
    if running.returncode:
        raise SystemExit(f"failed ({running.returncode}): {' '.join(arguments)}")
    wall = time.perf_counter() - start
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, output)


def median(values: list[float]) -> float:
    return statistics.median(values)


def paired(first: list[float], second: list[float]) -> float:
    """Median of the ratios of runs made side by side."""
    return median([a / b for a, b in zip(first, second, strict=True)])


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    """Prints rows as a Markdown table; the first row is the head."""
    print(f"\n## {title}\n")
    for position, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if position == 0:
            print("|" + "---|" * len(row))
    sys.stdout.flush()
