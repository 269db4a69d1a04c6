"""The window. With `her2ref.app` the only code that imports PySide6."""
