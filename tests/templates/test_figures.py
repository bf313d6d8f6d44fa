"""What answering will do, with its figures, before anybody answers; the brief and the delivery as lists."""

from typing import Any

import pytest
from msgspec.structs import replace

from bot.render.buttons import at_once
from rules.commands import Person
from rules.policy import Policy
from rules.requests import REQUESTS
from rules.stats import Finished, Outcome
from rules.words import Action, Actor, RequestKind, State
from tests.rules.play import BUYER as BEA
from tests.rules.play import COMEUP, CONFIRMED, DIRECT, T0, Play
from tests.rules.play import SELLER as ANA
from tests.rules.stories import situations
from tests.templates.reading import BUYER, PARTIES, RENDERER, SELLER, ids, notice_of, view, words

EXTRA: dict[str, Any] = {"description": "un son", "price": 900, "extra_days": 2}
REFUND: dict[str, Any] = {"amount": 1250, "reason": "un point manque"}


def offered(policy: Policy = COMEUP, **changes: object) -> Play:
    return Play(policy).accepted().with_request(ANA, RequestKind.SUPPLEMENT, **EXTRA | changes)


def confirmation(play: Play, role: Actor, action_id: str, language: str = "fr") -> str:
    seen = view(play, role, language)
    option = RENDERER.scene(seen).options[action_id]
    assert option.open, option
    return str(RENDERER.confirm(seen, option)["text"]["text"]).replace("\u00a0", " ")


def test_extra_work_tells_price_due_date_and_duration_where_it_is_answered() -> None:
    play = offered()
    for text in (
        words(notice_of(play, "request:supplement", BUYER)),
        confirmation(play, BUYER, "accept_request:supplement"),
    ):
        assert "Le prix passe de 50,00 € à 59,00 €" in text
        assert "Nouvelle échéance : samedi 7 mars à 23:59" in text and "avant : jeudi 5 mars à 23:59" in text
        assert "Une retouche aura ensuite 5 jours, au lieu de 3" in text


def test_extra_work_without_days_leaves_the_due_date() -> None:
    text = words(notice_of(offered(extra_days=0), "request:supplement", BUYER))
    assert "L'échéance ne change pas." in text and "Une retouche aura" not in text


def test_after_a_refused_revision_extra_work_brings_the_order_back() -> None:
    play = Play().refused_revision().with_request(ANA, RequestKind.SUPPLEMENT, **EXTRA)
    text = words(notice_of(play, "request:supplement", BUYER))
    assert "La commande reprend." in text and "Échéance : jeudi 5 mars à 23:59" in text


def test_extra_work_that_is_paid_apart_says_when_it_counts() -> None:
    assert "dès que le paiement est confirmé, pas avant" in words(
        notice_of(offered(CONFIRMED), "request:supplement", BUYER)
    )


@pytest.mark.parametrize("opener", [ANA, BEA], ids=["seller", "buyer"])
def test_a_refund_tells_each_what_they_get(opener: Person) -> None:
    play = Play().accepted().with_request(opener, RequestKind.PARTIAL_REFUND, **REFUND)
    asked = BUYER if opener is ANA else SELLER
    shares = {
        BUYER: "vous récupérez 12,50 € et Ana reçoit 37,50 €",
        SELLER: "Bea récupère 12,50 € et vous recevez 37,50 €",
    }[asked]
    assert shares in words(notice_of(play, "request:partial_refund", asked))
    assert shares in confirmation(play, asked, "accept_request:partial_refund")
    assert shares in words(RENDERER.modal(view(play, asked), "counter"))
    play.wait(hours=25)
    assert shares in words(notice_of(play, "refund_open", asked))


def test_a_counter_tells_each_what_they_get() -> None:
    play = Play().accepted().with_request(BEA, RequestKind.PARTIAL_REFUND, **REFUND)
    play.do(ANA, Action.COUNTER, amount=500, reason="moins")
    assert "vous récupérez 5,00 € et Ana reçoit 45,00 €" in words(notice_of(play, "counter", BUYER))


def test_a_refund_that_is_paid_at_once_says_what_stays_on_the_order() -> None:
    play = Play(DIRECT).accepted().with_request(BEA, RequestKind.PARTIAL_REFUND, **REFUND)
    text = words(notice_of(play, "request:partial_refund", SELLER))
    assert (
        "12,50 € sont versés tout de suite à Bea, 37,50 € restent sur la commande, et elle continue" in text
    )


def test_an_agreed_refund_is_told_with_both_sums_and_closing_says_what_it_would_not_pay() -> None:
    play = Play().delivered().with_request(BEA, RequestKind.PARTIAL_REFUND, **REFUND)
    play.do(ANA, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    assert "vous récupérez 12,50 € et Ana reçoit 37,50 €" in words(
        notice_of(play, "accept_request:partial_refund", BUYER)
    )
    text = confirmation(play, BUYER, "close")
    assert "Ana reçoit 50,00 €" in text and "l'accord de remboursement de 12,50 € ne serait pas payé" in text


def test_no_question_before_a_click_is_cut() -> None:
    """Slack's dialog holds 300 characters; what is said before a click is said to its end."""
    for name, play in situations():
        for role in PARTIES:
            for language in ("fr", "en"):
                scene = RENDERER.scene(view(play, role, language))
                for option in scene.options.values():
                    text = (
                        RENDERER.confirm(scene.view, option)["text"]["text"]
                        if option.open and at_once(option.id)
                        else ""
                    )
                    assert not text.endswith("…"), (name, option.id, text)


def test_who_asked_may_take_it_back_from_the_card() -> None:
    for kind, rule in REQUESTS.items():
        for name, play in situations():
            standing = play.order.request(kind)
            if standing is None or play.order.state is State.DISPUTED:
                continue
            mine = ids(RENDERER.card(view(play, standing.by)))
            assert (f"withdraw_request:{kind}" in mine) is not standing.taken, (name, rule.kind)


BRIEF = ("logo", "police", "couleurs")


def briefed(**given: str) -> Play:
    play = Play(brief=BRIEF)
    for item, content in given.items():
        play.do(BEA, Action.SUPPLY, item=item, content=content)
    return play


def test_the_brief_is_a_checklist_for_both() -> None:
    play = briefed(logo="Un hibou, deux couleurs")
    play.do(ANA, Action.CONFIRM_ITEM, item="logo")
    for role in PARTIES:
        text = words(RENDERER.card(view(play, role)))
        assert "☑ logo : Un hibou, deux couleurs · confirmé" in text
        assert "☐ police : à fournir" in text
    assert ids(RENDERER.card(view(play, BUYER)))[:2] == ["supply:police", "supply:couleurs"]


def test_what_is_vague_is_named_and_may_be_asked_for_or_confirmed() -> None:
    play = briefed(logo="Un hibou, deux couleurs", police="comme vous voulez", couleurs="?")
    text = words(RENDERER.card(view(play, SELLER)))
    assert "À éclaircir avant d'accepter" in text
    assert "• police : laissé à votre choix" in text and "• couleurs : il n'y a que des signes" in text
    assert "• logo" not in text
    assert {"accept", "message", "confirm_item:police", "confirm_item:couleurs"} <= set(
        ids(RENDERER.card(view(play, SELLER)))
    )
    assert "À éclaircir" not in words(RENDERER.card(view(play, BUYER)))
    told = notice_of(play, "supply", SELLER)
    assert "Cela semble vague : il n'y a que des signes" in words(told)
    assert ids(told)[:3] == ["accept", "message", "confirm_item:couleurs"]
    asked = confirmation(play, SELLER, "accept")
    assert "cela reste vague : « police » et « couleurs »" in asked
    play.do(ANA, Action.CONFIRM_ITEM, item="police").do(ANA, Action.CONFIRM_ITEM, item="couleurs")
    assert "À éclaircir" not in words(RENDERER.card(view(play, SELLER)))


def test_accepting_confirms_the_rest_and_says_so() -> None:
    play = briefed(logo="Un hibou", police="Arial, en gras", couleurs="Bleu nuit et or")
    play.do(ANA, Action.CONFIRM_ITEM, item="logo")
    asked = confirmation(play, SELLER, "accept")
    assert "Vous confirmez aussi" in asked and "« police » et « couleurs »" in asked and "logo" not in asked
    play.do(ANA, Action.ACCEPT)
    assert all(item.confirmed for item in play.order.brief)
    assert "Ce que vous avez fourni est confirmé" in words(notice_of(play, "accept", BUYER))


def test_a_delivery_is_held_against_all_that_was_agreed() -> None:
    play = offered().do(BEA, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
    play.do(ANA, Action.DELIVER, work=("v1",), complete=True)
    play.do(BEA, Action.REQUEST_REVISION, changes=("plus bleu",)).do(ANA, Action.ACCEPT_REVISION)
    modal = RENDERER.modal(view(play, SELLER), "deliver")
    text = words(modal)
    for point in ("1. Le service : Logo", "2. Le supplément : un son", "3. La retouche : plus bleu"):
        assert point in text
    assert "4. Utilisé, du cahier des charges : logo" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("un litige, un mauvais avis, et une sanction", "Deux voies honnêtes", "une date réaliste")),
        ("en", ("a dispute, a bad review, and a sanction", "Two honest ways", "a realistic date")),
    ],
)
def test_who_is_not_done_reads_the_risks_and_the_honest_ways(language: str, said: tuple[str, ...]) -> None:
    modal = RENDERER.modal(view(Play().accepted(), SELLER, language), "deliver")
    assert all(one in words(modal) for one in said)
    assert ids(modal) == ["request:later_date", "message", "ui:topic:running_late"]


def record(completed: int, cancelled: int = 0, declined: int = 0) -> tuple[Finished, ...]:
    """Orders of this seller that ended a while ago."""
    ends = [(Outcome.COMPLETED, completed), (Outcome.CANCELLED, cancelled), (Outcome.DECLINED, declined)]
    return tuple(
        Finished(
            service="logo",
            title="Logo",
            outcome=outcome,
            ended_at=T0,
            sold_days=3,
            accepted_at=None if outcome is Outcome.DECLINED else T0,
        )
        for outcome, count in ends
        for _ in range(count)
    )


def costly(play: Play, action_id: str, known: tuple[Finished, ...], language: str = "fr") -> str:
    """What a seller reads before ending an order."""
    seen = replace(view(play, SELLER, language), record=lambda: known)
    if not at_once(action_id):
        return words(RENDERER.modal(seen, action_id))
    option = RENDERER.scene(seen).options[action_id]
    return str(RENDERER.confirm(seen, option)["text"]["text"]).replace("\u00a0", " ")


def test_a_cancellation_tells_what_it_costs_in_the_sellers_own_numbers() -> None:
    play = Play(duration_days=9).accepted().with_request(BEA, RequestKind.CANCELLATION, reason="fini")
    for action_id in ("cancel_with_reason", "accept_request:cancellation"):
        text = costly(play, action_id, record(19))
        assert "votre taux de commandes menées à terme passe de 100 % à 95 %" in text
        assert "completion rate goes from 100% to 95%" in costly(play, action_id, record(19), "en")
        assert "menées à terme baisse" in costly(play, action_id, record(4)), "too few to be shown"
    refused = costly(Play(), "decline", record(9, declined=0))
    assert "Votre taux d'acceptation passe de 100 % à 90 %" in refused
