"""The morning's digest on a real database: for whom, once, by however many workers, and true when it is said."""

from datetime import timedelta

import pytest

from bot.db import tables
from bot.waking.digests import Digests
from rules.words import Action, State
from tests.bot.databases import at_once, statements
from tests.bot.post import Post
from tests.factories import BUYER, HERE, SELLER, Store


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def rung(post: Post) -> Digests:
    return Digests(post.store.engine, post.store.clock, post.store.policy)


def mornings(post: Post) -> list[str]:
    """Every digest that stands in the seller's conversation."""
    return [m["text"] for m in post.slack.roots("DSELLER") if m["text"].startswith("*Votre journée*")]


def to_the_morning(post: Post) -> Digests:
    """An order that waits to be accepted; the clock at the seller's next digest."""
    id = post.store.place()
    post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.send_all()
    found = rung(post)
    at = found.next_at()
    assert at is not None
    post.store.clock.move(seconds=(at - post.store.clock.now()).total_seconds())
    return found


def test_who_sells_an_open_order_is_rung_each_morning_and_told_once(post: Post) -> None:
    digests = to_the_morning(post)
    assert digests.run_once() == 1
    assert digests.run_once() == 0
    post.send_all()
    (said,) = mornings(post)
    assert "C-1001" in said
    assert "accepter ou refuser la commande" in said
    at = digests.next_at()
    assert at is not None and at - post.store.clock.now() > timedelta(hours=22)


def test_two_workers_ring_once(post: Post) -> None:
    to_the_morning(post)
    workers = [rung(post), rung(post)]

    def ring(nth: int) -> None:
        workers[nth].run_once()

    at_once(ring, 2)
    assert len(post.rows(notice="digest")) == 1


def test_a_second_ring_of_the_same_day_says_nothing(post: Post) -> None:
    digests = to_the_morning(post)
    digests.run_once()
    post.store.people.change(HERE, "seller", wake_at=post.store.clock.now(), zone="Asia/Tokyo")
    rung(post).run_once()
    assert len(post.rows(notice="digest")) == 1


def test_what_was_done_before_it_is_said_leaves_nothing_to_say(post: Post) -> None:
    digests = to_the_morning(post)
    digests.run_once()
    (id,) = [row.id for row in post.store.rows(tables.orders)]
    post.store.do(id, SELLER, Action.DECLINE, reason="Trop de travail")
    post.send_all()
    (row,) = post.rows(notice="digest")
    assert (row.state, row.reason) == ("stale", "nothing_to_do")
    assert mornings(post) == []


def test_nobody_who_wants_none_is_rung_again(post: Post) -> None:
    digests = to_the_morning(post)
    post.store.people.change(HERE, "seller", digest=False)
    digests.run_once()
    assert digests.next_at() is None
    assert post.rows(notice="digest") == []


def test_after_the_last_order_ended_nobody_is_rung(post: Post) -> None:
    digests = to_the_morning(post)
    (id,) = [row.id for row in post.store.rows(tables.orders)]
    post.store.do(id, SELLER, Action.DECLINE, reason="Trop de travail")
    digests.run_once()
    assert digests.next_at() is None


def test_sellers_of_an_earlier_version_are_armed_at_the_start(post: Post) -> None:
    post.store.order(State.IN_PROGRESS)
    post.store.people.change(HERE, "seller", wake_at=None)
    digests = rung(post)
    digests.arm_all()
    assert digests.next_at() is not None


def test_an_idle_look_is_one_statement(post: Post) -> None:
    digests = rung(post)
    with statements(post.store.engine) as seen:
        digests.run_once()
    assert len([one for one in seen if one.startswith("SELECT")]) == 1
