"""Plays a scenario twice, through the pure law and through the service on a database, and holds one against the other."""

from datetime import datetime

import msgspec
from sqlalchemy import select, update

from bot.changing.outgoing import MEDIATORS
from bot.db.tables import outbox
from bot.scenario.play import Game
from bot.scenario.shape import PersonSpec, Scenario, Step
from bot.service import Done
from rules.agenda import holds, wake_at
from rules.commands import Person
from rules.effects import Events
from rules.events import Event
from rules.notices import HANDED_OVER, Notice, reported
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Actor
from tests.factories import HERE, MEDIATOR, OPERATOR, Store

Told = list[tuple[Actor, frozenset[str]]]


class PureGame(Game):
    """The player of scenarios, which also remembers what happened."""

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self.events: list[Event] = []
        super().__init__(scenario, policy)

    def _tell(self, events: Events) -> None:
        self.events += events
        super()._tell(events)


class StoredGame:
    """The same order on a database, with a sender that says what is due and still true."""

    def __init__(self, store: Store, scenario: Scenario) -> None:
        self.store = store
        self.told: Told = []
        self.refusal: Refusal | None = None
        ordered = scenario.order
        self.know("seller", ordered.seller)
        self.know("buyer", ordered.buyer)
        store.person(MEDIATOR)
        store.person(OPERATOR)
        store.clock.at = ordered.paid_at
        self.id = store.place(
            ref=ordered.ref or "S-1",
            title=ordered.title or scenario.name,
            price=ordered.price,
            currency=ordered.currency,
            duration_days=ordered.duration_days,
            brief=ordered.brief,
            revisions_included=ordered.revisions_included,
            paid_at=ordered.paid_at,
        )
        self.say()

    def know(self, id: str, person: PersonSpec) -> None:
        hours = person.quiet_hours
        quiet = "" if hours is None else f"{hours.start:%H:%M}-{hours.end:%H:%M}"
        self.store.person(Person(id), zone=person.zone, quiet=quiet)

    def advance(self, at: datetime) -> None:
        """As the worker does: wake at each moment, send what has its time."""
        while (moment := self.next()) is not None and moment <= at:
            self.store.clock.at = max(self.store.clock.at, moment)
            self.store.wake.run_once()
            self.say()
        self.store.clock.at = at
        self.say()

    def next(self) -> datetime | None:
        waiting = select(outbox.c.not_before).where(outbox.c.state == "waiting")
        with self.store.engine.connect() as connection:
            moments = [row.not_before for row in connection.execute(waiting)]
        moments += [due] if (due := self.store.wake.next_at()) is not None else []
        return min((moment for moment in moments), default=None)

    def act(self, game: Game, step: Step) -> None:
        self.refusal = None
        if step.action is not None and step.actor is not None:
            outcome = self.store.service.act(HERE, self.id, game._command(step.actor, step.action, step))
            self.refusal = outcome if isinstance(outcome, Refusal) else None
            assert isinstance(outcome, Done | Refusal)
            self.say()

    def say(self) -> None:
        """Send what is due: read again before it goes, as the claim does (P7)."""
        now, order = self.store.clock.now(), self.store.row(self.id).order
        for row in sorted(self.store.rows(outbox, state="waiting"), key=lambda row: (row.lane, row.place)):
            if row.not_before > now:
                continue
            over = row.valid_until is not None and row.valid_until <= now
            untrue = row.key is not None and not holds(order, self.store.policy, row.key)
            if row.kind == "notice" and not over and not untrue:
                notice = msgspec.json.decode(row.body, type=Notice)
                assert notice.to is Actor(row.to_role)
                if notice.id == HANDED_OVER:  # to who held the role before: no scenario has words for them
                    assert row.recipient != order.person(notice.to)
                else:
                    assert row.recipient == (
                        order.person(notice.to) if row.recipient != MEDIATORS else MEDIATORS
                    )
                    self.told.append((notice.to, reported(notice)))
            with self.store.engine.begin() as connection:
                done = update(outbox).where(outbox.c.workspace_id == HERE, outbox.c.id == row.id)
                connection.execute(done.values(state="stale" if over or untrue else "sent"))


def play_both(scenario: Scenario, store: Store) -> None:
    """After each step: the same order, history, wake and refusal, and the same people told the same."""
    pure, stored = PureGame(scenario, store.policy), StoredGame(store, scenario)
    for step in scenario.steps:
        pure.advance(step.at)
        stored.advance(step.at)
        pure_refusal = act_pure(pure, stored, step)
        where = f"line {step.line}"
        assert stored.refusal == pure_refusal, where
        row = store.row(stored.id)
        assert store.load(stored.id) == pure.order, where
        assert row.wake_at == wake_at(pure.order, store.policy), where
        assert store.events(stored.id) == pure.events, where
        for role in (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR):
            told = [ids for to, ids in stored.told if to is role]
            assert sorted(map(sorted, told)) == sorted(map(sorted, pure.mailbox.told(role))), (where, role)
        pure.mailbox.empty()
        stored.told.clear()
    store.assert_sound()


def act_pure(pure: PureGame, stored: StoredGame, step: Step) -> Refusal | None:
    """The same command in both; the stored one first, since the pure one makes it from the order before it."""
    stored.act(pure, step)
    pure.act(step)
    return pure.refusal
