"""act() and place(): what the law decides is stored, all of it, in one transaction."""

from datetime import timedelta

from bot.db import tables
from bot.service import Done, NewOrder, Taken
from rules import commands as ask
from rules import events as did
from rules.refusal import Refusal
from rules.words import Action, Actor, Reason, State
from tests.bot.databases import everything, statements
from tests.factories import BUYER, HERE, MEDIATOR, SELLER, STRANGER, Store


def test_a_command_changes_row_history_and_outbox_together(any_store: Store) -> None:
    id = any_store.place(brief=())
    done = any_store.do(id, SELLER, Action.ACCEPT)
    assert [type(one) for one in done.events] == [did.Accepted]
    row = any_store.row(id)
    assert row.order == done.order
    assert row.order.state is State.IN_PROGRESS
    assert [type(one) for one in any_store.events(id)] == [did.OrderPlaced, did.Accepted, did.Nudged]
    notices = [row.notice for row in any_store.rows(tables.outbox, kind="notice")]
    assert sorted(notices) == ["accept", "order_placed", "order_placed", "stage_guide"]
    any_store.assert_sound()


def test_the_row_says_what_is_searched_for(store: Store) -> None:
    id = store.order(State.DISPUTED)
    store.do(id, MEDIATOR, Action.TAKE_CASE)
    (row,) = store.rows(tables.orders)
    order = store.load(id)
    assert (row.ref, row.ref_key, row.state, row.version) == ("C-1001", "c-1001", "disputed", order.version)
    assert (row.seller_id, row.buyer_id, row.mediator_id) == ("seller", "buyer", "mediator")
    assert (row.due_at, row.case_opened_at) == (order.due_at, order.case_opened_at)


def test_a_refusal_changes_nothing_but_keeps_what_the_clock_owed(any_store: Store) -> None:
    id = any_store.order(State.IN_PROGRESS)
    before = everything(any_store)
    assert any_store.no(id, SELLER, Action.CLOSE).reason is Reason.BUYER_ONLY
    assert everything(any_store) == before
    any_store.clock.at += timedelta(days=5)
    assert any_store.no(id, SELLER, Action.CLOSE).reason is Reason.BUYER_ONLY
    assert any(isinstance(one, did.Nudged) and "late" in one.nudge for one in any_store.events(id))
    any_store.assert_sound()


def test_a_late_clock_decides_before_the_person_does(store: Store) -> None:
    """The order lapsed while no worker ran: accepting it is refused, and it says so (P8)."""
    id = store.place(brief=())
    store.clock.move(days=3)
    refused = store.no(id, SELLER, Action.ACCEPT)
    assert refused.reason is Reason.ORDER_CANCELLED
    order = store.load(id)
    lapsed = store.events(id)[-1]
    assert isinstance(lapsed, did.Lapsed)
    assert lapsed.at == order.paid_at + timedelta(hours=48)
    (*_, written) = store.rows(tables.history)
    assert (written.at, written.recorded_at) == (lapsed.at, store.clock.now())


def test_an_unknown_order_and_one_of_another_workspace_look_the_same(any_store: Store) -> None:
    id = any_store.place()
    command = ask.Withdraw(by=BUYER)
    foreign = any_store.service.act("workspace_2", id, command)
    assert foreign == any_store.service.act(HERE, "order_nothing", command)
    assert foreign == Refusal(Reason.NOT_YOURS)
    assert any_store.no(id, STRANGER, Action.WITHDRAW) == foreign


def test_time_never_runs_backwards_in_a_history(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    store.do(id, SELLER, Action.PROGRESS, text="half done")
    noon = store.clock.at
    store.clock.move(hours=-2)
    done = store.do(id, SELLER, Action.PROGRESS, text="more")
    assert done.at == noon
    moments = [one.at for one in store.events(id)]
    assert moments == sorted(moments)


def test_a_transition_is_one_select_and_one_update_of_its_order(store: Store) -> None:
    id = store.place(brief=())
    with statements(store.engine) as seen:
        store.do(id, SELLER, Action.ACCEPT)
    verbs = [" ".join(statement.split()[:3]) for statement in seen if not statement.startswith("BEGIN")]
    assert verbs == [
        "SELECT orders.workspace_id, orders.id,",
        "UPDATE orders SET",
        "INSERT INTO history",
        "INSERT INTO outbox",
    ]


def test_hooks_are_called_after_a_commit_that_wrote(store: Store) -> None:
    seen: list[int] = []
    store.service.committed.append(lambda: seen.append(len(store.rows(tables.history))))
    id = store.place(brief=())
    assert seen == [1]
    store.no(id, SELLER, Action.CLOSE)
    assert seen == [1]
    store.do(id, SELLER, Action.ACCEPT)
    assert seen == [1, 3]


def test_numbers_count_from_1001_in_each_workspace_and_skip_what_people_chose(store: Store) -> None:
    store.place(ref="c-1002")
    assert [store.row(store.place()).order.ref for _ in range(3)] == ["C-1001", "C-1003", "C-1004"]
    other = store.place("workspace_2")
    loaded = store.orders.load("workspace_2", other)
    assert loaded is not None and loaded.order.ref == "C-1001"


def test_a_chosen_reference_is_kept_as_it_stands_and_given_once_in_whatever_case(store: Store) -> None:
    id = store.place(ref="Été 2026/ß")
    assert store.row(id).order.ref == "Été 2026/ß"
    new = NewOrder(
        seller="seller", buyer="buyer", title="x", price=1, currency="EUR", duration_days=1, ref="ÉTÉ 2026/SS"
    )
    assert store.service.place(HERE, new, by=Actor.OPERATOR, person=None) == Taken("ÉTÉ 2026/SS")
    assert len(store.rows(tables.orders)) == 1


def test_an_order_paid_long_ago_is_brought_up_to_now_at_once(store: Store) -> None:
    id = store.place(paid_at=store.clock.now() - timedelta(days=3))
    assert store.load(id).state is State.CANCELLED
    store.assert_sound()


def test_an_order_remembers_who_made_it(store: Store) -> None:
    new = NewOrder(seller="seller", buyer="buyer", title="x", price=1, currency="EUR", duration_days=1)
    made = store.service.place(HERE, new, by=Actor.SELLER, person="seller")
    assert isinstance(made, Done)
    (placed,) = made.events
    assert (placed.actor, placed.person, placed.at) == (Actor.SELLER, "seller", store.clock.now())
