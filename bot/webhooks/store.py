"""Reports as rows: written in the transaction of the change itself, taken off one at a time, in an order's own order."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from bot.changing.change import Change
from bot.db.engine import reading
from bot.db.settings import released
from bot.db.tables import orders, webhooks
from bot.ports import Ids
from rules.reporting import amounts, reports

CHUNK = 500
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=180)
"""How long a report that was taken can be looked up."""

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
)
"""After each failure; then the report is parked."""


class Report(msgspec.Struct, frozen=True):
    """One report. `body`: JSON, signed as it stands; `id`: the same at every try."""

    workspace: str
    id: str
    order_id: str
    body: str
    attempts: int
    lease_until: datetime


class Parked(msgspec.Struct, frozen=True):
    """A report that the platform did not take. `at` (UTC): when it was written."""

    workspace: str
    id: str
    ref: str
    kind: str
    at: datetime
    reason: str


def put(
    connection: Connection, workspace: str, order_id: str, change: Change, ids: Ids, real: datetime
) -> None:
    """Everything that a change means to the platform."""
    before = change.before
    rows: list[dict[str, Any]] = []
    for event, order in change.taken:
        for kind in reports(before, order):
            data = {"workspace": workspace, "ref": order.ref, "version": order.version, "state": order.state}
            data |= {"how": order.entered_by, "at": event.at, **msgspec.to_builtins(amounts(order))}
            body = msgspec.json.encode({"type": kind, "timestamp": event.at, "data": data}).decode()
            rows.append({
                "workspace_id": workspace, "id": ids.new("hook"), "order_id": order_id, "seq": order.version,
                "nth": len(rows), "kind": str(kind), "body": body, "state": "waiting", "at": real, "not_before": real,
            })  # fmt: skip
        before = order
    if rows:
        connection.execute(insert(webhooks), rows)


class Webhooks:
    """Reads and writes them, each time on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, real: datetime, limit: int) -> list[Report]:
        """The next of each order that is due; nobody else sends it until the lease ends."""
        with self.engine.begin() as connection:
            rows = connection.execute(due(real).limit(limit)).all()
            return [taken for row in rows if (taken := take(connection, row, real)) is not None]

    def sent(self, report: Report, real: datetime) -> None:
        """The platform took it."""
        self.end(report, state="sent", reason=None, at=real)

    def failed(self, report: Report, reason: str, real: datetime, *, forever: bool) -> bool:
        """Tried again later, the pauses growing; whether it is parked now."""
        parked = forever or report.attempts >= len(PAUSES)
        if parked:
            self.end(report, state="parked", reason=reason)
        else:
            pause = PAUSES[report.attempts - 1]
            self.end(report, state="waiting", reason=reason, not_before=real + pause)
        return parked

    def end(self, report: Report, **values: Any) -> None:
        ours = and_(
            webhooks.c.workspace_id == report.workspace,
            webhooks.c.id == report.id,
            webhooks.c.lease_until == report.lease_until,
        )
        with self.engine.begin() as connection:
            connection.execute(update(webhooks).where(ours).values(lease_until=None, **values))

    def parked(self, workspace: str | None = None) -> list[Parked]:
        """Those that wait for an operator, the oldest first."""
        asked = (
            select(webhooks, orders.c.ref)
            .join(
                orders,
                (orders.c.workspace_id == webhooks.c.workspace_id) & (orders.c.id == webhooks.c.order_id),
            )
            .where(webhooks.c.state == "parked")
            .order_by(webhooks.c.at, webhooks.c.id)
        )
        if workspace is not None:
            asked = asked.where(webhooks.c.workspace_id == workspace)
        with reading(self.engine) as connection:
            return [
                Parked(row.workspace_id, row.id, row.ref, row.kind, row.at, row.reason or "")
                for row in connection.execute(asked)
            ]

    def again(self, parked: Iterable[Parked], real: datetime) -> int:
        """Another round of tries; how many."""
        new = {"state": "waiting", "attempts": 0, "not_before": real, "told_at": None}
        with self.engine.begin() as connection:
            return sum(
                connection.execute(
                    update(webhooks)
                    .where(
                        webhooks.c.workspace_id == one.workspace,
                        webhooks.c.id == one.id,
                        webhooks.c.state == "parked",
                    )
                    .values(**new)
                ).rowcount
                for one in parked
            )

    def standing(self, order_ids: Sequence[str]) -> dict[str, str]:
        """How far each order's reports are: `parked` before `waiting` before `sent`; orders without any are left out."""
        found: dict[str, str] = {}
        rank = ("sent", "waiting", "parked")
        asked = select(webhooks.c.order_id, webhooks.c.state).distinct()
        with reading(self.engine) as connection:
            for start in range(0, len(order_ids), CHUNK):
                some = asked.where(webhooks.c.order_id.in_(order_ids[start : start + CHUNK]))
                for order, state in connection.execute(some):
                    found[order] = max(found.get(order, "sent"), state, key=rank.index)
        return found

    def forget_old(self, real: datetime) -> None:
        """What was taken long ago."""
        old = and_(webhooks.c.state == "sent", webhooks.c.at < real - KEPT)
        with self.engine.begin() as connection:
            connection.execute(delete(webhooks).where(old))


def due(real: datetime) -> Any:
    """The first unsent report of each order, where it is its time."""
    older = aliased(webhooks)
    first = ~exists().where(
        older.c.workspace_id == webhooks.c.workspace_id,
        older.c.order_id == webhooks.c.order_id,
        older.c.state == "waiting",
        or_(older.c.seq < webhooks.c.seq, and_(older.c.seq == webhooks.c.seq, older.c.nth < webhooks.c.nth)),
    )
    free = or_(webhooks.c.lease_until.is_(None), webhooks.c.lease_until <= real)
    asked = select(webhooks).where(
        webhooks.c.state == "waiting", webhooks.c.not_before <= real, free, first, released()
    )
    return asked.order_by(webhooks.c.not_before, webhooks.c.id)


def take(connection: Connection, row: Row[Any], real: datetime) -> Report | None:
    """Ours now, unless somebody was faster. The try counts from here on, whatever becomes of us."""
    until = real + LEASE
    lease = webhooks.c.lease_until
    unchanged = lease.is_(None) if row.lease_until is None else lease == row.lease_until
    mine = and_(
        webhooks.c.workspace_id == row.workspace_id,
        webhooks.c.id == row.id,
        webhooks.c.state == "waiting",
        webhooks.c.attempts == row.attempts,
        unchanged,
    )
    new = {"lease_until": until, "attempts": row.attempts + 1}
    if connection.execute(update(webhooks).where(mine).values(new)).rowcount != 1:
        return None
    return Report(row.workspace_id, row.id, row.order_id, row.body, row.attempts + 1, until)
