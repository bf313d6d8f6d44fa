"""However many messages were ever said, those that a change or a sender asks for are found by an index."""

from typing import Any

from sqlalchemy import Executable, select

from bot.db import outbox
from bot.db.tables import outbox as table
from tests.bot.post import Post
from tests.factories import Store


def scanned(store: Store, asked: Executable, **given: Any) -> list[str]:
    """Where SQLite reads a table, or all of a workspace in it, from end to end."""
    with store.engine.connect() as connection:
        compiled = asked.compile(connection)  # type: ignore[attr-defined]
        values = compiled.construct_params(given)
        words = f"EXPLAIN QUERY PLAN {compiled}"
        plan = connection.exec_driver_sql(words, tuple(str(values[name]) for name in compiled.positiontup))
        looks = [row.detail for row in plan if row.detail.startswith(("SCAN ", "SEARCH "))]
        return [look for look in looks if "CONSTANT" not in look and " AND " not in look]


def test_a_change_reads_only_the_messages_of_its_order_and_its_lanes(store: Store) -> None:
    assert scanned(store, outbox.PUT, **dict.fromkeys(outbox.TYPES, "tidy")) == []


def test_what_was_said_in_one_message_is_found_by_its_name(store: Store) -> None:
    Post(store)
    joined = select(table).where(
        table.c.workspace_id == "workspace_1", table.c.state == "joined", table.c.reason == "msg_together"
    )
    assert scanned(store, joined) == []
