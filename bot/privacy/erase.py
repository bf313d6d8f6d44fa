"""Everything about one person goes, in one transaction; what others rely on stays, under an id that means nobody.

The history's chain holds seals of texts, not texts (`bot.changing.texts`): without words and salt it still verifies.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from bot.changing.texts import ERASED
from bot.db import settings, tables
from bot.db.engine import overwriting
from bot.db.orders import OPEN
from bot.db.receipts import ANSWER
from bot.db.workspaces import OPERATORS
from bot.privacy.person import Found, orders_of

SEALS = msgspec.json.Decoder(dict[str, str])
REASON = "erased"
BATCH = 500
OVER = ("sent", "stale", "refused")

Item = TypeVar("Item")


REMAINS = """What stays, and why:
- the facts of their orders (references, titles, names of what was asked for, dates, sums), under an id that leads to nobody:
  the other party and the accounts need them;
- what others wrote, also where it speaks of this person: it is theirs;
- what stands in Slack itself, messages and files: delete it there;
- backups made before: throw them away when their time is over. A restored one erases this person again, as long as
  the checkpoints are beside it."""


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """How much went: texts that they wrote, messages to them, words of ours that may quote them, services, and so on."""

    orders: int
    texts: int
    messages: int
    quotes: int
    services: int
    calendar: bool
    operator: bool
    installer: bool
    profile: bool

    @property
    def anything(self) -> bool:
        """Whether there was anything left to erase."""
        return any(value for name, value in msgspec.structs.asdict(self).items() if name != "orders")


def live(connection: Connection, person: Found) -> list[str]:
    """References of the orders that still run and need this person: as a party, or as the mediator of their case."""
    table = tables.orders
    mine = or_(
        table.c.seller_id == person.id, table.c.buyer_id == person.id, table.c.mediator_id == person.id
    )
    asked = select(table.c.ref).where(table.c.workspace_id == person.workspace_id, mine, OPEN)
    return list(connection.scalars(asked.order_by(table.c.ref)))


def erase(connection: Connection, person: Found, now: datetime) -> Erased:
    """Erase somebody who has no live order. The same again finds nothing more. `now`: the world's time."""
    lock(connection, person)
    theirs = orders_of(connection, person.workspace_id, person.id)
    ids = [order.id for order in theirs]
    return Erased(
        orders=len(theirs),
        texts=words(connection, person),
        messages=messages(connection, person),
        quotes=quotes(connection, person, ids),
        services=services(connection, person, now),
        calendar=gone(connection, tables.feeds, person, tables.feeds.c.person_id == person.id) > 0,
        operator=operator(connection, person),
        installer=installer(connection, person),
        profile=profile(connection, person),
    )


def lock(connection: Connection, person: Found) -> None:
    """Nobody writes their orders until we are done."""
    overwriting(connection)
    table = tables.orders
    mine = or_(table.c.seller_id == person.id, table.c.buyer_id == person.id)
    asked = select(table.c.id).where(table.c.workspace_id == person.workspace_id, mine)
    connection.execute(asked.order_by(table.c.id).with_for_update()).all()


def words(connection: Connection, person: Found) -> int:
    """The texts that their own events brought: words and salt."""
    history, texts = tables.history, tables.texts
    asked = select(history.c.seals).where(
        history.c.workspace_id == person.workspace_id, history.c.person_id == person.id
    )
    ids = [id for seals in connection.scalars(asked) for id in SEALS.decode(seals)]
    there = (texts.c.workspace_id == person.workspace_id, texts.c.words.is_not(None))
    return sum(
        connection.execute(
            update(texts).where(*there, texts.c.id.in_(some)).values(words=None, salt=None)
        ).rowcount
        for some in batches(ids)
    )


def messages(connection: Connection, person: Found) -> int:
    """What was or is to be said to them: where it stands and what it says; what waits is never sent."""
    outbox = tables.outbox
    mine = (outbox.c.workspace_id == person.workspace_id) & (outbox.c.recipient == person.id)
    waits = update(outbox).where(mine, outbox.c.state.not_in(OVER))
    connection.execute(waits.values(state="stale", reason=REASON, lease_until=None))
    said = update(outbox).where(mine, or_(outbox.c.channel.is_not(None), outbox.c.body.is_not(None)))
    count = connection.execute(said.values(channel=None, ts=None, buttons=None, body=None)).rowcount
    places = select(tables.cards.c.channel).where(
        tables.cards.c.workspace_id == person.workspace_id, tables.cards.c.audience == person.id
    )
    theirs = or_(tables.roots.c.channel == person.dm_channel, tables.roots.c.channel.in_(places))
    gone(connection, tables.roots, person, theirs)
    gone(connection, tables.cards, person, tables.cards.c.audience == person.id)
    gone(connection, tables.home_tabs, person, tables.home_tabs.c.person_id == person.id)
    gone(connection, tables.lanes, person, tables.lanes.c.lane == person.id)
    return count


def quotes(connection: Connection, person: Found, orders: Sequence[str]) -> int:
    """Finished words of ours to others, and refusals kept for a repeat: they may name or quote the person."""
    outbox, receipts = tables.outbox, tables.receipts
    ours = (
        outbox.c.workspace_id == person.workspace_id,
        outbox.c.kind == "notice",
        outbox.c.seq == 0,
        outbox.c.body.is_not(None),
        outbox.c.state.in_(OVER),
    )
    unused = update(outbox).where(*ours, outbox.c.buttons.is_(None), outbox.c.state != "refused")
    count = connection.execute(unused.values(body=None)).rowcount
    for mark in marks(person):
        said = update(outbox).where(*ours, outbox.c.body.contains(mark, autoescape=True))
        count += connection.execute(said.values(body=None, buttons=None)).rowcount
    for some in batches(orders):
        said = update(outbox).where(*ours, outbox.c.order_id.in_(some))
        count += connection.execute(said.values(body=None, buttons=None)).rowcount
    here = (receipts.c.workspace_id == person.workspace_id, receipts.c.answer.contains('"refusal"'))
    refused = connection.execute(select(receipts.c.key, receipts.c.answer).where(*here))
    keys = [key for key, answer in refused if ANSWER.decode(answer).order_id in set(orders)]
    return count + sum(gone(connection, receipts, person, receipts.c.key.in_(some)) for some in batches(keys))


def marks(person: Found) -> set[str]:
    """By what rendered words name somebody."""
    names = {person.slack_id, person.name, escape(person.name, quote=False)} - {None, "", ERASED}
    return {str(name) for name in names}


def services(connection: Connection, person: Found, now: datetime) -> int:
    """What they sold: an order keeps its own copy of what was agreed."""
    table = tables.services
    mine = (table.c.workspace_id == person.workspace_id, table.c.seller_id == person.id)
    described = update(table).where(*mine, table.c.title != ERASED)
    blank = {"title": ERASED, "brief": "[]", "options": "[]", "retired_at": now}
    return connection.execute(described.values(**blank)).rowcount


def operator(connection: Connection, person: Found) -> bool:
    """They are no operator any more."""
    key = f"{OPERATORS}:{person.workspace_id}"
    held = settings.get(connection, key)
    named = msgspec.json.decode(held, type=list[str]) if held else []
    if person.id not in named:
        return False
    settings.put(connection, key, msgspec.json.encode([one for one in named if one != person.id]).decode())
    return True


def installer(connection: Connection, person: Found) -> bool:
    """Slack's id of whoever installed us."""
    if person.slack_id is None:
        return False
    table = tables.installations
    mine = (table.c.workspace_id == person.workspace_id, table.c.installer_id == person.slack_id)
    return connection.execute(update(table).where(*mine).values(installer_id=None)).rowcount > 0


def profile(connection: Connection, person: Found) -> bool:
    """All that tells who they are. The row stays, so that an order still has two parties."""
    table = tables.people
    this = (table.c.workspace_id == person.workspace_id, table.c.id == person.id)
    kept = {"workspace_id", "id", "name", "active", "digest"}
    blank = dict.fromkeys((column.name for column in table.columns if column.name not in kept), None)
    told = or_(table.c.name != ERASED, *(table.c[name].is_not(None) for name in blank))
    values = {**blank, "name": ERASED, "active": False, "digest": False}
    return connection.execute(update(table).where(*this, told).values(**values)).rowcount > 0


def gone(connection: Connection, table: Table, person: Found, condition: ColumnElement[bool]) -> int:
    """How many rows of a table were deleted in the person's workspace."""
    here = table.c.workspace_id == person.workspace_id
    return connection.execute(delete(table).where(here, condition)).rowcount


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """As many as one statement takes."""
    all_ = list(items)
    for start in range(0, len(all_), BATCH):
        yield all_[start : start + BATCH]
