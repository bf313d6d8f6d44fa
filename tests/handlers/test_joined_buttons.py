"""A button of a message that holds several reminders, pressed when its order has moved on: the truth, and no change."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from rules.words import Action
from tests.factories import COMEUP, SELLER
from tests.fakes import T0
from tests.handlers.forms import opened, said, words
from tests.handlers.houses import SITUATIONS, Houses, open_houses

Json = dict[str, Any]


@pytest.fixture
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with open_houses(tmp_path_factory.mktemp("joined"), COMEUP) as made:
        yield made


def joined(houses: Houses) -> Any:
    """The message with several reminders, as it stands there now."""
    (found,) = (m for m in houses.world.state.messages["DSELLER"] if "rappels" in m.text.split("\n")[0])
    return found


def accepting(message: Any) -> list[Json]:
    """Its buttons that accept an order."""
    rows = (block["elements"] for block in message.blocks if block["type"] == "actions")
    return [button for row in rows for button in row if button.get("action_id") == "accept"]


def test_it_is_answered_with_what_happened_and_then_it_is_gone(houses: Houses) -> None:
    ids = [houses.order(SITUATIONS["pending, brief given"]) for _ in range(2)]
    said(houses)
    houses.clock.at = T0 + timedelta(hours=30)
    houses.store.wake.run_once()
    said(houses)
    first, second = accepting(joined(houses))
    assert ids[0] in first["value"] and ids[1] in second["value"]
    houses.store.do(ids[0], SELLER, Action.DECLINE, reason="Trop de travail")
    before = houses.mark(ids[0])
    view = opened(houses, "seller", "accept", first["value"])
    assert view is not None
    told = " ".join(words(view["blocks"]))
    assert "annulée" in told, told
    assert houses.mark(ids[0]) == before
    said(houses)
    assert [button["value"] for button in accepting(joined(houses))] == [second["value"]]
    assert "vous avez refusé la commande" in " ".join(words(joined(houses).blocks))
