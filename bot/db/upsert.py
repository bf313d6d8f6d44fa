"""Insert or change, in one statement, on both engines."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, values: dict[str, Any], **changes: Any) -> None:
    """A row with this primary key: new, or changed to `changes`; without any, to all that was given."""
    statement = inserting(connection, table).values(values)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes or new))


def inserting(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
