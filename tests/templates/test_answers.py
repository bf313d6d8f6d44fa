"""What single answers say of the reader's own order, and of the house's own rules."""

import re
from datetime import timedelta

import pytest

from rules.calendar import Span
from rules.guidance import TOPICS
from rules.policy import Policy
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, CONFIRMED, DIRECT, Play, later
from tests.rules.play import SELLER as ANA
from tests.templates.asking import QUESTIONS, answer, answers, read, story
from tests.templates.reading import BUYER, LANGUAGES, MEDIATOR, SELLER, ids, words

ELSEWHERE = Policy(
    name="other",
    house="other",
    cancellation_silence="cancels",
    later_date_keeps_right=False,
    refusals_before_dispute=3,
)

OWN = {
    ("pending", SELLER, "pending, brief missing"): "il manque « logo »",
    ("pending", SELLER, "pending, brief given"): "acceptez C-1.* Vous avez jusqu'à mercredi 4 mars à 10:00",
    ("buyer_silent", SELLER, "elements missing"): "« font » et « colour »",
    ("buyer_silent", SELLER, "delivered"): "Sans réponse, vous recevez 50,00 €",
    ("late_because_of_buyer", SELLER, "late"): "C-1 compte comme en retard",
    ("cancellation_request", SELLER, "cancellation asked"): "Bea écrit : « changed my mind »",
    ("cancellation_request", SELLER, "in progress"): "Personne ne demande d'annuler C-1",
    ("cancellation_request", SELLER, "cancellation refused once"): "vous en avez déjà prononcé 1",
    ("after_delivery", SELLER, "delivered"): "Bea vérifie C-1 jusqu'à lundi 9 mars",
    ("after_delivery", SELLER, "refund agreed, delivered"): "remboursement de 10,00 € n'est pas encore payé",
    (
        "revision_accept_or_refuse",
        SELLER,
        "revision asked",
    ): "Accepter donne pour échéance jeudi 5 mars à 23:59",
    ("revision_refused", SELLER, "revision refused"): "Bea choisit jusqu'à",
    ("cancelled", SELLER, "cancelled"): "Bea a récupéré 50,00 €",
    ("completed", SELLER, "completed"): "vous avez reçu 50,00 € pour C-1",
    ("expired", SELLER, "expired"): "ni à vous ni à Bea",
    ("expired", SELLER, "disputed"): "Le litige suspend l'expiration de C-1",
    ("dispute", SELLER, "refund agreed"): "remboursement convenu de 10,00 €",
    (
        "custom_offer",
        SELLER,
        "supplement proposed",
    ): "Sur C-1, votre supplément de 9,00 € attend la réponse de Bea",
    ("statistics", SELLER, "late"): "C-1 est en retard",
    ("running_late", SELLER, "delivered"): "La commande C-1 est « Livrée »",
    ("running_late", SELLER, "in progress"): "C-1 n'est pas en retard : échéance jeudi 5 mars",
    ("giving_brief", BUYER, "pending, brief missing"): "Fournissez maintenant :* « logo »",
    ("giving_brief", BUYER, "elements missing"): "Fournissez ce qu'Ana attend",
    ("giving_brief", BUYER, "in progress"): "Ana n'attend rien de vous",
    ("in_progress", BUYER, "in progress"): "Ana travaille sur C-1",
    ("in_progress", BUYER, "supplement proposed"): "Ana vous propose un supplément de 9,00 €",
    ("seller_late", BUYER, "late"): "C'est vous qui choisissez",
    ("seller_late", BUYER, "in progress"): "C-1 n'est pas en retard",
    ("seller_late", BUYER, "later date agreed"): "(convenue : dimanche 8 mars",
    ("seller_silent", BUYER, "cancellation asked"): "Sans elle, rien ne se décide tout seul",
    ("asking_cancellation", BUYER, "pending, brief missing"): "Vous récupérez 50,00 €",
    ("asking_cancellation", BUYER, "in progress"): "avec l'accord d'Ana",
    ("asking_cancellation", BUYER, "late"): "Oui, tout de suite et sans accord : C-1 est en retard",
    ("asking_cancellation", BUYER, "delivered"): "la livraison met fin au droit d'annuler",
    ("checking_delivery", BUYER, "delivered"): "Sans réponse, Ana reçoit 50,00 €",
    ("asking_revision", BUYER, "delivered"): "Sur C-1, les retouches sont illimitées",
    ("refused_revision", BUYER, "revision refused"): "Validez C-1, ou ouvrez un litige, avant* mardi 10 mars",
    ("dispute", BUYER, "revision refused"): "Oui, vous pouvez ouvrir un litige",
    ("dispute", BUYER, "cancellation asked"): "Ce sera possible à partir de mercredi 4 mars",
    ("dispute", BUYER, "party asked"): "« why »",
    ("refund", BUYER, "refund proposed"): "Votre proposition de 10,00 € sur C-1 attend la réponse d'Ana",
    ("refund", BUYER, "late"): "Vous récupérez 50,00 €",
    ("refund", BUYER, "completed"): "Non : C-1 est terminée",
    ("expired", BUYER, "in progress"): "Terminez C-1 avant son expiration",
}


@pytest.mark.parametrize(("topic", "role", "name"), OWN)
def test_an_answer_speaks_of_the_readers_own_order(topic: str, role: Actor, name: str) -> None:
    assert OWN[topic, role, name] in read(topic, role, story(name))


SHOWN = {
    ("cancellation_request", SELLER, "cancellation asked"): [
        "message", "refuse_request:cancellation", "accept_request:cancellation", "request:partial_refund",
        "ui:walk:cancellation", "ui:draft:answering_cancellation", "ui:more",
    ],
    ("revision_accept_or_refuse", SELLER, "revision asked"): [
        "accept_revision", "refuse_revision", "request:revision_details", "message",
        "ui:walk:revision", "ui:draft:precision", "ui:more",
    ],
    ("extra_work", SELLER, "in progress"): [
        "message", "request:supplement", "cancel_with_reason", "ui:draft:extra_work", "ui:more",
    ],
    ("running_late", SELLER, "late"): [
        "message", "request:later_date", "deliver", "ui:draft:late_notice", "ui:more",
    ],
    ("statistics", SELLER, "completed"): ["ui:more", "ui:topics"],
    ("seller_late", BUYER, "late"): ["message", "request:later_date", "cancel_late", "ui:more"],
    ("giving_brief", BUYER, "elements missing"): ["supply:font", "supply:colour", "message", "ui:more"],
    ("checking_delivery", BUYER, "delivered"): ["close", "request_revision", "ui:more"],
    ("dispute", BUYER, "revision refused"): ["open_dispute", "message", "ui:more"],
    ("dispute", BUYER, "disputed"): ["ui:more", "ui:topics"],
}  # fmt: skip


@pytest.mark.parametrize(("topic", "role", "name"), SHOWN)
def test_an_answer_has_the_buttons_that_act_on_it_now(topic: str, role: Actor, name: str) -> None:
    assert SHOWN[topic, role, name] == ids(answer(topic, role, story(name)))


def test_where_claims_come_first_every_door_leads_to_a_claim() -> None:
    for topic in ("dispute", "refused_revision", "seller_silent", "refund", "asking_cancellation"):
        for name in ("revision refused", "cancellation asked", "refund agreed"):
            told = read(topic, BUYER, story(name, CLAIM))
            assert "éclamation" in told, (topic, name)
            assert "open_dispute" not in ids(answer(topic, BUYER, story(name, CLAIM)))
    assert "request:claim" in ids(answer("dispute", BUYER, story("revision refused", CLAIM)))
    assert "Votre réclamation attend un médiateur" in read("dispute", BUYER, story("claim open", CLAIM))


def test_a_claim_is_read_by_its_filer_alone() -> None:
    """Rule 15: no answer to the seller says that the buyer filed one."""
    for topic in TOPICS[SELLER]:
        filed, before = (
            answer(topic, SELLER, story(name, CLAIM)).text for name in ("claim open", "delivered")
        )
        assert filed == before, topic


@pytest.mark.parametrize(
    ("topic", "state"), [("after_delivery", "delivered"), ("revision_refused", "revision refused")]
)
def test_a_seller_whose_claim_is_open_is_not_told_that_silence_pays_before_its_answer(
    topic: str, state: str
) -> None:
    """An open claim holds the closing back, and its filer knows."""
    for language, held in (
        ("fr", "Votre réclamation est d'abord traitée"),
        ("en", "Your claim is dealt with first"),
    ):
        assert held not in read(topic, SELLER, story(state, CLAIM), language)
        assert held in read(
            topic, SELLER, story(state, CLAIM).with_request(ANA, RequestKind.CLAIM, reason="unfair"), language
        )


@pytest.mark.parametrize(
    ("language", "said", "never"),
    [
        ("fr", "même si C-1 est en retard", "est à l'heure.*"),
        ("en", "although C-1 is late", "is on time.*"),
    ],
)
def test_days_of_grace_make_no_late_order_on_time(language: str, said: str, never: str) -> None:
    grace = Policy(name="other", house="other", late_grace=Span(time=timedelta(hours=24)))
    told = read("asking_cancellation", BUYER, story("late", grace), language)
    assert said in told
    assert never not in told


def test_a_partial_refund_is_answered_as_the_house_pays_it() -> None:
    for topic, role in (("partial_refund", SELLER), ("refund", BUYER)):
        assert "médiateur" in read(topic, role, story("in progress"))
        direct = read(topic, role, story("in progress", DIRECT))
        assert "gelée" not in direct or role is BUYER
    assert "il est versé, et la commande continue" in read("refund", BUYER, story("in progress", DIRECT))
    assert "Pas directement" in read("partial_refund", SELLER, story("in progress"))


def test_another_house_says_its_own_windows_silence_and_rights() -> None:
    play = Play(ELSEWHERE, duration_days=5).accepted().with_request(BEA, RequestKind.CANCELLATION, reason="x")
    assert "Au bout de 3 refus" in read("cancellation_request", SELLER, play)
    assert "Sans réponse, la commande est annulée" in read("cancellation_request", SELLER, play)
    assert "Sans elle, la commande est annulée" in read("seller_silent", BUYER, play)
    assert "vous ne pouvez plus annuler sans accord" in read("seller_late", BUYER, play)
    assert "Attendez cette confirmation" in read("custom_offer", SELLER, story("in progress", CONFIRMED))


def test_an_agreed_later_date_never_takes_the_right_to_cancel_away_in_any_answer() -> None:
    """Rule 1, told to both."""
    play = story("later date agreed").until(later(days=4))
    assert "vous pouvez toujours annuler" in read("seller_late", BUYER, play)
    assert "cancel_late" in ids(answer("asking_cancellation", BUYER, play))
    for topic in ("running_late", "late_because_of_buyer", "in_progress"):
        assert re.search(r"annuler sans votre accord,? (depuis|dès maintenant)", read(topic, SELLER, play)), (
            topic
        )


def test_a_late_revision_is_told_before_it_is_accepted() -> None:
    play = Play(duration_days=1).asked().wait(days=4)
    assert "en retard tout de suite" in read("revision_accept_or_refuse", SELLER, play)


def test_used_up_revisions_may_still_be_asked_for_and_refused() -> None:
    """Rule 7."""
    play = Play(revisions_included=0).delivered()
    assert "vous pouvez demander, Ana peut refuser pour cette raison" in read("asking_revision", BUYER, play)
    assert "(ici : aucune incluse)" in read("revision_accept_or_refuse", SELLER, play)


def test_the_door_to_a_dispute_opens_in_the_answer_when_it_opens() -> None:
    play = story("revision asked")
    assert "Pas maintenant" in read("dispute", BUYER, play)
    play.wait(hours=49)
    assert "Oui, vous pouvez ouvrir un litige" in read("dispute", BUYER, play)
    assert "Vous pouvez maintenant ouvrir un litige" in read("seller_silent", BUYER, play)
    assert "open_dispute" in ids(answer("seller_silent", BUYER, play))


def test_the_last_reminder_and_the_last_news_are_dated() -> None:
    play = story("elements missing").wait(hours=2).do(ANA, Action.CHASE)
    assert "Votre dernière relance : lundi 2 mars à 12:00" in read("buyer_silent", SELLER, play)
    play.wait(hours=1).do(ANA, Action.PROGRESS, text="half done")
    assert "Dernières nouvelles reçues : lundi 2 mars à 13:00" in read("in_progress", BUYER, play)


def test_french_names_that_begin_with_a_vowel_are_elided() -> None:
    told = " ".join(words(made) for role, topic in QUESTIONS for _, _, made in answers(topic, role, "fr"))
    assert not re.search(r"\b(de|que) Ana\b|\b(à|de) le (vendeur|client)\b", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_buyer_who_asks_the_sellers_question_gets_their_own_answer(language: str) -> None:
    play = story("late")
    assert read("running_late", BUYER, play, language) == read("seller_late", BUYER, play, language)
    assert read("seller_late", SELLER, play, language) == read("running_late", SELLER, play, language)
    assert read("running_late", MEDIATOR, play, language) != read("seller_late", BUYER, play, language)
