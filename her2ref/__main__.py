"""`python -m her2ref` and the `her2ref` command."""

from __future__ import annotations

import sys

from her2ref.core.display import has_display


def main() -> int:
    """A start without a command opens the window by a short cut: the whole command line takes 10 ms to set up."""
    words = sys.argv[1:]
    plain = not words or (len(words) == 2 and words[0] == "--home" and words[1] and words[1][0] != "-")
    if plain and has_display():
        import gc
        from pathlib import Path

        gc.disable()  # what is imported and built now stays; `app` switches it on after the first paint

        from her2ref.app import run
        from her2ref.core.paths import Home

        return run(Home.find(Path(words[1]) if words else None))
    from her2ref.cli import main as command

    return command(words)


if __name__ == "__main__":
    sys.exit(main())
