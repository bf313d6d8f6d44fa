"""What comes again: the same delivery has one effect and one answer (P2, rule 13)."""

import os
from datetime import timedelta
from typing import Any

from bot.db import tables
from bot.db.receipts import KEPT_FOR
from bot.service import Done, Mismatch, Receipt
from rules.refusal import Refusal
from rules.words import Action, Reason, State
from tests.bot.databases import at_once, everything
from tests.factories import BUYER, SELLER, Store

DELIVERIES = int(os.environ.get("DELIVERIES", "3"))
"""That come eight times at once."""


def test_the_same_delivery_has_one_effect_and_one_answer(any_store: Store) -> None:
    id = any_store.place(brief=())
    click = Receipt("trigger-1")
    first = any_store.try_(id, SELLER, Action.ACCEPT, receipt=click)
    assert isinstance(first, Done)
    after_the_first = everything(any_store)
    any_store.clock.move(hours=71)
    again = any_store.try_(id, SELLER, Action.ACCEPT, receipt=click)
    assert isinstance(again, Done)
    assert again.repeated
    assert (again.order, again.events, again.at) == (first.order, first.events, first.at)
    assert everything(any_store) == after_the_first


def test_the_answer_to_a_repeat_is_the_one_of_then_though_the_order_went_on(store: Store) -> None:
    id = store.place(brief=())
    click = Receipt("trigger-1")
    first = store.try_(id, SELLER, Action.ACCEPT, receipt=click)
    store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)
    again = store.try_(id, SELLER, Action.ACCEPT, receipt=click)
    assert isinstance(first, Done) and isinstance(again, Done)
    assert again.order.state is State.IN_PROGRESS
    assert (again.order, again.events) == (first.order, first.events)


def test_a_repeated_refusal_stays_refused_though_it_would_be_open_by_now(store: Store) -> None:
    id = store.order(State.IN_PROGRESS, duration_days=1)
    click = Receipt("trigger-1")
    first = store.try_(id, BUYER, Action.CANCEL_LATE, receipt=click)
    due_at = store.load(id).due_at
    assert due_at is not None
    assert first == Refusal(Reason.NOT_LATE_YET, opens_at=due_at)
    store.clock.at = due_at + timedelta(seconds=1)
    assert store.try_(id, BUYER, Action.CANCEL_LATE, receipt=click) == first
    assert store.load(id).state is State.IN_PROGRESS
    store.do(id, BUYER, Action.CANCEL_LATE)


def test_a_refusal_keeps_its_facts_with_their_types(store: Store) -> None:
    id = store.order(State.CANCELLED)
    click = Receipt("trigger-1")
    first = store.try_(id, SELLER, Action.ACCEPT, receipt=click)
    assert isinstance(first, Refusal)
    until = store.load(id).chat_until
    assert first.facts == {"since": store.clock.now(), "how": Action.WITHDRAW, "until": until}
    assert store.try_(id, SELLER, Action.ACCEPT, receipt=click) == first


def test_a_refusal_for_a_field_uses_up_no_key(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    form = Receipt("view-1")
    assert isinstance(store.try_(id, SELLER, Action.PROGRESS, receipt=form, text=" "), Refusal)
    assert isinstance(store.try_(id, SELLER, Action.PROGRESS, receipt=form, text="half done"), Done)


def test_a_key_that_refusals_do_not_use_up_is_free_again(store: Store) -> None:
    id = store.place(brief=())
    key = Receipt("key-1", refusals=False)
    assert isinstance(store.try_(id, BUYER, Action.ACCEPT, receipt=key), Refusal)
    assert isinstance(store.try_(id, SELLER, Action.ACCEPT, receipt=key), Done)


def test_the_same_key_with_other_content_does_nothing(any_store: Store) -> None:
    id = any_store.order(State.IN_PROGRESS)
    any_store.try_(id, SELLER, Action.PROGRESS, text="one", receipt=Receipt("key-1", "digest of one"))
    before = everything(any_store)
    again = any_store.try_(id, SELLER, Action.PROGRESS, text="two", receipt=Receipt("key-1", "digest of two"))
    assert again == Mismatch("key-1")
    assert everything(any_store) == before


def test_a_key_may_be_used_again_after_72_hours(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    key = Receipt("key-1")
    store.try_(id, SELLER, Action.PROGRESS, text="one", receipt=key)
    store.clock.at += KEPT_FOR
    outcome = store.try_(id, SELLER, Action.PROGRESS, text="two", receipt=key)
    assert isinstance(outcome, Done)
    assert not outcome.repeated


def test_each_workspace_has_its_own_keys(store: Store) -> None:
    one = store.place(receipt=Receipt("key-1"))
    other = store.place("workspace_2", receipt=Receipt("key-1"))
    assert one != other


def test_a_rehearsal_ages_no_receipt(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    key = Receipt("key-1")
    store.try_(id, SELLER, Action.PROGRESS, text="one", receipt=key)
    store.clock.offset += timedelta(days=30)
    outcome = store.try_(id, SELLER, Action.PROGRESS, text="one", receipt=key)
    assert isinstance(outcome, Done) and outcome.repeated


def test_an_order_is_placed_once_for_one_key(any_store: Store) -> None:
    id = any_store.place(receipt=Receipt("key-1"))
    any_store.do(id, BUYER, Action.WITHDRAW)
    assert any_store.place(receipt=Receipt("key-1")) == id
    assert len(any_store.rows(tables.orders)) == 1


def test_a_delivery_that_comes_eight_times_at_once_has_one_effect(any_store: Store) -> None:
    id = any_store.order(State.IN_PROGRESS)
    before = any_store.row(id).order.version
    for number in range(1, DELIVERIES + 1):
        outcomes: list[Any] = []
        given = {"text": "half", "receipt": Receipt(f"event-{number}")}

        def deliver(nth: int, outcomes: list[Any] = outcomes, given: dict[str, Any] = given) -> None:
            outcomes.append(any_store.try_(id, SELLER, Action.PROGRESS, **given))

        at_once(deliver, 8)
        assert any_store.row(id).order.version == before + number
        assert sorted(one.repeated for one in outcomes) == [False] + [True] * 7
        assert len({one.order.version for one in outcomes}) == 1
