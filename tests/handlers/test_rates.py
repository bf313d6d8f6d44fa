"""A flood through the real door: one clear sentence, nothing done, and nobody else waits for it (threat 21)."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from tests.bot.databases import statements
from tests.e2e.people import said
from tests.handlers.shop import KEY, Shop, open_shop
from tests.handlers.test_door import TEAM

NUMBERS = count(1)


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Ten at once for one person, two hundred for a workspace."""
    folder = tmp_path_factory.mktemp("hurried")
    with open_shop(folder, person_rate=20, workspace_rate=400) as opened:
        yield opened


def typed(user: str, text: str = "aide") -> dict[str, Any]:
    trigger = f"{next(NUMBERS)}.2.x"
    return {"command": "/commande", "text": text, "user_id": user, "team_id": TEAM, "trigger_id": trigger}


def sent(shop: Shop, user: str, text: str = "aide") -> httpx.Response:
    return shop.post(typed(user, text), "command")


def test_a_thousand_commands_get_one_clear_sentence(hurried: Shop) -> None:
    flooder, other = hurried.person("Flo"), hurried.person("Ondine")
    bodies = [sent(hurried, flooder.user).content for _ in range(1000)]
    told = [one for one in bodies if b"dizaine de secondes" in one]
    assert 1 <= len(told) <= 3, "once in ten seconds"
    assert bodies.count(b"") >= 900
    assert "dizaine" not in sent(hurried, other.user).text and sent(hurried, other.user).content


def test_a_flood_that_was_told_asks_nothing_of_the_database_but_who_is_served(hurried: Shop) -> None:
    flooder = hurried.person("Flora")
    for _ in range(30):
        sent(hurried, flooder.user)
    with statements(hurried.program.parts.engine) as seen:
        for _ in range(5):
            assert sent(hurried, flooder.user).content == b""
    mine = [one for one in seen if "people" in one or "orders" in one or "outbox" in one]
    assert mine == []


def test_the_sentence_is_in_their_own_language(hurried: Shop) -> None:
    flooder = hurried.person("Floyd", "en-US")
    hurried.id_of(flooder)
    bodies = [sent(hurried, flooder.user).text for _ in range(14)]
    assert any("were not passed on" in one for one in bodies)


def test_what_was_typed_into_a_form_stays_there(hurried: Shop) -> None:
    flooder = hurried.person("Flore")
    while b"dizaine" not in sent(hurried, flooder.user).content:
        pass
    values = {"text": {"text": {"type": "plain_text_input", "value": "ce qui fut écrit"}}}
    view = {
        "id": "V1",
        "hash": "1.x",
        "type": "modal",
        "callback_id": "message",
        "private_metadata": "{}",
        "state": {"values": values},
    }
    body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": flooder.user}, "view": view}
    for _ in range(3):
        answer = hurried.post(body, "form")
        assert json.loads(answer.content)["response_action"] == "errors"
        assert "dizaine de secondes" in json.loads(answer.content)["errors"]["text"]


def test_messages_that_were_not_passed_on_are_told_below_them_once(hurried: Shop) -> None:
    trade = hurried.order().started()
    for nth in range(20):
        trade.seller.write(trade.ref, f"message {nth}")
    hurried.say()
    passed = [one for one in trade.buyer.thread(trade.ref) if "message " in said(one)]
    told = [one for one in trade.seller.thread(trade.ref) if "dizaine de secondes" in said(one)]
    assert 0 < len(passed) < 20
    assert 1 <= len(told) <= 2, "once in ten seconds"


def test_a_key_that_asks_too_much_is_told_to_wait(hurried: Shop) -> None:
    head = {"authorization": f"Bearer {KEY}"}
    found = [hurried.http.get("/api/orders/C-9", headers=head).status_code for _ in range(260)]
    assert found.count(429) >= 30 and set(found) == {404, 429}
    refused = next(
        one
        for one in iter(lambda: hurried.http.get("/api/orders/C-9", headers=head), None)
        if one.status_code == 429
    )
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert hurried.http.get("/api/orders/C-9", headers={"authorization": "Bearer no"}).status_code == 401
