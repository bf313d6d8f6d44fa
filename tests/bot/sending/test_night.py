"""Section 7: a reminder that could not be said in time respects the quiet hours that have begun since."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.slack.answers import Unreached
from rules.words import Nudge, State
from tests.bot.post import Post, answer
from tests.factories import HERE, Store

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def post(any_store: Store) -> Post:
    """Both have the quiet hours of the house, 21:00 to 08:00."""
    for person in ("seller", "buyer"):
        any_store.people.change(HERE, person, quiet_hours=None, zone="Europe/Paris", digest=False)
    return Post(any_store)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=PARIS)


def turn_to(post: Post, moment: datetime) -> None:
    """Time passes, and nobody works."""
    post.store.clock.move(seconds=(moment - post.store.clock.now()).total_seconds())


def told(post: Post, nudge: Nudge) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in post.rows(notice=nudge)]


def test_what_an_outage_held_until_the_night_waits_for_the_morning(post: Post) -> None:
    """To check the delivery, due at 10 in the morning of day three; Slack is back at 22:00."""
    id = post.store.order(State.DELIVERED)
    post.send_all()
    turn_to(post, at(5, 11))
    post.store.service.tick(HERE, id)
    before = len(post.slack.messages)
    post.slack.turns = [answer(Unreached("no_connection"))]
    post.send()
    turn_to(post, at(5, 22))
    post.send_all()
    (row,) = post.rows(notice=Nudge.CHECK_DELIVERY)
    assert (row.state, row.not_before, row.joins) == ("waiting", at(6, 8), True)
    assert len(post.slack.messages) == before
    turn_to(post, at(6, 8))
    post.send_all()
    assert [state for state, _ in told(post, Nudge.CHECK_DELIVERY)] == ["sent"]


def test_a_joined_message_waits_too(post: Post) -> None:
    ids = [post.store.order(State.DELIVERED) for _ in range(2)]
    post.send_all()
    turn_to(post, at(5, 20))
    for id in ids:
        post.store.service.tick(HERE, id)
    turn_to(post, at(5, 23))
    post.send_all()
    assert {state for state, _ in told(post, Nudge.CHECK_DELIVERY)} == {"joined"}
    turn_to(post, at(6, 8))
    post.send_all()
    assert {state for state, _ in told(post, Nudge.CHECK_DELIVERY)} == {"sent"}


def test_what_is_announced_for_this_very_night_is_said_in_it(post: Post) -> None:
    """The order lapses at 01:00; four hours before it its seller is reminded."""
    turn_to(post, at(3, 1))
    id = post.store.place(brief=())
    post.send_all()
    turn_to(post, at(4, 21) - timedelta(minutes=1))
    post.store.service.tick(HERE, id)
    turn_to(post, at(4, 22))
    post.store.service.tick(HERE, id)
    post.send_all()
    assert told(post, Nudge.ACCEPT_SOON)[-1][0] == "sent"


def test_rights_are_told_at_night(post: Post) -> None:
    id = post.store.order(State.IN_PROGRESS, duration_days=1)
    post.send_all()
    due = post.store.load(id).due_at
    assert due is not None
    turn_to(post, due + timedelta(seconds=2))
    post.store.service.tick(HERE, id)
    post.send_all()
    assert [state for state, _ in told(post, Nudge.NOW_LATE_BUYER)] == ["sent"]
