"""Slack's limits as rows that all workers share: one a lane, and one a method of a workspace."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, tuple_, update

from bot.db.tables import lanes
from bot.db.upsert import inserting
from bot.sending.pace import CHANNEL, METHODS, spent
from bot.sending.rows import POSTS, Plan


def lane_of(method: str) -> str:
    """The row that holds a method's pace; no conversation has such a name."""
    return f"method:{method}"


NAMES = {lane_of(method): method for method in METHODS}

# The statements of each claim and each call, put together once.
THIS = (lanes.c.workspace_id == bindparam("this_workspace")) & (lanes.c.lane == bindparam("this_lane"))
SHORTER = lanes.c.free_at.is_(None) | (lanes.c.free_at < bindparam("until"))
FREE_AT = select(lanes.c.free_at).where(THIS)
HOLD = update(lanes).where(THIS, SHORTER).values(free_at=bindparam("until"))
ONE_MORE = update(lanes).where(THIS).values(failures=lanes.c.failures + 1).returning(lanes.c.failures)
GOT_THROUGH = update(lanes).where(THIS, lanes.c.failures > 0).values(failures=0)
HELD = select(lanes.c.workspace_id, lanes.c.lane).where(
    lanes.c.lane.in_(NAMES), lanes.c.free_at > bindparam("real")
)


def this(workspace: str, lane: str) -> dict[str, object]:
    return {"this_workspace": workspace, "this_lane": lane}


def free(connection: Connection, workspace: str, method: str, real: datetime) -> bool:
    """Whether the workspace may call this method now."""
    free_at = free_at_of(connection, workspace, lane_of(method))
    return free_at is None or free_at <= real


def spend(connection: Connection, workspace: str, lane: str, plan: Plan, real: datetime) -> None:
    """A call is being made: count it where Slack counts it."""
    spend_method(connection, workspace, plan.method, real)
    if plan.step in POSTS:
        hold(connection, workspace, lane, spent(CHANNEL, free_at_of(connection, workspace, lane), real))


def spend_method(connection: Connection, workspace: str, method: str, real: datetime) -> None:
    """A call of a method is being made, in no conversation that has a pace of its own."""
    name = lane_of(method)
    hold(connection, workspace, name, spent(METHODS[method], free_at_of(connection, workspace, name), real))


def hold(connection: Connection, workspace: str, lane: str, until: datetime) -> None:
    """Nothing more there before that moment (real time). A longer hold stays."""
    make(connection, [(workspace, lane)])
    connection.execute(HOLD, {**this(workspace, lane), "until": until})


def make(connection: Connection, names: Iterable[tuple[str, str]]) -> None:
    """Rows for lanes that have none yet, in one order for all workers, so that none waits for another in a circle."""
    rows = [{"workspace_id": workspace, "lane": lane} for workspace, lane in sorted(set(names))]
    connection.execute(inserting(connection, lanes).on_conflict_do_nothing(), rows)


def free_at_of(connection: Connection, workspace: str, lane: str) -> datetime | None:
    return connection.scalar(FREE_AT, this(workspace, lane))


def failed(connection: Connection, workspace: str, lane: str) -> int:
    """Another call of a lane did not get through; how many in a row."""
    make(connection, [(workspace, lane)])
    return int(connection.execute(ONE_MORE, this(workspace, lane)).scalar_one())


def got_through(connection: Connection, workspace: str, lane: str) -> None:
    """The next failure of a lane is its first."""
    connection.execute(GOT_THROUGH, this(workspace, lane))


def lock(connection: Connection, workspaces: Iterable[str]) -> None:
    """All methods of these workspaces, in one order for all workers, until this transaction ends (PostgreSQL)."""
    names = [(workspace, lane_of(method)) for workspace in workspaces for method in METHODS]
    make(connection, names)
    these = tuple_(lanes.c.workspace_id, lanes.c.lane).in_(names)
    in_order = select(lanes.c.lane).where(these).order_by(lanes.c.workspace_id, lanes.c.lane)
    connection.execute(in_order.with_for_update())


def held_methods(connection: Connection, real: datetime) -> list[tuple[str, str]]:
    """Workspaces and the methods that they may not call now."""
    return [(found.workspace_id, NAMES[found.lane]) for found in connection.execute(HELD, {"real": real})]
