"""Mediators: who is in the channel at this moment, and nobody else; a case is asked about and decided by its buttons."""

from datetime import timedelta

import pytest

from rules.words import State
from tests.e2e.people import said
from tests.handlers.shop import CHANNEL, MEDIATOR, Trade


@pytest.fixture
def case(work: Trade) -> Trade:
    """A dispute after a refused revision."""
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Ce n’était pas demandé")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    return work


def test_a_mediator_asks_and_a_party_answers(case: Trade) -> None:
    case.do(case.mediator, "ask_party:seller", text="Avez-vous la maquette ?")
    case.seller.told(case.ref, "Avez-vous la maquette")
    case.do(case.seller, "answer_mediator", text="Oui, la voici")
    case.mediator.told(case.ref, "Oui, la voici")
    assert not any("maquette" in str(message) for message in case.buyer.thread(case.ref))


def test_a_split_of_everything_is_refused_in_its_field_and_of_a_part_pays(case: Trade) -> None:
    opened = case.mediator.press(case.ref, "decide_split")
    assert list(case.mediator.fill(opened, amount="50", reason="Tout")["errors"]) == ["amount"]
    assert not case.mediator.fill(opened, amount="12,50 €", reason="Un quart").get("errors")
    assert case.state() is State.COMPLETED
    assert (case.order.to_buyer, case.order.to_seller) == (1250, 3750)


def test_each_party_reads_as_theirs_what_it_has_received_in_all(case: Trade) -> None:
    case.do(case.mediator, "decide_split", amount="20", reason="Un point sur deux")
    for who, words in (
        (case.buyer, "Au total, vous avez récupéré 20,00 € et Sami a reçu 30,00 €"),
        (case.seller, "Au total, Bea a récupéré 20,00 € et vous avez reçu 30,00 €"),
        (case.mediator, "Au total, Bea a récupéré 20,00 € et Sami a reçu 30,00 €"),
    ):
        assert words in said(who.thread(case.ref)[-1]).replace("\u00a0", " ")


def test_a_restarted_order_waits_for_no_mediator(case: Trade) -> None:
    nobody = "Personne ne suit encore ce dossier"
    assert nobody in said(case.mediator.card(case.ref))
    due = int((case.shop.program.parts.clock.now() + timedelta(days=9)).timestamp())
    case.do(case.mediator, "decide_restart", due_at=due, reason="Refaites la page 2")
    assert case.state() is State.IN_PROGRESS
    assert nobody not in said(case.mediator.card(case.ref))


def test_who_left_the_channel_decides_nothing_any_more(case: Trade) -> None:
    opened = case.mediator.press(case.ref, "decide_refund")
    members = case.shop.world.state.channels[CHANNEL].members
    members.remove(MEDIATOR)
    try:
        answer = case.mediator.fill(opened, reason="Trop tard")
        assert case.state() is State.DISPUTED
        assert "pas une de vos commandes" in str(answer["views"])
    finally:
        members.append(MEDIATOR)
        case.mediator.close()


def test_a_party_in_the_channel_does_not_decide_its_own_case(case: Trade) -> None:
    members = case.shop.world.state.channels[CHANNEL].members
    members.append(case.seller.user)
    try:
        insider = case.seller.at(CHANNEL)
        answer = insider.click(insider.card(case.ref), "decide_pay")
        assert answer["views"][-1]["callback_id"] != "decide_pay"
        assert case.state() is State.DISPUTED
    finally:
        members.remove(case.seller.user)
        case.seller.close()


def test_the_freeze_holds_for_a_form_that_was_opened_before_it(work: Trade) -> None:
    """Rule 10."""
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Non")
    opened = work.seller.press(work.ref, "cancel_with_reason")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    answer = work.seller.fill(opened, reason="J'arrête")
    assert work.state() is State.DISPUTED
    assert "gel" in str(answer["views"][-1])
    work.seller.close()


def test_a_case_is_taken_once(case: Trade) -> None:
    case.do(case.mediator, "take_case")
    assert case.order.mediator is not None
    case.seller.told(case.ref, "médiateur")
