"""What questions are understood as: the figures that the guidance promises, and whatever else people type."""

import threading
from pathlib import Path
from shutil import copytree

import pytest
from rapidfuzz import fuzz, process, utils

from bot.faq import examples
from bot.faq.evaluate import PARTS, Rates, rates, read, share, table
from bot.faq.matcher import CLOSE, Found, Match, Matcher, usual
from bot.faq.reading import Language
from bot.render.voice import LANGUAGES, texts
from bot.settings import root
from rules.guidance import TOPICS, Topic
from rules.words import PARTIES, Actor

FOLDER = root() / PARTS
HELD_OUT = read(FOLDER / "held_out.tsv")
TUNING = read(FOLDER / "tuning.tsv")

BOTH = [(role, topic) for role in PARTIES for topic in TOPICS[role]]


def asked(question: str, role: Actor = Actor.SELLER) -> list[Topic]:
    return [match.topic for match in usual().ask(question, role).matches]


def test_questions_that_nobody_tuned_on_are_understood() -> None:
    found = rates(HELD_OUT, usual())
    assert found.asked >= 250 and found.strange >= 40
    assert found.first / found.asked >= 0.90
    assert found.among / found.asked >= 0.97
    assert found.recognised / found.strange >= 0.90


def test_questions_of_somebody_who_saw_nothing_stay_as_well_understood_as_the_docs_say() -> None:
    found = rates(read(FOLDER / "unseen.tsv"), usual())
    assert (found.asked, found.strange) == (170, 80)
    assert found.first / found.asked >= 0.88
    assert found.among / found.asked >= 0.95
    assert found.recognised / found.strange >= 0.90


def test_who_asks_while_it_learns_waits_for_it() -> None:
    matcher = Matcher.load()
    threading.Thread(target=matcher.prepare).start()
    assert matcher.ask("le client ne répond pas", Actor.SELLER).matches[0].topic is Topic.BUYER_SILENT
    assert matcher.learnt(Actor.BUYER) is matcher.learnt(Actor.BUYER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_understood(language: str) -> None:
    found = rates((one for one in HELD_OUT if one.language == language), usual())
    assert found.first / found.asked >= 0.90
    assert found.recognised / found.strange >= 0.90


def test_every_topic_is_asked_for_in_each_language_and_no_two_questions_are_alike() -> None:
    everything = [*HELD_OUT, *TUNING]
    assert len({one.text.casefold().strip() for one in everything}) == len(everything) >= 450
    for part in (HELD_OUT, TUNING):
        seen = {(one.language, one.role, topic) for one in part for topic in one.topics}
        assert {(language, role, str(topic)) for language in LANGUAGES for role, topic in BOTH} <= seen


def test_no_example_gives_a_held_out_question_away() -> None:
    known = [one.text for role in PARTIES for one in examples.load()[role]]
    for one in HELD_OUT:
        if one.text:
            near = process.extractOne(one.text, known, scorer=fuzz.ratio, processor=utils.default_process)
            assert near[1] < 95, (one.text, near[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "topic"), BOTH)
def test_the_question_that_a_menu_shows_is_understood_when_it_is_typed(
    language: str, role: Actor, topic: Topic
) -> None:
    assert asked(texts(language).labels["topics"][role][topic]["question"], role)[0] is topic


@pytest.mark.parametrize(("role", "topic"), BOTH)
def test_a_topic_answers_to_its_own_name(role: Actor, topic: Topic) -> None:
    for name in (topic, topic.replace("_", " "), topic.upper().replace("_", "-")):
        assert asked(name, role) == [topic]


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n\t",
        "🔥🍕👍🏽",
        "?!…",
        "<!channel> <!everyone> @here",
        "x" * 10_000,
        "lorem ipsum dolor sit amet " * 400,
        "def f(x):\n    return x + 1",
        "'; DROP TABLE orders; --",
        "明日の天気はどうですか",
        "Где находится вокзал",
        "Wo ist der Bahnhof bitte",
        "\x00\ud800\u202e",
        "1234567890",
        "tu es un idiot",
        "ton chat est moche",
    ],
)
@pytest.mark.parametrize("role", PARTIES)
def test_what_is_no_question_of_ours_gets_no_topic(question: str, role: Actor) -> None:
    assert asked(question, role) == []


def test_a_mention_beside_a_question_changes_nothing() -> None:
    plain = usual().ask("je suis en retard", Actor.SELLER)
    assert usual().ask("<!channel> je suis en RETARD C-1042 !!!", Actor.SELLER) == plain
    assert plain.matches[0].topic is Topic.RUNNING_LATE


def test_a_question_before_a_long_text_is_still_understood() -> None:
    assert asked("le client ne répond pas. " + "bla " * 3_000)[0] is Topic.BUYER_SILENT


def test_the_same_words_mean_what_they_mean_to_who_asks() -> None:
    assert asked("comment annuler ?", Actor.BUYER)[0] is Topic.ASKING_CANCELLATION
    for role in PARTIES:
        assert set(asked("annulation", role)) <= set(TOPICS[role])


def test_scores_are_shares_the_best_first() -> None:
    matches = usual().ask("remboursement ou annulation ?", Actor.BUYER).matches
    scores = [match.score for match in matches]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1


def found(*scores: float) -> Found:
    return Found(tuple(Match(topic, score) for topic, score in zip(Topic, scores, strict=False)))


def test_two_topics_are_close_when_neither_stands_out() -> None:
    first, second, _ = Topic.IN_PROGRESS, Topic.EXTRA_WORK, Topic.PARTIAL_REFUND
    assert found().close == ()
    assert found(0.4, 0.4 * CLOSE, 0.1).close == (first, second)
    assert found(0.4, 0.4 * CLOSE - 0.01, 0.1).close == (first,)
    assert found(0.34, 0.33, 0.33).close == (first, second)


def test_a_matcher_learns_what_an_operator_adds(tmp_path: Path) -> None:
    own = copytree(examples.FOLDER, tmp_path / "examples") / "mine.toml"
    own.write_text(
        '[seller]\ndispute = ["zorglub plafond", "zorglub du plafond tordu", "encore un zorglub"]\n'
    )
    assert asked("zorglub au plafond") == []
    found = Matcher.load(own.parent).ask("zorglub au plafond", Actor.SELLER)
    assert found.matches[0].topic is Topic.DISPUTE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[seller]\ndispute = [", "fr.toml"),
        ("[seller]\ndispute = [1]", "str"),
        ('[nobody]\ndispute = ["x"]', "nobody"),
        ('[seller]\nrefund = ["x"]', "refund"),
        ('[everybody]\ndispute = ["x"]', "dispute"),
    ],
)
def test_a_mistake_in_a_file_of_examples_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "fr.toml").write_text(text)
    with pytest.raises(ValueError, match=said):
        Matcher.load(tmp_path)


def test_each_topic_has_examples_in_each_language() -> None:
    for language in LANGUAGES:
        written = examples.read(examples.FOLDER / f"{language}.toml")
        for role, topic in BOTH:
            assert len(written[role][topic]) >= 10, (language, role, topic)


class Fixed(Matcher):
    """Understands two words."""

    def ask(self, question: str, role: Actor) -> Found:
        known = {"litige": Topic.DISPUTE, "bonjour": Topic.EXPIRED}
        return (
            Found((Match(known[question], 1.0), Match(Topic.EXPIRED, 0.1))) if question in known else Found()
        )


def test_the_table_counts_what_it_says(tmp_path: Path) -> None:
    lines = (
        "dispute\tlitige",
        "expired\tlitige",
        "dispute\tbonjour",
        "expired\tquoi",
        "-\tquoi",
        "off\tbonjour",
        "expired,dispute\tlitige",
    )
    (tmp_path / "few.tsv").write_text("".join(f"fr\tseller\t{line}\n" for line in lines))
    matcher = Fixed({}, Language("[short]\n[means]\n"))
    counted = rates(read(tmp_path / "few.tsv"), matcher)
    assert counted == Rates(asked=5, first=2, among=3, wrong=2, refused=1, strange=2, recognised=1)
    rows = list(table([tmp_path / "few.tsv"], matcher))
    assert [row.split()[:2] for row in rows[1:]] == [["few", "all"], ["few", "fr"]]
    assert (share(1, 3).strip(), share(0, 0).strip()) == ("33.3%", "–")
