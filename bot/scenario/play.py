"""Plays a scenario through the pure law, with a clock of its own, and says the first thing that is not as expected."""

from datetime import datetime
from typing import Any

import msgspec

from bot.scenario.differences import Seen, first_difference
from bot.scenario.mailbox import Mailbox
from bot.scenario.shape import Scenario, Step
from rules.agenda import wake_at
from rules.clock import owed
from rules.commands import COMMANDS, Command, Person
from rules.decide import decide
from rules.effects import Events
from rules.evolve import fold
from rules.notices import notices
from rules.order import Order
from rules.place import place
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import PARTIES, Action, Actor

LISTS = ("work", "changes")
STAFF = {
    Actor.MEDIATOR: Person("mediator", mediator=True),
    Actor.OPERATOR: Person("operator", operator=True),
}


class Difference(msgspec.Struct, frozen=True):
    """The first thing that is not as the scenario says: the line of its step, and what it is, in one line."""

    line: int
    message: str


def play(scenario: Scenario, policy: Policy) -> Difference | None:
    """The first difference between what the scenario expects and what the law does; none when it holds."""
    game = Game(scenario, policy)
    for step in scenario.steps:
        game.advance(step.at)
        message = game.act(step) or first_difference(step.expect, game.seen())
        if message is not None:
            return Difference(step.line, message)
        game.mailbox.empty()
    return None


class Game:
    """An order under way, who was told what since the step before, and the refusal of the step's action."""

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self.policy = policy
        self.now = scenario.order.paid_at
        self.mailbox = Mailbox(scenario.order)
        self.refusal: Refusal | None = None
        ordered = scenario.order
        placed = place(
            policy,
            ref=ordered.ref or "S-1",
            title=ordered.title or scenario.name,
            seller="seller",
            buyer="buyer",
            price=ordered.price,
            currency=ordered.currency,
            duration_days=ordered.duration_days,
            paid_at=ordered.paid_at,
            brief=ordered.brief,
            revisions_included=ordered.revisions_included,
        )
        self.order: Order = fold(None, (placed,))
        self._tell((placed,))

    def advance(self, at: datetime) -> None:
        """Run the clock to this moment (UTC), waking the order at every moment of its agenda on the way, it included."""
        while (moment := self._next()) is not None and moment <= at:
            self.now = max(self.now, moment)
            self._wake()
        self.now = at

    def act(self, step: Step) -> str | None:
        """Carry out the step's action; says so where it is refused and should not be, or the other way round."""
        self.refusal = None
        if step.action is None or step.actor is None:
            return None
        outcome = decide(self.order, self._command(step.actor, step.action, step), self.now, self.policy)
        if not isinstance(outcome, Refusal):
            self._take(outcome)
            self._wake()  # what the action makes due at this very moment
            return f"{step.action} was done, and should be refused" if step.refused else None
        self.refusal = outcome
        field = f" ({outcome.field})" if outcome.field else ""
        return None if step.refused else f"{step.action} is refused: {outcome.reason}{field}"

    def seen(self) -> Seen:
        """What the step's expectations are held against."""
        return Seen(self.order, self.policy, self.now, self.refusal, self.person, self.mailbox.told)

    def person(self, role: Actor) -> Person:
        """Who holds the role now."""
        return Person(self.order.person(role) or "") if role in PARTIES else STAFF[role]

    def _next(self) -> datetime | None:
        moments = (wake_at(self.order, self.policy), self.mailbox.next_at())
        return min((moment for moment in moments if moment is not None), default=None)

    def _wake(self) -> None:
        self._take(tuple(owed(self.order, self.now, self.policy)))
        self.mailbox.let_go(self.now, self.order, self.policy)

    def _take(self, events: Events) -> None:
        for event in events:
            self.order = fold(self.order, (event,))
            self._tell((event,))

    def _tell(self, events: Events) -> None:
        for event in events:
            for notice in notices(event, self.order, self.policy):
                self.mailbox.put(notice, event.at)

    def _command(self, actor: Actor, action: Action, step: Step) -> Command:
        """What is not given is tried empty: the law refuses that, not the scenario."""
        kind = COMMANDS[action]
        fields = [field for field in msgspec.structs.fields(kind) if field.name not in ("by", "shown")]
        given: dict[str, Any] = {
            field.name: step.given[field.name] for field in fields if field.name in step.given
        }
        empty: dict[str, Any] = {
            field.name: () if field.name in LISTS else "" for field in fields if field.required
        }
        if "checklist" in given:
            given["checklist"] = self._numbers(given["checklist"])
        return kind(by=self.person(actor), **empty | given)

    def _numbers(self, lines: object) -> tuple[int, ...]:
        """A checklist's lines are named by their words or their number from 1; 0 is a line that there is not."""
        assert isinstance(lines, tuple)
        words = [text for _, text in self.order.checklist()]
        return tuple(
            words.index(line) + 1 if line in words else int(line) if line.isdecimal() else 0 for line in lines
        )
