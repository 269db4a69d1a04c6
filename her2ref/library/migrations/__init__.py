"""Alembic's scripts: the road from any released schema to today's. `upgrade.py` walks it."""
