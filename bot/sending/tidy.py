"""Which message of a thread has buttons that lead nowhere any more, and what it says instead."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlalchemy import Row as SqlRow

from bot.changing.outgoing import MEDIATORS
from bot.changing.texts import reveal
from bot.db.engine import reading
from bot.db.tables import outbox
from bot.render import Message, Reader, Renderer, Scene, View, tidied
from bot.sending import replies
from bot.sending.rows import Call, Due, Plan, Standing
from bot.trust import history
from rules.events import Event, Nudged, PolicySwitched
from rules.evolve import evolve
from rules.notices import Notice
from rules.order import Order
from rules.outlived import outlived

Step = tuple[Event, Order]


class Past:
    """An order's whole history: each event with the order after it. Ids stand in place of personal words."""

    def __init__(self, engine: Engine, row: Due, until: int) -> None:
        assert row.order_id is not None
        entries = history.load(engine, row.workspace, row.order_id, until=until)
        self.events = [entry.event for entry in entries]
        self.orders: list[Order] = []
        for event in self.events:
            self.orders.append(evolve(self.orders[-1] if self.orders else None, event))

    @property
    def people(self) -> set[str]:
        """Everybody who ever had a part in it."""
        held = {id for order in self.orders for id in (order.seller, order.buyer, order.mediator)}
        return {id for id in held | {event.person for event in self.events} if id}

    def since(self, version: int) -> list[Step]:
        return list(zip(self.events[version:], self.orders[version:], strict=True))


class Said:
    """One message that stands in a thread, with the buttons that are on it now."""

    def __init__(self, row: SqlRow[Any], past: Past) -> None:
        self.recipient: str = row.recipient
        self.at: datetime = row.said_at
        self.version: int = row.said_version
        self.buttons = tuple(msgspec.json.decode(row.buttons or "[]", type=list[str]))
        self.answer = replies.of_row(row.seq, row.body)
        self.notice = None if self.answer else msgspec.json.decode(row.body, type=Notice)
        self.event = None if self.answer else past.events[row.seq - 1]

    def still_open(self, scene: Scene) -> tuple[str, ...]:
        """Of its buttons, those that its reader may press with the order as it is there."""
        view = scene.view
        if self.recipient not in (view.order.person(view.role), MEDIATORS):
            return ()
        if self.notice and self.event and outlived(self.notice, self.event, view.order, view.policy):
            return ()
        return tuple(id for id in self.buttons if scene.open(id) is not None)


class Tidy:
    """Looks through what was said about one order to one reader."""

    def __init__(self, engine: Engine, renderer: Renderer, joined: "Redrawn") -> None:
        self.engine = engine
        self.renderer = renderer
        self.joined = joined

    def next(self, plan: Plan, row: Due, past: Past, view: View) -> Call | None:
        """The edit of the oldest message with a button that leads nowhere; None when there is none.

        `view` holds the order as it is now, and names everybody of its past.
        """
        now = self.renderer.scene(view)
        for found in self.with_buttons(row):
            said = Said(found, past)
            left = said.still_open(now)
            if left == said.buttons:
                continue
            if is_joined(found):
                return self.joined(plan, found, view.reader)
            words = self.words(row.workspace, said, past, view)
            message = tidied(words, left, instead(self.renderer, said, past, view, left))
            return edit(plan, found, message, Standing(id=found.id, buttons=left))
        return None

    def with_buttons(self, row: Due) -> list[SqlRow[Any]]:
        """What was said to this reader and can still be acted on, the oldest first."""
        mine = (outbox.c.workspace_id == row.workspace, outbox.c.order_id == row.order_id)
        asked = select(outbox).where(
            *mine,
            outbox.c.recipient == row.recipient,
            outbox.c.buttons.is_not(None),
            outbox.c.state == "sent",
        )
        with reading(self.engine) as connection:
            return list(connection.execute(asked.order_by(outbox.c.place)))

    def words(self, workspace: str, said: Said, past: Past, view: View) -> Message:
        """The part that has the buttons, in the very words in which it was said."""
        if said.answer is not None:
            return last_of(said.answer)
        assert said.notice is not None
        assert said.event is not None
        then, event = reveal(self.engine, workspace, (past.orders[said.version - 1], said.event))
        return last_of(self.renderer.notice(replace(view, order=then, now=said.at), said.notice, event))


def instead(renderer: Renderer, said: Said, past: Past, view: View, left: tuple[str, ...]) -> str:
    """What happened that took a message's buttons away; where only time did and others are left, nothing is said."""
    dead = set(said.buttons) - set(left)
    for event, order in past.since(said.version):
        there = replace(view, order=order, now=max(event.at, said.at))
        if dead - set(said.still_open(renderer.scene(there))):
            if isinstance(event, Nudged | PolicySwitched):  # neither takes a button away: time did
                break
            return renderer.since(there, event)
    return "" if left else renderer.say(view.reader, "buttons_gone")


Redrawn = Callable[[Plan, SqlRow[Any], Reader], Call]
"""The same for a reminder that was said together with others."""


def is_joined(row: SqlRow[Any]) -> bool:
    """Whether it was said together with others: then it keeps their letter's name."""
    return row.reason is not None


def edit(
    plan: Plan, row: SqlRow[Any], message: Message, standing: Standing, members: tuple[Standing, ...] = ()
) -> Call:
    """The call that puts other words where a message stands."""
    said = {"channel": row.channel, "ts": row.ts, "text": message.text, "blocks": message.blocks}
    return Call(plan.method, said, standing=standing, members=members)


def last_of(message: Message) -> Message:
    """Buttons stand with the last part."""
    return (message, *message.following)[-1]
