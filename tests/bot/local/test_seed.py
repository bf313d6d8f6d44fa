"""What a newcomer finds."""

from typing import cast

from bot.db import tables
from bot.local.seed import BUYER, SELLER, seed
from bot.parts import Parts
from rules.words import State
from tests.factories import HERE, Store


def test_two_services_and_one_order_that_waits_for_its_brief(store: Store) -> None:
    assert seed(cast("Parts", store), HERE)
    assert {(row.title, row.price, row.currency) for row in store.rows(tables.services)} == {
        ("Logo animé", 5_000, "EUR"),
        ("Landing page", 18_000, "EUR"),
    }
    (row,) = store.orders.of_person(HERE, store.people.by_slack(HERE, SELLER).id)
    assert row.order.state is State.PENDING
    assert row.order.buyer == store.people.by_slack(HERE, BUYER).id
    assert row.order.missing
    store.assert_sound()


def test_it_is_put_there_once(store: Store) -> None:
    seed(cast("Parts", store), HERE)
    assert not seed(cast("Parts", store), HERE)
    assert len(store.rows(tables.orders)) == 1
    assert len(store.rows(tables.services)) == 2
