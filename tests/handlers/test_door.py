"""What stands at the door (threats 1, 2, 3, 21, 22): only what Slack signed just now is read, and it is answered 200."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.db.tables import erasures, installations, orders
from rules.words import State
from tests.handlers.shop import SECRET, Shop, Trade, signed

TEAM = "T0RELANCE1"


def command(user: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "command": "/commande",
        "text": text,
        "user_id": user,
        "team_id": TEAM,
        "trigger_id": "1.2.x",
        **more,
    }


@pytest.mark.parametrize(
    "how",
    [{"secret": "another"}, {"age": 400}, {"age": -400}, {"sent": b"text=other"}],
    ids=["another key", "too old", "from the future", "other bytes"],
)
def test_what_slack_did_not_sign_just_now_is_refused_unread(shop: Shop, how: dict[str, Any]) -> None:
    assert shop.post(command("U0SELLER01", "liste"), "command", **how).status_code == 401


@pytest.mark.parametrize("stamp", ["", "now", "1e400", "99999999999999999999", "-1", "\u0661"])
def test_a_timestamp_that_is_none_is_refused(shop: Shop, stamp: str) -> None:
    request = signed(command("U0SELLER01", "liste"), "command")
    request["headers"] = {k: v.encode() for k, v in request["headers"].items()}
    request["headers"]["X-Slack-Request-Timestamp"] = stamp.encode()
    assert shop.http.post("/slack/events", **request).status_code == 401


def test_no_signature_at_all_is_refused(shop: Shop) -> None:
    assert (
        shop.http.post("/slack/events", json={"type": "url_verification", "challenge": "x"}).status_code
        == 401
    )


def test_the_url_is_verified_by_its_challenge(shop: Shop) -> None:
    answer = shop.post({"type": "url_verification", "challenge": "a-challenge"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "a-challenge"})


def test_a_certificate_check_is_answered_only_when_signed(shop: Shop) -> None:
    assert shop.post("ssl_check=1&token=x").status_code == 200
    assert shop.http.post("/slack/events", content="ssl_check=1&token=x").status_code == 401


BODIES: list[Any] = [
    {},
    [],
    "no json",
    "payload=%7Bbroken",
    "payload=%5B%5D",
    "payload=null",
    "payload=1&payload=2",
    "\x00\x01",
    "command=/commande",
    {"type": "event_callback"},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": "reaction_added", "user": "U1"}},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "channel_type": "im"}},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "channel_type": "im", "subtype": 4}},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "channel_type": "im", "subtype": "message_changed", "message": [], "previous_message": 3}},
    {"type": "event_callback", "team_id": TEAM, "event": {"type": ["message"]}},
    {"type": "event_callback", "team_id": [TEAM], "event": []},
    {"type": "block_actions"},
    {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": TEAM}, "actions": []},
    {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": TEAM}, "actions": [{"action_id": "accept"}], "trigger_id": "1"},
    {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": TEAM}, "actions": [{"action_id": "nonsense", "value": "{}"}], "trigger_id": "1"},
    {"type": "block_actions", "user": "U1", "team": TEAM, "actions": "x"},
    {"type": "view_submission"},
    {"type": "view_submission", "view": {}, "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "view_submission", "view": {"id": "V1", "callback_id": "deliver", "state": {"values": 3}}, "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "view_submission", "view": {"id": "V1", "callback_id": "ui:new_order", "state": {"values": {"price": {"price": {"value": ["x"]}}}}}, "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "view_closed", "view": {"id": "V1"}, "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "message_action", "callback_id": "ui:what_now", "user": {"id": "U1"}, "team": {"id": TEAM}, "trigger_id": "1"},
    {"type": "interactive_message", "actions": [{"name": "x"}], "callback_id": "x", "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "block_suggestion", "action_id": "x", "user": {"id": "U1"}, "team": {"id": TEAM}},
    {"type": "workflow_step_edit", "callback_id": "x"},
    {"type": "function_executed"},
]  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "form"])
@pytest.mark.parametrize("body", BODIES, ids=[str(number) for number in range(len(BODIES))])
def test_whatever_slack_signed_is_answered_200(shop: Shop, body: Any, kind: str) -> None:
    answer = shop.post(body, "json" if isinstance(body, str) else kind)
    assert answer.status_code == 200


def test_a_team_that_we_do_not_know_is_answered_200_and_nothing_more(shop: Shop, trade: Trade) -> None:
    foreign = command(trade.seller.user, "liste") | {"team_id": "T0ANOTHER1"}
    answer = shop.post(foreign, "command")
    assert (answer.status_code, answer.content) == (200, b"")


def test_headers_of_bolts_own_make_nothing_be_skipped(shop: Shop, trade: Trade) -> None:
    request = signed(command(trade.seller.user, "aide"), "command")
    request["headers"] |= {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "listen"}
    assert "commande" in shop.http.post("/slack/events", **request).text


def test_a_huge_body_is_refused_before_it_is_read(shop: Shop) -> None:
    assert shop.post("text=" + "x" * 4_000_000).status_code == 413


def test_a_deep_body_breaks_nothing(shop: Shop) -> None:
    deep = "[" * 100_000
    request = signed("payload=" + deep)
    assert shop.http.post("/slack/events", **request).status_code == 200


def interaction(user: str, team: str = TEAM) -> dict[str, Any]:
    return {"user": {"id": user, "team_id": team}, "team": {"id": team}, "trigger_id": "1.2.y"}


def pressed(user: str, action_id: str, value: Any) -> dict[str, Any]:
    value = value if isinstance(value, str) else json.dumps(value)
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.0"}
    return {"type": "block_actions", **interaction(user), "container": {}, "actions": [action]}


def test_each_button_of_the_order_does_nothing_for_a_stranger(shop: Shop, work: Trade) -> None:
    stranger = shop.person().user
    version = work.order.version
    for action_id in ("cancel_late", "close", "accept", "withdraw", "accept_revision", "take_case", "confirm_item:logo", "accept_request:supplement"):  # fmt: skip
        payload = pressed(stranger, action_id, {"order": work.id}) | {"trigger_id": shop.trigger(stranger)}
        assert shop.post(payload, "form").status_code == 200
        view = shop.world.views_of(stranger)[-1].body
        assert "pas une de vos commandes" in str(view), action_id
        assert work.ref not in str(view)
    assert work.order.version == version


@pytest.mark.parametrize(
    "value", ["", "{}", "null", "[]", '{"order": 3}', '{"order": "order_1", "stage": "x"}', '{"order": "\\u0000"}', "x" * 2000]
)  # fmt: skip
def test_a_changed_value_is_nobodys_order(shop: Shop, work: Trade, value: str) -> None:
    version = work.order.version
    user = work.seller.user
    for action_id in ("deliver", "cancel_with_reason", "ui:more", "ui:order:" + work.ref[::-1]):
        payload = pressed(user, action_id, value) | {"trigger_id": shop.trigger(user)}
        assert shop.post(payload, "form").status_code == 200
    assert work.order.version == version
    work.seller.close()


def sent(user: str, callback: str, order: str, values: dict[str, Any], **view: Any) -> dict[str, Any]:
    state = {"values": {name: {name: part} for name, part in values.items()}}
    shown = {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": json.dumps({"order": order}), "state": state, "hash": "1.a", **view}  # fmt: skip
    return {"type": "view_submission", **interaction(user), "view": shown}


def test_extra_fields_in_a_form_set_nothing(shop: Shop, work: Trade) -> None:
    columns = (
        "state",
        "version",
        "price",
        "seller_id",
        "buyer",
        "held",
        "by",
        "mediator",
        "operator",
        "action",
        "shown",
    )
    extra = {name: {"type": "plain_text_input", "value": "completed"} for name in columns}
    values = {"text": {"type": "plain_text_input", "value": "Bonjour"}, **extra}
    assert shop.post(sent(work.seller.user, "progress", work.id, values), "form").status_code == 200
    order = work.order
    assert (order.state, order.price, order.held) == (State.IN_PROGRESS, 5000, 5000)
    assert order.progress_at is not None


def test_a_form_sent_twice_has_one_effect(shop: Shop, work: Trade) -> None:
    values = {"text": {"type": "plain_text_input", "value": "Des nouvelles"}}
    form = sent(work.seller.user, "progress", work.id, values, id="V2")
    first, second = shop.post(form, "form"), shop.post(form, "form")
    assert (first.content, second.content) == (b"", b"")
    version = work.order.version
    shop.post(sent(work.seller.user, "progress", work.id, values, id="V2", hash="2.b"), "form")
    assert work.order.version == version + 1


def test_a_refused_form_sent_again_is_answered_in_the_same_words(shop: Shop, work: Trade) -> None:
    """P2, though the order has moved on by then; the buttons are those that help now."""
    work.delivered()
    values = {"text": {"type": "plain_text_input", "value": "Bonjour"}}
    form = sent(work.seller.user, "message", work.id, values, id="V3")
    first = shop.post(form, "form").json()
    work.do(work.buyer, "request_revision", changes="Plus clair")
    again = shop.post(form, "form").json()
    assert sections(first) == sections(again)
    assert "demande une retouche avant <!date^" in " ".join(sections(first))
    assert first != again


def sections(answer: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in answer["view"]["blocks"] if block["type"] == "section"]


@pytest.mark.parametrize("callback", ["lapse", "expire", "auto_close", "request", "request:nothing", "supply", "ask_party:clock", "nothing", "deliver:x", ""])  # fmt: skip
def test_a_form_that_we_never_made_does_nothing(shop: Shop, work: Trade, callback: str) -> None:
    version = work.order.version
    values = {name: {"type": "plain_text_input", "value": "x"} for name in ("text", "reason", "content")}
    answer = shop.post(sent(work.seller.user, callback, work.id, values), "form")
    assert answer.status_code == 200
    assert work.order.version == version


def test_an_endless_text_is_taken_or_refused_and_breaks_nothing(shop: Shop, work: Trade) -> None:
    values = {"text": {"type": "plain_text_input", "value": "é" * 1_000_000}}
    assert shop.post(sent(work.seller.user, "progress", work.id, values, id="V9"), "form").status_code in (
        200,
        413,
    )
    shop.say()
    assert work.buyer.thread(work.ref)


def test_a_handler_that_breaks_tells_a_reference_and_changes_nothing(shop: Shop, work: Trade) -> None:
    service = shop.program.parts.service
    whole = service.act
    service.act = None  # type: ignore[assignment,method-assign]
    try:
        answer = work.seller.command(f"/commande avancement {work.ref} Des nouvelles")
        assert "R-" in answer["messages"][-1]["text"]
        view = work.seller.press(work.ref, "progress")["views"][-1]
        answer = work.seller.act("submit", view_id=view["id"], values={"text": "Des nouvelles"})
        assert "R-" in str(answer["views"][-1])
    finally:
        service.act = whole  # type: ignore[method-assign]
        work.seller.close()
    assert work.order.progress_at is None


def test_the_secret_is_never_shown(shop: Shop) -> None:
    for path in ("/", "/healthz", "/readyz", "/metrics", "/openapi.json"):
        answer = shop.http.get(path)
        assert answer.status_code == 200, path
        assert SECRET not in answer.text


def test_without_its_database_the_bot_says_so_and_nothing_changed(shop: Shop, work: Trade) -> None:
    from sqlalchemy.exc import OperationalError

    def down(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("no database"))

    orders = shop.program.parts.orders
    whole = orders.load
    orders.load = down  # type: ignore[method-assign]
    try:
        answer = work.seller.command(f"/commande avancement {work.ref} Des nouvelles")
        assert "enregistrer" in answer["messages"][-1]["text"]
        payload = pressed(work.seller.user, "deliver", {"order": work.id}) | {"trigger_id": shop.trigger(work.seller.user)}  # fmt: skip
        assert shop.post(payload, "form").status_code == 200
        assert "enregistrer" in str(shop.world.views_of(work.seller.user)[-1].body)
    finally:
        orders.load = whole  # type: ignore[method-assign]
        work.seller.close()


def test_what_was_saved_before_the_database_went_is_told_as_saved(shop: Shop, work: Trade) -> None:
    from sqlalchemy.exc import OperationalError

    def down(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("no database"))

    parts = shop.program.parts
    act, load = parts.service.act, parts.orders.load

    def then_down(*args: Any, **kwargs: Any) -> Any:
        outcome = act(*args, **kwargs)
        parts.orders.load = down  # type: ignore[method-assign]
        return outcome

    parts.service.act = then_down  # type: ignore[method-assign]
    try:
        answer = work.seller.command(f"/commande avancement {work.ref} Des nouvelles")
    finally:
        parts.service.act, parts.orders.load = act, load  # type: ignore[method-assign]
    assert "C'est enregistré" in answer["messages"][-1]["text"]
    assert work.order.progress_at is not None


def test_an_app_that_is_taken_away_forgets_its_token(tmp_path: Any) -> None:
    from tests.handlers.shop import open_shop

    with open_shop(tmp_path) as gone:
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": "Ev1",
            "event": {"type": "app_uninstalled"},
        }
        assert gone.post(body).status_code == 200
        assert gone.program.parts.homes.all() == ()
        assert gone.post(command("U0SELLER01", "aide"), "command").content == b""


def test_a_removed_workspace_is_answered_by_nobody_until_it_is_given_back(tmp_path: Any) -> None:
    from bot.app import build
    from bot.faults import StartError
    from bot.privacy import workspace
    from tests.handlers.shop import KEY, open_shop
    from tests.handlers.test_calendar import link

    with open_shop(tmp_path) as shop:
        parts = shop.program.parts
        asks = command("U0SELLER01", "aide")
        assert shop.post(asks, "command").content
        key, ref = {"Authorization": f"Bearer {KEY}"}, shop.order().ref
        calendar, _ = link(shop.person("seller"))
        asked = (("/api/orders/" + ref, 401), (calendar, 404))
        assert [shop.http.get(path, headers=key).status_code for path, _ in asked] == [200, 200]
        with parts.engine.begin() as connection:
            now = parts.clock.real()
            workspace.remove(connection, shop.workspace, workspace.OPERATOR, now, timedelta(days=30))
        assert shop.post(asks, "command").content == b""
        for path, status in asked:
            assert shop.http.get(path, headers=key).status_code == status, path
        with pytest.raises(StartError, match=f"relance workspace restore {shop.workspace}"):
            build(parts.settings)
        with parts.engine.begin() as connection:
            workspace.give_back(connection, shop.workspace)
        assert shop.post(asks, "command").content
        assert [shop.http.get(path, headers=key).status_code for path, _ in asked] == [200, 200]


def test_an_app_that_is_installed_anew_within_its_time_finds_its_data(tmp_path: Any) -> None:
    from bot.app import build
    from tests.handlers.shop import open_shop

    with open_shop(tmp_path) as shop:
        parts, here = shop.program.parts, shop.workspace
        parts.homes.remove(here, parts.clock.real(), parts.settings.keep_removed)
        with parts.engine.connect() as connection:
            row = connection.execute(installations.select()).one()
        assert (row.removed_by, (row.erase_at - row.removed_at).days) == ("slack", 30)
        again = build(parts.settings)
        assert [home.workspace for home in again.parts.homes.all()] == [here]
        with parts.engine.connect() as connection:
            assert connection.execute(installations.select()).one().erase_at is None


def test_a_start_after_the_stated_days_erases_what_was_removed_and_begins_anew(tmp_path: Any) -> None:
    """Nobody else would: where the one workspace was removed, nothing has run since."""
    from bot.app import build
    from bot.privacy import workspace
    from tests.handlers.shop import open_shop

    with open_shop(tmp_path) as shop:
        parts, here = shop.program.parts, shop.workspace
        shop.order()
        with parts.engine.begin() as connection:
            long_ago = parts.clock.real() - timedelta(days=31)
            workspace.remove(connection, here, workspace.OPERATOR, long_ago, timedelta(days=30))
        again = build(parts.settings)
        assert here not in [home.workspace for home in again.parts.homes.all()]
        with parts.engine.connect() as connection:
            assert connection.execute(orders.select()).all() == []
            assert [row.workspace_id for row in connection.execute(erasures.select())] == [here]


def test_a_form_of_what_has_none_is_told_what_changed(work: Trade) -> None:
    """Nobody is shown such a form: whoever sends one all the same is answered as at a click."""
    work.delivered()
    state = {"order": work.id, "shown": "something else"}
    form = sent(work.buyer.user, "close", work.id, {}, private_metadata=json.dumps(state))
    answer = work.shop.post(form, "form").json()
    assert answer["response_action"] == "update"
    assert work.state() is State.DELIVERED
