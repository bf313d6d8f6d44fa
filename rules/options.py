"""Every action that exists for a person on an order: open, or closed with the reason and the date when it opens.

Built on `decide`: each action is tried with a sample of what it carries, so what a button promises and what a click
does cannot differ.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from rules import commands as ask
from rules.actions import RULES
from rules.commands import Command, Person
from rules.decide import decide, relations
from rules.effect import Effect
from rules.evolve import fold
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.requests import REQUESTS
from rules.words import PARTIES, Action, Actor, RequestKind

SAMPLE = "…"


class Option(msgspec.Struct, frozen=True):
    """An action under its id with its detail: open, with the effect that it would have, or refused."""

    id: str
    effect: Effect | None = None
    refusal: Refusal | None = None

    @property
    def open(self) -> bool:
        """It may be done now."""
        return self.refusal is None


def options(order: Order, person: Person, now: datetime, policy: Policy) -> dict[str, Option]:
    """All actions of the roles that a person has on this order, by id, in the order of the process."""
    roles = relations(order, ask.Withdraw(by=person))
    return {
        option.id: option
        for role in Actor
        if role in roles
        for option in of_role(order, role, person, now, policy)
    }


def of_role(order: Order, role: Actor, person: Person, now: datetime, policy: Policy) -> Iterator[Option]:
    """The actions of one role."""
    for command in samples(order, role, person, now):
        yield tried(order, command, now, policy)


def tried(order: Order, command: Command, now: datetime, policy: Policy) -> Option:
    """A dry run: nothing is changed."""
    outcome = decide(order, command, now, policy)
    if isinstance(outcome, Refusal):
        return Option(command.id, refusal=outcome)
    return Option(command.id, effect=Effect.between(order, fold(order, outcome)))


def as_role(order: Order, role: Actor) -> Person:
    """Somebody who holds a role on the order, for looking at it as they would."""
    if role in PARTIES:
        return Person(order.person(role) or "")
    return Person("", mediator=role is Actor.MEDIATOR, operator=role is Actor.OPERATOR)


def samples(order: Order, role: Actor, person: Person, now: datetime) -> Iterator[Command]:
    """One well-filled command for each action of a role, with each kind, item or recipient that it may have."""
    for action, rule in RULES.items():
        if role in rule.actors and role is not Actor.CLOCK:
            yield from filled(action, order, role, person, now)


def filled(action: Action, order: Order, role: Actor, by: Person, now: datetime) -> Iterator[Command]:
    """The commands of one action."""
    match action:
        case Action.SUPPLY:
            yield from (ask.Supply(by=by, item=item, content=SAMPLE) for item in wanted(order))
        case Action.CONFIRM_ITEM:
            yield from (ask.ConfirmItem(by=by, item=item.name) for item in order.brief)
        case Action.REQUEST:
            kinds = (kind for kind, rule in REQUESTS.items() if role in rule.openers)
            yield from (request(order, kind, by, now) for kind in kinds)
        case Action.ACCEPT_REQUEST | Action.REFUSE_REQUEST:
            command = ask.AcceptRequest if action is Action.ACCEPT_REQUEST else ask.RefuseRequest
            answerable = (kind for kind, rule in REQUESTS.items() if rule.answerable)
            yield from (command(by=by, kind=kind, reason=SAMPLE) for kind in answerable)
        case Action.WITHDRAW_REQUEST:
            mine = (kind for kind, rule in REQUESTS.items() if role in rule.openers)
            yield from (ask.WithdrawRequest(by=by, kind=kind) for kind in mine)
        case Action.ASK_PARTY:
            yield from (ask.AskParty(by=by, to=party, text=SAMPLE) for party in PARTIES)
        case _:
            yield single(action, order, by, now)


def wanted(order: Order) -> tuple[str, ...]:
    """The items that are or were asked for: of the brief, and of the lists that are open."""
    asked = tuple(element.name for request in order.requests for element in request.elements)
    brief = tuple(item.name for item in order.brief)
    return tuple(dict.fromkeys((*brief, *asked)))


def request(order: Order, kind: RequestKind, by: Person, now: datetime) -> ask.OpenRequest:
    """A request with everything that its kind needs."""
    tomorrow = max(now, order.due_at or now) + timedelta(days=1)
    match kind:
        case RequestKind.LATER_DATE:
            return ask.OpenRequest(by=by, kind=kind, until=tomorrow, reason=SAMPLE)
        case RequestKind.SUPPLEMENT:
            return ask.OpenRequest(by=by, kind=kind, description=SAMPLE, price=1, extra_days=0)
        case RequestKind.MISSING_ELEMENTS | RequestKind.REVISION_DETAILS:
            return ask.OpenRequest(by=by, kind=kind, items=(SAMPLE,))
        case RequestKind.PARTIAL_REFUND:
            return ask.OpenRequest(by=by, kind=kind, amount=1, reason=SAMPLE)
        case _:
            return ask.OpenRequest(by=by, kind=kind, reason=SAMPLE)


def single(action: Action, order: Order, by: Person, now: datetime) -> Command:
    """An action that has one form only."""
    soon, reason = now + timedelta(days=1), SAMPLE
    match action:
        case Action.DELIVER:
            return ask.Deliver(by=by, work=(SAMPLE,), complete=True)
        case Action.REQUEST_REVISION:
            return ask.RequestRevision(by=by, changes=(SAMPLE,))
        case Action.DECIDE_SPLIT:
            return ask.DecideSplit(by=by, reason=reason, amount=1)
        case Action.DECIDE_RESTART:
            return ask.DecideRestart(by=by, reason=reason, due_at=soon)
        case Action.COUNTER:
            return ask.Counter(by=by, reason=reason, amount=1)
        case Action.REVIEW:
            return ask.Review(by=by, stars=5)
        case Action.CHANGE_PARTY:
            return ask.ChangeParty(by=by, reason=reason, role=Actor.BUYER, person=SAMPLE)
        case Action.SNOOZE:
            return ask.SnoozeNudge(by=by, until=now + timedelta(microseconds=1))
        case Action.CHASE:
            return ask.Chase(by=by)
        case Action.MESSAGE | Action.PROGRESS | Action.ANSWER_MEDIATOR:
            return ask.COMMANDS[action](by=by, text=SAMPLE)  # type: ignore[call-arg]
        case _:
            command = ask.COMMANDS[action]
            return command(by=by, reason=reason) if issubclass(command, ask.Reasoned) else command(by=by)
