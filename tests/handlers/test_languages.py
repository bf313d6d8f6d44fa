"""Each reads their own language, also where the other wrote in another: all that people are shown on a long road."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.check.languages import strange, words
from bot.check.limits import texts_of
from bot.waking.digests import Digests
from bot.waking.wake import Wake
from rules.words import State
from tests.e2e.people import Person, buttons, elements
from tests.handlers.shop import MEDIATOR, Json, Shop, Trade
from tests.handlers.test_files import share

HOUSE = "fr"
"""What stands where several read it: in the mediators' channel."""

LOCALES = {"fr": "fr-FR", "en": "en-US"}
AT_ONCE = re.compile(
    r"accept|confirm_item|withdraw|close|cancel_late|take_case|snooze|ui:(service_|calendar_off|home)"
)
"""Buttons that do something by themselves; all others only open what is to be read."""

KNOWN = words("Sami Bea Zoé Ada Maud Paris Europe Relance comeup C EUR")
"""Names of people, places and the policy; what a reference begins with; a currency."""

WRITTEN = {
    "title": "Lumo brako", "item": "Wixel", "content": "Zurtel nilfu", "text": "Kravo pelmu dostri", "reason": "Ybrel onkva",
    "work": "https://example.org/zip", "changes": "Pludo\nVarnex", "items": "Frubo\nGlimp", "description": "Tarvo snel",
    "option": "Hulmo",
}  # fmt: skip
"""What people write: words that no language of ours has."""


class Reader(Person):
    """Somebody who remembers all that they were shown."""

    def __init__(self, person: Person, language: str, conversation: str = "") -> None:
        super().__init__(person.slack, person.user, person.channel)
        self.language, self.conversation = language, conversation or language
        self.shown: dict[str, tuple[str, str]] = {}
        self.entered: set[tuple[str, ...]] = set()

    def act(self, what: str, **body: Any) -> Json:
        answer = super().act(what, **body)
        self.read(what, self.language, *answer.get("views", ()))
        for message in answer.get("messages", ()):
            self.read(what, self.language if message["ephemeral"] else self.conversation, message)
        for field, error in (answer.get("errors") or {}).items():
            self.shown[error] = (f"the field {field}", self.language)
        return answer

    def messages(self) -> list[Json]:
        found = super().messages()
        self.read("a message", self.conversation, *(one for one in found if not one["ephemeral"]))
        return found

    def read(self, where: str, language: str, *shown: Json) -> None:
        """Messages and views of the bot's, and the language that they are to be in."""
        for one in shown:
            if "bot_id" in one:
                for text in (*texts_of(one.get("blocks", [])), *texts_of(titles(one)), one.get("text", "")):
                    self.shown[text] = (where, language)

    def look(self, trade: Trade) -> None:
        """Whatever there is to read of an order now, and whatever its buttons open."""
        self.open_home()
        stands = (str(trade.state()), *(str(one.kind) for one in trade.order.requests))
        for message in (self.card(trade.ref), *self.thread(trade.ref)[-3:]):
            for button in self.news(stands, message):
                opened = self.click(message, button)["views"]
                for inner in self.news((*stands, button), opened[-1]) if opened else ():
                    again = self.click(message, button)["views"][-1]
                    if inner in buttons(again):
                        self.click_in_view(again, inner)
                    self.close()
                self.close()

    def open_home(self) -> Json:
        """Their home tab."""
        self.act("home")
        found: Json = self.slack.http.get(f"/as/{self.user}/home").json()["view"]
        self.read("the home tab", self.language, found)
        return found

    def news(self, at: tuple[str, ...], shown: Json) -> list[str]:
        """Buttons that were not entered yet, as things stand."""
        found = [one["action_id"] for one in elements(shown.get("blocks", [])) if one.get("type") == "button"]
        new = [one for one in found if not AT_ONCE.match(one) and (*at, one) not in self.entered]
        self.entered |= {(*at, one) for one in new}
        return new

    def strangers(self) -> dict[str, tuple[str, str]]:
        """Words that are not of their language, each with a text that says it, and where that stood."""
        known = KNOWN | words(" ".join(WRITTEN.values()))
        return {
            word: (where, text)
            for text, (where, language) in self.shown.items()
            for word in strange(text, language, known)
        }


def titles(view: Json) -> list[Any]:
    return [view.get(part) or {} for part in ("title", "submit", "close")]


def pair(shop: Shop, seller: str, buyer: str) -> tuple[Trade, Reader, Reader]:
    """An order between two who read different languages, with one option of its service."""
    one = Reader(shop.person("Sami", LOCALES[seller]), seller)
    other = Reader(shop.person("Bea", LOCALES[buyer]), buyer)
    trade = shop.order_of(one, other, (WRITTEN["item"],), title=WRITTEN["title"])
    return trade, one, other


def wrong(trade: Trade, who: Person, action_id: str, **fields: Any) -> None:
    """What cannot be taken; the form says why, in its field or instead of it."""
    before = trade.order
    answer = who.fill(who.press(trade.ref, action_id), **fields)
    assert answer.get("errors") or answer["views"], answer
    who.close()
    assert trade.order == before


def passes(shop: Shop, **span: float) -> None:
    """Time, with all that comes by itself."""
    parts = shop.program.parts
    shop.push(**span)
    Wake(parts.engine, parts.service).run_once()
    Digests(parts.engine, parts.clock, parts.policy).run_once()
    shop.say()


def before_acceptance(trade: Trade, sami: Reader, bea: Reader) -> Iterator[str]:
    """The brief, what each may write, and the first reminders."""
    yield "placed"
    passes(trade.shop, hours=25)
    trade.do(bea, f"supply:{WRITTEN['item']}", content=WRITTEN["content"])
    trade.do(sami, f"confirm_item:{WRITTEN['item']}")
    sami.write(trade.ref, WRITTEN["text"])
    wrong(trade, sami, "decline", reason="\u200b")
    yield "supplied"
    trade.do(sami, "accept")


def work(trade: Trade, sami: Reader, bea: Reader) -> Iterator[str]:
    """Every request, answered in every way; news, files, a later date, lateness."""
    shop, later = trade.shop, int(trade.shop.program.parts.clock.now().timestamp()) + 9 * 86_400
    bea.write(trade.ref, WRITTEN["text"])
    share(trade, bea, WRITTEN["text"], name="Zurtel")
    trade.do(sami, "progress", text=WRITTEN["text"])
    trade.do(sami, "request:missing_elements", items=WRITTEN["items"])
    trade.do(sami, "request:later_date", until=later, reason=WRITTEN["reason"])
    trade.do(sami, "request:supplement", description=WRITTEN["description"], price="20", extra_days="2")
    trade.do(bea, "request:partial_refund", amount="10", reason=WRITTEN["reason"])
    trade.do(bea, "request:cancellation", reason=WRITTEN["reason"])
    wrong(trade, sami, "deliver", work="\u200b", complete=["complete"])
    wrong(trade, sami, "counter", amount="50", reason=WRITTEN["reason"])
    wrong(trade, sami, "refuse_request:cancellation", reason="\u200b")
    yield "everything asked"
    passes(shop, hours=25)
    trade.do(bea, "supply:Frubo", content=WRITTEN["content"])
    trade.do(sami, "chase", text=WRITTEN["text"])
    trade.do(sami, "counter", amount="5", reason=WRITTEN["reason"])
    trade.do(bea, "accept_request:partial_refund")
    trade.do(bea, "accept_request:supplement")
    trade.do(bea, "refuse_request:later_date", reason=WRITTEN["reason"])
    trade.do(sami, "refuse_request:cancellation", reason=WRITTEN["reason"])
    yield "everything answered"
    passes(shop, days=9)
    yield "late"


def after_delivery(trade: Trade, sami: Reader, bea: Reader) -> Iterator[str]:
    """Two deliveries, two revisions, a case that is decided, and what stays."""
    shop = trade.shop
    trade.do(sami, "deliver", work=WRITTEN["work"], complete=["complete"])
    passes(shop, days=4)
    bea.write(trade.ref, WRITTEN["text"])
    yield "delivered"
    trade.do(bea, "request_revision", changes=WRITTEN["changes"])
    trade.do(sami, "request:revision_details", items=WRITTEN["items"])
    yield "revision requested"
    trade.do(sami, "refuse_revision", reason=WRITTEN["reason"])
    passes(shop, days=5)
    yield "revision refused"
    trade.do(bea, "open_dispute", reason=WRITTEN["reason"])
    maud = Reader(trade.mediator, bea.language, HOUSE)
    trade.do(maud, "ask_party:seller", text=WRITTEN["text"])
    trade.do(maud, "ask_party:buyer", text=WRITTEN["text"])
    trade.do(bea, "answer_mediator", text=WRITTEN["text"])
    sami.write(trade.ref, WRITTEN["text"])
    maud.look(trade)
    yield "disputed"
    trade.do(maud, "decide_split", amount="5", reason=WRITTEN["reason"])
    passes(shop, days=4)
    trade.do(bea, "review", stars="4", text=WRITTEN["text"])
    yield "completed"
    assert maud.strangers() == {}


def beside(sami: Reader) -> None:
    """What is about no order: each word of the command, and what is no word."""
    for word in (
        "liste",
        "services",
        "reglages",
        "stats",
        "aide",
        "calendrier",
        "espace",
        "nouvelle",
        "brako",
        "voir C-1",
    ):
        sami.command(f"/commande {word}")
        sami.close()
    sami.command(f"/order message {WRITTEN['text']}")
    sami.command("/faq 7 + 7")


@pytest.mark.parametrize(("seller", "buyer"), [("fr", "en"), ("en", "fr")])
def test_no_word_of_anothers_language_is_read(shop: Shop, seller: str, buyer: str) -> None:
    trade, sami, bea = pair(shop, seller, buyer)
    shop.slack.person(MEDIATOR, "Maud", LOCALES[buyer])
    for part in (before_acceptance, work, after_delivery):
        for _ in part(trade, sami, bea):
            for who in (sami, bea):
                who.look(trade)
    assert trade.state() is State.COMPLETED
    for who in (sami, bea):
        beside(who)
        assert who.strangers() == {}
        assert len(who.shown) > 300


@pytest.mark.parametrize("language", LOCALES)
def test_an_operator_reads_their_own_language(shop: Shop, language: str) -> None:
    trade, _, bea = pair(shop, "fr", "en")
    ada = Reader(shop.person("Ada", LOCALES[language]), language)
    shop.world.state.people[ada.user].is_admin = True
    for shown in (ada.open_home(), ada.command(f"/commande voir {trade.ref}")["messages"][-1]):
        for button in ada.news((), shown):
            press = ada.click_in_view if shown.get("type") == "home" else ada.click
            press(shown, button)
            ada.close()
    beside(ada)
    form = ada.click(ada.command(f"/commande voir {trade.ref}")["messages"][-1], "change_party")
    ada.fill(form, role="seller", person=bea.user, reason=WRITTEN["reason"])
    ada.close()
    assert ada.strangers() == {}
    assert len(ada.shown) > 100


@pytest.mark.parametrize("language", LOCALES)
def test_who_comes_before_anybody_wrote_to_them_reads_their_own_language(shop: Shop, language: str) -> None:
    zora = Reader(shop.person("Zoé", LOCALES[language]), language)
    zora.command("/order help")
    assert zora.strangers() == {}
    assert shop.id_of(zora) and shop.program.parts.people.by_slack(shop.workspace, zora.user).name == "Zoé"
