"""Anything by anybody at any time: the database holds what the pure law says, and its history folds to it."""

import shutil
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.changing.texts import reveal
from bot.db.receipts import KEPT_FOR
from bot.service import Done, Receipt
from bot.trust.verify import verify
from rules import commands as ask
from rules.agenda import wake_at
from rules.clock import owed
from rules.commands import Command, Person
from rules.decide import decide
from rules.effects import Events
from rules.events import Event
from rules.evolve import evolve
from rules.options import options
from rules.order import Order
from rules.place import place
from rules.policy import Policy
from rules.refusal import Refusal
from tests.factories import BUYER, HERE, MEDIATOR, OPERATOR, SELLER, STRANGER, Store
from tests.fakes import T0
from tests.rules.attempt import attempt
from tests.rules.test_machine import POLICIES, commands

Outcome = Events | Refusal


class TwoOrders(RuleBasedStateMachine):
    """The same order twice: in memory by the law alone, and on a database by the service and the waking."""

    migrated: Path
    folder: Path
    numbers = count()

    @initialize(
        policy=st.sampled_from(POLICIES), days=st.integers(1, 9), brief=st.sampled_from([(), ("logo",)])
    )
    def begin(self, policy: Policy, days: int, brief: tuple[str, ...]) -> None:
        file = shutil.copy(self.migrated, self.folder / f"{next(self.numbers)}.db")
        self.store = Store.at(f"sqlite:///{file}", policy=policy)
        self.store.clock.at = T0
        self.id = self.store.place(duration_days=days, brief=brief)
        placed = place(
            policy, ref=self.store.row(self.id).order.ref, title="Logo", seller="seller", buyer="buyer", price=5000,
            currency="EUR", duration_days=days, paid_at=T0, brief=brief,
        )  # fmt: skip
        self.policy = policy
        self.events: list[Event] = [placed]
        self.order: Order = evolve(None, placed)
        self.last: tuple[Command, Receipt, Outcome, datetime] | None = None

    def take(self, events: Events) -> None:
        for event in events:
            self.order = evolve(self.order, event)
        self.events += events

    def run_clock(self) -> None:
        self.take(tuple(owed(self.order, self.store.clock.at, self.policy)))

    def both(self, command: Command) -> None:
        """In the law, then in the service, with its waking before or not."""
        self.run_clock()
        expected = decide(self.order, command, self.store.clock.at, self.policy)
        if not isinstance(expected, Refusal):
            self.take(expected)
            self.run_clock()
        receipt = Receipt(f"delivery-{next(self.numbers)}")
        outcome = self.store.service.act(HERE, self.id, command, receipt=receipt)
        self.same(outcome, expected)
        self.last = (command, receipt, expected, self.store.clock.at)

    def same(self, outcome: Any, expected: Outcome) -> None:
        if isinstance(expected, Refusal):
            assert outcome == expected
        else:
            assert isinstance(outcome, Done)
            assert self.revealed(outcome.events) == expected

    def revealed(self, value: Any) -> Any:
        return reveal(self.store.engine, HERE, value)

    @rule(command=commands())
    def anything(self, command: Command) -> None:
        self.both(command)

    @rule(data=st.data(), person=st.sampled_from([SELLER, BUYER, MEDIATOR]))
    def what_is_open(self, data: st.DataObject, person: Person) -> None:
        """Without this, random commands would seldom leave the first state."""
        self.run_clock()
        now = self.store.clock.at
        ending = ("withdraw", "decline", "cancel_with_reason", "cancel_late")
        found = options(self.order, person, now, self.policy).items()
        open_ids = sorted(id for id, one in found if one.open and id not in ending)
        if open_ids:
            self.both(attempt(data.draw(st.sampled_from(open_ids)), person, self.order, now))

    @rule(who=st.sampled_from([SELLER, OPERATOR, STRANGER]))
    def somebody_writes(self, who: Person) -> None:
        self.both(ask.Message(by=who, text="text_0123"))

    @rule()
    def the_last_delivery_comes_again(self) -> None:
        if self.last is not None:
            command, receipt, expected, at = self.last
            for_a_field = isinstance(expected, Refusal) and expected.field is not None
            if for_a_field or self.store.clock.at >= at + KEPT_FOR:
                return
            self.same(self.store.service.act(HERE, self.id, command, receipt=receipt), expected)

    @rule(seconds=st.integers(1, 30) | st.integers(3600, 3600 * 60), rung=st.booleans())
    def wait(self, seconds: int, *, rung: bool) -> None:
        self.store.clock.at += timedelta(seconds=seconds)
        if rung:
            self.ring()

    @rule(step=st.sampled_from([-1, 0, 1]))
    def wait_for_the_next_moment(self, step: int) -> None:
        due = wake_at(self.order, self.policy)
        if due is not None:
            self.store.clock.at = max(self.store.clock.at, due + timedelta(seconds=step))
            self.ring()

    @rule(days=st.integers(5, 100))
    def nobody_is_there_for_days(self, days: int) -> None:
        self.store.clock.at += timedelta(days=days)

    def ring(self) -> None:
        self.store.wake.run_once()
        self.run_clock()

    @invariant()
    def the_database_holds_what_the_law_says(self) -> None:
        self.store.service.tick(HERE, self.id)
        self.run_clock()
        row = self.store.row(self.id)
        assert self.store.load(self.id) == self.order
        assert row.wake_at == wake_at(self.order, self.policy)
        assert self.store.events(self.id) == self.events

    def teardown(self) -> None:
        if hasattr(self, "store"):
            faults = verify(self.store.engine, self.policy).faults
            self.store.engine.dispose()
            assert faults == ()


def test_the_service_does_what_the_law_says(migrated: Path, tmp_path: Path) -> None:
    class Machine(TwoOrders):
        pass

    Machine.migrated, Machine.folder = migrated, tmp_path
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
