"""A workspace on a real database, with its people, and orders in any state by keyword.

`store.order(State.DELIVERED)`, `store.order(State.IN_PROGRESS, late=True, duration_days=5)`: each by the shortest way
that the process has, through the service itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, select

from bot.changing import texts
from bot.db.engine import open_engine
from bot.db.orders import Orders, Row
from bot.db.people import NO_QUIET, People, PersonRow
from bot.ports import Ids, SystemIds
from bot.service import Done, NewOrder, Outcome, Receipt, Service
from bot.trust import history
from bot.trust.verify import verify
from bot.waking.wake import Wake
from rules import commands as ask
from rules.commands import Person
from rules.events import Event
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Action, Actor, RequestKind, State
from tests.fakes import FakeClock

HERE = "workspace_1"
SELLER, BUYER = Person("seller"), Person("buyer")
MEDIATOR, OPERATOR = Person("mediator", mediator=True), Person("operator", operator=True)
STRANGER = Person("stranger")
COMEUP = Policy(name="comeup", house="comeup")


class Store:
    """A migrated database with one workspace, one clock, and everything that stands on them."""

    def __init__(
        self,
        engine: Engine,
        *,
        policy: Policy = COMEUP,
        clock: FakeClock | None = None,
        ids: Ids | None = None,
    ) -> None:
        self.engine = engine
        self.policy = policy
        self.clock = clock or FakeClock()
        self.ids = ids or SystemIds()
        self.service = Service(engine, self.clock, self.ids, policy)
        self.wake = Wake(engine, self.service)
        self.orders = Orders(engine)
        self.people = People(engine, self.clock, self.ids)

    @classmethod
    def at(cls, url: str, **given: Any) -> "Store":
        """On a database that is migrated already; patient, as many tests share few processors."""
        return cls(open_engine(url, durable=False, timeout=60), **given)

    def under(self, policy: Policy) -> "Store":
        """The same database and clock, as the next start with another policy sees them."""
        return Store(self.engine, policy=policy, clock=self.clock, ids=self.ids)

    def person(self, who: Person, *, zone: str = "Europe/Paris", quiet: str | None = NO_QUIET) -> PersonRow:
        """Somebody known; without quiet hours, unless a test is about them."""
        row = PersonRow(
            workspace=HERE,
            id=who.id,
            slack_id=f"U{who.id.upper()}",
            name=who.id.title(),
            email=f"{who.id}@example.org",
            locale="fr",
            zone=zone,
            quiet_hours=quiet,
        )
        self.people.save(row)
        return row

    def place(self, workspace: str = HERE, receipt: Receipt | None = None, **given: Any) -> str:
        """A paid order, paid now; its id."""
        fields: dict[str, Any] = {
            "seller": SELLER.id,
            "buyer": BUYER.id,
            "title": "Logo",
            "price": 5000,
            "currency": "EUR",
            "duration_days": 3,
            "brief": ("logo",),
        } | given
        placed = self.service.place(
            workspace, NewOrder(**fields), by=Actor.OPERATOR, person=None, receipt=receipt
        )
        assert isinstance(placed, Done), placed
        return placed.order_id

    def try_(
        self, id: str, who: Person, action: Action, receipt: Receipt | None = None, **carries: Any
    ) -> Outcome:
        """What comes of an action."""
        command = ask.COMMANDS[action](by=who, **carries)
        return self.service.act(HERE, id, command, receipt=receipt)

    def do(self, id: str, who: Person, action: Action, **carries: Any) -> Done:
        """An action that must be done."""
        outcome = self.try_(id, who, action, **carries)
        assert isinstance(outcome, Done), outcome
        return outcome

    def no(self, id: str, who: Person, action: Action, **carries: Any) -> Refusal:
        """An action that must be refused."""
        outcome = self.try_(id, who, action, **carries)
        assert isinstance(outcome, Refusal), outcome
        return outcome

    def order(self, state: State = State.PENDING, *, late: bool = False, **given: Any) -> str:
        """An order in this state; the clock moves as far as the way there needs. `late`: in progress and past its due date."""
        id = self.place(**given)
        WAYS[state](self, id)
        if late:
            due_at = self.load(id).due_at
            assert state is State.IN_PROGRESS and due_at is not None
            self.clock.at = due_at + timedelta(seconds=1)
            self.wake.run_once()
        assert self.load(id).state is state
        return id

    def row(self, id: str) -> Row:
        """The order as stored."""
        row = self.orders.load(HERE, id)
        assert row is not None
        return row

    def load(self, id: str) -> Order:
        """The order, with its words."""
        return texts.reveal(self.engine, HERE, self.row(id).order)

    def events(self, id: str) -> list[Event]:
        """Its history, with its words."""
        return texts.reveal(self.engine, HERE, [entry.event for entry in history.load(self.engine, HERE, id)])

    def rows(self, table: Table, **where: Any) -> list[Any]:
        """The rows of a table, in the order of its key."""
        asked = select(table).order_by(*table.primary_key).filter_by(**where)
        with self.engine.connect() as connection:
            return list(connection.execute(asked))

    def run_until(self, at: datetime) -> None:
        """Let time pass, and ring each order at its moment."""
        while (due := self.wake.next_at()) is not None and due <= at:
            self.clock.at = max(self.clock.at, due)
            self.wake.run_once()
        self.clock.at = at

    def assert_sound(self) -> None:
        """Every row is what its history says."""
        assert verify(self.engine, self.policy).faults == ()


Way = Callable[[Store, str], object]


def placed(store: Store, id: str) -> None:
    """Nothing more to do."""


def withdrawn(store: Store, id: str) -> None:
    store.do(id, BUYER, Action.WITHDRAW)


def accepted(store: Store, id: str) -> None:
    for item in store.load(id).missing:
        store.do(id, BUYER, Action.SUPPLY, item=item, content="https://example.org/logo.svg")
    store.do(id, SELLER, Action.ACCEPT)


def delivered(store: Store, id: str) -> None:
    accepted(store, id)
    store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)


def asked(store: Store, id: str) -> None:
    delivered(store, id)
    store.do(id, BUYER, Action.REQUEST_REVISION, changes=("bluer",))


def refused(store: Store, id: str) -> None:
    asked(store, id)
    store.do(id, SELLER, Action.REFUSE_REVISION, reason="it is blue")


def disputed(store: Store, id: str) -> None:
    """By an agreed refund: a door that both houses of ComeUp have."""
    accepted(store, id)
    store.do(
        id, BUYER, Action.REQUEST, kind=RequestKind.PARTIAL_REFUND, amount=1000, reason="half is missing"
    )
    store.do(id, SELLER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    store.do(id, BUYER, Action.OPEN_DISPUTE, reason="as agreed")


def completed(store: Store, id: str) -> None:
    delivered(store, id)
    store.do(id, BUYER, Action.CLOSE)


def expired(store: Store, id: str) -> None:
    accepted(store, id)
    store.clock.at = store.load(id).expires_at
    store.wake.run_once()


WAYS: dict[State, Way] = {
    State.PENDING: placed,
    State.IN_PROGRESS: accepted,
    State.DELIVERED: delivered,
    State.REVISION_REQUESTED: asked,
    State.REVISION_REFUSED: refused,
    State.DISPUTED: disputed,
    State.COMPLETED: completed,
    State.CANCELLED: withdrawn,
    State.EXPIRED: expired,
}
