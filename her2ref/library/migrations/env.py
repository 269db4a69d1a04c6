"""What Alembic runs for each upgrade: on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from her2ref.library.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds the whole upgrade
)
context.run_migrations()
