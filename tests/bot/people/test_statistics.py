"""What histories say about a seller: how orders ended, deliveries, how fast messages were answered, reviews."""

from datetime import timedelta

import pytest

from bot.people.statistics import of_seller
from rules.record import Statistics, finished
from rules.stats import Finished, Outcome
from rules.words import Action, State
from tests.factories import BUYER, COMEUP, HERE, MEDIATOR, OPERATOR, SELLER, Store


def read(store: Store, id: str) -> Finished:
    found = finished(store.events(id))
    assert found is not None
    return found


def found(store: Store) -> Statistics:
    return of_seller(store.engine, HERE, SELLER.id, store.clock.now(), COMEUP)


def test_an_order_that_goes_on_says_nothing_yet(store: Store) -> None:
    assert finished(store.events(store.order(State.DELIVERED))) is None


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (State.COMPLETED, Outcome.COMPLETED),
        (State.CANCELLED, Outcome.WITHDRAWN),
        (State.EXPIRED, Outcome.EXPIRED),
    ],
)
def test_an_end_is_read_from_the_history(store: Store, state: State, outcome: Outcome) -> None:
    assert read(store, store.order(state)).outcome is outcome


def test_before_acceptance_it_matters_who_let_it_go(store: Store) -> None:
    declined, lapsed = store.place(), store.place()
    store.do(declined, SELLER, Action.DECLINE, reason="away")
    store.run_until(store.clock.now() + timedelta(hours=48))
    assert read(store, declined).outcome is Outcome.DECLINED
    assert read(store, lapsed).outcome is Outcome.LAPSED
    assert read(store, lapsed).accepted_at is None


def test_whoever_ends_an_accepted_order_early_it_counts_as_cancelled(store: Store) -> None:
    void, reason, dispute = (
        store.order(State.IN_PROGRESS),
        store.order(State.IN_PROGRESS),
        store.order(State.DISPUTED),
    )
    store.do(void, OPERATOR, Action.VOID, reason="a test")
    store.do(reason, SELLER, Action.CANCEL_WITH_REASON, reason="ill")
    store.do(dispute, MEDIATOR, Action.DECIDE_REFUND, reason="nothing came")
    assert {read(store, id).outcome for id in (void, reason, dispute)} == {Outcome.CANCELLED}


def test_a_redelivery_counts_from_the_request_of_its_revision(store: Store) -> None:
    id = store.order(State.DELIVERED)
    first = store.clock.now()
    store.clock.move(hours=5)
    asked = store.clock.now()
    store.do(id, BUYER, Action.REQUEST_REVISION, changes=("bluer",))
    store.clock.move(hours=30)
    store.do(id, SELLER, Action.ACCEPT_REVISION)
    due_at = store.load(id).due_at
    store.clock.move(hours=20)
    store.do(id, SELLER, Action.DELIVER, work=("bleu",), complete=True)
    store.do(id, BUYER, Action.CLOSE)
    deliveries = read(store, id).deliveries
    assert [(one.started_at, one.delivered_at) for one in deliveries] == [
        (first, first),
        (asked, asked + timedelta(hours=50)),
    ]
    assert deliveries[1].due_at == due_at


def test_a_message_is_answered_by_the_next_message_or_action(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    for action in (Action.MESSAGE, Action.PROGRESS):
        store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="alors ?")
        store.clock.move(hours=2)
        store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="je relance")
        store.clock.move(hours=1)
        store.do(id, SELLER, action, text="voici")
        store.do(id, SELLER, Action.MESSAGE, in_thread=True, text="et voilà")
    store.do(id, SELLER, Action.CANCEL_WITH_REASON, reason="ill")
    assert read(store, id).responses == (timedelta(hours=3), timedelta(hours=3))


def test_a_seller_sees_their_own_orders_of_the_window(any_store: Store) -> None:
    for _ in range(5):
        any_store.order(State.COMPLETED)
    assert found(any_store).rates.finished == 5
    assert found(any_store).rates.completion is not None
    assert of_seller(any_store.engine, HERE, BUYER.id, any_store.clock.now(), COMEUP).rates.finished == 0
    assert (
        of_seller(any_store.engine, "elsewhere", SELLER.id, any_store.clock.now(), COMEUP).rates.finished == 0
    )
    any_store.clock.move(days=200)
    assert found(any_store).rates.finished == 0


def test_reviews_come_with_their_words_the_newest_first(store: Store) -> None:
    for stars, text in ((5, "parfait"), (4, "bien"), (4, None)):
        id = store.order(State.COMPLETED)
        store.do(id, BUYER, Action.REVIEW, stars=stars, text=text)
        store.clock.move(hours=1)
    assert [(one.stars, one.text) for one in found(store).reviews] == [(4, None), (4, "bien"), (5, "parfait")]
    assert (found(store).count, found(store).average) == (3, 43)


def test_a_service_that_takes_longer_than_it_is_sold_for_is_named(store: Store) -> None:
    for _ in range(5):
        id = store.order(State.IN_PROGRESS, title="Logo animé")
        store.clock.move(days=5)
        store.wake.run_once()
        store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)
        store.do(id, BUYER, Action.CLOSE)
    (advice,) = found(store).advice
    assert (advice.title, advice.sold_days, advice.needed_days, advice.deliveries) == ("Logo animé", 3, 5, 5)
    on_time = found(store).rates.on_time
    assert on_time is not None
    assert (on_time.hits, on_time.total) == (0, 5)
