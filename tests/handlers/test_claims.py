"""Where claims come first: a claim freezes nothing, a mediator admits or rejects it, and its words stay where they belong."""

from collections.abc import Iterator

import pytest

from rules.words import State
from tests.e2e.people import buttons, said
from tests.handlers.shop import Shop, Trade, open_shop


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("claims"), policy="comeup_claim") as opened:
        yield opened


@pytest.fixture
def claimed(house: Shop) -> Trade:
    """Work under way, and a claim of its buyer."""
    trade = house.order().started()
    trade.do(trade.buyer, "request:claim", reason="Plus aucune nouvelle depuis mardi")
    return trade


def test_a_claim_goes_to_the_mediators_and_freezes_nothing(claimed: Trade) -> None:
    card = claimed.mediator.card(claimed.ref)
    assert "Plus aucune nouvelle" in said(card)
    assert {"admit_claim", "reject_claim"} <= set(buttons(card))
    assert "decide_pay" not in buttons(card)
    assert claimed.state() is State.IN_PROGRESS
    claimed.seller.write(claimed.ref, "Me revoici")
    claimed.shop.say()
    claimed.buyer.told(claimed.ref, "Me revoici")


def test_an_admitted_claim_freezes_the_order_and_is_decided(claimed: Trade) -> None:
    claimed.do(claimed.mediator, "admit_claim", reason="Le silence est établi")
    assert claimed.state() is State.DISPUTED
    assert {"decide_refund", "decide_split", "decide_restart", "decide_pay"} <= set(
        buttons(claimed.mediator.card(claimed.ref))
    )
    claimed.do(claimed.mediator, "decide_refund", reason="Rien n'a été livré")
    assert claimed.state() is State.CANCELLED
    for party in (claimed.seller, claimed.buyer):
        party.told(claimed.ref, "50,00", "Rien n'a été livré")


def test_the_reason_of_a_rejected_claim_reaches_its_filer_alone(claimed: Trade) -> None:
    """Rule 15."""
    claimed.do(claimed.mediator, "reject_claim", reason="Le délai court encore")
    claimed.buyer.told(claimed.ref, "Le délai court encore")
    assert not any("court encore" in said(one) for one in claimed.seller.messages())
    assert claimed.state() is State.IN_PROGRESS


def test_a_claim_that_a_mediator_took_is_not_withdrawn_any_more(claimed: Trade) -> None:
    claimed.do(claimed.mediator, "take_case")
    more = claimed.buyer.click(claimed.buyer.card(claimed.ref), "ui:more")
    assert "withdraw_request:claim" not in str(more["views"][-1])
    claimed.buyer.close()


def test_a_claim_is_withdrawn_before_anybody_took_it(claimed: Trade) -> None:
    claimed.do(claimed.buyer, "withdraw_request:claim")
    assert not claimed.order.requests


def test_no_door_leads_past_the_claim(house: Shop) -> None:
    trade = house.order().started().delivered()
    trade.do(trade.buyer, "request_revision", changes="Une autre police")
    trade.do(trade.seller, "refuse_revision", reason="Ce n'était pas demandé")
    more = trade.buyer.click(trade.buyer.card(trade.ref), "ui:more")
    ids = [one["accessory"]["action_id"] for one in more["views"][-1]["blocks"] if "accessory" in one]
    assert "request:claim" in ids and "open_dispute" not in ids
    trade.buyer.close()
