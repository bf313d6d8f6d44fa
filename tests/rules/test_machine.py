"""Any actions by anybody at any time: what must hold, holds (section 6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from rules import commands as ask
from rules.agenda import Moment, Timeout, holds, pending, wake_at
from rules.calendar import Span, after
from rules.clock import nudged, owed, run_out, timed_out
from rules.decide import decide
from rules.events import Accepted, Ending, Event, Nudged, RestartDecided, RevisionAccepted, SupplementCounted
from rules.evolve import evolve, fold
from rules.guards import can_cancel_alone
from rules.notices import notices
from rules.options import options
from rules.order import Order
from rules.place import place
from rules.policy import Policy
from rules.refusal import Refusal
from rules.requests import REQUESTS
from rules.words import FINAL, Actor, RequestKind, State
from tests.rules.attempt import attempt
from tests.rules.play import (
    BUYER,
    CLAIM,
    COMEUP,
    CONFIRMED,
    DIRECT,
    EXACT,
    MEDIATOR,
    OPERATOR,
    SELLER,
    STRANGER,
    T0,
)

FIVERR = replace(
    COMEUP,
    name="fiverr_like",
    house="fiverr_like",
    late_grace=Span(time=timedelta(hours=24)),
    later_date_keeps_right=False,
    cancellation_silence="cancels",
    check_window=Span(time=timedelta(days=3)),
)
POLICIES = (COMEUP, DIRECT, CLAIM, CONFIRMED, EXACT, FIVERR)
MOVES_THE_DEADLINE = (Accepted, RevisionAccepted, SupplementCounted, RestartDecided)

words = st.sampled_from(["because", "", " ", "🙂", "<!channel>", "x" * 40])
amounts = st.integers(min_value=-1, max_value=7000)
dates = st.integers(min_value=-48, max_value=900).map(lambda hours: T0 + timedelta(hours=hours))
items = st.sampled_from(["logo", "font", "colour", "nothing"])
CONTENT: dict[str, st.SearchStrategy[Any]] = {
    "reason": words,
    "text": words,
    "content": words,
    "description": words,
    "work": st.lists(words, max_size=2).map(tuple),
    "changes": st.lists(words, max_size=2).map(tuple),
    "items": st.lists(items, max_size=3).map(tuple),
    "item": items,
    "amount": amounts,
    "price": amounts,
    "extra_days": st.integers(min_value=-1, max_value=5),
    "until": dates,
    "due_at": dates,
    "stars": st.integers(min_value=0, max_value=6),
    "complete": st.booleans(),
    "checklist": st.none() | st.lists(st.integers(min_value=0, max_value=4), max_size=4).map(tuple),
    "kind": st.sampled_from(RequestKind),
    "to": st.sampled_from([Actor.SELLER, Actor.BUYER]),
    "role": st.sampled_from([Actor.SELLER, Actor.BUYER]),
    "person": st.sampled_from(["seller", "buyer", "somebody"]),
    "nudge": st.none(),
    "option": st.none() | words,
    "files": st.none(),
    "in_thread": st.booleans(),
}
SAME = ("by", "shown")


@st.composite
def commands(draw: st.DrawFn) -> ask.Command:
    """Any command by anybody, with any content."""
    command = ask.COMMANDS[draw(st.sampled_from(sorted(ask.COMMANDS)))]
    who = draw(st.sampled_from([SELLER, BUYER, MEDIATOR, OPERATOR, STRANGER]))
    names = [name for name in command.__struct_fields__ if name not in SAME]
    return command(by=who, **{name: draw(CONTENT[name]) for name in names})


def anew(order: Order, now: datetime, policy: Policy) -> Iterator[Event]:
    """What the clock owes, with the whole agenda made anew for each moment."""
    final = run_out(order, now, policy)
    while (due := next(iter(pending(order, policy)), None)) is not None and due.at <= now:
        if isinstance(due, Timeout):
            events = tuple(timed_out(order, due, policy))
        else:
            events = (nudged(due, now, moved_on=not holds(final, policy, due.key)),)
        order = fold(order, events)
        yield from events


class OrderLife(RuleBasedStateMachine):
    """One order under one policy; `events` is its whole history."""

    @initialize(
        policy=st.sampled_from(POLICIES), days=st.integers(1, 12), brief=st.sampled_from([(), ("logo",)])
    )
    def begin(self, policy: Policy, days: int, brief: tuple[str, ...]) -> None:
        self.policy, self.now = policy, T0
        placed = place(
            policy,
            ref="C-1",
            title="Logo",
            seller="seller",
            buyer="buyer",
            price=5000,
            currency="EUR",
            duration_days=days,
            paid_at=T0,
            brief=brief,
        )
        self.events: list[Event] = [placed]
        self.order = evolve(None, placed)

    def take(self, events: tuple[Event, ...]) -> None:
        """Each event, with what must hold from one to the next."""
        for event in events:
            before, self.order = self.order, evolve(self.order, event)
            assert before.state not in FINAL or self.order.state is before.state, "a final order came back"
            if before.due_at != self.order.due_at:
                assert isinstance(event, MOVES_THE_DEADLINE), "something else moved the deadline"
            if before.frozen and event.actor is not Actor.MEDIATOR:
                assert self.order.state is State.DISPUTED, "a frozen order moved"
            if isinstance(event, Ending):
                assert self.order.held == 0
            assert self.order.version == before.version + 1
            notices(event, self.order, self.policy)
        self.events += events

    def run_clock(self) -> None:
        while due := tuple(owed(self.order, self.now, self.policy)):
            self.take(due)

    @rule(command=commands())
    def act(self, command: ask.Command) -> None:
        self.run_clock()
        outcome = decide(self.order, command, self.now, self.policy)
        if isinstance(outcome, Refusal):
            return
        assert command.by is not STRANGER
        self.take(outcome)
        self.run_clock()

    @rule(data=st.data())
    def do_what_is_open(self, data: st.DataObject) -> None:
        """Without this, random commands would seldom leave the first state."""
        self.run_clock()
        person = data.draw(st.sampled_from([SELLER, BUYER, MEDIATOR]))
        open_ids = [id for id, one in options(self.order, person, self.now, self.policy).items() if one.open]
        calm = [
            id for id in open_ids if id not in ("withdraw", "decline", "cancel_with_reason", "cancel_late")
        ]
        if not calm:
            return
        id = data.draw(st.sampled_from(sorted(calm)))
        outcome = decide(self.order, attempt(id, person, self.order, self.now), self.now, self.policy)
        assert not isinstance(outcome, Refusal), (id, outcome)
        self.take(outcome)
        self.run_clock()

    @rule(seconds=st.integers(1, 30) | st.integers(3600, 3600 * 60))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.run_clock()

    @rule(step=st.sampled_from([-1, 0, 1]))
    def wait_for_the_next_moment(self, step: int) -> None:
        due = wake_at(self.order, self.policy)
        if due is not None:
            self.now = max(self.now, due + timedelta(seconds=step))
            self.run_clock()

    @rule(days=st.integers(5, 200))
    def sleep_long(self, days: int) -> None:
        """A worker that was away: everything that was due happens once, in order."""
        self.now += timedelta(days=days)
        self.run_clock()

    @invariant()
    def money_adds_up(self) -> None:
        order = self.order
        assert min(order.to_buyer, order.to_seller, order.held) >= 0
        paid = order.to_buyer + order.to_seller + order.held
        assert paid == order.total or (order.state is State.EXPIRED and paid <= order.total)
        assert order.total == order.price + sum(
            event.price for event in self.events if isinstance(event, SupplementCounted)
        )

    @rule(days=st.integers(1, 200))
    def look_anew_after_each_event(self, days: int) -> None:
        """What is worked out at once for a worker that comes so late is what it would find moment by moment."""
        later = self.now + timedelta(days=days)
        assert list(owed(self.order, later, self.policy)) == list(anew(self.order, later, self.policy))

    @invariant()
    def the_history_gives_the_order(self) -> None:
        assert fold(None, self.events) == self.order
        assert [event.at for event in self.events] == sorted(event.at for event in self.events)

    @invariant()
    def one_open_request_of_a_kind_and_only_where_it_lives(self) -> None:
        kinds = [request.kind for request in self.order.requests]
        assert len(kinds) == len(set(kinds))
        assert all(self.order.state in REQUESTS[kind].lives_in for kind in kinds)

    @invariant()
    def nothing_due_is_left_and_the_next_moment_lies_ahead(self) -> None:
        assert all(one.at > self.now for one in pending(self.order, self.policy))

    @invariant()
    def each_nudge_is_dealt_with_once(self) -> None:
        keys = [event.key for event in self.events if isinstance(event, Nudged)]
        assert len(keys) == len(set(keys))

    @invariant()
    def a_missed_nudge_is_never_sent_after_its_end(self) -> None:
        ends = [one for one in pending(self.order, self.policy) if isinstance(one, Moment)]
        assert all(one.ends_at is None or one.at < one.ends_at for one in ends)

    @invariant()
    def an_agreed_later_date_never_removes_the_right_to_cancel(self) -> None:
        order = self.order
        if self.policy.later_date_keeps_right and order.state is State.IN_PROGRESS:
            assert order.due_at is not None
            opens_at = after(order.due_at, self.policy.late_grace, self.policy.zone)
            assert can_cancel_alone(order, self.now, self.policy) == (self.now > opens_at)

    @invariant()
    def a_frozen_order_has_no_requests_and_no_timer(self) -> None:
        if self.order.frozen:
            assert not self.order.requests
            assert not any(isinstance(one, Timeout) for one in pending(self.order, self.policy))

    @invariant()
    def the_chat_is_open_where_it_should_be(self) -> None:
        closed = {State.DELIVERED, State.DISPUTED, State.EXPIRED}
        if self.order.state not in FINAL or self.order.state in closed:
            assert self.order.chat_open(self.now) == (self.order.state not in closed)


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
