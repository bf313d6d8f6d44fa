"""`relance run` as a newcomer starts it, with nothing set, and its page in a real Chromium."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.local import Local
from tests.browser.people import Clock, Person

PATIENCE = 60_000
"""Milliseconds that a person waits for what they expect to see; a busy machine may need some of them."""

NEVER_READ = re.compile(
    r"\bNone\b|\{\{|\}\}|\{%|\b\d{4}-\d\d-\d\dT|\b[UCD]0[A-Z0-9]{7,}\b|<!date|\b[a-z]+_[a-z_]+\b|\brequest:",
)
"""What no person should see: template marks, ISO times, identifiers of Slack's and of the process."""

WORDS = {
    "fr": {
        "page": "Français",
        "now": "Maintenant",
        "new": "/commande nouvelle",
        "other": "Un autre service",
        "buyer": "Client",
        "title": "Service commandé",
        "price": "Prix",
        "days": "Délai de réalisation",
        "brief": "Ce que le client doit fournir",
        "create": "Créer",
        "created": "créée",
        "accept": "Accepter la commande",
        "accepted": "a accepté votre commande",
    },
    "en": {
        "page": "English",
        "now": "Now",
        "new": "/order new",
        "other": "Another service",
        "buyer": "Buyer",
        "title": "Service ordered",
        "price": "Price",
        "days": "Working time",
        "brief": "What the buyer must supply",
        "create": "Create",
        "created": "created",
        "accept": "Accept order",
        "accepted": "accepted your order",
    },
}
"""On the way to an order in progress; `page` is the page's own link, and `now` stands on every card."""


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """One for all the tests of a worker; each test makes an order of its own."""
    started = Local(tmp_path_factory.mktemp("browser"))
    try:
        started.start()
        yield started
    finally:
        started.kill()


@dataclass
class Room:
    """The page, and the three people on it."""

    page: Any

    def __post_init__(self) -> None:
        self.sami = Person(self.page, "U0SELLER01")
        self.bea = Person(self.page, "U0BUYER001")
        self.maud = Person(self.page, "U0MEDIAT01")
        self.clock = Clock(self.page)
        self.words = WORDS["fr"]

    def order(self, title: str, *, days: int = 3, brief: str = "") -> str:
        """A new order by its command; gives its reference."""
        words = self.words
        self.sami.types(words["new"])
        self.sami.dialog.get_by_role("button", name=words["other"], exact=True).click()
        self.sami.settled()
        self.sami.fills(
            {words["buyer"]: "Bea Lin", words["title"]: title, words["price"]: "50 €"}
            | {words["days"]: str(days)}
            | ({words["brief"]: brief} if brief else {}),
            send=words["create"],
        )
        self.sami.dialog.get_by_text(words["created"]).wait_for()
        found = re.search(r"C-\d+", self.sami.dialog.inner_text())
        assert found
        self.sami.closes()
        return found[0]

    def speaks(self, language: str, *refs: str) -> None:
        """Everybody reads `language` ("fr" or "en") from now on; back when the page, and both parties' cards of these orders, say it.

        The cards may say it before the page is loaded anew, and what is typed in between would be lost with the old page.
        """
        from playwright.sync_api import expect

        self.words = WORDS[language]
        there = self.page.get_by_role("link", name=self.words["page"])
        address = there.get_attribute("href")
        there.click()
        self.page.wait_for_url(f"**{address}")
        for person in (self.sami, self.bea):
            for ref in refs:
                expect(person.card(ref)).to_contain_text(self.words["now"])

    def started(self, title: str, *, days: int = 3) -> str:
        """An order in progress."""
        ref = self.order(title, days=days)
        self.sami.presses(ref, self.words["accept"])
        self.sami.confirms()
        self.bea.reads(ref, self.words["accepted"])
        return ref


@contextmanager
def page_of(chromium: Any, local: Local) -> Iterator[Any]:
    """The page as it opens; in the end, nothing went wrong in it and nothing stands there that nobody can read."""
    page = chromium.new_page(viewport={"width": 1500, "height": 1000}, locale="fr-FR")
    page.set_default_timeout(PATIENCE)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(local.address)
    yield page
    words = page.locator("#columns").inner_text()
    page.close()
    assert problems == []
    assert NEVER_READ.findall(words) == []


@pytest.fixture
def page(chromium: Any, local: Local) -> Iterator[Any]:
    with page_of(chromium, local) as opened:
        yield opened


@pytest.fixture
def room(page: Any) -> Room:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return Room(page)


@pytest.fixture
def own_room(chromium: Any, tmp_path: Path) -> Iterator[Room]:
    """A room that no other test shares, for what concerns everything in it, such as everybody's language."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    started = Local(tmp_path)
    try:
        started.start()
        with page_of(chromium, started) as opened:
            yield Room(opened)
    finally:
        started.kill()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
