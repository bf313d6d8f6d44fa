"""An order as somebody sees it, and how they are spoken to: the same from a click as from a worker."""

from bot.db.people import PersonRow, hours
from bot.parts import Parts
from bot.people.statistics import record
from bot.render import Reader, View
from bot.render.voice import LANGUAGES
from rules.busy import Promise
from rules.clock import owed
from rules.evolve import fold
from rules.order import Order
from rules.words import PARTIES, Actor


def reader_of(parts: Parts, person: PersonRow) -> Reader:
    """What somebody reads is in the language that they chose, else Slack's, else the house's, whoever writes it."""
    locale = person.speaks if person.speaks in LANGUAGES else parts.settings.locale
    return Reader(person.id, person.name, locale, person.zone or parts.policy.zone, person.slack)


def brought_up(parts: Parts, order: Order) -> Order:
    """With what the clock owes it: a late worker shows nobody a stale state."""
    return fold(order, tuple(owed(order, parts.clock.now(), parts.policy)))


def view_of(parts: Parts, workspace: str, reader: Reader, id: str, order: Order, role: Actor) -> View:
    """An order as it is at this moment, its words revealed, for a reader in a role."""
    people = parts.people.among(workspace, filter(None, (order.seller, order.buyer, order.mediator)))
    now, me = parts.clock.now(), people.get(reader.id)
    return View(
        id=id,
        order=order,
        role=role,
        reader=reader,
        names={id: person.name for id, person in people.items()},
        mentions={id: person.slack_id for id, person in people.items() if person.slack_id},
        now=now,
        policy=parts.policy,
        record=lambda: record(parts.engine, workspace, order.seller, parts.clock.now(), parts.policy),
        others=others(parts, workspace, id, order, role),
        mediated=parts.channel is not None,
        quiet=hours(me.zone, me.quiet_hours, parts.policy).quiet if me and role in PARTIES else None,
    )


def others(parts: Parts, workspace: str, id: str, order: Order, role: Actor) -> tuple[Promise, ...]:
    """What else the seller has to deliver, where they may add to it."""
    if role is not Actor.SELLER or not order.held:
        return ()
    return parts.orders.promised(workspace, order.seller, beside=id)
