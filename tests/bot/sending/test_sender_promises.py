"""The outbox's finer promises: no detour is forgotten, nothing waits behind what Slack holds back, nothing is said late."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError

from bot.db import tables
from bot.render import Message
from bot.sending import replies
from bot.sending.claims import LEASE
from bot.sending.rows import Call, Claim, Nothing, Step
from bot.sending.sender import START, Sender
from bot.slack.answers import Unknown, Unreached
from rules.commands import Person
from rules.words import Action, Nudge
from tests import loops
from tests.bot.databases import at_once
from tests.bot.post import Post, answer, lost
from tests.bot.sending.test_sender_faults import said, the_row, write
from tests.factories import BUYER, HERE, SELLER, Store

POST = "chat.postMessage"


@pytest.fixture
def post(any_store: Store) -> Post:
    """An order whose cards stand; nothing is left to say."""
    made = Post(any_store)
    any_store.place()
    made.send_all()
    made.slack.calls.clear()
    any_store.clock.move(minutes=1)
    return made


def lane(post: Post, name: str) -> Any:
    (row,) = post.store.rows(tables.lanes, workspace_id=HERE, lane=name)
    return row


def test_after_a_restart_a_lane_that_failed_still_waits_longer_each_time(post: Post) -> None:
    write(post)
    waits = []
    for _ in range(4):
        post.slack.turns = [answer(Unreached("no_connection"))]
        post.send()
        free_at = lane(post, SELLER.id).free_at
        waits.append((free_at - post.store.clock.real()).total_seconds())
        post.store.clock.at = free_at
        restarted = Post(post.store)
        restarted.slack = post.slack
        post = restarted
    assert waits == [1, 2, 4, 8]
    post.send_all()
    assert lane(post, SELLER.id).failures == 0


def test_a_lost_message_is_found_however_long_nobody_could_look(post: Post) -> None:
    """Slack took it, then was away for half an hour."""
    write(post)
    post.slack.turns = [lost]
    post.send()
    for _ in range(60):
        post.store.clock.move(seconds=31)
        post.slack.turns = [answer(Unknown("http_500"))]
        post.send()
    post.slack.turns = []
    post.send_all()
    assert said(post) == 1
    message = next(message for message in post.slack.messages if "Bonjour" in message["text"])
    oldest = float(post.slack.asked("conversations.replies")[-1]["oldest"])
    assert 0 < float(message["ts"]) - oldest <= 60


def test_two_who_fell_asleep_over_a_row_leave_the_first_ones_message_to_be_found(post: Post) -> None:
    """Each took the row and did not come back; the next looks back to the first."""
    write(post)
    looked = []
    for _ in range(3):
        looked.append(post.claim().row.progress.since)
        post.store.clock.move(seconds=LEASE.total_seconds() + 1)
    assert looked[0] is None
    assert looked[1] == looked[2] is not None


def dies(post: Post, *, after: Step | None = None) -> Step:
    """Somebody takes the row and dies, once Slack took the call where its step is that one; which step it was."""
    claim = post.claim()
    if claim.plan.step is after:
        call = post.composer.compose(claim)
        assert isinstance(call, Call)
        post.slack.take(call.method, call.arguments)
    post.store.clock.move(seconds=LEASE.total_seconds() + 1)
    return claim.plan.step


def test_a_card_whose_five_senders_died_is_found_and_no_second_one_follows(any_store: Store) -> None:
    """The third of them had posted it."""
    post = Post(any_store)
    any_store.place()
    while (claim := post.claim()).plan.step is not Step.ROOT:
        post.finish(claim, post.slack.take(*told(post, claim)))
    card = claim.row
    post.settling.give_back(claim)
    post.change(card, attempts=2)
    assert [dies(post, after=Step.ROOT) for _ in range(3)] == [Step.ROOT, Step.LOOK, Step.LOOK]
    post.send_all()
    assert len(post.slack.roots("DSELLER")) == len(post.slack.roots("DBUYER")) == 1
    assert post.rows(id=card.id)[0].state == "sent"


def told(post: Post, claim: Claim) -> tuple[str, dict[str, Any]]:
    call = post.composer.compose(claim)
    assert isinstance(call, Call)
    return call.method, call.arguments


def test_who_dies_looking_is_not_followed_for_ever(post: Post) -> None:
    write(post)
    steps = [dies(post) for _ in range(10)]
    assert steps == [Step.REPLY] + [Step.LOOK] * 9
    post.send_all()
    assert (the_row(post).state, the_row(post).reason, said(post)) == ("refused", "attempts", 0)


def test_a_reminder_that_may_stand_there_is_looked_for_though_it_makes_no_sense_any_more(
    any_store: Store,
) -> None:
    """A card was posted for its sake, and must be found."""
    post = Post(any_store)
    id = any_store.place()
    any_store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.send_all()
    any_store.run_until(any_store.load(id).paid_at + timedelta(hours=25))
    with any_store.engine.begin() as connection:
        connection.execute(delete(tables.cards))  # the thread goes on below a second card
    (reminder,) = post.rows(notice=Nudge.ACCEPT_SOON, state="waiting")
    for row in post.rows(state="waiting", kind="card"):
        post.change(row, state="stale")
    any_store.clock.at = max(any_store.clock.at, reminder.not_before)
    post.slack.turns = [lambda slack, method, said: lost(slack, method, said) if method == POST else None] * 8
    post.send()
    assert "unknown" in post.rows(id=reminder.id)[0].reason
    any_store.do(id, SELLER, Action.ACCEPT)
    post.slack.turns = []
    post.send_all()
    assert (post.rows(id=reminder.id)[0].state, len(post.slack.roots("DSELLER"))) == ("stale", 2)


def test_a_part_that_was_lost_is_not_taken_for_the_one_before(post: Post) -> None:
    """The first part of a long message was taken, the answer to the second was lost before Slack took it."""
    write(post)
    long = Message("une", [], following=(Message("deux", []),))
    post.change(the_row(post), seq=replies.NO_EVENT, body=replies.body(long))
    post.slack.turns = [lambda slack, method, arguments: None, answer(Unknown("timeout"))]
    post.send_all()
    parts = [m for m in post.slack.messages if m["metadata"]["event_payload"]["row"] == the_row(post).id]
    assert [message["text"] for message in parts] == ["une", "deux"]


def test_what_needs_a_method_that_is_held_back_keeps_nobody_else_waiting(any_store: Store) -> None:
    """Twenty cards wait for `chat.update`; a message to somebody else goes out at once."""
    post = Post(any_store)
    for number in range(20):
        any_store.person(Person(f"s{number}"))
        any_store.person(Person(f"b{number}"))
        any_store.place(seller=f"s{number}", buyer=f"b{number}")
    other = any_store.place()
    post.send_all(400)
    any_store.clock.move(minutes=5)
    for row in any_store.rows(tables.orders):
        if row.id != other:
            buyer = Person(row.buyer_id)
            any_store.do(row.id, buyer, Action.SUPPLY, item="logo", content="voilà")
    any_store.do(other, BUYER, Action.MESSAGE, in_thread=True, text="Bonjour")
    for row in post.rows(state="waiting"):
        if row.order_id == other and row.kind == "card":
            post.change(row, state="stale")
    with any_store.engine.begin() as connection:
        held = {"workspace_id": HERE, "lane": "method:chat.update"}
        until = any_store.clock.real() + timedelta(minutes=1)
        connection.execute(update(tables.lanes).filter_by(**held).values(free_at=until))
    post.send()
    assert said(post) == 1


def test_a_profile_that_is_only_old_keeps_nobody_waiting(post: Post) -> None:
    post.store.clock.move(days=2)
    write(post)
    with post.store.engine.begin() as connection:
        held = {"workspace_id": HERE, "lane": "method:users.info"}
        until = post.store.clock.real() + timedelta(minutes=1)
        connection.execute(update(tables.lanes).filter_by(**held).values(free_at=until))
    post.send()
    assert (said(post), post.slack.asked("users.info")) == (1, [])


def test_a_lane_with_something_urgent_goes_first_though_its_card_is_not(any_store: Store) -> None:
    post = Post(any_store)
    first = any_store.place()
    any_store.person(Person("s2"))
    any_store.person(Person("b2"))
    second = any_store.place(seller="s2", buyer="b2")
    post.send_all()
    any_store.clock.move(minutes=5)
    any_store.do(first, BUYER, Action.SUPPLY, item="logo", content="voilà")
    for row in post.rows(state="waiting", kind="notice"):
        post.change(row, state="stale")
    any_store.clock.move(seconds=1)
    any_store.do(second, Person("b2"), Action.MESSAGE, in_thread=True, text="Bonjour")
    assert post.claim().row.order_id == second


class Slow(Post):
    """Needs so long to find its words."""

    seconds = 0.0

    def sender(self) -> Sender:
        clock, compose = self.store.clock, self.composer.compose

        def slowly(claim: Claim) -> Call | Nothing:
            clock.move(seconds=self.seconds)
            return compose(claim)

        self.composer.compose = slowly  # type: ignore[method-assign]
        return Sender(self.claims, self.composer, self.settling, self.slack)


def test_what_was_claimed_too_long_ago_is_given_back_and_not_said(post: Post) -> None:
    """The machine slept between the claim and the call (P7)."""
    write(post)
    slow = Slow(post.store)
    slow.slack, slow.seconds = post.slack, START.total_seconds() + 0.1
    sender = slow.sender()
    (claim,), _ = slow.claims.claim(1)
    loops.run(sender.say(claim))
    assert post.slack.calls == []
    assert (the_row(post).state, the_row(post).attempts) == ("waiting", 0)
    slow.seconds = START.total_seconds() - 0.1
    post.store.clock.move(seconds=1)
    (claim,), _ = slow.claims.claim(1)
    loops.run(sender.say(claim))
    assert said(post) == 1


def in_trouble(*ignored: Any) -> None:
    raise OperationalError("SELECT", {}, Exception("the database restarts"))


def test_a_database_that_goes_while_words_are_sought_costs_a_row_no_try(post: Post) -> None:
    write(post)
    composer = Post(post.store).composer
    composer.compose = in_trouble  # type: ignore[method-assign,assignment]
    sender = Sender(post.claims, composer, post.settling, post.slack)
    (claim,), _ = post.claims.claim(1)
    loops.run(sender.say(claim))
    assert (the_row(post).state, the_row(post).attempts) == ("waiting", 0)


def test_a_sender_outlives_a_database_that_does_not(post: Post) -> None:
    """Each of its looks fails three times, then all is well and everything is said."""
    write(post)
    left = {"claim": 3, "next_at": 3, "settle": 3}
    waited = []

    def failing(name: str, real: Any) -> Any:
        def look(*given: Any) -> Any:
            left[name] -= 1
            if left[name] >= 0:
                in_trouble()
            return real(*given)

        return look

    post.claims.claim = failing("claim", post.claims.claim)  # type: ignore[method-assign]
    post.claims.next_at = failing("next_at", post.claims.next_at)  # type: ignore[method-assign]
    post.settling.settle = failing("settle", post.settling.settle)  # type: ignore[method-assign]

    async def pause(seconds: float) -> None:
        waited.extend([seconds] if seconds else [])

    sender = Sender(post.claims, post.composer, post.settling, post.slack, pause=pause)
    rest = sender.rest

    async def once_rested() -> None:
        await rest()
        sender.stopping = True

    sender.rest = once_rested  # type: ignore[method-assign]
    sender.woken.set()

    async def wake() -> None:
        sender.claims.clock.move(seconds=60)  # type: ignore[attr-defined]  # `rest` finds nothing to wait for
        await sender.run()

    loops.run(wake())
    assert said(post) == 1
    assert len(waited) >= 6


def test_after_a_long_look_at_the_outbox_the_database_is_left_to_others(post: Post) -> None:
    """In proportion, but never for longer than half a second."""
    took, waited = [0.05, 60.0, 0.0], []

    def claim(limit: int = 1) -> tuple[list[Claim], int]:
        post.store.clock.move(seconds=took.pop(0))
        return [], 0

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async def look() -> None:
        sender = Sender(post.claims, post.composer, post.settling, post.slack, pause=pause)
        while took:
            await sender.next_ones(1)
        sender.stopping = True
        await sender.next_ones(1)

    post.claims.claim = claim  # type: ignore[method-assign]
    loops.run(look())
    assert waited == [0.0, 4 * 0.05, 0.5, 0.0]


def test_two_workers_whose_calls_cross_never_wait_for_each_other_in_a_ring(any_store: Store) -> None:
    """Each claims cards and messages of many people at once, in whatever order."""
    first = Post(any_store)
    for number in range(8):
        any_store.person(Person(f"s{number}"))
        any_store.person(Person(f"b{number}"))
        any_store.place(seller=f"s{number}", buyer=f"b{number}")
    posts = [first, Post(any_store)]
    posts[1].slack = first.slack

    def work(nth: int) -> None:
        for _ in range(3):
            posts[nth].send()

    for _ in range(40):
        at_once(work, 2)
        any_store.clock.move(seconds=1)
        if not first.claims.open_now():
            break
    assert first.ends() == {"sent": len(first.rows())}


def test_a_sender_that_died_is_followed_within_its_lease(post: Post) -> None:
    write(post)
    post.claim()
    post.store.clock.move(seconds=LEASE.total_seconds() - 0.1)
    post.send()
    assert said(post) == 0
    post.store.clock.move(seconds=0.2)
    post.send_all()
    assert said(post) == 1
