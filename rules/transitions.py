"""THE table of process.md section 3, as data: id, from, to, actor, guards, effect. Nothing else moves an order but
the answers to requests (`rules.requests`) and the operator's `void` (`rules.actions`)."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from rules import effects
from rules.commands import Command
from rules.effects import Events
from rules.guards import (
    brief_is_complete,
    checklist_is_done,
    has_dispute_door,
    has_work,
    is_late,
    is_stated_complete,
    restart_is_future,
    split_is_partial,
)
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Guard
from rules.words import OPEN, PARTIES, Action, Actor, State

Effect = Callable[[Order, Command, datetime, Policy], Events]


class Rule(msgspec.Struct, frozen=True):
    """What an action needs and does: where it belongs, whose it is, what may speak against it, what follows.

    `guards` look at the order, `wants` at what was written: a form is opened before anything is.
    """

    action: Action
    sources: frozenset[State]
    actors: tuple[Actor, ...]
    effect: Effect
    guards: tuple[Guard, ...] = ()
    wants: tuple[Guard, ...] = ()


class Transition(Rule, frozen=True):
    """A rule that moves the order on to `to`."""

    to: State | None = None


def row(
    action: Action,
    sources: State | frozenset[State],
    to: State,
    actors: Actor | tuple[Actor, ...],
    effect: Effect,
    *,
    guards: tuple[Guard, ...] = (),
    wants: tuple[Guard, ...] = (),
) -> Transition:
    """One row of the table."""
    return Transition(
        action=action,
        sources=frozenset({sources}) if isinstance(sources, State) else sources,
        actors=(actors,) if isinstance(actors, Actor) else actors,
        effect=effect,
        guards=guards,
        wants=wants,
        to=to,
    )


PENDING, IN_PROGRESS, DELIVERED, DISPUTED = State.PENDING, State.IN_PROGRESS, State.DELIVERED, State.DISPUTED
ASKED, REFUSED = State.REVISION_REQUESTED, State.REVISION_REFUSED
COMPLETED, CANCELLED, EXPIRED = State.COMPLETED, State.CANCELLED, State.EXPIRED
WORKED = frozenset({DELIVERED, REFUSED})
UNFROZEN = OPEN - {DISPUTED}
SELLER, BUYER, MEDIATOR, CLOCK = Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.CLOCK

TRANSITIONS: tuple[Transition, ...] = (
    row(Action.ACCEPT, PENDING, IN_PROGRESS, SELLER, effects.accept, guards=(brief_is_complete,)),
    row(Action.DECLINE, PENDING, CANCELLED, SELLER, effects.decline),
    row(Action.WITHDRAW, PENDING, CANCELLED, BUYER, effects.withdraw),
    row(Action.LAPSE, PENDING, CANCELLED, CLOCK, effects.lapse),
    row(Action.DELIVER, IN_PROGRESS, DELIVERED, SELLER, effects.deliver,
        wants=(has_work, checklist_is_done, is_stated_complete)),
    row(Action.CANCEL_LATE, IN_PROGRESS, CANCELLED, BUYER, effects.cancel_late, guards=(is_late,)),
    row(Action.CANCEL_WITH_REASON, frozenset({IN_PROGRESS, REFUSED}), CANCELLED, SELLER, effects.cancel_with_reason),
    row(Action.CLOSE, WORKED, COMPLETED, BUYER, effects.close),
    row(Action.AUTO_CLOSE, WORKED, COMPLETED, CLOCK, effects.auto_close),
    row(Action.REQUEST_REVISION, DELIVERED, ASKED, BUYER, effects.request_revision),
    row(Action.ACCEPT_REVISION, ASKED, IN_PROGRESS, SELLER, effects.accept_revision),
    row(Action.REFUSE_REVISION, ASKED, REFUSED, SELLER, effects.refuse_revision),
    row(Action.OPEN_DISPUTE, UNFROZEN, DISPUTED, PARTIES, effects.open_dispute, guards=(has_dispute_door,)),
    row(Action.DECIDE_REFUND, DISPUTED, CANCELLED, MEDIATOR, effects.decide_refund),
    row(Action.DECIDE_SPLIT, DISPUTED, COMPLETED, MEDIATOR, effects.decide_split, wants=(split_is_partial,)),
    row(Action.DECIDE_RESTART, DISPUTED, IN_PROGRESS, MEDIATOR, effects.decide_restart, wants=(restart_is_future,)),
    row(Action.DECIDE_PAY, DISPUTED, COMPLETED, MEDIATOR, effects.decide_pay),
    row(Action.EXPIRE, UNFROZEN, EXPIRED, CLOCK, effects.expire),
)  # fmt: skip
