"""What is held about somebody, as they may be given it: all that is theirs, nothing that was kept from them."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.db import tables
from bot.privacy.export import export
from bot.privacy.letter import letter
from bot.privacy.person import named
from bot.render import Renderer
from rules.words import Action, Actor, State
from tests.bot.privacy.story import CAMILLE, DM, EMAIL, NAME, SAYS, SLACK_ID, Story
from tests.bot.privacy.test_erase import erased
from tests.bot.test_cli_store import relance
from tests.factories import BUYER, MEDIATOR, SELLER, Store

RENDERER = Renderer("fr")


def held(store: Store, person: str) -> dict[str, Any]:
    with store.engine.connect() as connection:
        return export(connection, named(connection, person), store.policy, store.clock.real())


@pytest.fixture
def story(any_store: Store) -> Story:
    story = Story(any_store)
    story.end()
    return story


def test_all_that_is_held_about_somebody_is_in_it(story: Story) -> None:
    found = held(story.store, CAMILLE.id)
    assert (
        found["about"].items()
        >= {"slack_id": SLACK_ID, "name": NAME, "email": EMAIL, "dm_channel": DM}.items()
    )
    assert found["operator"] and found["calendar_since"]
    assert found["services"][0]["brief"] == [SAYS]
    (order,) = found["orders"]
    assert (order["ref"], order["roles"], order["state"], order["owed_to_them"]) == (
        "C-7",
        ["seller"],
        "completed",
        5900,
    )
    assert {one["order"] for one in found["conversations"]} == {"C-7"}
    assert f"{SAYS} was understood" in {one.get("words") for one in found["messages"]}
    json.dumps(found)


def test_every_text_that_somebody_wrote_is_in_it(story: Story) -> None:
    text = json.dumps(held(story.store, CAMILLE.id)["orders"], ensure_ascii=False)
    mine = [row.words for row in story.store.rows(tables.texts) if SAYS in str(row.words)]
    assert len(mine) >= 4
    assert [one for one in mine if one not in text] == []


def test_what_the_other_wrote_is_in_it_where_they_were_told(story: Story) -> None:
    text = json.dumps(held(story.store, CAMILLE.id)["orders"])
    assert "what the buyer said" in text and "bluer" in text


def test_what_another_told_mediators_alone_is_not_in_it(any_store: Store) -> None:
    store = any_store
    id = store.order(State.DISPUTED)
    store.do(id, MEDIATOR, Action.TAKE_CASE)
    store.do(id, MEDIATOR, Action.ASK_PARTY, to=Actor.BUYER, text="a question in private")
    store.do(id, BUYER, Action.ANSWER_MEDIATOR, text="an answer in private")
    sellers, buyers, mediators = (json.dumps(held(store, who.id)) for who in (SELLER, BUYER, MEDIATOR))
    assert "in private" not in sellers
    assert "a question in private" in buyers and "an answer in private" in buyers
    assert "a question in private" in mediators, "their own words; the answer went to the channel"


def test_nobody_elses_profile_is_in_it(story: Story) -> None:
    text = json.dumps(held(story.store, BUYER.id))
    assert EMAIL not in text and SLACK_ID not in text


def test_of_who_was_erased_nothing_is_left_to_tell(story: Story) -> None:
    erased(story)
    text = json.dumps(held(story.store, CAMILLE.id), ensure_ascii=False)
    assert [one for one in (SAYS, SLACK_ID, EMAIL, "Camille") if one in text] == []


def test_an_export_as_an_operator_types_it(store: Store, tmp_path: Path) -> None:
    Story(store)
    database, file = str(store.engine.url), tmp_path / "camille.json"
    said = relance("person", "export", SLACK_ID, database=database, folder=tmp_path)
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["about"]["name"] == NAME
    for expected in (0, 2):
        saved = relance("person", "export", EMAIL, "--to", str(file), database=database, folder=tmp_path)
        assert saved.returncode == expected, saved.stderr
    assert saved.stderr == f"{file}: cannot be written: File exists\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["orders"][0]["ref"] == "C-7"
    read = relance("person", "export", SLACK_ID, "--text", database=database, folder=tmp_path)
    assert read.returncode == 0 and read.stdout.startswith("# Ce que Relance conserve"), read.stderr
    unknown = relance("person", "export", "U0NOBODY00", database=database, folder=tmp_path)
    assert unknown.returncode == 2 and "nobody of this" in unknown.stderr


def test_the_same_for_reading_in_their_own_language(story: Story) -> None:
    store = story.store
    with store.engine.connect() as connection:
        people = [named(connection, who) for who in (CAMILLE.id, BUYER.id)]
        french, buyers = (
            letter(connection, one, store.policy, RENDERER, store.clock.now()) for one in people
        )
    store.people.change(people[0].workspace_id, CAMILLE.id, language="en")
    with store.engine.connect() as connection:
        english = letter(connection, named(connection, CAMILLE.id), store.policy, RENDERER, store.clock.now())
    for text in (french, english):
        assert NAME in text and EMAIL in text and "C-7 · Logo" in text
        for words in (
            f"{SAYS} message",
            f"{SAYS} work",
            "what the buyer said",
            "bluer",
            f"{SAYS} was understood",
        ):
            assert words in text, text
        assert "Camille & Cie has left" in text and "&amp;" not in text
        assert "{{" not in text and "text_0" not in text and "None" not in text
    assert "Ce que vous avez fait et écrit" in french and "What you did and wrote" in english
    assert EMAIL not in buyers and "what the buyer said" in buyers
