"""What stands at the door: signatures, repeated deliveries, the API's answers, old buttons."""

import hashlib
import hmac
import time

import pytest

from tests.e2e.conftest import World
from tests.e2e.people import buttons, said
from tests.e2e.processes import SECRET, eventually


def signed(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    mark = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": f"v0={mark}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


BODY = b"command=%2Fcommande&text=liste&user_id=U0SELLER01&team_id=T0RELANCE1&channel_id=D0SELLER01&trigger_id=1.2.3"


@pytest.mark.parametrize(
    ("secret", "age"), [("another-secret", 0), (SECRET, 3600)], ids=["wrong key", "an hour old"]
)
def test_what_is_not_slacks_is_answered_401(world: World, secret: str, age: int) -> None:
    headers = signed(BODY, int(time.time()) - age, secret)
    assert world.http.post("/slack/events", content=BODY, headers=headers).status_code == 401


def test_a_repeated_delivery_has_one_effect(world: World) -> None:
    trade = world.started()
    trade.seller.command(f"/commande message {trade.ref} Une seule fois")
    trade.buyer.told(trade.ref, "Une seule fois")
    number = world.slack.deliveries()[-1]["n"]
    found = [
        d
        for d in world.slack.deliveries()
        if d["kind"] == "command" and "Une seule fois" in str(d["payload"])
    ]
    world.slack.http.post(f"/deliveries/{found[-1]['n']}/again", json={})
    trade.seller.do(trade.ref, "progress", text="Après la répétition")
    trade.buyer.told(trade.ref, "Après la répétition")
    assert number
    assert sum("Une seule fois" in said(m) for m in trade.buyer.thread(trade.ref)) == 1


def test_an_old_button_says_what_happened_instead(world: World) -> None:
    """Slack is asked to refuse every edit meanwhile, so that the old button surely still stands there."""
    trade = world.trade()
    trade.brief()
    old = trade.seller.offered(trade.ref, "accept")
    held = {"method": "chat.update", "kind": "429", "times": 100, "seconds": 1}
    world.slack.http.post("/faults", json=held).raise_for_status()
    try:
        trade.buyer.do(trade.ref, "withdraw")
        assert trade.seen()["state"] == "cancelled"
        answer = trade.seller.click(old, "accept")
    finally:
        world.slack.http.delete("/faults").raise_for_status()
    assert "La commande est annulée" in str(answer["views"][-1])
    assert "vous l'avez" not in str(answer["views"][-1]), "it was the other's deed"
    trade.seller.close()
    assert trade.seen()["state"] == "cancelled"
    eventually(
        lambda: "accept" not in buttons(trade.seller.card(trade.ref)), what="the card without its old button"
    )


def test_the_api_says_what_is_wrong(world: World) -> None:
    body = {
        "seller": "U0SELLER01",
        "buyer": "U0SELLER01",
        "title": "x",
        "price": {"amount": 1, "currency": "EUR"},
        "duration_days": 1,
        "revisions_included": None,
        "brief": [],
    }
    assert world.post("/api/orders", body).status_code == 422
    assert world.http.get("/api/orders/C-1").status_code == 401
    assert (
        world.http.post("/api/orders", json=body, headers={"Authorization": "Bearer no"}).status_code == 401
    )
    headers = {"Authorization": f"Bearer {world.bot.settings['RELANCE_API_KEY']}"}
    assert world.http.get("/api/orders/C-999999", headers=headers).status_code == 404


def test_a_key_used_again_gives_the_same_order_or_409(world: World) -> None:
    body = {
        "seller": "U0SELLER01",
        "buyer": "U0BUYER001",
        "title": "Logo",
        "price": {"amount": 100, "currency": "EUR"},
        "duration_days": 1,
        "brief": ["logo"],
    }
    first = world.post("/api/orders", body, key="k-1")
    again = world.post("/api/orders", body, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["ref"] == again.json()["ref"]
    assert world.post("/api/orders", body | {"title": "Autre"}, key="k-1").status_code == 409


def test_somebody_elses_order_and_no_order_look_the_same(world: World) -> None:
    trade = world.trade()
    stranger = world.slack.person("U0STRANGER", "Zoé")
    foreign = stranger.command(f"/commande voir {trade.ref}")["messages"]
    missing = stranger.command("/commande voir C-999999")["messages"]
    assert [m["text"] for m in foreign] == [m["text"] for m in missing] != []
