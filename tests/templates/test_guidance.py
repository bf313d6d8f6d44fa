"""The answers that the product exists for: the first sentence answers, the order's facts are in it, buttons act."""

import pytest
from msgspec.structs import replace

from bot.render import Message
from rules.guidance import Topic
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, COMEUP, DIRECT, Play, later
from tests.rules.play import SELLER as ANA
from tests.rules.stories import STORIES
from tests.templates.reading import BUYER, LANGUAGES, RENDERER, SELLER, ids, reader, view, words


def answer(topic: Topic, play: Play | None, language: str = "fr", role: Actor = SELLER) -> str:
    return words(made(topic, play, language, role))


def made(topic: Topic, play: Play | None, language: str = "fr", role: Actor = SELLER) -> Message:
    seen = None if play is None else view(play, role, language)
    return RENDERER.topic(reader(role, language), topic, seen, role)


FIRST = {
    (Topic.RUNNING_LATE, "fr"): "*Non : ne livrez jamais une commande incomplète",
    (Topic.RUNNING_LATE, "en"): "*No: never deliver an incomplete order",
    (Topic.PARTIAL_REFUND, "fr"): "*Pas directement : le remboursement partiel n'est pas encore possible",
    (Topic.PARTIAL_REFUND, "en"): "*Not directly: a partial refund is not possible",
    (Topic.EXTRA_WORK, "fr"): "*Parlez-en d'abord",
    (Topic.EXTRA_WORK, "en"): "*Talk first",
    (Topic.IN_PROGRESS, "fr"): "*Travaillez, puis livrez",
    (Topic.IN_PROGRESS, "en"): "*Work, then deliver",
    (Topic.MISSING_DETAILS, "fr"): "*Rappelez au client ce qui manque",
    (Topic.MISSING_DETAILS, "en"): "*Remind the buyer of what is missing",
}


@pytest.mark.parametrize(("topic", "language"), FIRST)
def test_the_first_sentence_answers_also_without_an_order(topic: Topic, language: str) -> None:
    assert answer(topic, None, language).startswith(FIRST[topic, language])


def test_running_late_says_how_late_and_that_the_buyer_may_cancel() -> None:
    read = answer(Topic.RUNNING_LATE, Play().late().wait(hours=26))
    assert "C-1 est en retard depuis jeudi 5 mars à 23:59 (heure de Paris) (1 j 2 h)." in read
    for risk in ("un litige", "un mauvais avis", "une sanction", "les CGU l'interdisent"):
        assert risk in read
    assert "Bea peut annuler sans votre accord, dès maintenant" in read


def test_running_late_says_when_it_does_not_apply() -> None:
    assert "C-1 n'est pas en retard" in answer(Topic.RUNNING_LATE, Play().accepted())
    assert "is not late" in answer(Topic.RUNNING_LATE, Play().accepted(), "en")
    assert "n'est pas concernée maintenant : elle est « Livrée »" in answer(
        Topic.RUNNING_LATE, Play().delivered()
    )


def test_running_late_says_that_the_right_stays_although_a_date_is_agreed() -> None:
    play = Play().accepted().with_request(ANA, RequestKind.LATER_DATE, until=later(days=6), reason="ill")
    play.do(BEA, Action.ACCEPT_REQUEST, kind=RequestKind.LATER_DATE)
    read = answer(Topic.RUNNING_LATE, play)
    assert "(convenue : dimanche 8 mars à 10:00" in read and "Même avec une date convenue" in read


def test_a_house_where_the_later_date_counts_is_told_otherwise() -> None:
    house = replace(COMEUP, name="other", house="other", later_date_keeps_right=False)
    assert "Même avec une date convenue" not in answer(Topic.RUNNING_LATE, Play(house).accepted())


def test_in_progress_says_that_the_buyer_cannot_cancel_only_while_that_is_true() -> None:
    assert "Tant que vous êtes à l'heure, Bea ne peut pas annuler" in answer(
        Topic.IN_PROGRESS, Play().accepted()
    )
    late = answer(Topic.IN_PROGRESS, Play().late())
    assert "Bea peut annuler sans votre accord depuis" in late and "dans " not in late.split("\n")[0]


def test_partial_refund_follows_the_policy() -> None:
    assert answer(Topic.PARTIAL_REFUND, Play(DIRECT).accepted()).startswith("*Oui : proposez un montant")
    assert "Déposez une réclamation" in answer(Topic.PARTIAL_REFUND, Play(CLAIM).accepted())
    mediator = answer(Topic.PARTIAL_REFUND, Play().accepted())
    assert "Ouvrez un litige" in mediator and "gelées" in mediator and "Il reste 50,00 €" in mediator


def test_partial_refund_knows_that_they_already_agree() -> None:
    play = STORIES["refund agreed"](COMEUP)
    assert "Vous êtes déjà d'accord, pour 10,00 €" in answer(Topic.PARTIAL_REFUND, play)
    assert "open_dispute" in ids(made(Topic.PARTIAL_REFUND, play))


def test_missing_details_names_what_is_missing_and_that_the_clock_runs() -> None:
    play = STORIES["elements missing"](COMEUP)
    read = answer(Topic.MISSING_DETAILS, play)
    assert read.startswith("*Rappelez à Bea ce qui manque :* « font » et « colour ».")
    assert "le délai continue de courir" in read and "jeudi 5 mars" in read
    assert "avant d'accepter la retouche de C-1" in answer(Topic.MISSING_DETAILS, Play().asked())


def test_extra_work_knows_what_was_already_offered() -> None:
    play = STORIES["supplement proposed"](COMEUP)
    assert "Vous avez déjà proposé 9,00 €" in answer(Topic.EXTRA_WORK, play)
    assert ids(made(Topic.EXTRA_WORK, Play().accepted())) == [
        "message", "request:supplement", "cancel_with_reason", "ui:more",
    ]  # fmt: skip


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_fits_one_screen_and_ends_in_buttons(topic: Topic, language: str) -> None:
    for play in (None, Play().accepted(), Play().late(), Play().asked(), Play().disputed()):
        shown = made(topic, play, language)
        assert len(words(shown)) < 1_400
        assert shown.blocks[-1]["type"] == "actions" and ids(shown)


@pytest.mark.parametrize(
    "topic", [Topic.RUNNING_LATE, Topic.MISSING_DETAILS, Topic.EXTRA_WORK, Topic.IN_PROGRESS]
)
def test_a_buyer_who_asks_reads_their_own_answer_first(topic: Topic) -> None:
    read = answer(topic, Play().late(), "fr", BUYER)
    assert "Ce que nous conseillons à Ana :" in read
    assert "cancel_late" in ids(made(topic, Play().late(), "fr", BUYER))


def test_the_menu_shows_what_fits_first() -> None:
    seen = view(Play().late(), SELLER)
    assert ids(RENDERER.topics(seen.reader, seen, SELLER))[0] == "ui:topic:running_late"
    assert len(ids(RENDERER.topics(seen.reader, None, SELLER))) == len(Topic)
