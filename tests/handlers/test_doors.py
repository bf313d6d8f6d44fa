"""Every door into a dispute under every house's rules, and every decision behind it: through signed HTTP, read in chat."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.waking.wake import Wake
from rules.words import State
from tests.e2e.people import buttons, said
from tests.handlers.shop import Shop, Trade, open_shop

HOUSES = ("comeup", "comeup_direct", "comeup_claim")
OPEN, CLAIM = "open_dispute", "request:claim"


@pytest.fixture(scope="module", params=HOUSES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("doors"), policy=request.param) as opened:
        yield opened


def later(trade: Trade, **span: float) -> None:
    """Time passes, and the clock rings."""
    parts = trade.shop.program.parts
    trade.shop.push(**span)
    Wake(parts.engine, parts.service).run_once()
    trade.shop.say()


def refused_revision(trade: Trade) -> None:
    trade.delivered()
    trade.do(trade.buyer, "request_revision", changes="Une autre police")
    trade.do(trade.seller, "refuse_revision", reason="Ce n’était pas demandé")


def unanswered_cancellation(trade: Trade) -> None:
    trade.do(trade.buyer, "request:cancellation", reason="Je n'en ai plus besoin")
    later(trade, hours=48, seconds=1)


def unanswered_revision(trade: Trade) -> None:
    trade.delivered()
    trade.do(trade.buyer, "request_revision", changes="Une autre police")
    later(trade, hours=48, seconds=1)


def agreed_refund(trade: Trade) -> None:
    trade.do(trade.buyer, "request:partial_refund", amount="10", reason="La police manque")
    trade.do(trade.seller, "accept_request:partial_refund")


def twice_refused(trade: Trade) -> None:
    for _ in range(2):
        trade.do(trade.buyer, "request:cancellation", reason="Je n'en ai plus besoin")
        trade.do(trade.seller, "refuse_request:cancellation", reason="Le travail est presque fini")


DOORS: dict[str, tuple[Callable[[Trade], None], str]] = {
    "refused revision": (refused_revision, "buyer"),
    "unanswered cancellation": (unanswered_cancellation, "buyer"),
    "unanswered revision": (unanswered_revision, "buyer"),
    "agreed refund, buyer": (agreed_refund, "buyer"),
    "agreed refund, seller": (agreed_refund, "seller"),
}


def enter(trade: Trade, who: str) -> None:
    """Through the door as this house has it: at once, or by a claim that a mediator admits."""
    person = {"buyer": trade.buyer, "seller": trade.seller}[who]
    claims = trade.shop.program.parts.policy.dispute_entry == "claim"
    here, not_here = (CLAIM, OPEN) if claims else (OPEN, CLAIM)
    offered = {id for m in (person.card(trade.ref), *person.thread(trade.ref)) for id in buttons(m)}
    assert not_here not in offered
    before = trade.state()
    trade.do(person, here, reason="Voyez l'échange")
    if claims:
        assert trade.state() is before, "a claim freezes nothing"
        trade.do(trade.mediator, "admit_claim", reason="C'est recevable")


def admitted_claim(trade: Trade) -> None:
    """Needs no door of its own: under the house of claims one may be filed in any open state."""


EVERY_DOOR = {
    **DOORS,
    "second refused cancellation": (twice_refused, "clock"),
    "claim": (admitted_claim, "seller"),
}
"""Every way into a dispute that section 4 names, and who goes it."""


@pytest.mark.parametrize("door", DOORS)
def test_a_door_leads_to_a_frozen_order_and_a_case(house: Shop, door: str) -> None:
    way, who = DOORS[door]
    trade = house.order().started()
    way(trade)
    if who == "seller" and house.program.parts.policy.partial_refund == "direct":
        assert trade.order.to_buyer == 1000, "paid at once: there is nothing to open a dispute for"
        return
    if door == "agreed refund, buyer" and house.program.parts.policy.partial_refund == "direct":
        more = trade.buyer.click(trade.buyer.card(trade.ref), "ui:more")["views"][-1]
        assert OPEN not in buttons(more)
        trade.buyer.close()
        return
    enter(trade, who)
    assert trade.state() is State.DISPUTED
    for party in (trade.seller, trade.buyer):
        assert "gelée" in said(party.card(trade.ref))
        assert any("sont gelées" in said(message) for message in party.thread(trade.ref)[-3:])
    file = trade.mediator.card(trade.ref)
    assert {"decide_refund", "decide_split", "decide_restart", "decide_pay", "ui:case_file"} <= set(
        buttons(file)
    )
    assert "Voyez l'échange" in said(file)


def test_the_second_refused_cancellation_opens_it_by_itself_in_every_house(house: Shop) -> None:
    trade = house.order().started()
    twice_refused(trade)
    assert trade.state() is State.DISPUTED
    assert "take_case" in buttons(trade.mediator.card(trade.ref))
    told = [said(m) for m in trade.buyer.thread(trade.ref) if "refus" in said(m)]
    assert ["La commande continue" in one for one in told] == [True, False, False]
    assert "refusée deux fois" in told[-1]


def test_without_a_door_nobody_gets_in(house: Shop) -> None:
    """Where claims come first, a claim is possible in any open state instead."""
    trade = house.order().started()
    for party in (trade.seller, trade.buyer):
        shown = party.click(party.card(trade.ref), "ui:more")["views"][-1]
        assert OPEN not in buttons(shown)
        assert (CLAIM in buttons(shown)) == (house.program.parts.policy.dispute_entry == "claim")
        party.close()


DECISIONS: dict[str, tuple[dict[str, Any], State, tuple[int, int], str]] = {
    "decide_refund": ({}, State.CANCELLED, (5000, 0), "50,00"),
    "decide_split": ({"amount": "12,50"}, State.COMPLETED, (1250, 3750), "12,50"),
    "decide_pay": ({}, State.COMPLETED, (0, 5000), "50,00"),
    "decide_restart": ({}, State.IN_PROGRESS, (0, 0), "reprend"),
}


def decided(trade: Trade, decision: str) -> None:
    """Through the mediator's form; both are told why and what follows, and the order is where the table says."""
    fields, state, shares, words = DECISIONS[decision]
    clock = trade.shop.program.parts.clock
    if decision == "decide_restart":
        fields = {"due_at": int((clock.now() + timedelta(days=4)).timestamp())}
    trade.do(trade.mediator, decision, reason="Vu l’échange", **fields)
    assert trade.state() is state
    assert (trade.order.to_buyer, trade.order.to_seller) == shares
    assert trade.order.held == (5000 if state is State.IN_PROGRESS else 0)
    for party in (trade.seller, trade.buyer):
        party.told(trade.ref, "Vu l’échange", words)
    if state is State.IN_PROGRESS:
        trade.do(trade.buyer, "message", text="Merci")
        trade.seller.told(trade.ref, "Merci")


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_decision_is_told_to_both_with_its_reason_and_its_figures(house: Shop, decision: str) -> None:
    trade = house.order().started()
    refused_revision(trade)
    enter(trade, "buyer")
    decided(trade, decision)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("usual")) as opened:
        yield opened


@pytest.fixture(scope="module")
def claiming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("claiming"), policy="comeup_claim") as opened:
        yield opened


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("door", EVERY_DOOR)
def test_whichever_door_was_taken_every_decision_is_open_behind_it(
    request: pytest.FixtureRequest, door: str, decision: str
) -> None:
    way, who = EVERY_DOOR[door]
    shop: Shop = request.getfixturevalue("claiming" if door == "claim" else "usual")
    trade = shop.order().started()
    way(trade)
    if who != "clock":
        enter(trade, who)
    assert trade.state() is State.DISPUTED
    decided(trade, decision)
