"""What comes at once, and what is cut off: nothing is lost, nothing is half done (P1, P3)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.db import tables
from bot.service import NewOrder, Receipt
from rules import events as did
from rules.refusal import Refusal
from rules.words import Action, Actor, Reason, State
from tests.bot.databases import Cut, at_once, cut_at, everything
from tests.factories import BUYER, HERE, SELLER, Store


def test_eight_threads_with_fifty_commands_each_lose_nothing(any_store: Store) -> None:
    store = any_store
    id = store.order(State.IN_PROGRESS)
    before = store.row(id).order.version

    def write(nth: int) -> None:
        for count in range(50):
            store.do(id, SELLER, Action.PROGRESS, text=f"{nth}/{count}")

    at_once(write, 8)
    notes = [one.text for one in store.events(id) if isinstance(one, did.ProgressNoted)]
    assert sorted(notes) == sorted(f"{nth}/{count}" for nth in range(8) for count in range(50))
    assert store.row(id).order.version == before + 400
    store.assert_sound()


def test_of_two_who_end_an_order_at_once_one_wins_and_the_other_is_told(any_store: Store) -> None:
    for _ in range(10):
        id = any_store.place(brief=())
        outcomes: dict[int, Any] = {}

        def end(nth: int, id: str = id, outcomes: dict[int, Any] = outcomes) -> None:
            who, action = [(BUYER, Action.WITHDRAW), (SELLER, Action.ACCEPT)][nth]
            outcomes[nth] = any_store.try_(id, who, action)

        at_once(end, 2)
        refused = [one for one in outcomes.values() if isinstance(one, Refusal)]
        assert len(refused) == 1
        assert refused[0].reason in (Reason.ORDER_CANCELLED, Reason.ORDER_IN_PROGRESS)
    any_store.assert_sound()


def test_references_given_at_once_are_all_different(any_store: Store) -> None:
    at_once(lambda nth: [any_store.place() for _ in range(10)].clear(), 8)
    refs = sorted(row.ref for row in any_store.rows(tables.orders))
    assert refs == [f"C-{number}" for number in range(1001, 1081)]


def test_a_reference_chosen_twice_at_once_is_given_once(any_store: Store) -> None:
    outcomes: list[Any] = []

    def choose(nth: int) -> None:
        new = NewOrder(
            seller="seller", buyer="buyer", title="x", price=1, currency="EUR", duration_days=1, ref="Launch"
        )
        outcomes.append(any_store.service.place(HERE, new, by=Actor.OPERATOR, person=None))

    at_once(choose, 4)
    assert sorted(type(one).__name__ for one in outcomes) == ["Done", "Taken", "Taken", "Taken"]


def test_who_loses_by_the_version_decides_again_on_the_fresh_row(store: Store) -> None:
    """Where rows were not locked, the version would still tell."""
    id = store.order(State.IN_PROGRESS)
    version = store.row(id).order.version
    updates: list[str] = []

    def interfere(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("UPDATE orders"):
            updates.append(statement)
            if len(updates) == 1:  # somebody else was faster, between our reading and our writing
                connection.connection.cursor().execute("UPDATE orders SET version = version + 7")

    event.listen(store.engine, "before_cursor_execute", interfere)
    try:
        store.do(id, SELLER, Action.PROGRESS, text="half done")
    finally:
        event.remove(store.engine, "before_cursor_execute", interfere)
    assert len(updates) == 2
    assert store.row(id).order.version == version + 1
    assert len([one for one in store.events(id) if isinstance(one, did.ProgressNoted)]) == 1
    store.assert_sound()


Work = Callable[[Store, str, str], object]
KEY = Receipt("key")
WORKS: dict[str, Work] = {
    "place": lambda store, late, fresh: store.place(receipt=KEY),
    "accept": lambda store, late, fresh: store.try_(fresh, SELLER, Action.ACCEPT, receipt=KEY),
    "cancel": lambda store, late, fresh: store.try_(late, BUYER, Action.CANCEL_LATE, receipt=KEY),
    "refused": lambda store, late, fresh: store.try_(late, SELLER, Action.CANCEL_LATE, receipt=KEY),
    "message": lambda store, late, fresh: store.try_(
        late, SELLER, Action.MESSAGE, in_thread=True, text="sorry", receipt=KEY
    ),
    "tick": lambda store, late, fresh: store.service.tick(HERE, late),
}


@pytest.mark.parametrize("work", WORKS.values(), ids=list(WORKS))
def test_whatever_stops_between_two_statements_leaves_nothing_half_done(any_store: Store, work: Work) -> None:
    late = any_store.order(State.IN_PROGRESS)
    any_store.clock.move(days=5)
    fresh = any_store.place(brief=())
    before = everything(any_store)
    for nth in range(50):
        try:
            with cut_at(any_store.engine, nth):
                work(any_store, late, fresh)
        except Cut:
            assert everything(any_store) == before, nth
        else:
            break
    assert nth > 3
    assert everything(any_store) != before
    any_store.assert_sound()
