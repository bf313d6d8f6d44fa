"""What goes wrong on the way to Slack: nothing is lost, nothing is said twice, and one lane alone waits."""

import itertools
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.sending.claims import LEASE
from bot.slack.answers import Answer, Held, Refused, Taken, Unknown, Unreached
from playground.webapi.limits import RateLimits
from rules.commands import Person
from rules.words import Action
from tests.bot.databases import at_once
from tests.bot.post import FakeSlack, Post, answer, gone, lost
from tests.factories import BUYER, SELLER, Store

SELLERS, BUYERS = "DSELLER", "DBUYER"


@pytest.fixture
def post(any_store: Store) -> Post:
    """An order whose cards stand; nothing is left to say."""
    made = Post(any_store)
    any_store.place()
    made.send_all()
    made.slack.calls.clear()
    any_store.clock.move(minutes=1)
    return made


def write(post: Post, text: str = "Bonjour") -> None:
    """One message to the seller, and nothing else to say."""
    id = post.rows()[0].order_id
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text=text)
    for row in post.rows(state="waiting", kind="card"):
        post.change(row, state="stale")


def said(post: Post, text: str = "Bonjour") -> int:
    """How many messages say so."""
    return sum(text in message["text"] for message in post.slack.messages)


def the_row(post: Post) -> Any:
    return post.rows(notice="message")[-1]


def test_when_slack_asks_to_wait_the_lane_waits_at_least_so_long(post: Post) -> None:
    write(post)
    post.slack.turns = [answer(Held(30.0))]
    post.send()
    assert (the_row(post).state, the_row(post).attempts) == ("waiting", 0)
    post.store.clock.move(seconds=29)
    post.send()
    assert said(post) == 0
    post.store.clock.move(seconds=1)
    post.send()
    assert said(post) == 1


def test_other_conversations_go_on_meanwhile(post: Post) -> None:
    write(post)
    post.slack.turns = [answer(Held(20.0))]
    post.send()
    post.store.do(post.rows()[0].order_id, SELLER, Action.MESSAGE, in_thread=True, text="Réponse")
    post.send()
    assert (said(post, "Réponse"), said(post, "Bonjour")) == (1, 0)


@pytest.mark.parametrize("trouble", [Unreached("no_connection"), Unknown("http_500"), Held(1.0)])
def test_troubles_of_slack_never_use_up_a_row(post: Post, trouble: Answer) -> None:
    """For an hour, then all is said, once (P10)."""
    write(post)
    for _ in range(40):
        post.slack.turns = [answer(trouble)] * 4
        post.send()
        post.store.clock.move(seconds=90)
    post.slack.turns = []
    post.send_all()
    assert said(post) == 1
    assert the_row(post).state == "sent"


def test_pauses_grow_and_stay_within_a_minute(post: Post) -> None:
    write(post)
    tries = []
    for second in range(150):
        before = len(post.slack.calls)
        post.slack.turns = [answer(Unreached("no_connection"))]
        post.send()
        if len(post.slack.calls) > before:
            tries.append(second)
        post.store.clock.move(seconds=1)
    pauses = [later - first for first, later in itertools.pairwise(tries)]
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[0] < pauses[-1] <= 31


def test_a_message_whose_answer_was_lost_is_found_and_not_said_again(post: Post) -> None:
    write(post)
    post.slack.turns = [lost]
    post.send()
    post.store.clock.move(seconds=5)
    post.send_all()
    assert said(post) == 1
    assert the_row(post).state == "sent"
    (look,) = post.slack.asked("conversations.replies")
    assert look["include_all_metadata"]
    assert look["limit"] <= 15


def test_in_a_busy_thread_it_is_found_behind_all_that_was_said_before(post: Post) -> None:
    for number in range(20):
        write(post, f"Bonjour {number}")
        post.send_all()
    write(post, "Et encore")
    post.slack.turns = [lost]
    post.send()
    post.store.clock.move(seconds=5)
    post.send_all()
    assert said(post, "Et encore") == 1
    assert the_row(post).state == "sent"


def test_a_message_that_never_came_is_said_again(post: Post) -> None:
    write(post)
    post.slack.turns = [answer(Unknown("timeout"))]
    post.send()
    post.store.clock.move(seconds=5)
    post.send_all()
    assert said(post) == 1


def test_where_history_may_not_be_read_it_is_said_again(post: Post) -> None:
    """The one window in which a second copy may appear (P5)."""
    write(post)
    post.slack.turns = [lost, answer(Refused("missing_scope"))]
    post.send()
    post.store.clock.move(seconds=5)
    post.send_all()
    assert said(post) == 2
    assert the_row(post).state == "sent"


def test_a_card_whose_answer_was_lost_is_found(any_store: Store) -> None:
    post = Post(any_store)
    any_store.place()

    def lose_posts(slack: FakeSlack, method: str, arguments: dict[str, Any]) -> Answer | None:
        return lost(slack, method, arguments) if method == "chat.postMessage" else None

    post.slack.turns = [lose_posts] * 6
    post.send()
    any_store.clock.move(seconds=5)
    post.send_all()
    assert len(post.slack.roots(SELLERS)) == len(post.slack.roots(BUYERS)) == 1
    assert len(post.slack.to(SELLERS)) == len(post.slack.to(BUYERS)) == 2
    assert post.ends() == {"sent": 4}


def test_a_sender_that_died_is_followed_and_its_late_end_is_not_written(post: Post) -> None:
    write(post)
    dead = post.claim()
    assert post.send() == 0
    post.store.clock.at += LEASE
    post.send_all()
    assert said(post) == 1
    before = the_row(post)
    assert not post.finish(dead, Taken({"channel": SELLERS, "ts": "1.1"}))
    assert the_row(post) == before


def test_a_late_end_is_not_written_while_somebody_else_is_at_it(post: Post) -> None:
    write(post)
    slow = post.claim()
    post.store.clock.at += LEASE
    other = post.claim()
    assert not post.finish(slow, Refused("is_archived"))
    assert the_row(post).state == "sending"
    assert post.finish(other, Refused("missing_scope"))  # (a look: it goes on with the message itself)
    post.send_all()
    assert said(post) == 1


def test_death_between_slacks_yes_and_our_commit_says_it_once(post: Post) -> None:
    write(post)
    dead = post.claim()
    post.slack.take("chat.postMessage", post.composer.compose(dead).arguments)  # type: ignore[union-attr]
    post.store.clock.at += LEASE
    post.send_all()
    assert said(post) == 1
    assert the_row(post).state == "sent"


@pytest.mark.parametrize("reason", ["is_archived", "invalid_blocks", "msg_too_long", "user_disabled"])
def test_what_slack_will_never_take_is_refused_with_slacks_word_and_the_lane_goes_on(
    post: Post, reason: str
) -> None:
    write(post, "jamais")
    post.slack.turns = [answer(Refused(reason))]
    post.send()
    assert (the_row(post).state, the_row(post).reason) == ("refused", reason)
    write(post, "un kiwi")
    post.send_all()
    assert said(post, "un kiwi") == 1


def test_a_row_that_cannot_be_drawn_is_parked_after_five_tries_and_harms_nobody(post: Post) -> None:
    write(post)
    post.renderer.broken = "message"
    post.store.do(post.rows()[0].order_id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.send_all(200)
    assert (the_row(post).state, the_row(post).reason, the_row(post).attempts) == ("refused", "attempts", 5)
    assert said(post, "voilà") == 2  # the seller is told it, and who gave it sees that it went


def test_a_row_that_kills_its_sender_is_parked_after_five_leases(post: Post) -> None:
    write(post)
    begun = post.store.clock.real()
    for _ in range(5):
        post.claim()
        post.store.clock.at += LEASE
    post.send_all()
    assert (the_row(post).state, the_row(post).reason) == ("refused", "attempts")
    assert post.store.clock.real() - begun <= 5 * LEASE + timedelta(seconds=2)


def test_a_card_that_is_gone_is_posted_anew_and_the_thread_goes_on_there(post: Post) -> None:
    (old,) = post.slack.roots(SELLERS)
    post.store.do(post.rows()[0].order_id, BUYER, Action.SUPPLY, item="logo", content="voilà")

    def no_edits(slack: FakeSlack, method: str, arguments: dict[str, Any]) -> Answer | None:
        return gone(slack, method, arguments) if method == "chat.update" else None

    post.slack.turns = [no_edits] * 3
    post.send_all()
    assert post.slack.roots(SELLERS)[0]["ts"] == old["ts"]
    assert len(post.slack.roots(SELLERS)) == 2
    (supplied,) = [message for message in post.slack.to(SELLERS) if "voilà" in message["text"]]
    assert supplied["thread_ts"] == post.slack.roots(SELLERS)[-1]["ts"]


def test_two_workers_never_say_the_same(any_store: Store) -> None:
    first = Post(any_store)
    id = any_store.place()
    for number in range(6):
        any_store.do(id, BUYER, Action.MESSAGE, in_thread=True, text=f"n°{number}")
    posts = [first, Post(any_store)]
    posts[1].slack = first.slack

    def work(nth: int) -> None:
        posts[nth].send()

    for _ in range(30):
        at_once(work, 2)
        any_store.clock.move(seconds=1)
    rows = Counter(m["metadata"]["event_payload"]["row"] for m in first.slack.messages)
    replies = [m for m in first.slack.messages if "thread_ts" in m]
    assert len({m["metadata"]["event_payload"]["row"] for m in replies}) == len(replies)
    assert max(rows.values()) <= 1
    assert first.ends() == {"sent": len(first.rows())}


def test_slacks_own_limits_are_never_met(store: Store) -> None:
    """Twelve conversations, a flood, and a Slack that enforces: no 429, and not much slower than it allows."""
    post = Post(store)
    limits = RateLimits(lambda: store.clock.real().timestamp())
    refused: list[str] = []

    def enforce(slack: FakeSlack, method: str, arguments: dict[str, Any]) -> Answer | None:
        tier = {"users.info": 4, "chat.postMessage": 0}.get(method, 3)
        wait = limits.retry_after(method, tier, str(arguments.get("channel", "")))
        if wait:
            refused.append(method)
        return Held(float(wait)) if wait else None

    orders = []
    for number in range(6):
        for role in ("s", "b"):
            store.person(Person(f"{role}{number}"))
        orders.append(store.place(seller=f"s{number}", buyer=f"b{number}"))
    for id in orders:
        buyer = Person(store.load(id).buyer)
        for number in range(15):
            store.do(id, buyer, Action.MESSAGE, in_thread=True, text=str(number))
    begun = store.clock.real()
    post.slack.turns = [enforce] * 10_000
    for _ in range(400):
        post.send()
        if not post.claims.open_now():
            break
        store.clock.move(seconds=0.25)
    assert refused == []
    assert post.claims.open_now() == 0
    spent = (store.clock.real() - begun).total_seconds()
    assert spent <= 1.1 * (17 - 5) + 2


def test_a_card_that_is_found_shows_the_order_as_it_is_by_then(any_store: Store) -> None:
    """What happened meanwhile put no second row beside one that was still to be drawn."""
    post = Post(any_store)
    id = any_store.place(brief=())

    def lost_once(slack: FakeSlack, method: str, arguments: dict[str, Any]) -> Answer | None:
        mine = method == "chat.postMessage" and arguments["channel"] == SELLERS and not slack.roots(SELLERS)
        return lost(slack, method, arguments) if mine else None

    post.slack.turns = [lost_once] * 12
    post.send()
    assert "En attente" in post.slack.roots(SELLERS)[0]["text"]
    any_store.do(id, BUYER, Action.WITHDRAW)
    post.send_all()
    (card,) = post.slack.roots(SELLERS)
    assert "Annulée" in card["text"]
