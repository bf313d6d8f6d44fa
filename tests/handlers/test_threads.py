"""A card that is lost or old begins anew; what is written below the old one still finds its order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db.tables import cards
from bot.local.beside import TEAM
from playground.wire import wire_message
from tests.e2e.people import said
from tests.handlers.shop import Trade


def grow_old(trade: Trade) -> None:
    """Every card was posted 81 days ago."""
    parts = trade.shop.program.parts
    posted = parts.clock.real() - timedelta(days=81)
    with parts.engine.begin() as connection:
        connection.execute(update(cards).where(cards.c.order_id == trade.id).values(posted_at=posted))


def get_lost(trade: Trade) -> None:
    """Somebody with the right to do so takes every card away at Slack's."""
    for person in (trade.seller, trade.buyer):
        root = person.card(trade.ref)
        world = trade.shop.world
        found = world.message(root["channel"], root["ts"])
        assert found is not None
        before = wire_message(world, found)
        world.remove(found)
        event = {
            "type": "message", "subtype": "message_changed", "channel": root["channel"], "channel_type": "im",
            "message": wire_message(world, found), "previous_message": before, "ts": world.new_ts(),
        }  # fmt: skip
        sent = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{root['ts']}",
            "event": event,
        }
        assert trade.shop.post(sent).status_code == 200
    trade.shop.say()


@pytest.mark.parametrize("happens", [grow_old, get_lost])
def test_a_new_card_begins_and_the_old_thread_still_finds_its_order(
    work: Trade, happens: Callable[[Trade], None]
) -> None:
    old = work.seller.card(work.ref)
    happens(work)
    work.do(work.buyer, "message", text="Toujours là ?")
    new = work.seller.card(work.ref)
    assert new["ts"] != old["ts"]
    assert "Toujours là" in said(work.seller.thread(work.ref)[-1])

    work.seller.act("message", text="Oui, sous l'ancienne carte", thread_ts=old["ts"])
    work.shop.say()
    assert "sous l'ancienne carte" in said(work.buyer.thread(work.ref)[-1])


def test_what_is_asked_below_an_old_card_is_answered_below_the_new_one(work: Trade) -> None:
    old = work.seller.card(work.ref)
    grow_old(work)
    work.delivered()
    work.seller.act("message", text="Encore une chose", thread_ts=old["ts"])
    work.shop.say()
    assert "pas été transmis" in said(work.seller.thread(work.ref)[-1])
    assert work.seller.card(work.ref)["ts"] != old["ts"]
