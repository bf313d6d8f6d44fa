"""Reminders of one person that were held by quiet hours, or missed, become one message: a letter that names their rows.

The rows stay, each with its own end: joined while the message is on its way, then sent with it. Where Slack takes
the message in no way, they go singly after all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select, update
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.changing.outgoing import MEDIATORS
from bot.db.outbox import IN_DOUBT
from bot.db.tables import orders, outbox
from bot.db.types import Moment
from bot.render import Message, action_ids
from bot.render.view import Block
from bot.sending.letters import Letters
from bot.sending.rows import Due, Held, Standing, read_due
from bot.slack import refs
from bot.waking import digests
from rules.policy import Policy
from rules.words import Actor

JOINED = "joined"
BROKEN_ALONE = 2
"""A row that failed so often goes alone: it may be the one that breaks the others (P10)."""


def unrung(row: ReadOnlyColumnCollection[str, Any], now: Moment) -> ColumnElement[bool]:
    """Whether an order of a row's reader is due and not rung yet; one that cannot be rung keeps nobody waiting."""
    theirs = or_(orders.c.seller_id == row.recipient, orders.c.buyer_id == row.recipient)
    due = and_(orders.c.wake_at <= now, orders.c.parked_at.is_(None), orders.c.attempts < BROKEN_ALONE)
    return exists().where(orders.c.workspace_id == row.workspace_id, theirs, due)


def join(connection: Connection, first: Due, now: datetime, policy: Policy) -> bool:
    """Put a letter in the place of the first of several; whether there was anything to join."""
    if first.recipient == MEDIATORS or first.progress.doubt or first.attempts >= BROKEN_ALONE:
        return False
    digests.pull(connection, first.workspace, first.recipient, now, policy)
    fit = and_(
        outbox.c.workspace_id == first.workspace,
        outbox.c.lane == first.lane,
        outbox.c.state == "waiting",
        outbox.c.joins,
        outbox.c.not_before <= now,
        outbox.c.attempts < BROKEN_ALONE,
        ~IN_DOUBT,
        or_(outbox.c.valid_until.is_(None), outbox.c.valid_until > now),
    )
    ids = list(connection.scalars(select(outbox.c.id).where(fit).order_by(outbox.c.place)))
    if first.id not in ids or len(ids) < 2:
        return False
    letter = name_of(connection, first)
    mine = and_(outbox.c.workspace_id == first.workspace, outbox.c.id.in_(ids))
    connection.execute(update(outbox).where(mine).values(state=JOINED, reason=letter))
    connection.execute(
        insert(outbox).values(
            workspace_id=first.workspace,
            id=letter,
            seq=0,
            kind="notice",
            notice=Letters.TOGETHER,
            to_role=Actor.SELLER,
            recipient=first.recipient,
            lane=first.lane,
            place=first.place,
            urgent=False,
            state="waiting",
            not_before=now,
            body=msgspec.json.encode(ids).decode(),
        )
    )
    return True


def name_of(connection: Connection, first: Due) -> str:
    """The id of a letter that begins with this row; one that was tried again by hand may have begun another before."""
    begun = outbox.c.id.startswith(f"{first.id}_together", autoescape=True)
    asked = select(func.count()).where(outbox.c.workspace_id == first.workspace, begun)
    before = connection.execute(asked).scalar_one()
    return f"{first.id}_together{before or ''}"


def members(connection: Connection, letter: Due) -> list[Due]:
    """The rows that a letter stands for, in their order."""
    return [
        read_due(row) for row in connection.execute(select(outbox).where(of(letter)).order_by(outbox.c.place))
    ]


def stand(
    connection: Connection, letter: Due, channel: str, ts: str, standings: tuple[Standing, ...]
) -> None:
    """A message with these members stands there."""
    for one in standings:
        this = and_(outbox.c.workspace_id == letter.workspace, outbox.c.id == one.id)
        connection.execute(update(outbox).where(this).values(channel=channel, ts=ts, **one.columns))


def standings(told: Sequence[tuple[Held, list[Block]]], said: Message, now: datetime) -> tuple[Standing, ...]:
    """Of the members, those that end in a message: their buttons stand there, and of a digest what it tells."""
    shown = {id(block) for block in said.blocks}
    return tuple(
        standing(held, tuple(action_ids(Message("", blocks))), now)
        for held, blocks in told
        if id(blocks[-1]) in shown
    )


def standing(held: Held, buttons: tuple[str, ...], now: datetime) -> Standing:
    if held.order is None:
        return Standing(held.row.id, (), at=now, body=msgspec.json.encode(held.digest).decode())
    return Standing(held.row.id, buttons, held.order.version, now)


def found(letter: Held, said: Message, now: datetime) -> tuple[Standing, ...]:
    """The same of a message that was looked for: a member is in it where a button of its order is."""
    offered = {
        (ref.order, button["action_id"])
        for block in said.blocks
        if block["type"] == "actions"
        for button in block["elements"]
        if (ref := refs.decode(str(button.get("value")))) is not None
    }
    ids = {order for order, _ in offered}
    return tuple(
        standing(one, tuple(action for order, action in offered if order == one.row.order_id), now)
        for one in letter.members
        if one.order is None or one.row.order_id in ids
    )


def finish(connection: Connection, letter: Due, state: str, **where: object) -> None:
    """The letter's end is its members' end, and they keep its name; what could not be said together is said singly."""
    end: dict[str, object] = {"state": "sent", **where}
    if state != "sent":
        end = {"state": "waiting", "reason": None, "joins": False}
    connection.execute(update(outbox).where(of(letter)).values(**end))


def of(letter: Due) -> ColumnElement[bool]:
    return and_(
        outbox.c.workspace_id == letter.workspace, outbox.c.state == JOINED, outbox.c.reason == letter.id
    )
