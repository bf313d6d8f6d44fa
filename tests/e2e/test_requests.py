"""Each request beside the order, as two people live it: opened, seen, answered, taken back, countered, lapsed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import Trade, World, set_up
from tests.e2e.people import Json, buttons, said
from tests.e2e.processes import eventually

DAY = timedelta(days=1)
EXTRA = {"description": "Une version sonore", "price": "20 €", "extra_days": "2"}


def due(trade: Trade) -> datetime:
    return datetime.fromisoformat(trade.seen()["due_at"])


def opened(trade: Trade, kind: str) -> Json | None:
    """The open request of a kind, as the API tells it."""
    return next((one for one in trade.seen()["requests"] if one["kind"] == kind), None)


def later_date(trade: Trade) -> None:
    until = int((due(trade) + 2 * DAY).timestamp())
    trade.seller.do(trade.ref, "request:later_date", reason="Je suis malade", until=until)


def without_buttons(trade: Trade, who: str, action_id: str) -> None:
    """An older message lost its button: nobody is led astray by it."""
    person = trade.buyer if who == "buyer" else trade.seller
    eventually(
        lambda: (
            not any(action_id in buttons(one) for one in (person.card(trade.ref), *person.thread(trade.ref)))
        ),
        seconds=240,  # Slack takes fifty edits a minute of a whole workspace, and cards come first
        what=f"{action_id} gone",
    )


# Cancellation


def test_a_cancellation_is_agreed(world: World) -> None:
    trade = world.started()
    trade.buyer.do(trade.ref, "request:cancellation", reason="Le projet s'arrête")
    told = trade.seller.told(trade.ref, "demande l'annulation", "Le projet s", "Accepter rembourse 50,00")
    assert buttons(told)[:2] == ["accept_request:cancellation", "refuse_request:cancellation"]
    trade.seller.do(trade.ref, "accept_request:cancellation")
    trade.buyer.told(trade.ref, "a accepté l'annulation", "50,00")
    assert (trade.seen()["state"], trade.seen()["settlement"]) == ("cancelled", {"buyer": 5000, "seller": 0})


def test_a_cancellation_is_taken_back_from_the_card(world: World) -> None:
    trade = world.started()
    trade.buyer.do(trade.ref, "request:cancellation", reason="Le projet s'arrête")
    trade.seller.offered(trade.ref, "accept_request:cancellation")
    card = eventually(
        lambda: (
            trade.buyer.card(trade.ref)
            if "withdraw_request:cancellation" in buttons(trade.buyer.card(trade.ref))
            else None
        )
    )
    trade.buyer.click(card, "withdraw_request:cancellation")
    trade.seller.told(trade.ref, "a retiré sa demande d'annulation")
    without_buttons(trade, "seller", "accept_request:cancellation")
    assert opened(trade, "cancellation") is None


def test_the_second_refusal_says_that_it_opens_the_dispute_and_does(world: World) -> None:
    trade = world.started()
    for nth in (1, 2):
        trade.buyer.do(trade.ref, "request:cancellation", reason=f"Raison {nth}")
        trade.seller.told(trade.ref, f"Raison {nth}")
        form = trade.seller.press(trade.ref, "refuse_request:cancellation")
        assert ("C'est le dernier refus possible" in str(form["views"][-1])) is (nth == 2)
        assert "reason" in trade.seller.fill(form, reason="  ")["errors"]
        assert not trade.seller.fill(form, reason=f"Refus {nth}").get("errors")
        trade.seller.close()
        trade.buyer.told(trade.ref, f"Refus {nth}")
    assert trade.seen()["frozen"] is True


# A later date


def test_a_later_date_is_refused_and_the_contract_stays(world: World) -> None:
    trade = world.started()
    later_date(trade)
    trade.buyer.told(
        trade.ref, "vous propose d'attendre", "Je suis malade", "vous pourrez annuler sans accord"
    )
    trade.buyer.do(trade.ref, "refuse_request:later_date", reason="J'en ai besoin avant")
    trade.seller.told(trade.ref, "ne peut pas attendre", "J'en ai besoin avant", "reste seule valable")
    assert trade.seen()["agreed_until"] is None


def test_a_later_date_is_taken_back(world: World) -> None:
    trade = world.started()
    later_date(trade)
    trade.buyer.offered(trade.ref, "accept_request:later_date")
    trade.seller.do(trade.ref, "withdraw_request:later_date")
    trade.buyer.told(trade.ref, "a retiré sa proposition de date")
    without_buttons(trade, "buyer", "accept_request:later_date")


# Extra work


def test_extra_work_is_accepted_with_its_figures_before_the_click(world: World) -> None:
    trade = world.started()
    before = due(trade)
    trade.seller.do(trade.ref, "request:supplement", **EXTRA)
    told = trade.buyer.told(trade.ref, "Une version sonore", "Le prix passe de 50,00", "Nouvelle échéance")
    accept = next(
        e
        for b in told["blocks"]
        for e in b.get("elements", [])
        if e.get("action_id") == "accept_request:supplement"
    )
    assert "Une retouche aura ensuite 5" in accept["confirm"]["text"]["text"]
    trade.buyer.do(trade.ref, "accept_request:supplement")
    trade.seller.told(trade.ref, "accepte votre supplément")
    assert trade.seen()["price"] == {"amount": 7000, "currency": "EUR"}
    assert due(trade) == before + 2 * DAY


def test_extra_work_is_declined_and_the_seller_is_offered_the_ways_on(world: World) -> None:
    trade = world.started()
    trade.seller.do(trade.ref, "request:supplement", **EXTRA)
    trade.buyer.offered(trade.ref, "refuse_request:supplement")
    trade.buyer.do(trade.ref, "refuse_request:supplement", reason="Trop cher")
    told = trade.seller.told(trade.ref, "Trop cher", "vous continuez comme prévu, ou vous annulez")
    assert "cancel_with_reason" in buttons(told)
    assert trade.seen()["price"]["amount"] == 5000


def test_extra_work_is_taken_back(world: World) -> None:
    trade = world.started()
    trade.seller.do(trade.ref, "request:supplement", **EXTRA)
    trade.buyer.offered(trade.ref, "accept_request:supplement")
    trade.seller.do(trade.ref, "withdraw_request:supplement")
    trade.buyer.told(trade.ref, "a retiré sa proposition de supplément")
    without_buttons(trade, "buyer", "accept_request:supplement")


# Lists: missing elements, details of a revision


def test_missing_elements_are_supplied_one_by_one_and_the_seller_is_told_at_each(world: World) -> None:
    trade = world.started()
    trade.seller.do(trade.ref, "request:missing_elements", items="police\ncouleurs")
    told = trade.buyer.told(trade.ref, "Il manque", "police", "couleurs")
    assert {"supply:police", "supply:couleurs"} <= set(buttons(told))
    trade.buyer.do(trade.ref, "supply:police", content="Arial")
    trade.seller.told(trade.ref, "a fourni", "police", "Arial", "Il manque encore")
    trade.buyer.do(trade.ref, "supply:couleurs", content="Bleu")
    trade.seller.told(trade.ref, "Vous avez tout ce que vous aviez demandé")
    assert opened(trade, "missing_elements") is None


def test_a_list_is_taken_back(world: World) -> None:
    trade = world.started()
    trade.seller.do(trade.ref, "request:missing_elements", items="police")
    trade.buyer.offered(trade.ref, "supply:police")
    trade.seller.do(trade.ref, "withdraw_request:missing_elements")
    trade.buyer.told(trade.ref, "n'attend plus")
    without_buttons(trade, "buyer", "supply:police")


def test_details_are_asked_before_a_revision_is_accepted_and_the_answer_is_still_due(world: World) -> None:
    trade = world.started()
    trade.deliver()
    trade.buyer.do(trade.ref, "request_revision", changes="Plus clair")
    trade.seller.offered(trade.ref, "request:revision_details")
    form = trade.seller.press(trade.ref, "request:revision_details")
    assert "Ce n'est pas une réponse à la retouche" in str(form["views"][-1])
    assert not trade.seller.fill(form, items="Quel bleu ?").get("errors")
    trade.seller.close()
    trade.buyer.do(trade.ref, "supply:Quel bleu ?", content="Le ciel")
    trade.seller.told(trade.ref, "Le ciel")
    assert trade.seen()["state"] == "revision_requested"


# A partial refund


def test_a_refund_is_countered_and_agreed_and_waits_for_a_mediator(world: World) -> None:
    trade = world.started()
    trade.buyer.do(trade.ref, "request:partial_refund", amount="20", reason="Un visuel de moins")
    told = trade.seller.told(trade.ref, "Un visuel de moins", "et vous recevez 30,00")
    assert buttons(told)[:3] == ["accept_request:partial_refund", "refuse_request:partial_refund", "counter"]
    trade.seller.do(trade.ref, "counter", amount="12,50", reason="À moitié fait")
    trade.buyer.told(trade.ref, "12,50", "au lieu de", "Sami", "37,50")
    without_buttons(trade, "seller", "counter")
    assert (opened(trade, "partial_refund") or {})["by"] == "seller"
    trade.buyer.do(trade.ref, "accept_request:partial_refund")
    for person in (trade.seller, trade.buyer):
        assert "open_dispute" in buttons(
            person.told(trade.ref, "Vous êtes d'accord", "Rien n'est payé encore")
        )
    assert trade.seen()["settlement"] == {"buyer": 0, "seller": 0}


def test_a_refund_is_refused_and_a_counter_is_taken_back_by_who_countered(world: World) -> None:
    trade = world.started()
    trade.seller.do(trade.ref, "request:partial_refund", amount="5", reason="Un geste")
    trade.buyer.offered(trade.ref, "counter")
    trade.buyer.do(trade.ref, "counter", amount="10", reason="Plutôt dix")
    trade.seller.told(trade.ref, "Plutôt dix")
    trade.buyer.do(trade.ref, "withdraw_request:partial_refund")
    trade.seller.told(trade.ref, "a retiré sa proposition de remboursement")
    trade.buyer.do(trade.ref, "request:partial_refund", amount="10", reason="Encore une fois")
    trade.seller.told(trade.ref, "Encore une fois")
    trade.seller.do(trade.ref, "refuse_request:partial_refund", reason="Non merci")
    trade.buyer.told(trade.ref, "refuse le remboursement partiel", "Non merci")
    assert opened(trade, "partial_refund") is None


# Other houses, and the clock


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    with set_up(tmp_path) as made:
        yield made


def again(world: World, **settings: str) -> None:
    assert world.bot.stop() == 0
    world.bot.start(**settings)


def test_what_nobody_answers_lapses_and_both_are_told(own: World) -> None:
    trade = own.started(duration_days=30)
    trade.seller.do(trade.ref, "request:supplement", **EXTRA)
    trade.buyer.offered(trade.ref, "accept_request:supplement")
    again(own, RELANCE_CLOCK_OFFSET="+8d")
    for person in (trade.seller, trade.buyer):
        person.told(trade.ref, "ne tient plus")
    without_buttons(trade, "buyer", "accept_request:supplement")
    assert (trade.seen()["price"]["amount"], opened(trade, "supplement")) == (5000, None)


def test_where_refunds_are_direct_a_yes_pays_at_once_and_the_order_goes_on(own: World) -> None:
    again(own, RELANCE_POLICY="comeup_direct")
    trade = own.started()
    trade.buyer.do(trade.ref, "request:partial_refund", amount="20", reason="Un visuel de moins")
    trade.seller.told(trade.ref, "sont versés tout de suite", "30,00", "restent sur la commande")
    trade.seller.do(trade.ref, "accept_request:partial_refund")
    trade.buyer.told(trade.ref, "Le remboursement partiel est versé", "20,00")
    told = trade.seen()
    assert (told["state"], told["held"], told["settlement"]) == (
        "in_progress",
        3000,
        {"buyer": 2000, "seller": 0},
    )


def test_where_claims_come_first_one_is_filed_replaced_and_taken_back(own: World) -> None:
    again(own, RELANCE_POLICY="comeup_claim")
    trade = own.started()
    trade.buyer.do(trade.ref, "request:claim", reason="Plus de nouvelles")
    trade.mediator.told(trade.ref, "Réclamation", "Plus de nouvelles")
    trade.buyer.do(trade.ref, "request:claim", reason="Toujours rien")
    trade.mediator.told(trade.ref, "Toujours rien")
    assert trade.seen()["frozen"] is False
    trade.buyer.do(trade.ref, "withdraw_request:claim")
    trade.mediator.told(trade.ref, "a retiré sa réclamation")
    assert opened(trade, "claim") is None
    assert not any("clamation" in said(one) for one in trade.seller.thread(trade.ref)), (
        "the other party knows nothing"
    )
