"""A workspace that is removed: marked, silent, given back or erased when its time is over."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from bot.db.engine import overwriting
from bot.db.orders import OPEN
from bot.db.tables import erasures, home_tabs, installations, metadata, orders, people, settings, workspaces
from bot.db.upsert import inserting
from bot.faults import StartError

OPERATOR, SLACK = "operator", "slack"
"""Who removed it: it is given back by a command, or by installing the app anew."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One workspace. `erase_at`: when its data goes, once it is removed (UTC)."""

    id: str
    team: str
    installed_at: datetime
    people: int
    orders: int
    open_orders: int
    removed_at: datetime | None
    removed_by: str | None
    erase_at: datetime | None


def listed(connection: Connection) -> list[Listed]:
    """All of them, the oldest first."""
    here = installations.c.workspace_id
    members = select(func.count()).where(people.c.workspace_id == here).scalar_subquery()
    every = select(func.count()).where(orders.c.workspace_id == here).scalar_subquery()
    still = select(func.count()).where(orders.c.workspace_id == here, OPEN).scalar_subquery()
    asked = select(
        here.label("id"),
        installations.c.team_id.label("team"),
        installations.c.installed_at,
        members.label("people"),
        every.label("orders"),
        still.label("open_orders"),
        installations.c.removed_at,
        installations.c.removed_by,
        installations.c.erase_at,
    )
    found = connection.execute(asked.order_by(installations.c.installed_at, here))
    return [Listed(**row) for row in found.mappings()]


def named(connection: Connection, name: str) -> Listed:
    """By our id or Slack's of the team. StartError, in one line, where there is none."""
    for one in listed(connection):
        if name.strip() in (one.id, one.team):
            return one
    raise StartError(f"{name}: there is no such workspace; `relance workspace list` names them")


def remove(connection: Connection, workspace: str, by: str, at: datetime, keep: timedelta) -> None:
    """Nothing is taken from it and nothing sent there any more; its data goes after `keep`. `at`: the world's time."""
    this = update(installations).where(installations.c.workspace_id == workspace)
    values = {"removed_at": at, "removed_by": by, "erase_at": at + keep}
    connection.execute(this.values(**values, **({"bot_token": None} if by == SLACK else {})))
    connection.execute(delete(home_tabs).where(home_tabs.c.workspace_id == workspace))  # nobody draws them


def give_back(connection: Connection, workspace: str) -> None:
    """As if it had never been removed."""
    this = update(installations).where(installations.c.workspace_id == workspace)
    connection.execute(this.values(removed_at=None, removed_by=None, erase_at=None))


def removed(connection: Connection) -> frozenset[str]:
    """Those that are served no more, whether their data is still here or not."""
    asked = select(installations.c.workspace_id).where(installations.c.removed_at.is_not(None))
    return frozenset(connection.scalars(asked.union(select(erasures.c.workspace_id))))


def overdue(connection: Connection, now: datetime) -> list[str]:
    """Those whose time is over."""
    asked = select(installations.c.workspace_id).where(installations.c.erase_at <= now)
    return list(connection.scalars(asked.order_by(installations.c.workspace_id)))


def erase_workspace(connection: Connection, workspace: str, now: datetime) -> int:
    """Everything of it goes, histories too; rows deleted. What stays is that our id of it was erased, and when."""
    overwriting(connection)
    row = inserting(connection, erasures).values(workspace_id=workspace, at=now)
    connection.execute(row.on_conflict_do_nothing(index_elements=["workspace_id"]))
    count = 0
    for table in reversed(metadata.sorted_tables):
        if table not in (erasures, workspaces) and "workspace_id" in table.c:
            count += connection.execute(delete(table).where(table.c.workspace_id == workspace)).rowcount
    shared = settings.c.key.endswith(f":{workspace}", autoescape=True)
    count += connection.execute(delete(settings).where(shared)).rowcount
    return count + connection.execute(delete(workspaces).where(workspaces.c.id == workspace)).rowcount
