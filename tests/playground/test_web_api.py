"""The Web API answers as Slack's does, in ok and in error."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.playground.conftest import BUYER, MEDIATOR, SELLER, TOKEN, Playground
from tests.playground.running import eventually

NOBODY = "U0NOBODY00"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


def raw(playground: Playground, method: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = playground.http.post(f"/api/{method}", **more).json()
    return answer


def test_the_sdk_speaks_to_it_in_its_own_ways(playground: Playground) -> None:
    slack = playground.client()
    assert slack.auth_test()["user_id"] == "U0RELANCEB"
    channel = slack.conversations_open(users=SELLER)["channel"]["id"]
    posted = slack.chat_postMessage(channel=channel, text="bonjour", blocks=[SECTION])
    slack.chat_update(channel=channel, ts=posted["ts"], text="bonsoir")
    history = slack.conversations_history(channel=channel)
    assert [m["text"] for m in history["messages"]] == ["bonsoir"]
    assert "blocks" not in history["messages"][0]
    assert slack.users_info(user=SELLER, include_locale=True)["user"]["locale"] == "fr-FR"
    assert slack.users_lookupByEmail(email="BEA@example.org")["user"]["id"] == BUYER


def test_a_file_goes_up_and_comes_down(playground: Playground) -> None:
    done = playground.client().files_upload_v2(
        channel="D0SELLER01", content="a,b\n1,2\n", filename="export.csv"
    )
    file = playground.call("files.info", file=done["file"]["id"])["file"]
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(file["url_private"], headers=bearer, trust_env=False).text == "a,b\n1,2\n"
    assert "a,b" not in httpx.get(file["url_private"], trust_env=False).text
    assert playground.seen(SELLER)[0]["files"][0]["name"] == "export.csv"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.shout", {}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": NOBODY, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": SELLER}, "no_text"),
        ("chat.postMessage", {"channel": SELLER, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": SELLER, "blocks": [{"type": "nope"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": SELLER, "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": SELLER, "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"channel": SELLER, "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ("chat.update", {"channel": "D0SELLER01", "ts": "1.2", "text": "x"}, "message_not_found"),
        ("chat.update", {"channel": SELLER, "ts": "1.2", "text": "x"}, "channel_not_found"),
        ("chat.delete", {"channel": "D0SELLER01", "ts": "1.2"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "C0MEDIATE1", "user": SELLER, "text": "x"}, "user_not_in_channel"),
        ("chat.getPermalink", {"channel": "D0SELLER01", "message_ts": "1.2"}, "message_not_found"),
        ("conversations.open", {"users": NOBODY}, "user_not_found"),
        ("conversations.open", {"users": "U0RELANCEB"}, "cannot_dm_bot"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.info", {"channel": "C0NOWHERE1"}, "channel_not_found"),
        ("conversations.members", {"channel": "C0NOWHERE1"}, "channel_not_found"),
        ("conversations.replies", {"channel": "D0SELLER01", "ts": "1.2"}, "thread_not_found"),
        ("conversations.history", {"channel": "D0SELLER01", "cursor": "zzz"}, "invalid_cursor"),
        ("users.info", {"user": NOBODY}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@example.org"}, "users_not_found"),
        ("views.publish", {"user_id": NOBODY, "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("views.publish", {"user_id": SELLER, "view": {"type": "modal", "blocks": []}}, "invalid_arguments"),
        ("views.update", {"view_id": "V0", "view": {}}, "not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": {}}, "invalid_trigger_id"),
        ("files.info", {"file": "F0"}, "file_not_found"),
        ("apps.connections.open", {}, "invalid_auth"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused_by_name(
    playground: Playground, method: str, arguments: dict[str, Any], error: str
) -> None:
    answer = playground.call(method, **arguments)
    assert answer["ok"] is False
    assert error == answer["error"]


def test_only_the_bots_token_opens_it(playground: Playground) -> None:
    assert raw(playground, "auth.test")["error"] == "not_authed"
    assert (
        raw(playground, "auth.test", headers={"Authorization": "Bearer xoxb-other"})["error"]
        == "invalid_auth"
    )
    assert raw(playground, "auth.test", data={"token": TOKEN})["ok"]


def test_refused_blocks_say_where(playground: Playground) -> None:
    with pytest.raises(SlackApiError) as refusal:
        playground.client().chat_postMessage(channel=SELLER, text="x", blocks=[{"type": "section"}])
    assert "[json-pointer:/blocks/0]" in refusal.value.response["response_metadata"]["messages"][0]


def test_a_channel_without_the_bot_is_closed(playground: Playground) -> None:
    members = playground.call("conversations.members", channel="C0MEDIATE1")["members"]
    assert members == [MEDIATOR, "U0RELANCEB"]
    playground.http.post("/channels/C0MEDIATE1", json={"members": [MEDIATOR]})
    for method in ("conversations.members", "conversations.info", "conversations.history"):
        assert playground.call(method, channel="C0MEDIATE1")["error"] == "not_in_channel"
    assert playground.call("chat.postMessage", channel="C0MEDIATE1", text="x")["error"] == "not_in_channel"


def test_a_deactivated_person_can_no_longer_be_written_to(playground: Playground) -> None:
    playground.http.post(f"/people/{SELLER}", json={"deleted": True})
    assert playground.call("conversations.open", users=SELLER)["error"] == "user_disabled"
    assert playground.call("chat.postMessage", channel="D0SELLER01", text="x")["error"] == "user_disabled"
    assert playground.call("users.lookupByEmail", email="sami@example.org")["error"] == "users_not_found"
    assert playground.call("users.info", user=SELLER)["user"]["deleted"]
    assert playground.act(SELLER, "message", text="x")["error"] == "user_disabled"


def test_threads_hang_on_their_first_message(playground: Playground) -> None:
    root = playground.call("chat.postMessage", channel=SELLER, text="racine")
    reply = playground.call("chat.postMessage", channel=SELLER, text="réponse", thread_ts=root["ts"])
    again = playground.call("chat.postMessage", channel=SELLER, text="x", thread_ts=reply["ts"])
    assert again["error"] == "cannot_reply_to_message"
    thread = playground.call("conversations.replies", channel=root["channel"], ts=root["ts"])
    assert [m["text"] for m in thread["messages"]] == ["racine", "réponse"]
    assert thread["messages"][0]["reply_count"] == 1
    history = playground.call("conversations.history", channel=root["channel"])
    assert [m["text"] for m in history["messages"]] == ["racine"]


def test_metadata_is_kept_and_shown_to_who_asks(playground: Playground) -> None:
    metadata = {"event_type": "relance", "event_payload": {"key": "k1"}}
    posted = playground.call("chat.postMessage", channel=SELLER, text="x", metadata=metadata)
    place = {"channel": posted["channel"]}
    assert "metadata" not in playground.call("conversations.history", **place)["messages"][0]
    told = playground.call("conversations.history", **place, include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata


def test_people_and_the_bot_change_only_their_own_messages(playground: Playground) -> None:
    theirs = playground.act(SELLER, "message", text="à moi")
    place = {"channel": "D0SELLER01", "ts": theirs["ts"]}
    assert playground.call("chat.update", **place, text="x")["error"] == "cant_update_message"
    assert playground.call("chat.delete", **place)["error"] == "cant_delete_message"
    bots = playground.call("chat.postMessage", channel=SELLER, text="au bot")
    assert playground.act(SELLER, "edit", ts=bots["ts"], text="x")["error"] == "not_yours"


def test_a_home_tab_is_published_by_who_knows_its_hash(playground: Playground) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    first = playground.call("views.publish", user_id=SELLER, view=home)["view"]
    assert playground.call("views.publish", user_id=SELLER, view=home, hash="old")["error"] == "hash_conflict"
    assert playground.call("views.publish", user_id=SELLER, view=home, hash=first["hash"])["ok"]
    assert playground.http.get(f"/as/{SELLER}/home").json()["view"]["id"] == first["id"]


def test_an_uninstalled_bot_is_told_and_locked_out(playground: Playground) -> None:
    playground.http.post("/workspace/uninstall", json={})
    assert [h.kind for h in playground.bot.heard] == ["app_uninstalled", "tokens_revoked"]
    assert playground.call("auth.test")["error"] == "account_inactive"
    playground.http.post("/workspace/install", json={})
    assert playground.call("auth.test")["ok"]


class TestFaults:
    """Faults come when they were ordered, and the log tells what took effect."""

    def order(self, playground: Playground, **fault: Any) -> None:
        assert playground.http.post("/faults", json=fault).status_code == 200

    def post(self, playground: Playground) -> httpx.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return playground.http.post(
            "/api/chat.postMessage", json={"channel": SELLER, "text": "x"}, headers=headers
        )

    @pytest.mark.parametrize("kind", ["500", "429", "ratelimited", "error"])
    def test_what_is_refused_took_no_effect(self, playground: Playground, kind: str) -> None:
        self.order(playground, method="chat.postMessage", kind=kind, seconds=3)
        answer = self.post(playground)
        assert not answer.is_success or not answer.json()["ok"]
        assert answer.headers.get("retry-after") == ("3" if kind == "429" else None)
        assert playground.seen(SELLER) == []
        assert self.post(playground).json()["ok"]

    @pytest.mark.parametrize(("kind", "taken"), [("drop_before", 0), ("drop_after", 1)])
    def test_a_dropped_connection_tells_nothing(self, playground: Playground, kind: str, taken: int) -> None:
        self.order(playground, method="*", kind=kind)
        with pytest.raises(httpx.RemoteProtocolError):
            self.post(playground)
        assert taken == len(playground.seen(SELLER))
        call = playground.http.get("/log").json()["calls"][-1]
        assert (kind, bool(taken)) == (call["fault"], call["accepted"])

    def test_a_malformed_answer_took_effect(self, playground: Playground) -> None:
        self.order(playground, method="chat.postMessage", kind="malformed")
        with pytest.raises(ValueError):
            self.post(playground).json()
        assert len(playground.seen(SELLER)) == 1

    def test_an_unknown_fault_is_refused(self, playground: Playground) -> None:
        assert playground.http.post("/faults", json={"method": "*", "kind": "lazy"}).status_code == 409


class TestLimits:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"rate_limits": True}

    def test_a_burst_into_one_channel_is_slowed_and_others_are_not(self, playground: Playground) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}

        def post(user: str) -> httpx.Response:
            body = {"channel": user, "text": "x"}
            return playground.http.post("/api/chat.postMessage", json=body, headers=headers)

        answers = [post(SELLER) for _ in range(40)]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        slowed = [answer for answer in answers if answer.status_code == 429]
        assert slowed
        assert slowed[0].headers["retry-after"] == "1"
        assert post(BUYER).status_code == 200

    def test_a_tier_is_counted_by_the_minute(self, playground: Playground) -> None:
        codes = [playground.http.get("/api/users.list", headers={"Authorization": f"Bearer {TOKEN}"}).status_code
                 for _ in range(25)]  # fmt: skip
        assert codes[:20] == [200] * 20
        assert 429 in codes[20:]


class TestManifest:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> dict[str, Any]:
        manifest = tmp_path / "manifest.yaml"
        manifest.write_text(
            "features:\n"
            "  app_home: {home_tab_enabled: true, messages_tab_enabled: true}\n"
            "  slash_commands: [{command: /commande, description: x, should_escape: true}]\n"
            "oauth_config: {scopes: {bot: [commands, 'chat:write']}}\n"
            "settings: {event_subscriptions: {bot_events: [app_home_opened]}}\n"
        )
        return {"manifest": manifest}

    def test_only_what_it_names_is_allowed(self, playground: Playground) -> None:
        assert playground.call("users.info", user=SELLER)["error"] == "missing_scope"
        assert playground.call("chat.postMessage", channel=SELLER, text="x")["ok"]
        assert playground.act(SELLER, "command", text="/autre")["failure"]["error"] == "unknown_command"
        assert playground.act(SELLER, "command", text="/commande")["ok"]
        playground.act(SELLER, "message", text="x")
        playground.act(SELLER, "home")
        eventually(lambda: playground.bot.of("app_home_opened"))
        assert playground.bot.of("message") == []


class TestState:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> dict[str, Any]:
        return {"state": tmp_path / "var" / "playground.json"}

    def test_conversations_are_saved_soon(self, playground: Playground, settings: dict[str, Any]) -> None:
        from playground.config import sample_workspace
        from playground.state import load

        posted = playground.call("chat.postMessage", channel=SELLER, text="à garder")

        def saved() -> list[str]:
            state = load(settings["state"], sample_workspace())
            return [message.ts for message in state.messages.get("D0SELLER01", [])]

        assert eventually(saved) == [posted["ts"]]


@pytest.mark.parametrize("path", ["/", "/api/auth.test", "/people", "/as/U0SELLER01", "/faults"])
def test_other_hosts_names_and_other_sites_are_refused(playground: Playground, path: str) -> None:
    for host in ("relance.example.org", "[::1", "127.0.0.1.example.org"):
        assert playground.http.get(path, headers={"Host": host}).status_code == 403
    assert playground.http.get(path, headers={"Origin": "https://example.org"}).status_code == 403


def test_a_form_of_another_site_cannot_act(playground: Playground) -> None:
    answer = playground.http.post(
        f"/as/{SELLER}/message", content=b'{"text": "x"}', headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 409
    assert playground.seen(SELLER) == []
