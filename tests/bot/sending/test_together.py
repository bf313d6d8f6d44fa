"""Reminders that waited for the morning, or for our return, come as one message; rights never wait and never join."""

from datetime import timedelta

import pytest

from bot.slack.answers import Answer, Held, Refused, Unknown
from bot.slack.refs import decode
from bot.stuck.store import Stuck
from bot.waking.digests import Digests
from rules.words import Action, Nudge, RequestKind, State
from tests.bot.databases import at_once
from tests.bot.post import FakeSlack, Post, Said, Turn, answer, lost
from tests.factories import BUYER, HERE, SELLER, Store


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def waking(post: Post, *, orders: int = 3, rung: int = 3) -> list[str]:
    """Orders whose sellers were to be reminded while we were away; we are back, and nothing is said yet."""
    post.store.people.change(HERE, "seller", digest=False)
    ids = [post.store.place() for _ in range(orders)]
    for id in ids:
        post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.send_all()
    paid = post.store.load(ids[0]).paid_at
    post.store.clock.move(seconds=(paid + timedelta(hours=30) - post.store.clock.now()).total_seconds())
    for id in ids[:rung]:
        post.store.service.tick(HERE, id)
    return ids


def at_the_joined(post: Post, turn: Turn) -> None:
    """What the first message with several reminders meets."""
    met: list[bool] = []

    def one(slack: FakeSlack, method: str, arguments: Said) -> Answer | None:
        if met or "rappels" not in str(arguments.get("text")):
            return None
        met.append(True)
        return turn(slack, method, arguments)

    post.slack.turns = [one] * 12


def of_replies(turn: Turn) -> Turn:
    """What a message below a card meets."""
    return lambda slack, method, said: turn(slack, method, said) if "thread_ts" in said else None


def said(post: Post) -> list[str]:
    """The messages to the seller that stand below no card and are no card."""
    return [m["text"] for m in post.slack.roots("DSELLER") if "rappel" in m["text"].lower().split("\n")[0]]


def reminders(post: Post) -> list[tuple[str, str | None]]:
    """How each ended; what was said together keeps its letter's name."""
    rows = post.rows(notice=Nudge.ACCEPT_SOON)
    return [(row.state, None if row.state == "sent" else row.reason) for row in rows]


def actions_of(message: Said) -> list[tuple[str, str]]:
    """The actions on the buttons of a message, each with its order."""
    return [
        (decode(button["value"]).order, button["action_id"])  # type: ignore[union-attr]
        for block in message["blocks"]
        if block["type"] == "actions"
        for button in block["elements"]
        if not button["action_id"].startswith("ui:")
    ]


def orders_in(message: Said) -> list[str]:
    return list(dict.fromkeys(order for order, _ in actions_of(message)))


def offered(post: Post) -> list[tuple[str, str]]:
    """The same of the joined message."""
    (message,) = (m for m in post.slack.roots("DSELLER") if "rappels" in m["text"].split("\n")[0])
    return actions_of(message)


def test_three_missed_reminders_are_one_message_with_the_buttons_of_each(post: Post) -> None:
    waking(post)
    post.send_all()
    (text,) = said(post)
    assert all(ref in text for ref in ("C-1001", "C-1002", "C-1003"))
    message = next(m for m in post.slack.roots("DSELLER") if m["text"] == text)
    ids = [e["action_id"] for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert (ids.count("accept"), ids.count("snooze")) == (3, 3)
    assert reminders(post) == [("sent", None)] * 3
    assert not [m for m in post.slack.to("DSELLER") if "thread_ts" in m and "lapse" in str(m)]


def test_one_alone_goes_into_its_orders_thread(post: Post) -> None:
    waking(post, orders=1)
    post.send_all()
    assert said(post) == []
    assert reminders(post) == [("sent", None)]


def test_what_is_stale_by_then_is_left_out(post: Post) -> None:
    ids = waking(post)
    post.store.do(ids[1], SELLER, Action.ACCEPT)
    post.send_all()
    (text,) = said(post)
    assert "C-1002 ·" not in text
    assert sorted(state for state, _ in reminders(post)) == ["sent", "sent", "stale"]


def test_what_grows_stale_on_the_way_is_left_out_too(post: Post) -> None:
    ids = waking(post)
    at_the_joined(post, answer(Held(1)))
    post.send()
    assert {row.state for row in post.rows(notice=Nudge.ACCEPT_SOON)} == {"joined"}
    post.store.do(ids[2], SELLER, Action.ACCEPT)
    post.send_all()
    (text,) = said(post)
    assert "C-1003 ·" not in text
    assert ("stale", "moved_on") in reminders(post)


def test_a_night_becomes_one_message_in_the_morning_and_the_digest_joins_it(post: Post) -> None:
    post.store.people.change(HERE, "seller", quiet_hours=None, zone="Europe/Paris")
    ids = [post.store.place() for _ in range(3)]
    for id in ids:
        post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    paid = post.store.load(ids[0]).paid_at
    post.store.run_until(paid + timedelta(hours=25))
    post.send_all()
    post.store.run_until(paid + timedelta(hours=45))
    held = post.rows(notice=Nudge.ACCEPT_SOON, state="waiting")
    assert [row.joins for row in held] == [True] * 3
    post.send_all()
    assert said(post) == []
    (at,) = {row.not_before for row in held}
    post.store.clock.move(seconds=(at - post.store.clock.now()).total_seconds())
    post.send_all()
    (text,) = said(post)
    assert "Votre journée" in text
    digests = Digests(post.store.engine, post.store.clock, post.store.policy)
    post.store.clock.move(hours=1)
    digests.run_once()
    post.send_all()
    assert [row.state for row in post.rows(notice="digest")] == ["sent"]


@pytest.mark.parametrize("turn", [lost, answer(Unknown("timeout"))], ids=["it-came", "it-never-came"])
def test_a_lost_answer_leaves_one_message(post: Post, turn: Turn) -> None:
    waking(post)
    at_the_joined(post, turn)
    post.send_all()
    assert len(said(post)) == 1
    assert reminders(post) == [("sent", None)] * 3


def test_what_slack_refuses_together_goes_singly(post: Post) -> None:
    waking(post)
    at_the_joined(post, answer(Refused("invalid_blocks")))
    post.send_all()
    assert said(post) == []
    assert reminders(post) == [("sent", None)] * 3


@pytest.mark.parametrize("orders", [1, 4], ids=["alone", "among others"])
def test_a_reminder_that_cannot_be_read_harms_itself_alone(post: Post, orders: int) -> None:
    waking(post, orders=orders, rung=orders)
    post.change(post.rows(notice=Nudge.ACCEPT_SOON)[0], body="{")
    post.send_all()
    assert reminders(post) == [("refused", "unreadable")] + [("sent", None)] * (orders - 1)


def test_a_reminder_that_began_a_message_may_begin_another_one_when_it_is_tried_again(post: Post) -> None:
    waking(post, orders=4, rung=4)
    bad = post.rows(notice=Nudge.ACCEPT_SOON)[:2]
    for row in bad:
        post.change(row, body="{")
    post.send_all()
    for row in bad:
        post.change(row, body=row.body)
    stuck = Stuck(post.store.engine, HERE)
    assert stuck.send_again(stuck.messages()) == 2
    post.send_all()
    assert reminders(post) == [("sent", None)] * 4
    assert len(said(post)) == 2


def test_two_workers_make_one_message(post: Post) -> None:
    waking(post)
    other = Post(post.store)
    other.slack = post.slack
    posts = (post, other)

    def send(nth: int) -> None:
        posts[nth].send()

    at_once(send, 2)
    post.send_all()
    assert len(said(post)) == 1
    assert reminders(post) == [("sent", None)] * 3


def test_nothing_joins_before_every_order_of_its_reader_was_rung(post: Post) -> None:
    ids = waking(post, rung=2)
    post.send()
    assert said(post) == []
    post.store.service.tick(HERE, ids[2])
    post.send_all()
    (text,) = said(post)
    assert "C-1003" in text


def test_what_comes_after_a_reminder_that_waits_to_be_joined_waits_with_it(post: Post) -> None:
    ids = waking(post, rung=2)
    post.store.do(ids[0], BUYER, Action.MESSAGE, in_thread=True, text="Bonjour")
    post.send()
    assert not [m for m in post.slack.to("DSELLER") if "Bonjour" in m["text"]]
    post.store.service.tick(HERE, ids[2])
    post.send_all()
    (joined,) = [m for m in post.slack.to("DSELLER") if m["text"] in said(post)]
    (written,) = [m for m in post.slack.to("DSELLER") if "Bonjour" in m["text"]]
    assert post.slack.messages.index(joined) < post.slack.messages.index(written)


def test_one_that_may_have_been_said_already_is_not_said_again_with_the_others(post: Post) -> None:
    ids = waking(post)
    first, second, _ = post.rows(notice=Nudge.ACCEPT_SOON)
    for row in (first, second):
        later = post.store.clock.now() + timedelta(minutes=1)
        post.change(row, not_before=later)
    post.slack.turns = [of_replies(lost)] * 12
    post.send()
    post.slack.turns = []
    (doubted,) = [row for row in post.rows(notice=Nudge.ACCEPT_SOON) if "unknown" in (row.reason or "")]
    assert doubted.order_id == ids[2]
    post.store.clock.move(minutes=1)
    post.send_all()
    (text,) = said(post)
    assert "C-1003" not in text
    assert reminders(post) == [("sent", None)] * 3


def test_rights_are_told_at_once_and_singly(post: Post) -> None:
    post.store.people.change(HERE, "seller", digest=False)
    ids = [post.store.place() for _ in range(2)]
    for id in ids:
        post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
        post.store.do(id, SELLER, Action.ACCEPT)
    post.send_all()
    due_at = post.store.load(ids[0]).due_at
    assert due_at is not None
    post.store.clock.move(seconds=(due_at - post.store.clock.now()).total_seconds() + 1)
    for id in ids:
        post.store.service.tick(HERE, id)
    post.send_all()
    rows = post.rows(notice=Nudge.NOW_LATE_SELLER)
    assert [(row.state, row.joins) for row in rows] == [("sent", False)] * 2
    below = {m["thread_ts"] for m in post.slack.to("DSELLER") if "thread_ts" in m}
    assert len(below) >= 2


def test_what_one_of_them_asked_for_and_is_over_says_so_and_the_others_stay(post: Post) -> None:
    ids = waking(post)
    post.send_all()
    (before,) = said(post)
    all_of_it = offered(post)
    assert {order for order, _ in all_of_it} == set(ids)
    post.store.do(ids[1], SELLER, Action.ACCEPT)
    post.send_all()
    (after,) = said(post)
    assert offered(post) == [one for one in all_of_it if one[0] != ids[1]]
    assert "vous avez accepté la commande" in after
    lines = [line for line in before.split("\n") if line.strip()]
    assert [line for line in lines if line not in after] == [], "every word stays"
    for id in (ids[0], ids[2]):
        post.store.do(id, SELLER, Action.DECLINE, reason="trop de travail")
    post.send_all()
    assert offered(post) == []
    assert {row.buttons for row in post.rows(notice=Nudge.ACCEPT_SOON)} == {None}


def test_the_day_that_joined_stays_as_it_was_seen(post: Post) -> None:
    post.store.people.change(HERE, "seller", quiet_hours=None, zone="Europe/Paris")
    ids = [post.store.place(title=f"Logo {n}") for n in range(3)]
    for id in ids:
        post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    paid = post.store.load(ids[0]).paid_at
    post.store.run_until(paid + timedelta(hours=25))
    post.send_all()
    post.store.run_until(paid + timedelta(hours=45))
    (at,) = {row.not_before for row in post.rows(notice=Nudge.ACCEPT_SOON, state="waiting")}
    post.store.clock.move(seconds=(at - post.store.clock.now()).total_seconds())
    post.send_all()
    (before,) = said(post)
    post.store.do(ids[0], SELLER, Action.ACCEPT)
    post.send_all()
    (after,) = said(post)
    day = before[before.index("Votre journée", 40) :]
    assert day in after


@pytest.mark.parametrize("turn", [lost], ids=["it-came"])
def test_one_whose_answer_was_lost_is_tidied_too(post: Post, turn: Turn) -> None:
    ids = waking(post)
    at_the_joined(post, turn)
    post.send_all()
    post.store.do(ids[1], SELLER, Action.ACCEPT)
    post.send_all()
    assert {order for order, _ in offered(post)} == {ids[0], ids[2]}


def test_an_order_that_moves_on_while_they_are_said_loses_its_buttons_too(post: Post) -> None:
    ids = waking(post)

    def accept(slack: FakeSlack, method: str, arguments: Said) -> Answer | None:
        post.store.do(ids[1], SELLER, Action.ACCEPT)
        return None

    at_the_joined(post, accept)
    post.send_all()
    assert {order for order, _ in offered(post)} == {ids[0], ids[2]}


def test_many_are_several_messages_none_of_them_parted_and_each_is_tidied(post: Post) -> None:
    ids = waking(post, orders=14, rung=14)
    post.send_all()
    several = [m for m in post.slack.roots("DSELLER") if len(orders_in(m)) > 1]
    assert len(several) > 1
    assert [one for m in several for one in orders_in(m)] == ids, "each stands in one of them, in their order"
    for id in ids:
        post.store.do(id, SELLER, Action.ACCEPT)
    post.send_all()
    assert [orders_in(m) for m in several] == [[] for _ in several]
    assert {row.buttons for row in post.rows(notice=Nudge.ACCEPT_SOON)} == {None}


def asking(post: Post, *lists: tuple[str, ...]) -> list[str]:
    """Orders whose buyer was to be reminded of what is missing while we were away; we are back, and it is said."""
    ids = [post.store.order(State.IN_PROGRESS) for _ in lists]
    for id, items in zip(ids, lists, strict=True):
        post.store.do(id, SELLER, Action.REQUEST, kind=RequestKind.MISSING_ELEMENTS, items=items)
    post.send_all()
    post.store.clock.move(hours=30)
    for id in ids:
        post.store.service.tick(HERE, id)
    post.send_all()
    return ids


@pytest.mark.parametrize("count", [55, 100], ids=["its buttons fill it", "its words fill it"])
def test_one_too_large_for_a_message_loses_its_buttons_too(post: Post, count: int) -> None:
    large, small = asking(post, tuple(f"{nth:03}{'x' * 146}" for nth in range(count)), ("logo",))
    several = [m for m in post.slack.roots("DBUYER") if actions_of(m) and "ui:more" not in str(m["blocks"])]
    assert [orders_in(m) for m in several] == [[large], [small]], "the buttons of each stand in one message"
    before = several[0]["text"]
    post.store.do(large, SELLER, Action.WITHDRAW_REQUEST, kind=RequestKind.MISSING_ELEMENTS)
    post.send_all()
    assert [orders_in(m) for m in several] == [[], [small]]
    assert several[0]["text"].startswith(before), "every word stays, and stands there once"
    assert "éléments a été retirée" in str(several[0]["blocks"])
