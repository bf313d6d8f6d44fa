"""One request's desk: who came, in which workspace, which orders they may see, and the one way to act on them."""

import re
from functools import cached_property
from typing import Any

import msgspec

from bot.changing.outcomes import Done, Outcome, Receipt
from bot.changing.texts import reveal
from bot.db.orders import ENDED_SHOWN, Row
from bot.db.people import PersonRow
from bot.parts import Parts
from bot.people import space
from bot.people.acquaintance import by_slack, meet, recognised
from bot.people.profiles import profile
from bot.render import Message, Reader, View
from bot.slack import refs
from bot.slack.calls import LOOK_UPS, No
from bot.views import brought_up, reader_of, view_of
from handlers.payload import Click, Shortcut, Who, Window
from handlers.values import Values
from rules.actions import RULES
from rules.commands import Command, Person
from rules.decide import relations
from rules.guards import role_of
from rules.options import Option, options
from rules.order import Order
from rules.refusal import Refusal
from rules.words import PARTIES, Action, Actor, Reason

MENTION = re.compile(r"@([UW][A-Z0-9]{2,30})\b")
ASKED = 2
"""People whom one message mentions and whom we do not know, as many as Slack is asked about: it waits for us meanwhile."""
MODALS = 3
"""Slack lays no more on each other."""


NOT_YOURS = Refusal(Reason.NOT_YOURS)
"""The one answer for what is unknown and for what is somebody else's."""


class Held(msgspec.Struct, frozen=True):
    """An order with its id, as it is at this moment: what the clock owes it is in it, and its words are revealed."""

    id: str
    order: Order


class Desk:
    """Built for one payload. Roles are looked up when an action needs them, and never remembered (P14)."""

    def __init__(self, parts: Parts, workspace: str, who: Who) -> None:
        self.parts = parts
        self.workspace = workspace
        self.who = who
        self.saved = False  # whether what was asked for is committed, whatever happens to us afterwards

    # Who

    @cached_property
    def me(self) -> PersonRow:
        """The row of who came; made at first sight, and as Slack tells of them. Who had left is back."""
        person = recognised(self.parts, self.parts.people.by_slack(self.workspace, self.who.user))
        if not person.active:
            self.parts.presence.reached(self.workspace, person.id, here=True)
        return person

    @cached_property
    def reader(self) -> Reader:
        """In the language that they chose, else in theirs and their zone as far as Slack has told them."""
        return self.reads(self.me)

    def reads(self, person: PersonRow) -> Reader:
        """How somebody is spoken to; what they read is in this language, whoever writes it."""
        return reader_of(self.parts, person)

    def reader_of(self, person_id: str) -> Reader:
        """The other party, as a reader; somebody whom we do not know reads as the house does."""
        found = self.parts.people.get(self.workspace, person_id)
        return (
            self.reads(found) if found else Reader("", "", self.parts.settings.locale, self.parts.policy.zone)
        )

    @cached_property
    def is_mediator(self) -> bool:
        """A member of the mediators' channel at this moment; no channel and no answer mean no."""
        channel = self.parts.channel
        return channel is not None and self.parts.slack.is_member(self.workspace, channel, self.who.user)

    @cached_property
    def is_operator(self) -> bool:
        """The installer, an admin or owner of the workspace at this moment, or somebody whom they added."""
        return space.keeps(self.parts, self.me)

    @cached_property
    def seems_operator(self) -> bool:
        """The same for what is only shown, as Slack said it within the last minute."""
        return space.may_keep(self.parts, self.me)

    def person(self, action: Action, order: Order | None = None) -> Person:
        """Who asks, with what this action needs to know about them."""
        actors = set(RULES[action].actors)
        party = order is not None and role_of(order, self.me.id) is not None
        return Person(
            self.me.id,
            mediator=Actor.MEDIATOR in actors and not (party and actors & set(PARTIES)) and self.is_mediator,
            operator=Actor.OPERATOR in actors and self.is_operator,
        )

    def onlooker(self, order: Order) -> Person:
        """Who looks at an order: a party, else a mediator or an operator."""
        if role_of(order, self.me.id) is not None:
            return Person(self.me.id)
        return Person(self.me.id, mediator=self.is_mediator, operator=self.is_operator)

    # Which order

    def held(self, order_id: str) -> Held | None:
        """An order of this workspace by its id."""
        row = self.parts.orders.load(self.workspace, order_id)
        return None if row is None else self.as_now(row)

    def by_ref(self, ref: str) -> Held | None:
        """An order of this workspace by its reference, if whoever came may see it."""
        order_id = self.parts.orders.find(self.workspace, ref)
        held = self.held(order_id) if order_id else None
        return held if held is not None and self.role(held.order) is not None else None

    def in_thread(self, channel: str, root: str) -> Held | None:
        """The order whose card stands at the root of a thread."""
        order_id = self.parts.threads.order_at(self.workspace, channel, root)
        return self.held(order_id) if order_id else None

    def mine(self, *, ended: int = ENDED_SHOWN) -> list[Held]:
        """The orders of who came, the most urgent first."""
        rows = self.parts.orders.of_person(self.workspace, self.me.id, ended=ended)
        orders = reveal(self.parts.engine, self.workspace, [row.order for row in rows])
        return [self.now(row.id, order) for row, order in zip(rows, orders, strict=True)]

    def as_now(self, row: Row) -> Held:
        """The row with its words, and with what the clock owes it: a late worker shows nobody a stale state."""
        return self.now(row.id, reveal(self.parts.engine, self.workspace, row.order))

    def now(self, id: str, order: Order) -> Held:
        return Held(id, brought_up(self.parts, order))

    def role(self, order: Order) -> Actor | None:
        """The role in which this person looks at an order; None: it is none of theirs. A case comes before other duties."""
        party = role_of(order, self.me.id)
        if party is not None:
            return party
        if self.is_mediator and (order.case_opened_at is not None or not self.is_operator):
            return Actor.MEDIATOR
        return Actor.OPERATOR if self.is_operator else None

    def view(self, held: Held, role: Actor | None = None) -> View | None:
        """An order as this person sees it; None when it is none of theirs."""
        role = role or self.role(held.order)
        if role is None:
            return None
        return view_of(self.parts, self.workspace, self.reader, held.id, held.order, role)

    def views(self, orders: list[Held]) -> list[View]:
        return [view for held in orders if (view := self.view(held)) is not None]

    def options(self, held: Held) -> dict[str, Option]:
        """What this person may do on an order, and what not."""
        now, policy = self.parts.clock.now(), self.parts.policy
        return options(held.order, self.onlooker(held.order), now, policy)

    # Acting

    def act(self, order_id: str, command: Command, receipt: str) -> Outcome:
        """The one transaction. The outcome is Done, or a Refusal."""
        outcome = self.parts.service.act(self.workspace, order_id, command, receipt=Receipt(receipt))
        self.saved = isinstance(outcome, Done)
        return outcome

    def role_for(self, order: Order, command: Command) -> Actor | None:
        """The role in which a command was given: for the words of its answer."""
        mine = relations(order, command)
        rule = RULES[command.action]
        return next((role for role in rule.actors if role in mine), None) or next(iter(mine), None)

    def named(self, text: str) -> str:
        """What people wrote, with names in the place of the ids that Slack writes for them. Nobody is written down."""
        ids = dict.fromkeys(MENTION.findall(text))
        names = {id: person.name for id in ids if (person := by_slack(self.parts, self.workspace, id))}
        for id in [one for one in ids if one not in names][:ASKED]:
            told = self.parts.slack.profile(self.workspace, id, LOOK_UPS)
            if not isinstance(told, No):
                names[id] = profile(told, self.parts.clock.real()).get("name", id)
        return MENTION.sub(lambda found: f"@{names.get(found[1], found[1])}", text)

    # Saying

    def say(self, key: str, **facts: Any) -> str:
        return self.parts.renderer.say(self.reader, key, **facts)

    def say_plain(self, key: str, **facts: Any) -> str:
        return self.parts.renderer.say_plain(self.reader, key, **facts)

    def values(self, given: dict[str, dict[str, Any]], currency: str, window: str = "") -> Values:
        """A form's values, read for this person."""
        return Values(
            given,
            say=self.say_plain,
            currency=currency,
            person=self.partaker,
            echoed=lambda field, text: self.parts.echoes.again(f"{window}:{field}:{text}"),
        )

    def partaker(self, slack_id: str) -> str:
        """Our id of somebody who was chosen; empty for an app, and for who left. A Slack that is silent holds up nobody."""
        met = meet(self.parts, self.workspace, slack_id)
        if met == "unknown":
            return ""
        return self.parts.people.by_slack(self.workspace, slack_id).id if met == "silent" else met.id

    def refused(self, held: Held | None, refusal: Refusal, action_id: str) -> Message:
        """Why not, from when, and what instead. Of an order that is none of theirs, nothing is told."""
        view = None
        if held is not None and refusal.reason is not Reason.NOT_YOURS:
            view = self.view(held)
        if view is None:
            refusal = NOT_YOURS
        return self.parts.renderer.refusal(view, self.reader, refusal, action_id)

    def result(self, message: Message, title: str) -> dict[str, Any]:
        return self.parts.renderer.result_view(self.reader, message, title)

    # Showing

    def show(self, payload: Click | Shortcut, view: dict[str, Any]) -> bool:
        """A modal after a click: over the one that was clicked in, in its place when there is no room, or a first one."""
        window = payload.window if isinstance(payload, Click) else None
        slack, workspace = self.parts.slack, self.workspace
        if window is None or window.home:
            return slack.open(workspace, payload.trigger, view)
        if window.depth < MODALS:
            return slack.push(workspace, payload.trigger, view)
        return slack.update(workspace, window.id, view)

    def rewrite(self, window: Window, view: dict[str, Any]) -> bool:
        """Other words in the modal that was clicked in."""
        return self.parts.slack.update(self.workspace, window.id, view)


def with_nudge(view: dict[str, Any], nudge: str | None) -> dict[str, Any]:
    """The form of a snooze remembers which reminder it puts off."""
    ref = refs.decode(view["private_metadata"])
    if nudge is None or ref is None:
        return view
    return view | {"private_metadata": refs.encode(msgspec.structs.replace(ref, nudge=nudge))}
