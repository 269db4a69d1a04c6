"""The language of queries: read, explained, extended by other names. Holds no SQL."""
