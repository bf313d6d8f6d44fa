"""One line per order (P3): races on both engines, and answers made up so that the check must turn red."""

import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.changing.outcomes import Done
from bot.db import orders
from rules import commands as ask
from rules.commands import Person
from rules.refusal import Refusal
from rules.words import Action, Reason, State
from tests.bot.databases import at_once
from tests.factories import BUYER, COMEUP, HERE, MEDIATOR, SELLER, Store
from tests.fakes import FakeClock
from tests.faults.one_line import Asked, broken_lines
from tests.faults.plants import swapped

RACES = int(os.environ.get("RACES", "20"))
"""Orders over which six hands race, on each engine."""

STATES = (State.PENDING, State.IN_PROGRESS, State.DELIVERED, State.REVISION_REQUESTED, State.DISPUTED)
TOUCHES: tuple[tuple[Person, Action, dict[str, Any]], ...] = (
    (SELLER, Action.ACCEPT, {}),
    (SELLER, Action.PROGRESS, {"text": "half done"}),
    (SELLER, Action.DELIVER, {"work": ("voilà",), "complete": True}),
    (SELLER, Action.ACCEPT_REVISION, {}),
    (SELLER, Action.REFUSE_REVISION, {"reason": "it is blue"}),
    (BUYER, Action.WITHDRAW, {}),
    (BUYER, Action.MESSAGE, {"text": "hello"}),
    (BUYER, Action.CLOSE, {}),
    (BUYER, Action.REQUEST_REVISION, {"changes": ("bluer",)}),
    (BUYER, Action.OPEN_DISPUTE, {"reason": "not as agreed"}),
    (MEDIATOR, Action.TAKE_CASE, {}),
    (MEDIATOR, Action.DECIDE_PAY, {"reason": "it was delivered"}),
    (MEDIATOR, Action.DECIDE_REFUND, {"reason": "it was not"}),
)


@dataclass
class Ticking(FakeClock):
    """Each look is a little later than the one before, whoever looks: what came first is never in doubt."""

    looking: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        with self.looking:
            self.at += timedelta(microseconds=50)
            return self.at


def asked(store: Store, order: str, who: Person, action: Action, **carries: Any) -> Asked:
    """A command, with the moments around it."""
    command = ask.COMMANDS[action](by=who, **carries)
    begun = store.clock.now()
    outcome = store.service.act(HERE, order, command)
    return Asked(HERE, order, command, begun, store.clock.now(), outcome)


def race(store: Store, order: str, seed: int) -> list[Asked]:
    """Six hands at once, three touches each."""
    heard: list[Asked] = []

    def hand(nth: int) -> None:
        chance = random.Random(seed * 10 + nth)
        for _ in range(3):
            who, action, carries = chance.choice(TOUCHES)
            heard.append(asked(store, order, who, action, **carries))

    at_once(hand, 6)
    return heard


def raced(store: Store, races: int) -> Iterator[tuple[list[Asked], list[str]]]:
    """Each race, and what no single line explains of it."""
    ticking = Store(store.engine, clock=Ticking())
    for seed in range(races):
        heard = race(ticking, ticking.order(STATES[seed % len(STATES)]), seed)
        yield heard, list(broken_lines(store.engine, heard, COMEUP))


def test_what_six_hands_do_at_once_is_one_line_of_events(any_store: Store, record_property: Any) -> None:
    found, done, refused = [], 0, 0
    for heard, broken in raced(any_store, RACES):
        found += broken
        done += sum(isinstance(one.outcome, Done) for one in heard)
        refused += sum(isinstance(one.outcome, Refusal) for one in heard)
    record_property("races", RACES)
    assert found == []
    assert done > RACES
    assert refused > RACES
    any_store.assert_sound()


def test_without_a_lock_and_a_version_the_check_turns_red(store: Store) -> None:
    """What was decided on a stale row is found by the answers alone, whatever the chain says."""
    with no_safety() as stale:
        ticking = Store(store.engine, clock=Ticking())
        order = ticking.order(State.IN_PROGRESS)
        with store.engine.begin() as connection:
            stale[order] = orders.lock(connection, HERE, order)
        heard = [asked(ticking, order, SELLER, Action.DELIVER, work=("voilà",), complete=True)]
        heard.append(asked(ticking, order, BUYER, Action.CLOSE))
    (fault,) = broken_lines(store.engine, heard, COMEUP)
    assert fault == f"P3 close of {order} was refused (order_in_progress) while nothing spoke against it"


@contextmanager
def no_safety() -> Iterator[dict[str, Any]]:
    """An order is decided on as it was read once, for as long as it stands here."""
    stale: dict[str, Any] = {}
    lock = orders.lock
    with swapped(
        orders,
        lock=lambda connection, workspace, order: stale.get(order) or lock(connection, workspace, order),
    ):
        yield stale


def made_up(store: Store) -> tuple[str, list[Asked]]:
    """Two true answers, one after the other."""
    ticking = Store(store.engine, clock=Ticking())
    order = ticking.order(State.IN_PROGRESS)
    first = asked(ticking, order, SELLER, Action.PROGRESS, text="one")
    return order, [first, asked(ticking, order, SELLER, Action.PROGRESS, text="two")]


def test_an_answer_that_stands_in_the_wrong_place_is_found(store: Store) -> None:
    order, (first, second) = made_up(store)
    assert list(broken_lines(store.engine, [first, second], COMEUP)) == []
    first.begun, first.ended = second.ended + timedelta(1), second.ended + timedelta(2)
    (fault,) = broken_lines(store.engine, [first, second], COMEUP)
    assert fault == f"P3 progress of {order} was answered before progress was asked, and stands after it"


def test_what_was_done_against_the_law_is_found(store: Store) -> None:
    order, (first, _) = made_up(store)
    first.command = ask.Close(by=BUYER)
    (fault,) = broken_lines(store.engine, [first], COMEUP)
    assert fault == f"P3 close of {order} was done where the law says order_in_progress"


def test_what_was_done_and_stands_nowhere_is_found(store: Store) -> None:
    order, (first, _) = made_up(store)
    assert isinstance(first.outcome, Done)
    first.outcome = replace(first.outcome, events=first.outcome.events * 2)
    (fault,) = broken_lines(store.engine, [first], COMEUP)
    assert fault == f"P3 progress of {order} was done, and its events stand nowhere in one piece"


@pytest.mark.parametrize("reason", [Reason.FROZEN, Reason.NOT_YOURS])
def test_a_refusal_without_a_ground_is_found(store: Store, reason: Reason) -> None:
    order, (first, _) = made_up(store)
    first.outcome = Refusal(reason)
    (fault,) = broken_lines(store.engine, [first], COMEUP)
    assert fault == f"P3 progress of {order} was refused ({reason}) while nothing spoke against it"
