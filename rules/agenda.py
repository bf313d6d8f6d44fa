"""Every future moment that concerns an order, worked out from a snapshot: what is told, and what happens by itself.

Moments know nothing of people: quiet hours are applied when one is sent (`rules.calendar.send_at`).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import msgspec
from msgspec.structs import replace

from rules.guards import unanswered_since
from rules.order import Order
from rules.policy import Policy
from rules.words import FINAL, PARTIES, Action, Actor, Nudge, RequestKind, State

ONE_SECOND = timedelta(seconds=1)


class Timeout(msgspec.Struct, frozen=True, kw_only=True):
    """A clock transition, or a request that ends by itself (`about`)."""

    at: datetime
    action: Action
    about: RequestKind | None = None

    @property
    def key(self) -> str:
        """Names the timeout among those of its order at one instant."""
        return f"{self.action}:{self.about}"


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A nudge to one role. `announces`: what it is about, where that lies ahead; `ends_at`: from then on it is not sent.

    Both are UTC. It also ends when the order's agenda no longer holds it (rule 14).
    """

    at: datetime
    nudge: Nudge
    to: Actor
    announces: datetime | None = None
    ends_at: datetime | None = None

    @property
    def key(self) -> str:
        """Names the moment within its order; a snooze may end within a second."""
        part = f".{self.at.microsecond:06}" if self.at.microsecond else ""
        return f"{self.nudge}:{self.to}:{self.at:%Y%m%dT%H%M%S}{part}"


def agenda(order: Order, policy: Policy) -> tuple[Timeout | Moment, ...]:
    """All moments of this snapshot in time order, past ones included; at one instant timeouts come first."""
    entries: list[Timeout | Moment] = [*timeouts(order, policy), *nudges(order, policy)]
    return tuple(sorted(entries, key=lambda one: (one.at, isinstance(one, Moment), one.key)))


def pending(order: Order, policy: Policy) -> tuple[Timeout | Moment, ...]:
    """The moments that have not come yet, or not been acted on: what the order still has to be woken for."""
    return tuple(one for one in agenda(order, policy) if isinstance(one, Timeout) or is_pending(order, one))


def first(order: Order, moments: tuple[Moment, ...], policy: Policy) -> Timeout | Moment | None:
    """The first that is pending, where the order's nudges are known already."""
    timeout = next_timeout(order, policy)
    moment = next((one for one in moments if is_pending(order, one)), None)
    if timeout is None or (moment is not None and moment.at < timeout.at):
        return moment
    return timeout


def next_timeout(order: Order, policy: Policy) -> Timeout | None:
    """What happens by itself first."""
    return min(timeouts(order, policy), key=lambda one: (one.at, one.key), default=None)


def is_pending(order: Order, moment: Moment) -> bool:
    """Later than the last wake, or of that very instant and not among those that were dealt with."""
    if moment.at == order.woken_at:
        return moment.key not in order.woken
    return moment.at > order.woken_at


def wake_at(order: Order, policy: Policy) -> datetime | None:
    """The earliest moment for which the order must be woken (UTC); none when nothing will happen by itself."""
    nudged = (one.at for one in snoozed(order, every_nudge(order, policy)) if is_pending(order, one))
    return min(chain((one.at for one in timeouts(order, policy)), nudged), default=None)


def holds(order: Order, policy: Policy, key: str) -> bool:
    """Whether a nudge still makes sense: the agenda of the order as it stands now holds its moment."""
    return any(moment.key == key for moment in nudges(order, policy))


def timeouts(order: Order, policy: Policy) -> Iterator[Timeout]:
    """What happens by itself (section 2); an open claim holds `auto_close` and `expire` back (section 4).

    A silence that ended under a policy in which it decides nothing decides nothing under the next one either.
    """
    if order.state in FINAL or order.frozen:
        return
    if order.accept_by is not None:
        yield Timeout(at=order.accept_by, action=Action.LAPSE)
    if order.request(RequestKind.CLAIM) is None:
        held = order.hold_until or order.paid_at
        if order.check_by is not None:
            yield Timeout(at=max(order.check_by, held), action=Action.AUTO_CLOSE)
        yield Timeout(at=max(order.expires_at, held), action=Action.EXPIRE)
    supplement = order.request(RequestKind.SUPPLEMENT)
    if supplement is not None and supplement.answer_by is not None:
        yield Timeout(at=supplement.answer_by, action=Action.REQUEST, about=supplement.kind)
    cancellation = order.request(RequestKind.CANCELLATION)
    if (
        cancellation is not None
        and cancellation.answer_by is not None
        and cancellation.answer_by > order.woken_at
        and policy.cancellation_silence == "cancels"
    ):
        yield Timeout(at=cancellation.answer_by, action=Action.REQUEST, about=cancellation.kind)


def nudges(order: Order, policy: Policy) -> tuple[Moment, ...]:
    """All nudges of the snapshot. One ends when the next of its id to the same person is due."""
    keyed = {moment.key: moment for moment in snoozed(order, every_nudge(order, policy))}
    found = [one for _, one in sorted(keyed.items(), key=lambda item: (item[1].at, item[0]))]
    return tuple(replace(one, ends_at=end_of(one, found)) for one in found)


def end_of(moment: Moment, all_moments: list[Moment]) -> datetime | None:
    """The earliest of: what it announces (unless it is told at that very moment), and the next of its id."""
    following = (
        one.at
        for one in all_moments
        if one.nudge is moment.nudge and one.to is moment.to and one.at > moment.at
    )
    ends = [next(following, None), moment.announces, moment.ends_at]
    return min((end for end in ends if end is not None and end > moment.at), default=None)


def snoozed(order: Order, moments: Iterator[Moment]) -> Iterator[Moment]:
    """A snooze moves the moments before its end to its end, but none past what it announces."""
    until = {(one.nudge, one.to): one.until for one in order.snoozes}
    for moment in moments:
        wait = until.get((moment.nudge, moment.to), moment.at)
        waits = moment.at < wait and (moment.announces is None or wait <= moment.announces)
        yield replace(moment, at=wait) if waits else moment


def every_nudge(order: Order, policy: Policy) -> Iterator[Moment]:
    """The table of section 7, a part a state."""
    if order.state is State.COMPLETED:
        yield from after_completion(order, policy)
    if order.state in FINAL:
        return
    if order.state is State.PENDING:
        yield from while_pending(order, policy)
    if order.state is State.IN_PROGRESS:
        yield from while_working(order, policy)
    if order.state in (State.DELIVERED, State.REVISION_REFUSED):
        yield from while_checking(order, policy)
    if order.state is State.REVISION_REQUESTED:
        yield from until_end(
            order, policy, Nudge.ANSWER_REVISION, Actor.SELLER, order.entered_at, order.answer_by
        )
    yield from door(order, policy)
    yield from about_requests(order, policy)
    yield from about_agreement(order, policy)
    yield from about_case(order, policy)
    if not order.frozen:
        for party in PARTIES:
            yield from until_end(order, policy, Nudge.EXPIRING, party, order.expires_set_at, order.expires_at)


def until_end(
    order: Order, policy: Policy, nudge: Nudge, to: Actor, start: datetime, end: datetime | None
) -> Iterator[Moment]:
    """The nudges between what began and what they announce."""
    assert end is not None
    for at in policy.nudges[nudge].moments(start, end):
        yield Moment(at=at, nudge=nudge, to=to, announces=end)


def since(
    policy: Policy, nudge: Nudge, to: Actor, start: datetime, schedule: str | None = None
) -> Iterator[Moment]:
    """The nudges that count from what began and announce nothing ahead."""
    for at in policy.nudges[schedule or nudge].moments(start):
        yield Moment(at=at, nudge=nudge, to=to)


def while_pending(order: Order, policy: Policy) -> Iterator[Moment]:
    yield from until_end(order, policy, Nudge.ACCEPT_SOON, Actor.SELLER, order.paid_at, order.accept_by)
    if order.missing:
        yield from until_end(order, policy, Nudge.BRIEF_MISSING, Actor.BUYER, order.paid_at, order.accept_by)


def while_working(order: Order, policy: Policy) -> Iterator[Moment]:
    """A new deadline starts its nudges anew; an order that is late from its start tells both at once."""
    assert order.due_at is not None and order.due_set_at is not None
    if order.entered_by in (Action.ACCEPT, Action.ACCEPT_REVISION):
        yield Moment(at=order.entered_at, nudge=Nudge.STAGE_GUIDE, to=Actor.SELLER)
    if order.due_at > order.due_set_at:
        if order.progress_at is None or order.progress_at < order.entered_at:
            for moment in until_end(
                order, policy, Nudge.KEEP_INFORMED, Actor.SELLER, order.entered_at, order.due_at
            ):
                if moment.at >= order.due_set_at:
                    yield moment
        yield from until_end(order, policy, Nudge.DUE_SOON, Actor.SELLER, order.due_set_at, order.due_at)
    late = max(order.due_at + ONE_SECOND, order.due_set_at)
    yield Moment(at=late, nudge=Nudge.NOW_LATE_SELLER, to=Actor.SELLER)
    yield Moment(at=late, nudge=Nudge.NOW_LATE_BUYER, to=Actor.BUYER)
    for moment in since(policy, Nudge.STILL_LATE, Actor.SELLER, order.due_at):
        if moment.at >= order.due_set_at:
            yield moment
    if order.agreed_until is not None:
        yield from promised(order, policy, order.agreed_until)


def promised(order: Order, policy: Policy, until: datetime) -> Iterator[Moment]:
    """Before the agreed date, and at it: there it announces nothing any more."""
    for at in policy.nudges[Nudge.PROMISE_DUE].moments(order.agreed_at or order.entered_at, until):
        yield Moment(at=at, nudge=Nudge.PROMISE_DUE, to=Actor.SELLER, announces=until if at < until else None)


def while_checking(order: Order, policy: Policy) -> Iterator[Moment]:
    nudge = Nudge.CHECK_DELIVERY if order.state is State.DELIVERED else Nudge.REFUSAL_CHOICE
    yield from until_end(order, policy, nudge, Actor.BUYER, order.entered_at, order.check_by)


def door(order: Order, policy: Policy) -> Iterator[Moment]:
    """A right: told at the moment that it opens."""
    opens_at = unanswered_since(order)
    silent = order.state is State.REVISION_REQUESTED or policy.cancellation_silence == "nothing"
    if opens_at is not None and silent:
        yield Moment(at=opens_at, nudge=Nudge.DISPUTE_DOOR, to=Actor.BUYER)


def about_requests(order: Order, policy: Policy) -> Iterator[Moment]:
    for request in order.requests:
        if request.kind == RequestKind.CANCELLATION:
            nudge, to = Nudge.ANSWER_CANCELLATION, Actor.SELLER
            yield from until_end(order, policy, nudge, to, request.at, request.answer_by)
        elif request.kind == RequestKind.SUPPLEMENT:
            yield from until_end(
                order, policy, Nudge.SUPPLEMENT_OPEN, Actor.BUYER, request.at, request.answer_by
            )
        elif request.kind == RequestKind.PARTIAL_REFUND:
            to = Actor.BUYER if request.by is Actor.SELLER else Actor.SELLER
            yield from since(policy, Nudge.REFUND_OPEN, to, request.at)
        elif request.missing:
            yield from since(policy, Nudge.ELEMENTS_MISSING, Actor.BUYER, request.at)


def about_agreement(order: Order, policy: Policy) -> Iterator[Moment]:
    """An agreed refund that nobody carries out; `check_by` is the window that would pay in full."""
    agreement = order.agreement
    if agreement is None or order.frozen:
        return
    schedule = policy.nudges[Nudge.REFUND_AGREED]
    for party in PARTIES:
        for offset in schedule.from_start():
            yield Moment(at=agreement.agreed_at + offset, nudge=Nudge.REFUND_AGREED, to=party)
        if order.check_by is None:
            continue
        start = max(order.entered_at, agreement.agreed_at)
        for at in (order.check_by - offset for offset in schedule.before):
            if at >= start:
                yield Moment(at=at, nudge=Nudge.REFUND_AGREED, to=party, announces=order.check_by)


def about_case(order: Order, policy: Policy) -> Iterator[Moment]:
    """A dispute, or a claim that waits for its answer."""
    if order.case_opened_at is None or order.case_step_at is None:
        return
    if order.mediator is None:
        yield from since(policy, Nudge.CASE_UNCLAIMED, Actor.MEDIATOR, order.case_opened_at)
    else:
        yield from since(policy, Nudge.CASE_IDLE, Actor.MEDIATOR, order.case_step_at)
    for question in order.questions:
        yield from since(policy, Nudge.CASE_IDLE, Actor.MEDIATOR, question.at, "case_idle:question")


def after_completion(order: Order, policy: Policy) -> Iterator[Moment]:
    if order.reviewed_at is None and order.review_by is not None:
        for at in policy.nudges[Nudge.REVIEW_INVITE].moments(order.entered_at):
            yield Moment(at=at, nudge=Nudge.REVIEW_INVITE, to=Actor.BUYER, announces=order.review_by)
