"""Sizes of files as a person reads them."""

from __future__ import annotations


def amount(size: int) -> str:
    """Bytes as a person reads them: "64 KB", "3.2 MB", "1.1 GB"."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if size < 100 * unit else f"{size // unit:,} {name}"
    return f"{size} bytes"
