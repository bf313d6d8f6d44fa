"""What goes by itself: words of orders that ended long ago, answers that were said, workspaces that were removed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.db import tables
from bot.privacy import workspace
from bot.privacy.again import erase_again
from bot.privacy.retention import Forgotten, forget
from bot.trust.checkpoints import Checkpoints
from bot.trust.witness import attested
from rules.words import Action, State
from tests.bot.privacy.story import Story
from tests.factories import HERE, SELLER, Store

YEARS = timedelta(days=1095)
NOTHING = Forgotten(0, 0, 0)


def forgotten(store: Store) -> Forgotten:
    return forget(store.engine, YEARS, store.clock.now(), store.clock.real())


def words(store: Store) -> set[str | None]:
    return {row.words for row in store.rows(tables.texts)}


def test_words_of_an_ended_order_go_when_their_time_is_over_and_not_before(any_store: Store) -> None:
    store = any_store
    ended = store.order(State.COMPLETED)
    store.clock.move(days=1094)
    assert forgotten(store) == NOTHING
    assert "voilà" in words(store)
    store.clock.move(days=2)
    assert forgotten(store) == Forgotten(1, 0, 0)
    assert words(store) == {None}
    assert forgotten(store) == NOTHING
    assert store.load(ended).state is State.COMPLETED
    store.assert_sound()


def test_an_open_order_keeps_its_words_however_old_it_is(any_store: Store) -> None:
    store = any_store
    id = store.order(State.IN_PROGRESS, duration_days=30)
    store.do(id, SELLER, Action.MESSAGE, in_thread=True, text="still needed")
    store.clock.move(days=3000)
    assert forgotten(store) == NOTHING
    assert "still needed" in words(store)


def test_many_orders_go_in_several_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.privacy.retention.BATCH", 2)
    for _ in range(5):
        store.order(State.COMPLETED)
    store.clock.move(days=1096)
    assert forgotten(store).orders == 5
    assert words(store) == {None}


def test_answers_lose_their_words_a_week_after_they_were_said(any_store: Store) -> None:
    story = Story(any_store)
    story.end()
    assert story.store.rows(tables.outbox, notice="news", state="sent")
    assert forgotten(story.store) == NOTHING
    story.store.clock.move(days=8)
    assert forgotten(story.store).answers == 4
    assert {row.body for row in story.store.rows(tables.outbox, seq=0, kind="notice")} == {None}


@pytest.fixture
def story(any_store: Store) -> Story:
    """An order that runs, in a workspace of two."""
    story = Story(any_store)
    with story.store.engine.begin() as connection:
        workspace.remove(connection, HERE, workspace.OPERATOR, story.store.clock.real(), timedelta(days=30))
    return story


def test_nothing_is_sent_in_a_removed_workspace_and_all_of_it_once_it_is_given_back(story: Story) -> None:
    story.post.send_all()
    assert story.post.slack.calls == []
    with story.store.engine.begin() as connection:
        workspace.give_back(connection, HERE)
    story.post.send_all()
    assert story.post.slack.messages


def test_a_removed_workspace_is_erased_when_its_time_is_over_and_no_other(story: Story) -> None:
    store = story.store
    other = store.place(workspace="workspace_2", seller="one", buyer="two")
    store.clock.move(days=29)
    assert forgotten(store).workspaces == 0
    assert story.traces()
    store.clock.move(days=2)
    assert forgotten(store).workspaces == 1
    assert story.traces() == {}
    for table in tables.metadata.sorted_tables:
        mine = [row for row in store.rows(table) if HERE in str(row)]
        assert len(mine) == (table is tables.erasures), table.name
    assert store.orders.load("workspace_2", other) is not None
    assert forgotten(store) == NOTHING


def test_the_checkpoints_know_of_an_erased_workspace(story: Story, tmp_path: Path) -> None:
    store = story.store
    checkpoints = Checkpoints(store.engine, store.clock, tmp_path / "cp", b"key")
    checkpoints.write("due")
    store.clock.move(days=31)
    forgotten(store)
    line = checkpoints.write("erased")
    assert line is not None and line.gone == (HERE,)
    assert attested(store.engine, checkpoints) == (2, ())
    assert checkpoints.missing() == []
    assert erase_again(store.engine, checkpoints.read(), store.clock.real()) == 0


def test_a_workspace_that_was_taken_away_before_its_end_was_stated_stays(any_store: Store) -> None:
    """Rows of older versions have no such moment."""
    Story(any_store)
    with any_store.engine.begin() as connection:
        connection.execute(update(tables.installations).values(removed_at=any_store.clock.real()))
    any_store.clock.move(days=100)
    assert forgotten(any_store).workspaces == 0
