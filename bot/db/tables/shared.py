"""What all processes share."""

from sqlalchemy import Column, String, Table, Text

from bot.db.tables.base import metadata

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What all processes share: the policy in force, the rehearsal's shift of the clock."""
