"""One person's library: a SQLite file with its schema, migrations, reading and writing."""
