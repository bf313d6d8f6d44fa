"""Runs the migrations on the connection that `bot.db.migrate` gives, inside its transaction."""

from alembic import context

from bot.db.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
