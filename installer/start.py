"""The frozen program's first file."""

import sys

from her2ref.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
