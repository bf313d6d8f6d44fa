"""Slack's limits are rows of the database: however many workers send, together they keep one pace."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.db import outbox
from bot.db.tables import lanes
from bot.render import Message
from bot.sending import letters
from bot.sending.letters import Letter, Letters
from bot.sending.pace import CHANNEL, METHODS, Pace
from rules.commands import Person
from rules.words import Actor
from tests.bot.databases import at_once
from tests.bot.post import Post
from tests.factories import HERE, Store

WORKERS = 3
STEP = timedelta(milliseconds=250)


@pytest.fixture
def workers(any_store: Store) -> list[Post]:
    """On one database, with one Slack."""
    made = [Post(any_store) for _ in range(WORKERS)]
    for one in made:
        one.slack = made[0].slack
    return made


def put(store: Store, person: str, count: int) -> None:
    now = store.clock.now()
    rows = [
        letters.outgoing(
            f"msg_{person}_{n}", Actor.SELLER, person, Letter(Message(f"{n}", [])), now, Letters.NEWS
        )
        for n in range(count)
    ]
    with store.engine.begin() as connection:
        outbox.put(connection, HERE, None, rows)


def send_together(workers: list[Post], steps: int) -> None:
    """All of them at the same moments, a quarter of a second apart."""
    for _ in range(steps):

        def send(nth: int) -> None:
            workers[nth].send()

        at_once(send, len(workers))
        workers[0].store.clock.at += STEP


def most_in(times: list[datetime], seconds: float) -> int:
    """How many calls fell into the fullest span."""
    span = timedelta(seconds=seconds)
    return max(sum(begin <= at < begin + span for at in times) for begin in times)


def allowed(pace: Pace, seconds: float) -> int:
    return pace.burst + int(seconds / pace.every)


def test_one_conversation_gets_one_a_second_from_all_workers_together(workers: list[Post]) -> None:
    put(workers[0].store, "seller", 14)
    send_together(workers, 60)
    times = [message["at"] for message in workers[0].slack.to("DSELLER")]
    assert len(times) == 14
    for seconds in (1, 5, 10):
        assert most_in(times, seconds) <= allowed(CHANNEL, seconds)


def test_a_workspaces_calls_of_a_method_are_counted_together(
    workers: list[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = Pace(every=1.2, burst=3)
    monkeypatch.setitem(METHODS, "conversations.open", pace)
    store = workers[0].store
    for number in range(12):
        store.person(Person(f"reader{number:02}"))
        put(store, f"reader{number:02}", 1)
    begun = store.clock.at
    send_together(workers, 60)
    opened = len(workers[0].slack.asked("conversations.open"))
    elapsed = (store.clock.at - begun).total_seconds()
    assert 12 == opened <= allowed(pace, elapsed)
    times = [message["at"] for message in workers[0].slack.messages]
    assert most_in(times, 6) <= allowed(pace, 6)


def test_without_the_shared_rows_the_pace_is_broken(workers: list[Post]) -> None:
    """So that the first of these can fail: each worker that forgets what the others wrote sends at once."""
    put(workers[0].store, "seller", 14)
    for _ in range(14):
        with workers[0].store.engine.begin() as connection:
            connection.execute(delete(lanes))
        send_together(workers, 1)
    times = [message["at"] for message in workers[0].slack.to("DSELLER")]
    assert most_in(times, 1) > allowed(CHANNEL, 0) or most_in(times, 5) > allowed(CHANNEL, 5)
