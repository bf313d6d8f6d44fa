"""P3: what was asked of an order behaves as if it had been done one thing after another, in an order that respects real time.

Each history is one such order, so it is held to be the witness: no other has to be looked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bot.changing.outcomes import Done, Outcome
from bot.trust.history import Entry, load
from rules.commands import Command
from rules.decide import decide
from rules.evolve import fold
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal


@dataclass
class Asked:
    """A command: when it was asked and answered, by the orders' own clock, and what the answer was. `key`: of its delivery."""

    workspace: str
    order: str
    command: Command
    begun: datetime
    ended: datetime
    outcome: Outcome
    key: str | None = None


def broken_lines(engine: Engine, asked: Iterable[Asked], policy: Policy) -> Iterator[str]:
    """Each answer that no single line of events explains."""
    by_order: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        by_order[one.workspace, one.order].append(one)
    for (workspace, order), some in sorted(by_order.items()):
        yield from unexplained(load(engine, workspace, order), some, policy)


def unexplained(entries: Sequence[Entry], asked: Sequence[Asked], policy: Policy) -> Iterator[str]:
    """Of one order."""
    states = Line(entries)
    placed: list[tuple[int, Asked]] = []
    answered: dict[str, Outcome] = {}
    for one in asked:
        known = one.outcome if one.key is None else answered.setdefault(one.key, one.outcome)
        if known is not one.outcome and isinstance(known, Refusal) and known == one.outcome:
            continue  # delivered again: the answer is that of the first time
        if isinstance(one.outcome, Done):
            at = states.place_of(one.outcome)
            if at is None:
                yield f"P3 {one.command.id} of {one.order} was done, and its events stand nowhere in one piece"
            elif not one.outcome.repeated:
                placed.append((at, one))
                yield from unlawful(states.before(at), one, policy)
        elif isinstance(one.outcome, Refusal):
            yield from groundless(states, one, one.outcome, policy)
    yield from out_of_time(placed)


class Line:
    """A history, and the order after each of its events."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.events = tuple(entry.event for entry in entries)

    def place_of(self, done: Done) -> int | None:
        """Where the events of an answer begin."""
        wanted, count = done.events, len(done.events)
        return next((at for at in range(len(self.events)) if self.events[at : at + count] == wanted), None)

    def before(self, at: int) -> Order:
        return fold(None, self.events[:at])

    def between(self, begun: datetime, ended: datetime) -> Iterator[Order]:
        """As it stood at some moment of these."""
        for count in range(1, len(self.entries) + 1):
            over = count < len(self.entries) and self.entries[count].recorded_at < begun
            if not over and self.entries[count - 1].recorded_at <= ended:
                yield self.before(count)


def unlawful(before: Order, one: Asked, policy: Policy) -> Iterator[str]:
    """What was accepted is what the law makes of the order just before it."""
    assert isinstance(one.outcome, Done)
    lawful = decide(before, one.command, one.outcome.at, policy)
    if isinstance(lawful, Refusal):
        yield f"P3 {one.command.id} of {one.order} was done where the law says {lawful.reason}"
    elif [type(event) for event in lawful] != [type(event) for event in one.outcome.events]:
        yield f"P3 {one.command.id} of {one.order} did something else than the law says"


def groundless(states: Line, one: Asked, refusal: Refusal, policy: Policy) -> Iterator[str]:
    """What was refused is refused by the law at some moment at which it was asked."""
    for order in states.between(one.begun, one.ended):
        for at in (one.begun, one.ended):
            no = decide(order, one.command, at, policy)
            if isinstance(no, Refusal) and no.reason == refusal.reason:
                return
    yield f"P3 {one.command.id} of {one.order} was refused ({refusal.reason}) while nothing spoke against it"


def out_of_time(placed: Sequence[tuple[int, Asked]]) -> Iterator[str]:
    """Whatever was answered before another was asked stands before it."""
    for at, one in placed:
        for later, other in placed:
            if one.ended < other.begun and at > later:
                yield f"P3 {one.command.id} of {one.order} was answered before {other.command.id} was asked, and stands after it"
