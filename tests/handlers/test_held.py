"""An older copy of the database takes nothing until an operator released it: who asks is told so (P13)."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.db import settings as shared
from bot.db import tables
from rules.words import State
from tests.handlers.shop import KEY, Shop, Trade, open_shop
from tests.handlers.test_door import TEAM, command, pressed, sent

WAITS = "rétabli à partir d'une sauvegarde"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trade]:
    with open_shop(tmp_path_factory.mktemp("held")) as shop:
        yield shop.order()


def hold(shop: Shop, value: str | None) -> None:
    with shop.program.parts.engine.begin() as connection:
        shared.put(connection, shared.HELD, value)


def content(shop: Shop) -> dict[str, list[Any]]:
    with shop.program.parts.engine.connect() as connection:
        return {
            table.name: list(connection.execute(table.select())) for table in tables.metadata.sorted_tables
        }


@pytest.fixture
def held(copy: Trade) -> Iterator[Trade]:
    """Nothing in any table is another at the end."""
    hold(copy.shop, "1")
    before = content(copy.shop)
    yield copy
    assert content(copy.shop) == before
    hold(copy.shop, None)


def test_a_command_is_told(held: Trade) -> None:
    said = command(held.buyer.user, f"annuler {held.ref}")
    assert WAITS in held.shop.post(said, "command").json()["text"]


def test_a_stranger_is_told_and_not_written_down(held: Trade) -> None:
    assert WAITS in held.shop.post(command("U0NEWHERE1", "reglages"), "command").json()["text"]


def test_a_click_is_told_in_a_window(held: Trade) -> None:
    user = held.buyer.user
    payload = pressed(user, "withdraw", {"order": held.id}) | {"trigger_id": held.shop.trigger(user)}
    assert held.shop.post(payload, "form").status_code == 200
    assert WAITS in str(held.shop.world.views_of(user)[-1].body)


def test_a_form_is_told_in_its_place(held: Trade) -> None:
    form = sent(
        held.seller.user, "decline", held.id, {"reason": {"type": "plain_text_input", "value": "Non"}}
    )
    answer = held.shop.post(form, "form").json()
    assert answer["response_action"] == "update"
    assert WAITS in str(answer["view"])


def test_what_is_written_comes_again(held: Trade) -> None:
    root = held.buyer.card(held.ref)
    message = {"type": "message", "channel_type": "im", "channel": root["channel"], "user": held.buyer.user}
    said = message | {"text": "Bonjour", "ts": "1.1", "thread_ts": root["ts"]}
    event = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": said}
    assert held.shop.post(event).status_code == 503


def test_the_platform_is_told(held: Trade) -> None:
    answer = held.shop.http.post("/api/orders", json={}, headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 503
    assert "older copy" in answer.json()["title"]


def test_once_released_all_goes_on(copy: Trade) -> None:
    hold(copy.shop, None)
    copy.shop.post(command(copy.buyer.user, f"annuler {copy.ref}"), "command")
    payload = pressed(copy.buyer.user, "withdraw", {"order": copy.id})
    copy.shop.post(payload | {"trigger_id": copy.shop.trigger(copy.buyer.user)}, "form")
    assert copy.state() is State.CANCELLED
