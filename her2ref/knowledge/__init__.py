"""The curated reference: reading, checking and counting the TOML files of `resources/`."""
