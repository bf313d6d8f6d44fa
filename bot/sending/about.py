"""What a row of the outbox is about, as the transaction that claims it sees it."""

import msgspec
from sqlalchemy import Connection, select

from bot.changing.outgoing import MEDIATORS
from bot.db.tables import cards, orders, people
from bot.sending.rows import Card, Due, Held, Person
from rules.order import Order
from rules.policy import Policy

ORDER: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)


def read(connection: Connection, row: Due) -> Held | None:
    """What a row is about, as this transaction sees it; None while somebody is changing the order (PostgreSQL)."""
    if row.order_id is None:
        return Held(row, None, known(connection, row, None), None)
    asked = select(orders.c.facts).where(orders.c.workspace_id == row.workspace, orders.c.id == row.order_id)
    facts = connection.scalar(asked.with_for_update(read=True, skip_locked=True))
    if facts is None:
        return None
    order = ORDER.decode(facts)
    return Held(row, order, known(connection, row, order), card_of(connection, row))


def zone_of(connection: Connection, row: Due, policy: Policy) -> str:
    """The zone of a letter's reader."""
    mine = (people.c.workspace_id == row.workspace) & (people.c.id == row.recipient)
    zone: str | None = connection.scalar(select(people.c.zone).where(mine))
    return zone or policy.zone


def known(connection: Connection, row: Due, order: Order | None) -> dict[str, Person]:
    """Everybody whose name the message may say, and its recipient."""
    parties = (order.seller, order.buyer, order.mediator) if order is not None else ()
    ids = {id for id in (*parties, row.recipient) if id not in (None, MEDIATORS)}
    columns = (getattr(people.c, name) for name in Person.__struct_fields__)
    asked = select(*columns).where(people.c.workspace_id == row.workspace, people.c.id.in_(ids))
    return {one.id: Person(**one._asdict()) for one in connection.execute(asked)}


def card_of(connection: Connection, row: Due) -> Card | None:
    asked = select(cards.c.channel, cards.c.ts, cards.c.posted_at, cards.c.shown).where(
        cards.c.workspace_id == row.workspace,
        cards.c.order_id == row.order_id,
        cards.c.audience == row.recipient,
    )
    found = connection.execute(asked).one_or_none()
    return None if found is None else Card(found.channel, found.ts, found.posted_at, found.shown)
