"""One local Slack and one bot for all the tests of a worker; each test brings its own people and orders."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.people import Person, Slack
from tests.e2e.processes import CHANNEL, KEY, Bot, playground
from tests.playground.running import free_port

MEDIATOR = "U0MEDIAT01"


@dataclass
class Trade:
    """An order and its people."""

    ref: str
    seller: Person
    buyer: Person
    mediator: Person
    world: "World"

    def seen(self) -> dict[str, Any]:
        """The order, as the API tells it."""
        return self.world.order(self.ref)

    def brief(self, item: str = "logo", content: str = "Un hibou, deux couleurs") -> None:
        self.buyer.do(self.ref, f"supply:{item}", content=content)

    def accept(self) -> None:
        self.seller.offered(self.ref, "accept")
        self.seller.do(self.ref, "accept")

    def deliver(self) -> None:
        self.seller.do(self.ref, "deliver", work="https://example.org/logo.zip", complete=["complete"])


@dataclass
class World:
    """The whole set-up. `numbers` gives each test names of its own."""

    slack: Slack
    bot: Bot
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.bot.address, trust_env=False, timeout=30.0)

    def close(self) -> None:
        self.http.close()
        self.slack.http.close()

    def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {KEY}"} | ({"Idempotency-Key": key} if key else {})
        return self.http.post(path, json=body, headers=headers)

    def order(self, ref: str) -> dict[str, Any]:
        answer = self.http.get(f"/api/orders/{ref}", headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def trade(self, locale: str = "fr-FR", **changes: Any) -> Trade:
        """A new order between two people whom nobody else knows."""
        number = next(self.numbers)
        seller = self.slack.person(f"U0SELL{number:04}", f"Sami{number}", locale)
        buyer = self.slack.person(f"U0BUYR{number:04}", f"Bea{number}", locale)
        body = {
            "seller": seller.user,
            "buyer": buyer.user,
            "title": "Logo animé",
            "price": {"amount": 5000, "currency": "EUR"},
            "duration_days": 3,
            "brief": ["logo"],
        }
        answer = self.post("/api/orders", body | changes)
        assert answer.status_code == 201, answer.text
        mediator = Person(self.slack, MEDIATOR, CHANNEL)
        return Trade(answer.json()["ref"], seller, buyer, mediator, self)

    def started(self, **changes: Any) -> Trade:
        """An order in progress."""
        trade = self.trade(**changes)
        trade.brief()
        trade.accept()
        return trade


@contextmanager
def set_up(folder: Path, **more: str) -> Iterator[World]:
    """A local Slack and a bot, with more settings."""
    port, bot_port = free_port(), free_port()
    with playground(port, bot_port) as address:
        bot = Bot(folder, bot_port, address)
        try:
            bot.start(**more)
            with closing(World(Slack(address), bot)) as world:
                yield world
        finally:
            bot.kill()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all the tests of a worker."""
    with set_up(tmp_path_factory.mktemp("e2e")) as made:
        yield made
