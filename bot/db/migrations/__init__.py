"""Each change of the tables, for Alembic. Never its batch mode on `history`: that drops the triggers silently."""
