"""The history: append-only, chained, and more trustworthy than the row that it gives (P12)."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.db import tables
from bot.trust import history
from bot.trust.verify import Verdict, verify
from rules.evolve import fold
from rules.words import Action, RequestKind, State
from tests.bot.databases import everything
from tests.factories import BUYER, COMEUP, HERE, SELLER, Store

TRIGGERS = ("history_never_changes", "history_never_shrinks")


def disarm(store: Store) -> None:
    """What somebody with the database in their hands would do first."""
    on = "" if store.engine.dialect.name == "sqlite" else " ON history"
    change(store, *(f"DROP TRIGGER {trigger}{on}" for trigger in TRIGGERS))


def change(store: Store, *statements: str, **values: Any) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def busy(store: Store) -> str:
    """An order that many have touched, beside another."""
    store.order(State.COMPLETED)
    id = store.order(State.IN_PROGRESS, duration_days=9)
    for count in range(3):
        store.do(id, SELLER, Action.PROGRESS, text=f"part {count}")
    store.do(id, SELLER, Action.REQUEST, kind=RequestKind.MISSING_ELEMENTS, items=("font",))
    store.do(id, BUYER, Action.SUPPLY, item="font", content="Inter")
    return id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET recorded_at = recorded_at",
        "UPDATE history SET body = '{}' WHERE seq = 2",
        "DELETE FROM history",
        "DELETE FROM history WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_to_change_a_history(any_store: Store, statement: str) -> None:
    busy(any_store)
    before = everything(any_store)
    with pytest.raises(DatabaseError, match="append-only"):
        change(any_store, statement)
    assert everything(any_store) == before


def test_what_replaces_an_event_is_refused_too(store: Store) -> None:
    busy(store)
    with pytest.raises(DatabaseError, match="append-only"):
        change(store, "INSERT OR REPLACE INTO history SELECT * FROM history")


def test_only_a_workspace_that_is_being_erased_loses_its_history(any_store: Store) -> None:
    busy(any_store)
    any_store.place("workspace_2")
    change(any_store, "INSERT INTO erasures VALUES ('workspace_2', :at)", at=any_store.clock.now())
    with pytest.raises(DatabaseError, match="append-only"):
        change(any_store, "DELETE FROM history")
    with pytest.raises(DatabaseError, match="append-only"):
        change(any_store, "UPDATE history SET body = '{}' WHERE workspace_id = 'workspace_2'")
    change(any_store, "DELETE FROM history WHERE workspace_id = 'workspace_2'")
    assert {row.workspace_id for row in any_store.rows(tables.history)} == {HERE}


def test_the_history_gives_the_order(any_store: Store) -> None:
    id = busy(any_store)
    entries = history.load(any_store.engine, HERE, id)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert fold(None, (entry.event for entry in entries)) == any_store.row(id).order
    assert entries[-1].digest == any_store.row(id).head
    assert [entry.seq for entry in history.load(any_store.engine, HERE, id, until=3)] == [1, 2, 3]


def test_a_database_that_nobody_touched_is_sound(any_store: Store) -> None:
    busy(any_store)
    seen: list[tuple[int, int]] = []
    found = verify(any_store.engine, COMEUP, lambda done, total: seen.append((done, total)))
    assert found == Verdict(orders=2, events=len(any_store.rows(tables.history)), faults=())
    assert seen == [(2, 2)]


Tampering = tuple[str, int | None, str]
LAST = "(SELECT max(seq) FROM history WHERE order_id = :id)"
TAMPERINGS: dict[str, Tampering] = {
    "a body": ("UPDATE history SET body = replace(body, 'font', 'fond') WHERE order_id = :id AND seq = 8",
               8, "digest"),
    "a time": ("UPDATE history SET recorded_at = '2026-03-02 09:00:01' WHERE order_id = :id AND seq = 5",
               5, "digest"),
    "an actor": ("UPDATE history SET actor = 'buyer' WHERE order_id = :id AND seq = 5", 5, "columns"),
    "a kind": ("UPDATE history SET kind = 'message_sent' WHERE order_id = :id AND seq = 5", 5, "columns"),
    "nonsense": ("UPDATE history SET body = 'nonsense' WHERE order_id = :id AND seq = 5", 5, "no event"),
    "a digest": ("UPDATE history SET digest = 'x' WHERE order_id = :id AND seq = 5", 5, "digest"),
    "a seal": ("UPDATE history SET seals = '{}' WHERE order_id = :id AND seq = 5", 5, "digest"),
    "a removed event": ("DELETE FROM history WHERE order_id = :id AND seq = 5", 5, "missing"),
    "a first event removed": ("DELETE FROM history WHERE order_id = :id AND seq = 1", 1, "missing"),
    "a cut tail": (f"DELETE FROM history WHERE order_id = :id AND seq = {LAST}", None, "in version"),
    "no history": ("DELETE FROM history WHERE order_id = :id", None, "history is missing"),
    "words": ("UPDATE texts SET words = 'part 9' WHERE words = 'part 1'", 6, "text of it was changed"),
    "a salt": ("UPDATE texts SET salt = 'x' WHERE words = 'part 1'", 6, "text of it was changed"),
    "a removed text": ("DELETE FROM texts WHERE words = 'part 1'", 6, "text of it is missing"),
    "an added text": ("INSERT INTO texts VALUES ('workspace_1', 'text_x', :id, 's', 'w')", None, "no event"),
    "a state": ("UPDATE orders SET state = 'completed' WHERE id = :id", None, "in state"),
    "a version": ("UPDATE orders SET version = 99 WHERE id = :id", None, "in version"),
    "facts": ("UPDATE orders SET facts = replace(facts, '5000', '9000') WHERE id = :id", None, "in facts"),
    "a wake": ("UPDATE orders SET wake_at = NULL WHERE id = :id", None, "in wake_at"),
    "a buyer": ("UPDATE orders SET buyer_id = 'mallory' WHERE id = :id", None, "in buyer_id"),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_tampering_shows_with_the_first_bad_event(store: Store, tampering: Tampering) -> None:
    statement, seq, what = tampering
    id = busy(store)
    disarm(store)
    change(store, statement, id=id)
    (fault,) = verify(store.engine, COMEUP).faults
    assert (fault.workspace, fault.order, fault.seq) == (HERE, id, seq)
    assert what in fault.what
    assert id in fault.as_text()


def test_a_missing_order_shows(store: Store) -> None:
    id = busy(store)
    raw = store.engine.raw_connection()
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("DELETE FROM orders WHERE id = ?", (id,))
    raw.commit()
    raw.execute("PRAGMA foreign_keys = ON")
    raw.close()
    (fault,) = verify(store.engine, COMEUP).faults
    assert (fault.order, fault.what) == (id, "its row is missing")


def test_a_history_does_not_pass_for_another_orders(store: Store) -> None:
    one, other = store.order(State.PENDING), store.order(State.PENDING)
    disarm(store)
    swap(store, one, other)
    faults = {(fault.order, fault.seq) for fault in verify(store.engine, COMEUP).faults}
    assert faults == {(one, 1), (other, 1)}


def swap(store: Store, one: str, other: str) -> None:
    raw = store.engine.raw_connection()
    raw.execute("PRAGMA foreign_keys = OFF")
    for old, new in ((one, "x"), (other, one), ("x", other)):
        raw.execute("UPDATE history SET order_id = ? WHERE order_id = ?", (new, old))
    raw.commit()
    raw.close()


def test_many_orders_are_looked_at_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.trust.verify.CHUNK", 3)
    for _ in range(7):
        store.place()
    store.place("workspace_2")
    seen: list[tuple[int, int]] = []
    assert verify(store.engine, COMEUP, lambda *done: seen.append(done)).events == 8
    assert seen == [(3, 8), (6, 8), (7, 8), (8, 8)], "none spans two workspaces"
