"""The same as the export, for reading: in the person's language, by their clock, in whole sentences."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.changing.texts import reveal
from bot.db import orders, tables
from bot.privacy.export import concerning, roles_in, rows, spoken
from bot.privacy.person import Found, orders_of
from bot.render import Reader, Renderer, View
from bot.render.held import Past, held
from rules.policy import Policy
from rules.words import Actor


def letter(connection: Connection, person: Found, policy: Policy, renderer: Renderer, now: datetime) -> str:
    """Markdown that reads as plain text too."""
    language = person.language or (person.locale or "")[:2].lower()
    reader = Reader(person.id, person.name, language, person.zone or policy.zone)
    names = dict(
        connection.execute(
            select(tables.people.c.id, tables.people.c.name).where(
                tables.people.c.workspace_id == person.workspace_id
            )
        ).all()
    )
    past = [
        Past(view(connection, row, person, reader, names, policy, now), events)
        for row in orders_of(connection, person.workspace_id, person.id)
        for events in [[event for event, _ in concerning(connection, person, row, policy)]]
    ]
    said = [words for row in rows(connection, tables.outbox, person, "recipient") if (words := spoken(row))]
    services = [row.title for row in rows(connection, tables.services, person, "seller_id")]
    return held(renderer.voice(reader, now), person._asdict(), services, past, said, now)


def view(
    connection: Connection,
    row: Found,
    person: Found,
    reader: Reader,
    names: dict[str, str],
    policy: Policy,
    now: datetime,
) -> View:
    """An order as this person sees it; who has no part in it any more sees it from outside."""
    order = reveal(connection, row.workspace_id, orders.read(row).order)
    role = next(iter(roles_in(order, person.id)), Actor.OPERATOR)
    return View(
        id=row.id, order=order, role=role, reader=reader, names=names, mentions={}, now=now, policy=policy
    )
