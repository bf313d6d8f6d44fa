"""`relance faq`: what scripts read, what people read, and what is said of a mistake."""

import json
from pathlib import Path

import pytest

from bot.faq.answers import answer
from bot.faq.command import Desk, fields
from bot.faq.matcher import Found, Match
from bot.render import Reader
from bot.render.escape import escape
from bot.render.voice import texts
from rules.guidance import Topic
from rules.words import Actor, State
from tests.bot.test_cli_store import relance
from tests.factories import Store


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch()
    for name in ("RELANCE_POLICY", "RELANCE_LOCALE"):
        monkeypatch.delenv(name, raising=False)
    return Desk()


def test_json_has_the_topics_with_their_scores_and_the_answer_in_blocks(desk: Desk) -> None:
    said = json.loads(desk.ask("jsui en retar koi faire", "seller", "fr").as_json())
    assert list(said) == ["topics", "answer"]
    assert said["topics"][0]["id"] == "running_late"
    assert 0.5 < said["topics"][0]["score"] <= 1
    assert all(block["type"] in ("section", "context", "actions") for block in said["answer"])
    assert "incomplète" in json.dumps(said["answer"], ensure_ascii=False)


def test_the_answer_is_in_the_language_that_was_asked_for(desk: Desk) -> None:
    assert "incomplete" in desk.ask("je suis en retard", "seller", "en").as_text()


def test_what_is_no_question_of_ours_has_no_topics_and_shows_what_there_is(desk: Desk) -> None:
    said = json.loads(desk.ask("quel temps fait-il ?", "buyer", "fr").as_json())
    assert said["topics"] == []
    assert said["answer"][0]["text"]["text"] == escape(texts("fr").labels["say"]["unknown_question"])
    shown = [one["action_id"] for block in said["answer"] for one in block.get("elements", ())]
    assert "ui:topic:seller_late" in shown


def test_nothing_of_a_question_comes_back_in_its_answer(desk: Desk) -> None:
    hostile = "<!channel> zorglub <script>"
    assert "zorglub" not in desk.ask(hostile, "seller", "fr").as_json()
    assert "<!channel>" not in desk.ask(f"je suis en retard {hostile}", "seller", "fr").as_json()


def test_two_close_topics_are_both_offered(desk: Desk) -> None:
    close = Found((Match(Topic.DISPUTE, 0.4), Match(Topic.REFUND, 0.35), Match(Topic.EXPIRED, 0.1)))
    reader = Reader("buyer", "Bea", "fr", "Europe/Paris")
    two = answer(desk.renderer, reader, close, None, Actor.BUYER)
    shown = [one["action_id"] for block in two.blocks for one in block.get("elements", ())]
    assert shown == ["ui:topic:dispute", "ui:topic:refund", "ui:topics"]


def test_a_file_gets_one_line_for_each_question_in_its_order(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "asked.tsv").write_text(
        "\ufefffr\tseller\tje suis en retard\r\n\nen\tbuyer\tthe seller is late\tand more\nfr\tbuyer\t\n"
    )
    lines = [json.loads(one.as_json()) for one in desk.batch(tmp_path / "asked.tsv")]
    assert [line["topics"][0]["id"] if line["topics"] else None for line in lines] == [
        "running_late",
        "seller_late",
        None,
    ]


@pytest.mark.parametrize(
    "line", ["fr seller retard", "fr\tseller", "fr\tnobody\tretard", "fr\tclock\tretard"]
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"asked.tsv:3: .*tabs"):
        fields(line, "asked.tsv:3")


def test_only_parties_ask(desk: Desk) -> None:
    with pytest.raises(ValueError, match="choose one of seller, buyer"):
        desk.ask("retard", "mediator", "fr")


def test_an_order_fills_the_answer(store: Store, tmp_path: Path) -> None:
    store.order(State.IN_PROGRESS, ref="X-77")
    database = str(store.engine.url)
    words = ("faq", "je suis en retard", "--role", "seller", "--lang", "fr", "--json")
    plain = relance(*words, database=database, folder=tmp_path)
    filled = relance(*words, "--order", "x-77", database=database, folder=tmp_path)
    assert (plain.returncode, filled.returncode) == (0, 0), filled.stderr
    assert "X-77" not in plain.stdout
    assert "X-77" in filled.stdout
    assert "ui:more" in filled.stdout
    unknown = relance(*words, "--order", "X-78", database=database, folder=tmp_path)
    assert unknown.returncode == 2
    assert "X-78: no order" in " ".join(unknown.stderr.replace("│", " ").split())


def test_a_question_or_a_file_is_needed_not_both(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'relance.db'}"
    for words in ((), ("retard", "--batch", __file__)):
        said = relance("faq", *words, database=database, folder=tmp_path)
        assert said.returncode == 2
        assert "--batch" in said.stderr
