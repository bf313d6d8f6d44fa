"""What all processes share, by name."""

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from bot.db.tables import settings
from bot.db.upsert import upsert

HELD = "held"
"""How many orders are older than the newest checkpoint, while nobody released this copy."""


def get(connection: Connection, key: str) -> str | None:
    """The value; None when it was never set."""
    return connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar_one_or_none()


def put(connection: Connection, key: str, value: str | None) -> None:
    """Set a value; None takes it away."""
    if value is None:
        connection.execute(delete(settings).where(settings.c.key == key))
    else:
        upsert(connection, settings, {"key": key, "value": value})


def released() -> ColumnElement[bool]:
    """That this is no older copy that waits for an operator; else nothing is done or said by itself (P13)."""
    return ~exists().where(settings.c.key == HELD)
