"""What somebody wants, held against the law: the events that follow, or a Refusal. Changes nothing."""

from datetime import datetime
from functools import cache
from typing import get_type_hints

from rules.actions import RULES
from rules.blank import blank
from rules.commands import CLOCK, Command, OpenRequest
from rules.effect import Effect
from rules.effects import Events
from rules.events import RequestEnded
from rules.evolve import fold
from rules.guards import role_of
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Guard, Refusal, elsewhere
from rules.requests import REQUESTS
from rules.transitions import Rule
from rules.words import Action, Actor, Reason, RequestEnd

ONLY: dict[Actor, Reason] = {
    Actor.SELLER: Reason.SELLER_ONLY,
    Actor.BUYER: Reason.BUYER_ONLY,
    Actor.MEDIATOR: Reason.MEDIATOR_ONLY,
    Actor.OPERATOR: Reason.OPERATOR_ONLY,
    Actor.CLOCK: Reason.CLOCK_ONLY,
}
WRITTEN_BY_DATE_OR_SUM = frozenset({"until", "due_at", "amount", "price", "extra_days"})


def decide(order: Order, command: Command, now: datetime, policy: Policy) -> Events | Refusal:
    """The events that the command makes happen at `now` (UTC), or why it may not.

    Asks in this order: whose it is, where the order stands, what else speaks against it, what was written, and
    whether the consequence is still the one that was shown (rule 12).
    """
    rule = RULES[command.action]
    refusal = (
        not_theirs(order, command, rule)
        or not_here(order, command, rule, now)
        or first(guards_of(rule, command), order, command, now, policy)
        or empty(command)
        or first(wants_of(rule, command), order, command, now, policy)
    )
    if refusal is not None:
        return refusal
    events = swept(order, rule.effect(order, command, now, policy))
    return surprised(order, command, events) or events


def relations(order: Order, command: Command) -> frozenset[Actor]:
    """The roles that a person has on this order now. A mediator is never a party to it."""
    if command.by.clock:
        return frozenset({Actor.CLOCK})
    party = role_of(order, command.by.id)
    roles = {party} if party else set()
    if command.by.mediator and party is None:
        roles.add(Actor.MEDIATOR)
    if command.by.operator:
        roles.add(Actor.OPERATOR)
    return frozenset(roles)


def not_theirs(order: Order, command: Command, rule: Rule) -> Refusal | None:
    """Whose the action is: read from the order, never from what a button carries (P14)."""
    actors = REQUESTS[command.kind].openers if isinstance(command, OpenRequest) else rule.actors
    mine = relations(order, command)
    if mine & set(actors):
        return None
    if not mine:
        return Refusal(Reason.NOT_YOURS)
    if Actor.MEDIATOR in actors and command.by.mediator:
        return Refusal(Reason.PARTY_CANNOT_MEDIATE)
    return Refusal(ONLY[actors[0]])


def not_here(order: Order, command: Command, rule: Rule, now: datetime) -> Refusal | None:
    """Where the action belongs. An answer that comes too late is told how its request ended, if the order goes on."""
    sources = REQUESTS[command.kind].lives_in if isinstance(command, OpenRequest) else rule.sources
    return None if order.state in sources else elsewhere(order, now)


def guards_of(rule: Rule, command: Command) -> tuple[Guard, ...]:
    """What looks at the order: the rule's own guards, and those of the request's kind."""
    return (*rule.guards, *REQUESTS[command.kind].guards) if isinstance(command, OpenRequest) else rule.guards


def wants_of(rule: Rule, command: Command) -> tuple[Guard, ...]:
    """What looks at the words, dates and sums that were given."""
    return (*rule.wants, *REQUESTS[command.kind].wants) if isinstance(command, OpenRequest) else rule.wants


def first(
    guards: tuple[Guard, ...], order: Order, command: Command, now: datetime, policy: Policy
) -> Refusal | None:
    """The first guard that says no."""
    return next((no for guard in guards if (no := guard(order, command, now, policy)) is not None), None)


def empty(command: Command) -> Refusal | None:
    """Empty texts and empty lists are refused everywhere; what may be left out is left out, not empty."""
    for name in fields(type(command)):
        value = getattr(command, name)
        if value is None and name not in command.optional:
            return Refusal(Reason.EMPTY_TEXT, field=name)
        if isinstance(value, str) and blank(value):
            return Refusal(Reason.EMPTY_TEXT, field=name)
        if isinstance(value, tuple) and name not in ("work", "checklist"):
            if not value:
                return Refusal(Reason.EMPTY_LIST, field=name)
            if any(isinstance(part, str) and blank(part) for part in value):
                return Refusal(Reason.EMPTY_TEXT, field=name)
    return None


@cache
def fields(command: type[Command]) -> tuple[str, ...]:
    """The fields that a person fills in."""
    return tuple(
        name for name in get_type_hints(command) if name not in ("action", "optional", "by", "shown")
    )


def swept(order: Order, events: Events) -> Events:
    """Leaving the states in which a request lives ends it as superseded (section 4)."""
    after = fold(order, events)
    last = events[-1]
    stale = (one for one in after.requests if after.state not in REQUESTS[one.kind].lives_in)
    return events + tuple(
        RequestEnded(
            at=last.at,
            actor=last.actor,
            person=last.person,
            about=one.kind,
            end=RequestEnd.SUPERSEDED,
            opener=one.by,
        )
        for one in stale
    )


def surprised(order: Order, command: Command, events: Events) -> Refusal | None:
    """Done only if the consequence is still the one that the person saw; else the new one is shown."""
    if command.shown is None or WRITTEN_BY_DATE_OR_SUM & set(fields(type(command))):
        return None
    effect = Effect.between(order, fold(order, events))
    return (
        None if effect.digest == command.shown else Refusal(Reason.CONSEQUENCE_CHANGED, facts=effect.facts())
    )


def by_clock(action: Action, order: Order, at: datetime, policy: Policy) -> Events:
    """A transition of the clock that is due: nobody asked, and nothing can refuse it."""
    return swept(order, RULES[action].effect(order, Tick(by=CLOCK), at, policy))


class Tick(Command, frozen=True, kw_only=True):
    """What the clock's transitions are carried out with. No person has it: `COMMANDS` does not hold it."""
