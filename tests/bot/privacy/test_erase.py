"""Erasing a person: nothing of theirs is left anywhere, and everything that others rely on still holds."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.changing.texts import ERASED
from bot.db import tables
from bot.db.engine import emptied
from bot.privacy.again import erase_again
from bot.privacy.erase import Erased, erase, live
from bot.privacy.person import Found, named
from bot.trust.checkpoints import Checkpoints
from bot.trust.copying import backup, copy, opened_backup
from bot.trust.verify import verify
from bot.trust.witness import attested
from rules.words import Action, State
from tests.bot.databases import everything
from tests.bot.privacy.story import CAMILLE, EMAIL, SAYS, SLACK_ID, Story
from tests.bot.test_cli_store import relance
from tests.factories import BUYER, HERE, MEDIATOR, SELLER, Store


@pytest.fixture
def story(any_store: Store) -> Story:
    return Story(any_store)


def camille(story: Story) -> Found:
    with story.store.engine.connect() as connection:
        return named(connection, CAMILLE.id)


def erased(story: Story) -> Erased:
    with story.store.engine.begin() as connection:
        found = erase(connection, named(connection, CAMILLE.id), story.store.clock.real())
    emptied(story.store.engine)
    return found


def test_the_story_leaves_traces_in_many_tables(story: Story) -> None:
    """Else the next tests prove nothing."""
    story.end()
    assert story.traces().keys() >= {
        "people",
        "texts",
        "services",
        "outbox",
        "installations",
        "cards",
        "roots",
        "home_tabs",
    }


def test_nothing_of_somebody_is_left_in_any_table(story: Story) -> None:
    story.end()
    gone = erased(story)
    assert story.traces() == {}
    assert gone.texts >= 4 and gone.messages > 5 and gone.services == 1
    assert gone.profile and gone.calendar and gone.operator and gone.installer


def test_the_other_keeps_their_words_and_every_history_verifies(story: Story) -> None:
    story.end()
    erased(story)
    written = {row.words for row in story.store.rows(tables.texts)}
    assert {"what the buyer supplied", "what the buyer said", "bluer", None} <= written
    assert story.store.load(story.id).work == (ERASED,)
    story.store.assert_sound()


def test_nothing_is_left_in_the_file_of_sqlite_either(store: Store) -> None:
    """Deleted rows, free pages and the log included."""
    story = Story(store)
    story.end()
    assert SAYS.encode() in story.bytes_of_file()
    erased(story)
    content = story.bytes_of_file()
    assert [one for one in (SAYS, SLACK_ID, EMAIL) if one.encode() in content] == []


def test_erasing_again_finds_nothing_and_changes_nothing(story: Story) -> None:
    story.end()
    erased(story)
    before = everything(story.store)
    again = erased(story)
    assert not again.anything
    assert everything(story.store) == before


def test_a_dry_run_counts_the_same_and_changes_nothing(story: Story) -> None:
    story.end()
    before = everything(story.store)
    with story.store.engine.connect() as connection:
        seen = erase(connection, named(connection, CAMILLE.id), story.store.clock.real())
        connection.rollback()
    assert everything(story.store) == before
    assert erased(story) == seen


def test_who_still_has_an_order_is_told_which(story: Story) -> None:
    with story.store.engine.connect() as connection:
        assert live(connection, camille(story)) == ["C-7"]
        assert live(connection, named(connection, BUYER.id)) == ["C-7"]
        assert live(connection, named(connection, SELLER.id)) == []
    story.end()
    with story.store.engine.connect() as connection:
        assert live(connection, camille(story)) == []


def test_a_mediator_with_an_open_case_is_needed_too(any_store: Store) -> None:
    id = any_store.order(State.DISPUTED)
    any_store.do(id, MEDIATOR, Action.TAKE_CASE)
    with any_store.engine.connect() as connection:
        found = named(connection, MEDIATOR.id)
        assert live(connection, found) == [any_store.load(id).ref]


def test_a_message_that_waits_for_an_erased_person_is_never_sent(story: Story) -> None:
    story.end()
    story.talked_late()
    sent = len(story.post.slack.messages)
    erased(story)
    story.post.send_all()
    assert story.post.slack.messages[sent:] == []


def test_who_writes_again_is_somebody_new(story: Story) -> None:
    story.end()
    erased(story)
    new = story.store.people.by_slack(HERE, SLACK_ID)
    assert new.id != CAMILLE.id and new.name == SLACK_ID


def test_nobody_of_another_workspace_is_touched(story: Story) -> None:
    story.end()
    twin = story.store.person(BUYER).__class__(
        workspace="workspace_2", id="person_twin", slack_id=SLACK_ID, name="Camille", email=EMAIL
    )
    story.store.people.save(twin)
    erased(story)
    assert story.store.people.get("workspace_2", "person_twin") == twin


def test_a_restored_backup_erases_again_who_was_erased_since(story: Story, tmp_path: Path) -> None:
    story.end()
    store, folder = story.store, tmp_path
    checkpoints = Checkpoints(store.engine, store.clock, folder / "checkpoints", b"key")
    checkpoints.write("due")
    backup(store.engine, folder / "saved")
    erased(story)
    assert checkpoints.write("erased", ((HERE, CAMILLE.id),)) is not None
    assert attested(store.engine, checkpoints) == (2, ())
    new = Store.at(f"sqlite:///{folder / 'new.db'}", clock=store.clock)
    with opened_backup(folder / "saved") as source:
        copy(source, new.engine)
    assert new.rows(tables.people, slack_id=SLACK_ID)
    assert erase_again(new.engine, checkpoints.read(), store.clock.real()) == 1
    assert erase_again(new.engine, checkpoints.read(), store.clock.real()) == 0
    story.store = new
    assert story.traces() == {}
    assert verify(new.engine, store.policy).faults == ()
    new.engine.dispose()


def test_an_erasure_as_an_operator_types_it(store: Store, tmp_path: Path) -> None:
    story = Story(store)
    database = str(store.engine.url)
    refused = relance("person", "erase", SLACK_ID, "--yes", database=database, folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "still has a part in C-7" in refused.stderr
    story.end()
    seen = relance("person", "erase", EMAIL, "--dry-run", database=database, folder=tmp_path)
    assert seen.returncode == 0, seen.stderr
    assert "texts that they wrote, in 1 orders" in seen.stdout
    assert seen.stdout.endswith("nothing was changed\n") and "What stays, and why" in seen.stdout
    asked = relance("person", "erase", SLACK_ID, database=database, folder=tmp_path)
    assert asked.returncode == 1 and story.traces(), "nobody answered the question"
    done = relance("person", "erase", SLACK_ID, "--yes", database=database, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"{CAMILLE.id} is erased\n")
    assert story.traces() == {}
    again = relance("person", "erase", CAMILLE.id, "--yes", database=database, folder=tmp_path)
    assert again.returncode == 0 and "nothing is left to erase" in again.stdout
    unknown = relance("person", "erase", SLACK_ID, "--yes", database=database, folder=tmp_path)
    assert unknown.returncode == 2 and re.search("nothing is held about them", unknown.stderr)
    sound = relance("verify", database=database, folder=tmp_path)
    assert sound.returncode == 0 and "held against 1 signed checkpoints" in sound.stdout
    with store.engine.connect() as connection:
        assert (
            connection.scalar(select(tables.people.c.name).where(tables.people.c.id == CAMILLE.id)) == ERASED
        )
