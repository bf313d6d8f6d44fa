"""Who is meant in the terminal, and which orders they ever had a part in."""

from typing import Any

from sqlalchemy import Connection, Row, or_, select

from bot.db.tables import history, orders, people
from bot.faults import StartError

Found = Row[Any]


def named(connection: Connection, name: str, workspace: str | None = None) -> Found:
    """The row of somebody by Slack's id, e-mail address or our own id. StartError, in one line, where it is not one."""
    name = name.strip()
    by = or_(people.c.id == name, people.c.slack_id == name.upper(), people.c.email == name.lower())
    asked = select(people).where(by)
    if workspace is not None:
        asked = asked.where(people.c.workspace_id == workspace)
    found = list(connection.execute(asked.order_by(people.c.workspace_id, people.c.id)))
    if not found:
        raise StartError(
            f"{name}: nobody of this Slack id, e-mail address or id of ours is known here; nothing is held about them, "
            "or it was erased"
        )
    if len(found) == 1:
        return found[0]
    if len({row.workspace_id for row in found}) > 1:
        places = ", ".join(sorted({row.workspace_id for row in found}))
        raise StartError(f"{name} is known in several workspaces; name one with --workspace: {places}")
    ids = ", ".join(f"{row.id} ({row.slack_id or 'no longer at Slack'})" for row in found)
    raise StartError(f"{name} is the address of several people; name one by id: {ids}")


def orders_of(connection: Connection, workspace: str, person: str) -> list[Found]:
    """Every order in which somebody (our id) has or had a part, or did anything; the oldest first."""
    told = (history.c.person_id == person) | history.c.body.contains(f'"{person}"', autoescape=True)
    touched = select(history.c.order_id).where(history.c.workspace_id == workspace, told)
    mine = or_(
        orders.c.seller_id == person,
        orders.c.buyer_id == person,
        orders.c.mediator_id == person,
        orders.c.id.in_(touched),
    )
    asked = select(orders).where(orders.c.workspace_id == workspace, mine)
    return list(connection.execute(asked.order_by(orders.c.recorded_at, orders.c.id)))
