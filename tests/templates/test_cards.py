"""The card: what is going on, what can be done now, what is closed and from when."""

import pytest

from bot.slack import refs
from rules.options import options
from rules.words import FINAL, Action, Actor, RequestKind, State
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, COMEUP, DIRECT, Play, later
from tests.rules.play import SELLER as ANA
from tests.rules.stories import CLAIMS, DISPUTES, STORIES, situations
from tests.templates.reading import (
    BUYER,
    LANGUAGES,
    MEDIATOR,
    OPERATOR,
    PARTIES,
    RENDERER,
    SELLER,
    buttons,
    ids,
    view,
    words,
)


def story(name: str) -> Play:
    return {**STORIES, **DISPUTES}[name](COMEUP)


def test_a_seller_at_work_reads_the_order_at_a_glance() -> None:
    read = words(RENDERER.card(view(Play().accepted(hours=1), SELLER)))
    assert "🔨 *C-1* · Logo" in read
    assert "*En cours de réalisation*" in read
    assert "Échéance : jeudi 5 mars à 23:59 (heure de Paris) · dans 3 j 12 h" in read
    assert "50,00 € · retouches illimitées" in read
    assert "Maintenant : travailler, puis livrer tout ce que Bea doit vérifier." in read
    assert "Bea ne peut pas annuler sans votre accord avant jeudi 5 mars à 23:59" in read
    assert "Et si personne ne fait rien ?" in read


def test_the_same_order_reads_differently_to_the_buyer() -> None:
    read = words(RENDERER.card(view(Play().accepted(hours=1), BUYER, "en")))
    assert "Now: Ana is at work." in read
    assert "You cannot cancel without Ana's agreement before Thursday 5 March at 23:59" in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_revisions_that_are_not_numbered_are_unlimited(language: str) -> None:
    told = {"fr": "retouches illimitées", "en": "unlimited revisions"}[language]
    none = {"fr": "aucune retouche incluse", "en": "no revision included"}[language]
    assert told in words(RENDERER.card(view(Play(), SELLER, language)))
    assert none in words(RENDERER.card(view(Play(revisions_included=0), SELLER, language)))


CARDS = {
    ("pending, brief missing", SELLER): ["chase", "message", "decline"],
    ("pending, brief given", SELLER): ["accept", "message", "decline", "confirm_item:logo"],
    ("pending, brief missing", BUYER): ["supply:logo", "message", "withdraw"],
    ("in progress", SELLER): ["deliver", "progress", "request:later_date"],
    ("late", BUYER): ["message", "request:later_date", "cancel_late"],
    ("cancellation asked", SELLER): ["accept_request:cancellation", "refuse_request:cancellation", "deliver"],
    ("later date proposed", BUYER): ["accept_request:later_date", "refuse_request:later_date", "message"],
    ("elements missing", BUYER): ["supply:font", "supply:colour", "message"],
    ("delivered", BUYER): ["close", "request_revision"],
    ("revision asked", SELLER): ["accept_revision", "refuse_revision", "request:revision_details"],
    ("revision refused", BUYER): ["close", "open_dispute", "message"],
    ("revision refused", SELLER): ["message", "request:supplement", "cancel_with_reason"],
    ("disputed", BUYER): [],
    ("party asked", BUYER): ["answer_mediator"],
    ("completed", BUYER): ["review", "message"],
}


@pytest.mark.parametrize(("name", "role"), CARDS)
def test_the_likely_steps_stand_on_the_card(name: str, role: Actor) -> None:
    ahead = [] if story(name).order.state in FINAL else ["ui:nobody"]
    assert [*CARDS[name, role], "ui:more", *ahead, "ui:help"] == ids(RENDERER.card(view(story(name), role)))


@pytest.mark.parametrize(("name", "role"), CARDS)
def test_one_button_stands_out_and_one_warns_at_most(name: str, role: Actor) -> None:
    styles = [button.get("style") for button in buttons(RENDERER.card(view(story(name), role)))]
    assert styles.count("primary") <= 1 and styles.count("danger") <= 1


def test_a_button_says_which_order_which_stage_and_what_was_shown() -> None:
    play = Play().late()
    button = next(
        one for one in buttons(RENDERER.card(view(play, BUYER))) if one["action_id"] == "cancel_late"
    )
    ref = refs.decode(button["value"])
    effect = options(play.order, BEA, play.now, COMEUP)["cancel_late"].effect
    assert ref is not None and effect is not None
    assert (ref.order, ref.stage, ref.shown) == ("o1", play.order.stage, effect.digest)


def test_what_ends_the_order_says_who_is_paid_before_the_click() -> None:
    [cancel] = [
        one for one in buttons(RENDERER.card(view(Play().late(), BUYER))) if one.get("style") == "danger"
    ]
    assert "vous récupérez 50,00 €" in cancel["confirm"]["text"]["text"].replace("\u00a0", " ")
    [close] = [
        one for one in buttons(RENDERER.card(view(Play().delivered(), BUYER))) if one["action_id"] == "close"
    ]
    assert "Ana reçoit 50,00 €" in close["confirm"]["text"]["text"].replace("\u00a0", " ")


BARE = {"callback_id": "", "private_metadata": ""}


def test_accepting_a_revision_shows_the_date_that_it_gives_also_when_it_is_the_same() -> None:
    play = Play().asked()
    [accept] = [
        one for one in buttons(RENDERER.card(view(play, SELLER))) if one["action_id"] == "accept_revision"
    ]
    assert "échéance jeudi 5 mars à 23:59" in accept["confirm"]["text"]["text"].replace("\u00a0", " ")


def test_closing_shows_the_agreed_refund_that_would_not_be_paid() -> None:
    play = story("refund agreed, delivered")
    [close] = [one for one in buttons(RENDERER.card(view(play, BUYER))) if one["action_id"] == "close"]
    assert "10,00" in close["confirm"]["text"]["text"]


def test_a_late_revision_is_told_to_be_late_at_once() -> None:
    play = Play(duration_days=1).asked().wait(days=4)
    [accept] = [
        one for one in buttons(RENDERER.card(view(play, SELLER))) if one["action_id"] == "accept_revision"
    ]
    assert "en retard tout de suite" in accept["confirm"]["text"]["text"].replace("\u00a0", " ")


@pytest.mark.parametrize("policy", [COMEUP, DIRECT, CLAIM])
def test_every_open_action_is_a_button_behind_more_with_its_bare_id(policy: object) -> None:
    for name, play in situations():
        if play.policy is not policy:
            continue
        for role in (*PARTIES, MEDIATOR, OPERATOR):
            seen = view(play, role)
            scene = RENDERER.scene(seen)
            opened = {id for id, option in scene.options.items() if option.open}
            assert opened == set(ids(RENDERER.more(seen))), (name, role)


def test_more_says_why_and_from_when() -> None:
    read = words(RENDERER.more(view(Play().accepted(hours=1), BUYER)))
    assert (
        "*Annuler la commande · Accorder un délai* : La commande n'est pas en retard avant jeudi 5 mars"
        in read
    )
    assert "Possible à partir de jeudi 5 mars à 23:59" in read


def test_more_begins_with_the_cards_own_steps_and_ends_with_what_ends_the_order() -> None:
    open_now = ids(RENDERER.more(view(Play().accepted(hours=1), SELLER)))
    assert open_now[:3] == ["deliver", "progress", "request:later_date"]
    assert open_now[-1] == "cancel_with_reason"


def test_a_crowd_of_items_is_told_in_a_few_lines() -> None:
    brief = tuple(f"item {number}" for number in range(90))
    play = Play(brief=brief).accepted()
    assert len(RENDERER.more(view(play, SELLER))["blocks"]) < 60


def test_the_case_file_shows_the_agreement_first() -> None:
    play = story("refund agreed, delivered").do(BEA, Action.OPEN_DISPUTE, reason="please pay it out")
    made = RENDERER.case(view(play, MEDIATOR), play.events)
    first = words({"type": "modal", "blocks": made.blocks[1:2], **BARE})
    assert first.startswith("*Accord entre les parties* : 10,00 € remboursés à Bea, 40,00 € pour Ana.")
    assert {"decide_split", "decide_refund", "decide_restart", "decide_pay", "take_case"} <= set(ids(made))


def test_the_case_file_tells_what_happened_and_holds_the_questions() -> None:
    play = story("party asked")
    made = RENDERER.case(view(play, MEDIATOR, "en"), play.events)
    read = words(made)
    assert "Ana accepts the order" in read and "the mediator asks the buyer: why" in read
    assert {"ask_party:seller", "ask_party:buyer"} <= set(ids(made))


def test_a_long_history_keeps_its_end_and_says_so() -> None:
    play = Play(duration_days=30).accepted()
    for number in range(80):
        play.do(ANA, Action.MESSAGE, text=f"message {number:03d} " + "x" * 200)
    read = words(RENDERER.case(view(play, MEDIATOR), play.events))
    assert "message 079" in read and "message 001" not in read
    assert "premières étapes sont dans le dossier complet" in read


def test_a_claim_is_no_dispute_yet() -> None:
    made = RENDERER.case(view(CLAIMS["claim open"](CLAIM), MEDIATOR), [])
    assert ids(made)[:3] == ["take_case", "admit_claim", "reject_claim"]
    assert "rien n'est gelé" in words(made)


def test_an_agreed_later_date_stands_beside_the_due_date() -> None:
    play = Play().accepted().with_request(ANA, RequestKind.LATER_DATE, until=later(days=6), reason="ill")
    play.do(BEA, Action.ACCEPT_REQUEST, kind=RequestKind.LATER_DATE)
    read = words(RENDERER.card(view(play, SELLER)))
    assert "Date maximale convenue : dimanche 8 mars à 10:00" in read
    assert "Échéance : jeudi 5 mars" in read


def test_a_person_far_away_reads_their_own_clock() -> None:
    read = words(RENDERER.card(view(Play().accepted(), SELLER, "en", "America/New_York")))
    assert "Due Thursday 5 March at 17:59 (New York time)" in read


def test_an_unknown_zone_and_language_fall_back_to_the_houses() -> None:
    read = words(RENDERER.card(view(Play().accepted(), SELLER, "de", "Mars/Olympus")))
    assert "Échéance : jeudi 5 mars à 23:59 (heure de Paris)" in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_own_sign_and_name(language: str) -> None:
    labels = RENDERER.texts[language].labels
    assert set(labels["states"]) == set(labels["signs"]) == {str(state) for state in State}
    assert len(set(labels["states"].values())) == len(State)
