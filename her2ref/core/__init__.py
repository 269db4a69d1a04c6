"""Facts and rules as plain values. Standard library and platformdirs only."""
