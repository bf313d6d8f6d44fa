"""What an operator does in chat, and what they then find on the command line."""

import json

from tests.e2e.conftest import Trade, World


def owed(trade: Trade) -> list[tuple[str, bool, int]]:
    """Each share that the order owes, as the command line lists it: to whom, whether by name, and what is left."""
    listed = trade.world.bot.relance("settlements", "--which", "all", "--json").splitlines()
    mine = [one for one in map(json.loads, listed) if one["ref"] == trade.ref]
    return [(one["payee"], one["name"].startswith("Bea"), one["left"]) for one in mine]


def test_what_was_voided_in_chat_is_owed_to_the_buyer_until_it_is_marked_as_paid(world: World) -> None:
    trade, relance = world.started(), world.bot.relance
    assert owed(trade) == []
    admin = trade.mediator.at("")
    card = admin.command(f"/commande voir {trade.ref}")["messages"][-1]
    form = admin.click(card, "void")
    assert "50,00" in str(form["views"][-1])
    assert not admin.fill(form, reason="Payée deux fois").get("errors")
    for party in (trade.seller, trade.buyer):
        party.told(trade.ref, "Payée deux fois", "50,00")
    assert owed(trade) == [("buyer", True, 5000)]
    assert trade.ref in relance("settlements")
    assert (
        relance("settlements", "done", trade.ref) == f"{trade.ref}: €50.00 to the buyer is marked as paid\n"
    )
    assert owed(trade) == [("buyer", True, 0)]
    assert trade.ref not in relance("settlements")
