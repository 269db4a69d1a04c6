"""Item models over ids; rows are fetched as they are shown."""
