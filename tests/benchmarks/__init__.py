"""Speed and memory, measured side by side: `python3 dev.py bench`. Never part of the test suite."""
