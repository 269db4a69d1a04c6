"""`python -m her2ref` and the `her2ref` command."""

from __future__ import annotations

import sys

from her2ref.cli import main

if __name__ == "__main__":
    sys.exit(main())
