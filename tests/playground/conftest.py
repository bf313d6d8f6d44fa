"""A playground and a scripted bot that talk over real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from playground.config import Config
from playground.server import create_app
from tests.playground.listener import ScriptedBot
from tests.playground.running import free_port, served

SECRET = "a-signing-secret"
TOKEN = "xoxb-1-playground"
SELLER, BUYER, MEDIATOR = "U0SELLER01", "U0BUYER001", "U0MEDIAT01"


@dataclass
class Playground:
    """A playground under test: its address, the bot beside it, and three ways in."""

    url: str
    bot: ScriptedBot
    http: httpx.Client

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call the Web API as the bot, JSON in and out."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer: dict[str, Any] = self.http.post(f"/api/{method}", json=arguments, headers=headers).json()
        return answer

    def act(self, user: str, what: str, **body: Any) -> dict[str, Any]:
        """Do something as a person."""
        answer: dict[str, Any] = self.http.post(f"/as/{user}/{what}", json=body).json()
        return answer

    def seen(self, user: str, channel: str = "", **query: str) -> list[dict[str, Any]]:
        """The messages of a conversation, as that person sees them."""
        answer = self.http.get(f"/as/{user}/messages", params={"channel": channel, **query})
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def client(self, **more: Any) -> WebClient:
        """The SDK, as the bot uses it."""
        return WebClient(token=TOKEN, base_url=f"{self.url}/api/", **more)


def config(port: int, bot_port: int, **changes: Any) -> Config:
    """A configuration for tests: nothing is limited and retries come at once, unless a test says otherwise."""
    base: dict[str, Any] = {
        "signing_secret": SECRET,
        "bot_token": TOKEN,
        "port": port,
        "bot": f"http://127.0.0.1:{bot_port}",
        "rate_limits": False,
        "retry_after": (0.0, 0.1, 0.2),
        "app_token": "xapp-1",
    }
    return Config(**(base | changes))


@contextmanager
def started(**settings: Any) -> Iterator[Playground]:
    """A playground and its bot on ports of their own."""
    port, bot_port, bot = free_port(), free_port(), ScriptedBot()
    app = create_app(config(port, bot_port, **settings))
    with (
        served(bot.app, bot_port),
        served(app, port) as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        yield Playground(url, bot, http)


@pytest.fixture(scope="session")
def common() -> Iterator[Playground]:
    """One playground for all tests that change no setting: starting one costs a quarter of a second."""
    with started() as playground:
        yield playground


@pytest.fixture
def settings() -> dict[str, Any]:
    """Changes to the configuration; a test class overrides this fixture."""
    return {}


@pytest.fixture
def playground(settings: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Playground]:
    """A playground on its first day."""
    if settings:
        with started(**settings) as own:
            yield own
        return
    shared: Playground = request.getfixturevalue("common")
    shared.http.post("/workspace/reset", json={})
    shared.bot.forget()
    yield shared
