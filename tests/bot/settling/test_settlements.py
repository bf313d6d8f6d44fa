"""What is owed to whom, after each kind of end; marks on what was paid; the three ways to read it."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, literal, select

from bot.csv_safe import cell
from bot.db.tables import orders
from bot.faults import StartError
from bot.settling.ledger import Ledger, Line
from bot.settling.written import as_csv, as_json, totals
from rules.money import Money
from rules.settlement import Payee
from rules.words import Action, RequestKind, State
from tests.bot.test_cli_store import relance
from tests.factories import BUYER, COMEUP, MEDIATOR, OPERATOR, SELLER, Store

DIRECT = COMEUP.__class__(name="comeup_direct", house="comeup", partial_refund="direct")


def ledger(store: Store) -> Ledger:
    return Ledger(store.engine, store.clock)


def told(store: Store, **given: object) -> list[tuple[Payee, int, int, str]]:
    """Payee, owed, left, because."""
    return [(line.payee, line.owed, line.left, line.how) for line in ledger(store).lines(**given)]  # type: ignore[arg-type]


def ref_of(store: Store, id: str) -> str:
    return store.load(id).ref


@pytest.mark.parametrize(
    ("state", "owed"),
    [
        (State.COMPLETED, [(Payee.SELLER, 5000, 5000, "close")]),
        (State.CANCELLED, [(Payee.BUYER, 5000, 5000, "withdraw")]),
        (State.EXPIRED, [(Payee.PLATFORM, 5000, 5000, "expire")]),
        (State.PENDING, []),
        (State.IN_PROGRESS, []),
        (State.DELIVERED, []),
        (State.DISPUTED, []),
    ],
)
def test_each_end_owes_what_the_process_says(
    any_store: Store, state: State, owed: list[tuple[Payee, int, int, str]]
) -> None:
    any_store.order(state)
    assert told(any_store) == owed


def test_a_split_owes_both(store: Store) -> None:
    id = store.order(State.DISPUTED)
    store.do(id, MEDIATOR, Action.DECIDE_SPLIT, reason="half", amount=1000)
    assert told(store) == [
        (Payee.BUYER, 1000, 1000, "decide_split"),
        (Payee.SELLER, 4000, 4000, "decide_split"),
    ]


def test_a_void_order_owes_its_buyer_everything(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    store.do(id, OPERATOR, Action.VOID, reason="a test")
    assert told(store) == [(Payee.BUYER, 5000, 5000, "void")]


def test_a_refund_paid_on_the_way_is_owed_at_once_and_the_rest_at_the_end(any_store: Store) -> None:
    """Policy `direct`: the order goes on; a mark on the first share leaves the later ones to be paid."""
    store = any_store.under(DIRECT)
    id = store.order(State.IN_PROGRESS)
    store.do(id, BUYER, Action.REQUEST, kind=RequestKind.PARTIAL_REFUND, amount=1000, reason="late")
    store.do(id, SELLER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    assert told(store) == [(Payee.BUYER, 1000, 1000, "partial_refund")]
    ledger(store).pay([ref_of(store, id)])
    assert told(store) == []
    store.do(id, SELLER, Action.CANCEL_WITH_REASON, reason="I cannot")
    assert told(store) == [(Payee.BUYER, 5000, 4000, "cancel_with_reason")]


def test_a_mark_is_kept_and_taken_back(any_store: Store) -> None:
    ref = ref_of(any_store, any_store.order(State.COMPLETED))
    (paid,) = ledger(any_store).pay([ref.lower()])
    assert (paid.left, paid.paid_at) == (0, any_store.clock.real())
    assert told(any_store) == []
    assert told(any_store, paid=True) == told(any_store, paid=None) == [(Payee.SELLER, 5000, 0, "close")]
    with pytest.raises(StartError, match="nothing is left to pay"):
        ledger(any_store).pay([ref])
    ledger(any_store).take_back([ref])
    assert told(any_store) == [(Payee.SELLER, 5000, 5000, "close")]
    with pytest.raises(StartError, match="nothing is marked as paid"):
        ledger(any_store).take_back([ref])


def test_all_are_marked_or_none(store: Store) -> None:
    ref = ref_of(store, store.order(State.COMPLETED))
    with pytest.raises(StartError, match=r"C-9999: no order has this reference; nothing was changed"):
        ledger(store).pay([ref, "C-9999"])
    assert told(store) == [(Payee.SELLER, 5000, 5000, "close")]


def test_an_order_that_goes_on_owes_nothing_yet(store: Store) -> None:
    ref = ref_of(store, store.order(State.IN_PROGRESS))
    with pytest.raises(
        StartError, match=f"{ref}: it has not ended, and owes nothing yet; nothing was changed"
    ):
        ledger(store).pay([ref])


def test_one_payee_of_a_split(store: Store) -> None:
    id = store.order(State.DISPUTED)
    store.do(id, MEDIATOR, Action.DECIDE_SPLIT, reason="half", amount=1000)
    ledger(store).pay([ref_of(store, id)], Payee.BUYER)
    assert told(store) == [(Payee.SELLER, 4000, 4000, "decide_split")]


def test_the_same_reference_in_two_workspaces_is_asked_about(store: Store) -> None:
    ref = ref_of(store, store.order(State.COMPLETED))
    with store.engine.begin() as connection:
        copy = {column.name: column for column in orders.c} | {"workspace_id": literal("workspace_2")}
        connection.execute(insert(orders).from_select(list(copy), select(*copy.values())))
    with pytest.raises(StartError, match="several workspaces; name one with --workspace"):
        ledger(store).pay([ref])
    Ledger(store.engine, store.clock, "workspace_2").pay([ref])
    assert [line.workspace for line in ledger(store).lines()] == ["workspace_1"]


def test_a_span_of_days_holds_its_beginning_and_not_its_end(store: Store) -> None:
    store.order(State.CANCELLED)
    at = store.clock.now()
    assert len(told(store, since=at)) == 1
    assert told(store, until=at) == []
    assert told(store, since=at + timedelta(seconds=1)) == []


def test_totals_are_by_payee_and_currency(store: Store) -> None:
    store.order(State.COMPLETED)
    store.order(State.COMPLETED, price=700)
    store.order(State.CANCELLED, currency="USD")
    assert totals(ledger(store).lines()) == [
        (Payee.BUYER, Money(5000, "USD")),
        (Payee.SELLER, Money(5700, "EUR")),
    ]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_a_formula(begins: str) -> None:
    assert cell(f"{begins}HYPERLINK(1)") == f"'{begins}HYPERLINK(1)"
    assert (cell("Bea"), cell(None), cell(5000)) == ("Bea", "", "5000")


def line(store: Store) -> Line:
    store.order(State.COMPLETED)
    return ledger(store).lines()[0]


def test_json_and_csv_say_the_same(store: Store) -> None:
    one = line(store)
    read = json.loads(as_json(one))
    (row,) = csv.DictReader(io.StringIO(as_csv([one])))
    assert (read["ref"], read["payee"], read["owed"], read["left"]) == (one.ref, "seller", 5000, 5000)
    assert (row["ref"], row["payee"], row["owed"], row["left"], row["name"]) == (
        one.ref,
        "seller",
        "5000",
        "5000",
        "Seller",
    )


def test_an_operator_lists_marks_and_takes_back(store: Store, tmp_path: Path) -> None:
    def say(*words: str) -> tuple[int, str, str]:
        done = relance("settlements", *words, database=str(store.engine.url), folder=tmp_path)
        return done.returncode, done.stdout, done.stderr

    assert say() == (0, "nothing to settle\n", "")
    ref = ref_of(store, store.order(State.COMPLETED))
    code, out, _ = say()
    assert code == 0
    assert ref in out
    assert "left to pay, seller: €50.00" in out
    assert say("done", ref) == (0, f"{ref}: €50.00 to the seller is marked as paid\n", "")
    assert say() == (0, "nothing to settle\n", "")
    assert say("done", ref) == (2, "", f"{ref}: nothing is left to pay; nothing was changed\n")
    assert say("undone", ref) == (0, f"{ref}: €50.00 to the seller is to be paid again\n", "")
    assert ref in say("--csv")[1]
    assert json.loads(say("--json")[1])["left"] == 5000
