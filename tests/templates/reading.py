"""Views of played orders, and what their readers read."""

from typing import Any

from bot.check.limits import texts_of
from bot.check.reading import as_surfaces
from bot.render import Message, Reader, Renderer, View
from bot.render.blocks import dated
from rules.events import Event
from rules.evolve import fold
from rules.notices import Notice, notices
from rules.words import Actor
from tests.rules.play import Play

NAMES = {"seller": "Ana", "buyer": "Bea", "mediator": "Max", "operator": "Ops"}
MENTIONS = {"seller": "U0ANA", "buyer": "U0BEA"}
RENDERER = Renderer()
SELLER, BUYER, MEDIATOR, OPERATOR = Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.OPERATOR
PARTIES = (SELLER, BUYER)
LANGUAGES = ("fr", "en")


def reader(role: Actor, language: str = "fr", zone: str = "Europe/Paris") -> Reader:
    return Reader(str(role), NAMES[str(role)], language, zone)


def view(play: Play, role: Actor, language: str = "fr", zone: str = "Europe/Paris") -> View:
    who = reader(role, language, zone)
    return View("o1", play.order, role, who, NAMES, MENTIONS, play.now, play.policy)


def told(play: Play, language: str = "fr") -> list[tuple[Notice, Message, Event]]:
    """Every notice of a played order, as its recipient got it at the time."""
    order, found = None, []
    for event in play.events:
        order = fold(order, [event])
        for notice in notices(event, order, play.policy):
            at = View(
                "o1", order, notice.to, reader(notice.to, language), NAMES, MENTIONS, event.at, play.policy
            )
            found.append((notice, RENDERER.notice(at, notice, event), event))
    return found


def notice_of(play: Play, id: str, to: Actor, language: str = "fr") -> Message:
    """The last notice with this id that somebody got."""
    return [message for notice, message, _ in told(play, language) if (notice.id, notice.to) == (id, to)][-1]


def words(made: Message | dict[str, Any] | str) -> str:
    """All that is read of it, dates written out, spaces made equal."""
    texts = [dated(text) for surface in as_surfaces(made) for text in texts_of(surface)]
    return " ".join("\n".join(texts).replace("\u00a0", " ").replace("\u202f", " ").split(" "))


def buttons(made: Message | dict[str, Any]) -> list[dict[str, Any]]:
    """Every button, in order."""
    found = []
    for surface in as_surfaces(made):
        for block in surface["blocks"]:
            parts = [block.get("accessory"), *(block["elements"] if block["type"] == "actions" else ())]
            found += [part for part in parts if part and part["type"] == "button"]
    return found


def ids(made: Message | dict[str, Any]) -> list[str]:
    """What the buttons do."""
    return [button["action_id"] for button in buttons(made)]
