"""From the outbox to Slack: who is told, where, in which order, and what is never said."""

from datetime import timedelta

import pytest

from bot.db import tables
from bot.sending.claims import LEASE
from rules.words import Action, Nudge, State
from tests.bot.post import CHANNEL, Post
from tests.factories import BUYER, MEDIATOR, SELLER, Store

SELLERS, BUYERS = "DSELLER", "DBUYER"


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def test_who_is_first_written_to_is_looked_up_and_gets_the_card_then_the_notice_below_it(post: Post) -> None:
    post.store.place()
    post.send_all()
    card, notice = post.slack.to(SELLERS)
    assert "C-1001" in card["text"]
    assert "thread_ts" not in card
    assert notice["thread_ts"] == card["ts"]
    assert {asked["user"] for asked in post.slack.asked("users.info")} == {"USELLER", "UBUYER"}
    assert all(asked["include_locale"] for asked in post.slack.asked("users.info"))
    assert post.ends() == {"sent": 4}


def test_a_profile_holds_for_a_day_and_a_conversation_for_ever(post: Post) -> None:
    id = post.store.place()
    post.send_all()
    asked = len(post.slack.asked("users.info"))  # two who begin at once may each ask about the other
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="Bonjour")
    post.send_all()
    assert len(post.slack.asked("users.info")) == asked
    post.store.clock.move(days=1, seconds=1)
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="Encore moi")
    post.send_all()
    assert len(post.slack.asked("users.info")) > asked
    assert len(post.slack.asked("conversations.open")) == 2


def test_metadata_names_our_row_and_nothing_else(post: Post) -> None:
    post.store.place()
    post.send_all()
    ids = {row.id for row in post.rows()}
    for message in post.slack.messages:
        assert message["metadata"]["event_type"] == "relance_row"
        assert set(message["metadata"]["event_payload"]) == {"row"}
        assert message["metadata"]["event_payload"]["row"] in ids
        assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


def test_several_changes_become_one_edit_with_the_newest_state(post: Post) -> None:
    id = post.store.place()
    post.send_all()
    post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.store.do(id, SELLER, Action.ACCEPT)
    post.send_all()
    (card,) = post.slack.roots(SELLERS)
    assert card["edits"] == 1
    assert "En cours" in card["text"]
    assert all(edit["text"] and edit["blocks"] for edit in post.slack.asked("chat.update"))


def test_a_card_that_says_the_same_is_not_edited(post: Post) -> None:
    post.store.place()
    post.send_all()
    (row,) = post.rows(kind="card", recipient="seller")
    post.change(row, state="waiting")
    post.send_all()
    assert post.slack.asked("chat.update") == []


def test_a_nudge_whose_order_has_moved_on_is_stale_at_the_last_moment(post: Post) -> None:
    """Even if nobody had marked it: the claim reads the order again (P7)."""
    id = post.store.place()
    post.store.run_until(post.store.load(id).paid_at + timedelta(hours=24))
    (row,) = post.rows(notice=Nudge.BRIEF_MISSING)
    post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.change(row, state="waiting", reason=None)
    post.send_all()
    (row,) = post.rows(notice=Nudge.BRIEF_MISSING)
    assert (row.state, row.reason) == ("stale", "moved_on")
    assert not any(row.id in str(message["metadata"]) for message in post.slack.messages)


def test_a_nudge_is_not_sent_after_its_moment(post: Post) -> None:
    id = post.store.place()
    post.store.run_until(post.store.load(id).paid_at + timedelta(hours=24))
    nudges = [row for row in post.rows() if row.key]
    assert nudges
    for row in nudges:
        post.change(row, valid_until=post.store.clock.now())
    post.send_all()
    assert {(row.state, row.reason) for row in post.rows() if row.key} == {("stale", "too_late")}


def test_a_row_waits_for_its_time_and_does_not_keep_the_lane_waiting(post: Post) -> None:
    id = post.store.place()
    post.send_all()
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="Plus tard")
    (row,) = post.rows(notice="message")
    post.change(row, not_before=post.store.clock.now() + timedelta(hours=9))
    post.store.do(id, BUYER, Action.SUPPLY, item="logo", content="voilà")
    post.send_all()
    said = [message["text"] for message in post.slack.to(SELLERS)]
    assert any("voilà" in text for text in said)
    assert not any("Plus tard" in text for text in said)
    post.store.clock.move(hours=9)
    post.send_all()
    assert any("Plus tard" in message["text"] for message in post.slack.to(SELLERS))


def test_in_a_conversation_the_order_of_the_history_is_kept(post: Post) -> None:
    id = post.store.place()
    for number in range(9):
        post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text=f"message n°{number}")
    post.send_all()
    said = " ".join(message["text"] for message in post.slack.to(SELLERS))
    places = [said.index(f"message n°{number}") for number in range(9)]
    assert places == sorted(places)


def test_a_conversation_gets_a_short_burst_and_then_one_message_a_second(post: Post) -> None:
    id = post.store.place()
    for number in range(12):
        post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text=str(number))
    post.send_all()
    times = [message["at"] for message in post.slack.to(SELLERS)]
    for first, later in zip(times, times[5:], strict=False):
        assert later - first >= timedelta(seconds=1)
    assert times[-1] - times[0] <= timedelta(seconds=len(times))


def test_the_mediators_get_the_case_and_below_it_what_concerns_them(post: Post) -> None:
    id = post.store.order(State.DISPUTED)
    post.send_all()
    (case,) = post.slack.roots(CHANNEL)
    assert "C-1001" in str(case["blocks"])
    replies = [message for message in post.slack.to(CHANNEL) if "thread_ts" in message]
    assert {message["thread_ts"] for message in replies} == {case["ts"]}
    post.store.do(id, MEDIATOR, Action.DECIDE_PAY, reason="tout est là")
    post.send_all()
    assert case["edits"] >= 1


def test_without_a_mediators_channel_a_case_waits_for_one(any_store: Store) -> None:
    without = Post(any_store, channel=None)
    any_store.order(State.DISPUTED)
    without.send_all()
    assert {row.state for row in without.rows(recipient="mediators")} == {"waiting"}
    with_one = Post(any_store)
    with_one.slack.messages = without.slack.messages
    with_one.send_all()
    assert with_one.slack.roots(CHANNEL)


def test_after_eighty_days_the_thread_goes_on_below_a_new_card(post: Post) -> None:
    id = post.store.order(State.IN_PROGRESS, duration_days=120)
    post.send_all()
    post.store.clock.move(days=80, seconds=1)
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="Toujours là ?")
    post.send_all()
    old, new = post.slack.roots(SELLERS)
    assert old["ts"] != new["ts"]
    assert post.slack.to(SELLERS)[-1]["thread_ts"] == new["ts"]


def test_somebody_who_left_is_not_written_to_and_the_other_is(post: Post) -> None:
    post.store.people.save(post.store.person(BUYER))
    with post.store.engine.begin() as connection:
        connection.execute(tables.people.update().where(tables.people.c.id == "buyer").values(active=False))
    post.store.place()
    post.send_all()
    assert post.slack.to(BUYERS) == []
    assert {(row.state, row.reason) for row in post.rows(recipient="buyer")} == {
        ("refused", "account_inactive")
    }
    assert len(post.slack.to(SELLERS)) == 2


def test_only_one_call_at_a_time_is_under_way_in_a_conversation(post: Post) -> None:
    post.store.place()
    claims, _ = post.claims.claim(10)
    assert sorted(claim.row.recipient for claim in claims) == ["buyer", "seller"]
    assert post.claims.claim(10) == ([], 0)
    post.store.clock.at += LEASE
    again, _ = post.claims.claim(10)
    assert sorted(claim.row.recipient for claim in again) == ["buyer", "seller"]
