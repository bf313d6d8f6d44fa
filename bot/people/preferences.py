"""Writes down what somebody chose for themselves, and brings what already waits for them in line with it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from bot.changing.outgoing import drawn
from bot.db import outbox, tables
from bot.db.people import PersonRow, hours
from bot.parts import Parts
from bot.waking import digests
from rules.calendar import send_at
from rules.order import Order
from rules.words import Actor


def keep(parts: Parts, person: PersonRow, chosen: dict[str, Any]) -> None:
    """`chosen`: columns of people, those that change. Reminders that waited for the end of the old quiet hours wait for that of the new ones."""
    now = parts.clock.now()
    parts.people.change(person.workspace, person.id, **chosen)
    when = hours(person.zone, chosen.get("quiet_hours", person.quiet_hours), parts.policy)
    free_at = send_at(now, when.quiet, when.zone, None)
    row = tables.outbox.c
    waits = (row.workspace_id == person.workspace) & (row.recipient == person.id) & row.joins
    sooner = waits & (row.state == "waiting") & (row.not_before > free_at)
    with parts.engine.begin() as connection:
        connection.execute(update(tables.outbox).where(sooner).values(not_before=free_at))
        if chosen.get("digest") and digests.sells(connection, person.workspace, person.id):
            digests.again(connection, person.workspace, person.id, parts.policy, now)
    tell(parts)


def redraw(parts: Parts, person: PersonRow, orders: Iterable[tuple[str, Order, Actor]]) -> None:
    """The cards of these orders, in the language that holds now."""
    with parts.engine.begin() as connection:
        for id, order, role in orders:
            card = drawn("card", role, order, parts.clock.now(), parts.ids)
            outbox.put(connection, person.workspace, id, [card])
    tell(parts)


def tell(parts: Parts) -> None:
    for listener in parts.service.committed:
        listener()
