"""Questions and reports that need the reader: import, about, trouble."""
