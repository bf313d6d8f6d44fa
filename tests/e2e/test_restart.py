"""The bot is stopped in mid-order and started again after a deadline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Trade, World, set_up
from tests.e2e.people import Json, buttons, said
from tests.e2e.processes import eventually


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    """A set-up of its own, since its bot is stopped."""
    with set_up(tmp_path) as made:
        yield made


def offering(messages: list[Json], action_id: str) -> list[Json]:
    return [message for message in messages if action_id in buttons(message)]


def test_after_a_deadline_the_nudge_comes_once_and_stale_ones_never(own: World) -> None:
    trade = own.started(duration_days=2)
    delivered = own.started(duration_days=2)
    delivered.deliver()
    delivered.buyer.offered(delivered.ref, "close")
    guided = len(offering(trade.seller.thread(trade.ref), "progress"))

    assert own.bot.stop() == 0
    own.bot.start(RELANCE_CLOCK_OFFSET="+4d")
    trade.buyer.offered(trade.ref, "cancel_late")
    assert trade.seen()["late"] is True
    trade.seller.told(trade.ref, "retard")

    assert own.bot.stop() == 0
    own.bot.start(RELANCE_CLOCK_OFFSET="+4d")
    fence(own)
    assert len(offering(trade.buyer.thread(trade.ref), "cancel_late")) == 1
    assert len(offering(trade.seller.thread(trade.ref), "progress")) == guided, (
        "a reminder came after its moment"
    )
    assert delivered.seen()["state"] == "delivered"

    trade.buyer.do(trade.ref, "cancel_late")
    told = trade.seen()
    assert (told["state"], told["settlement"]) == ("cancelled", {"buyer": 5000, "seller": 0})
    trade.seller.told(trade.ref, "annul")


def fence(world: World) -> None:
    """An order made and announced: what was due before it has been sent too."""
    trade = world.trade()
    trade.seller.card(trade.ref)
    trade.buyer.offered(trade.ref, "withdraw")


def test_silence_after_a_delivery_pays_the_seller_also_while_nobody_was_there(own: World) -> None:
    trade = own.started()
    trade.deliver()
    trade.buyer.offered(trade.ref, "close")
    own.bot.stop()
    own.bot.start(RELANCE_CLOCK_OFFSET="+8d")
    trade.seller.told(trade.ref, "50,00")
    told = trade.seen()
    assert (told["state"], told["settlement"]) == ("completed", {"buyer": 0, "seller": 5000})


def test_what_was_said_before_a_kill_arrives_after_it(own: World) -> None:
    """Killed after Slack has turned the message away once: it is surely on its way, and surely not there."""
    trade = own.started()
    trade.buyer.told(trade.ref, "a accepté votre commande")  # nothing else waits before it
    own.slack.http.post(
        "/faults", json={"method": "chat.postMessage", "kind": "429", "times": 50, "seconds": 2}
    )
    trade.seller.write(trade.ref, "Avant la coupure")
    eventually(lambda: tried(own, "Avant la coupure"), what="the first try")
    own.bot.kill()
    own.slack.http.delete("/faults")
    assert not heard(trade, "Avant la coupure")
    own.bot.start()
    trade.buyer.told(trade.ref, "Avant la coupure", seconds=45)  # a lease may have to run out
    fence(own)
    assert heard(trade, "Avant la coupure") == 1


def tried(world: World, words: str) -> bool:
    """The bot has asked Slack to post this."""
    return any(one["method"] == "chat.postMessage" and words in str(one["args"]) for one in world.slack.log())


def heard(trade: Trade, words: str) -> int:
    """How often the buyer reads it."""
    return sum(words in said(message) for message in trade.buyer.thread(trade.ref))
