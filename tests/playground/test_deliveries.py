"""Events, their retries, and Socket Mode."""

from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.playground.conftest import SELLER, TOKEN, Playground
from tests.playground.running import eventually


def test_a_message_arrives_as_an_event(playground: Playground) -> None:
    sent = playground.act(SELLER, "message", text="voir <ici> & https://example.org/a?b=c.")
    payload = playground.bot.of("message")[0].payload
    event = payload["event"]
    assert event["text"] == "voir &lt;ici&gt; &amp; <https://example.org/a?b=c>."
    assert (SELLER, "im", sent["ts"]) == (event["user"], event["channel_type"], event["ts"])
    assert payload["authorizations"][0]["user_id"] == "U0RELANCEB"
    assert "thread_ts" not in event


def test_replies_edits_and_deletions_are_told(playground: Playground) -> None:
    root = playground.call("chat.postMessage", channel=SELLER, text="racine")
    reply = playground.act(SELLER, "message", thread_ts=root["ts"], text="un")
    playground.act(SELLER, "edit", ts=reply["ts"], text="deux")
    playground.act(SELLER, "delete", ts=reply["ts"])
    events = [heard.payload["event"] for heard in playground.bot.of("message")]
    people = [event for event in events if "bot_id" not in event]
    assert people[0]["thread_ts"] == root["ts"]
    assert people[1]["subtype"] == "message_changed"
    assert (people[1]["previous_message"]["text"], people[1]["message"]["text"]) == ("un", "deux")
    assert people[2]["subtype"] == "message_deleted"
    assert people[2]["deleted_ts"] == reply["ts"]


def test_a_file_comes_as_a_message_that_shares_it(playground: Playground) -> None:
    playground.act(SELLER, "message", text="voici", files=[{"name": "logo.svg", "content": "<svg/>"}])
    event = playground.bot.of("message")[0].payload["event"]
    assert event["subtype"] == "file_share"
    assert event["files"][0]["mimetype"] == "image/svg+xml"


def test_an_event_that_is_not_taken_comes_again_three_times(playground: Playground) -> None:
    playground.bot.answers["message"] = (500, "")
    playground.act(SELLER, "message", text="x")
    heard = eventually(lambda: len(playground.bot.of("message")) == 4 and playground.bot.of("message"))
    assert [h.headers.get("x-slack-retry-num") for h in heard] == [None, "1", "2", "3"]
    assert heard[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({h.payload["event_id"] for h in heard}) == 1
    tried = playground.http.get("/deliveries").json()["deliveries"]
    assert [d["attempt"] for d in tried] == [0, 1, 2, 3]


def test_an_event_that_is_taken_late_is_not_sent_again(playground: Playground) -> None:
    playground.bot.answers["message"] = (500, "")
    playground.act(SELLER, "message", text="x")
    eventually(lambda: len(playground.bot.of("message")) == 2)
    playground.bot.answers.clear()
    eventually(lambda: playground.http.get("/deliveries").json()["deliveries"][-1]["status"] == 200)
    assert playground.bot.of("message")[-1].headers["x-slack-retry-num"] in ("2", "3")


def test_the_same_delivery_can_be_sent_once_more(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande")
    number = playground.http.get("/deliveries").json()["deliveries"][0]["n"]
    playground.http.post(f"/deliveries/{number}/again", json={})
    first, second = playground.bot.of("command")
    assert first.raw == second.raw


class TestSocketMode:
    @pytest.fixture
    def bolt(self, playground: Playground) -> Any:
        slack = WebClient(token=TOKEN, base_url=f"{playground.url}/api/")
        app = App(client=slack)
        self.heard: list[dict[str, Any]] = []

        @app.command("/commande")
        def command(ack: Any, body: dict[str, Any]) -> None:
            self.heard.append(body)
            ack("par la prise")

        @app.event("message")
        def message(event: dict[str, Any]) -> None:
            self.heard.append(event)

        handler = SocketModeHandler(app, "xapp-1", web_client=slack)
        handler.connect()
        eventually(handler.client.is_connected)
        yield app
        handler.close()

    def test_everything_goes_through_an_open_connection(self, playground: Playground, bolt: App) -> None:
        answer = playground.act(SELLER, "command", text="/commande liste")
        assert [m["text"] for m in answer["messages"]] == ["par la prise"]
        playground.act(SELLER, "message", text="bonjour")
        eventually(lambda: [h.get("text") for h in self.heard] == ["liste", "bonjour"])
        assert playground.bot.heard == []
        assert {d["over"] for d in playground.http.get("/deliveries").json()["deliveries"]} == {"socket"}
