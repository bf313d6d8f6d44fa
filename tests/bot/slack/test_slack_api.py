"""What Slack's answers mean, told by the local Slack over real HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.faults import StartError
from bot.slack.answers import Answer, Held, Refused, Taken, Unknown, Unreached
from bot.slack.api import SlackHttp, identity
from playground.server import create_app
from tests import loops
from tests.playground.conftest import SELLER, TOKEN, config
from tests.playground.running import free_port, served

POST = {"channel": SELLER, "text": "Bonjour"}


@pytest.fixture(scope="module")
def slack() -> Iterator[str]:
    port = free_port()
    with served(create_app(config(port, 9)), port) as address:
        yield address


def call(
    slack: str,
    method: str = "chat.postMessage",
    arguments: dict[str, Any] | None = None,
    token: str | None = TOKEN,
) -> Answer:
    async def once() -> Answer:
        http = SlackHttp(lambda workspace: token, f"{slack}/api/")
        try:
            return await http.call("workspace_1", method, arguments or POST)
        finally:
            await http.close()

    return loops.run(once())


def fault(slack: str, **what: Any) -> None:
    httpx.post(
        f"{slack}/faults", json={"method": "chat.postMessage", **what}, trust_env=False
    ).raise_for_status()


def posted(slack: str) -> int:
    """How many messages were taken."""
    calls = httpx.get(f"{slack}/log", trust_env=False).json()["calls"]
    return sum(one["method"] == "chat.postMessage" and one["accepted"] for one in calls)


def test_what_slack_takes_is_answered_with_channel_and_ts(slack: str) -> None:
    taken = call(slack)
    assert isinstance(taken, Taken)
    assert taken.body["channel"] == "D0SELLER01"
    assert taken.body["ts"]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"kind": "429", "seconds": 7}, Held(7.0)),
        ({"kind": "ratelimited"}, Held(1.0)),
        ({"kind": "500"}, Unknown("http_500")),
        ({"kind": "error", "error": "is_archived"}, Refused("is_archived")),
        ({"kind": "error", "error": "internal_error"}, Unknown("internal_error")),
        ({"kind": "error", "error": "service_unavailable"}, Unreached("service_unavailable")),
        ({"kind": "drop_before"}, Unknown("no_answer")),
    ],
    ids=lambda case: case["kind"] if isinstance(case, dict) else "",
)
def test_what_slack_does_not_take_says_how_to_go_on(
    slack: str, what: dict[str, Any], expected: Answer
) -> None:
    before = posted(slack)
    fault(slack, **what)
    assert call(slack) == expected
    assert posted(slack) == before


@pytest.mark.parametrize("kind", ["drop_after", "malformed"])
def test_an_answer_that_is_lost_is_unknown_and_asked_for_once(slack: str, kind: str) -> None:
    """slack_sdk's own client would post a second time by itself."""
    before = posted(slack)
    fault(slack, kind=kind)
    assert isinstance(call(slack), Unknown)
    assert posted(slack) == before + 1


def test_where_nobody_listens_nothing_was_taken() -> None:
    assert call(f"http://127.0.0.1:{free_port()}") == Unreached("no_connection")


def test_without_a_token_nothing_is_asked(slack: str) -> None:
    assert call(slack, token=None) == Refused("account_inactive")


def test_methods_that_read_are_asked_as_slack_wants_them(slack: str) -> None:
    told = call(slack, "users.info", {"user": SELLER, "include_locale": True})
    assert isinstance(told, Taken)
    assert told.body["user"]["locale"] == "fr-FR"


def test_who_we_are(slack: str) -> None:
    me = identity(TOKEN, f"{slack}/api/")
    assert me is not None
    assert (me.team, me.user) == ("T0RELANCE1", "U0RELANCEB")


def test_a_token_that_slack_refuses_stops_the_start(slack: str) -> None:
    with pytest.raises(StartError, match=r"SLACK_BOT_TOKEN.*invalid_auth"):
        identity("xoxb-wrong", f"{slack}/api/")


def test_a_slack_that_is_away_does_not() -> None:
    assert identity(TOKEN, f"http://127.0.0.1:{free_port()}/api/") is None
