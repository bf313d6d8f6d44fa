"""What all processes share, by name."""

from sqlalchemy import Connection, delete, select

from bot.db.tables import settings
from bot.db.upsert import upsert


def get(connection: Connection, key: str) -> str | None:
    """The value; None when it was never set."""
    return connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar_one_or_none()


def put(connection: Connection, key: str, value: str | None) -> None:
    """Set a value; None takes it away."""
    if value is None:
        connection.execute(delete(settings).where(settings.c.key == key))
    else:
        upsert(connection, settings, {"key": key, "value": value})
