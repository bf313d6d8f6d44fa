"""Puts into the outbox, in the transaction of the change itself. Sending is `bot.sending`'s.

Whoever claims a row reads its order in the same transaction, and on PostgreSQL locks the order's row first
(FOR SHARE SKIP LOCKED): then no card that a change relies on is taken with an older state, and nobody waits in a ring.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Connection,
    Integer,
    String,
    Text,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.changing.outgoing import MEDIATORS, Outgoing
from bot.db.tables import outbox
from bot.db.types import Instant

TYPES = {
    "workspace_id": String, "id": String, "order_id": String, "seq": Integer, "kind": String, "notice": String,
    "key": String, "to_role": String, "recipient": String, "lane": String, "urgent": Boolean, "state": String,
    "reason": String, "not_before": Instant, "valid_until": Instant, "body": Text, "joins": Boolean,
}  # fmt: skip


def given(name: str) -> BindParameter[Any]:
    """A value of the row that is put."""
    return bindparam(name, type_=TYPES[name])


LAST = select(func.coalesce(func.max(outbox.c.place), 0) + 1).where(
    outbox.c.workspace_id == given("workspace_id"), outbox.c.lane == given("lane")
)
DRAWN_SOON = exists().where(
    outbox.c.workspace_id == given("workspace_id"),
    outbox.c.order_id == given("order_id"),
    outbox.c.recipient == given("recipient"),
    outbox.c.kind == given("kind"),
    outbox.c.kind != "notice",
    outbox.c.kind != "file",
    outbox.c.state == "waiting",
)
IS_TIDY = given("kind") == "tidy"
THERE = (
    outbox.c.workspace_id == given("workspace_id"),
    outbox.c.order_id == given("order_id"),
    outbox.c.recipient == given("recipient"),
)
TO_TIDY = or_(
    exists().where(*THERE, outbox.c.buttons.is_not(None)),
    exists().where(*THERE, or_(outbox.c.state == "sending", outbox.c.state == "joined")),
)
"""Something stands there that can be acted on, or will in a moment."""

IN_DOUBT = func.coalesce(outbox.c.reason, "").contains("unknown")
"""Of a row that waits: a call for it may have been taken."""

PUT = insert(outbox).from_select(
    [*TYPES, "place"],
    select(*(given(name) for name in TYPES), LAST.scalar_subquery()).where(
        ~DRAWN_SOON, or_(~IS_TIDY, TO_TIDY)
    ),
)
"""At the end of its lane; a card that waits to be drawn is drawn as the order stands then, so it needs no second row."""


def put(connection: Connection, workspace: str, order: str | None, rows: Iterable[Outgoing]) -> None:
    """Write rows of an order, or without one letters, each at the end of its lane."""
    values = [
        {
            **{name: getattr(row, name) for name in Outgoing.__struct_fields__},
            "workspace_id": workspace,
            "order_id": order,
            "lane": row.recipient,
        }
        for row in rows
    ]
    if values:
        connection.execute(PUT, values)


def drop_nudges(
    connection: Connection, workspace: str, order: str, *, held: Collection[str], people: Collection[str]
) -> None:
    """Waiting nudges that the order no longer holds, or whose person no longer has the role, are never sent (rule 14).

    One that may have been said already is left to the sender: it looks first, then ends it.
    """
    untrue = outbox.c.key.not_in(held) | outbox.c.recipient.not_in({*people, MEDIATORS})
    connection.execute(
        update(outbox)
        .where(
            outbox.c.workspace_id == workspace,
            outbox.c.order_id == order,
            outbox.c.state == "waiting",
            outbox.c.key.is_not(None),
            ~IN_DOUBT,
            untrue,
        )
        .values(state="stale", reason="moved_on")
    )
