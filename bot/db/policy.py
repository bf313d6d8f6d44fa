"""Which policy is in force: a switch wakes every open order, and no reminder from before it is sent."""

import hashlib
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, select, tuple_, update

from bot.db import settings
from bot.db.engine import reading
from bot.db.orders import OPEN
from bot.db.tables import orders
from bot.ports import Clock
from rules.policy import Policy

KEY = "policy"
BATCH = 500


class InForce(msgspec.Struct, frozen=True):
    """The policy that orders live under, by digest, and since when (UTC, in the orders' own time)."""

    digest: str
    since: datetime


def policy_digest(policy: Policy) -> str:
    """A short name of all that a policy says; comments and spaces say nothing."""
    return hashlib.sha256(msgspec.json.encode(policy, order="deterministic")).hexdigest()[:16]


def in_force(connection: Connection) -> InForce | None:
    """The policy of the last start."""
    value = settings.get(connection, KEY)
    return None if value is None else msgspec.json.decode(value, type=InForce)


def governs(connection: Connection, digest: str) -> bool:
    """Whether orders live under the policy of this digest by now, and not under that of a process that began later."""
    found = in_force(connection)
    return found is None or found.digest == digest


def switch(engine: Engine, clock: Clock, policy: Policy) -> int:
    """To be called at each start: puts the policy in force; how many orders are woken because it is another one.

    The order that is woken, or acted on before that, writes `PolicySwitched` into its history. Stopped half-way, the
    next start goes on.
    """
    digest = policy_digest(policy)
    with engine.begin() as connection:
        found = in_force(connection)
        if found is None or found.digest != digest:
            found = InForce(digest, clock.now())
            settings.put(connection, KEY, msgspec.json.encode(found).decode())
    return wake(engine, found)


def wake_left(engine: Engine, policy: Policy) -> int:
    """Orders that a process of the policy before touched after the last start; none for such a process itself."""
    with reading(engine) as connection:
        found = in_force(connection)
    return wake(engine, found) if found is not None and found.digest == policy_digest(policy) else 0


def wake(engine: Engine, force: InForce) -> int:
    """Wake every open order that lives under another policy; how many."""
    woken = 0
    while rung := _ring(engine, force.digest, force.since):
        woken += rung
    return woken


def _ring(engine: Engine, digest: str, since: datetime) -> int:
    """Set the wake of some orders that still live under another policy."""
    another = (
        select(orders.c.workspace_id, orders.c.id)
        .where(OPEN, orders.c.policy != digest, orders.c.wake_at.is_(None) | (orders.c.wake_at > since))
        .limit(BATCH)
    )
    with engine.begin() as connection:
        key = tuple_(orders.c.workspace_id, orders.c.id)
        return connection.execute(update(orders).where(key.in_(another)).values(wake_at=since)).rowcount
