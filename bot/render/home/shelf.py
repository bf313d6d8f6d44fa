"""A page of orders, each in one block with what it waits for, and the way to the other pages."""

from typing import Any

import msgspec

from bot.render.blocks import actions, context, section
from bot.render.buttons import navigation, raw_button
from bot.render.scene import Scene
from bot.render.timeline import future
from bot.render.view import Block
from bot.render.voice import Voice
from rules.agenda import Timeout, timeouts
from rules.waiting import waited_for
from rules.words import Actor

PAGE = 10


class Shelf(msgspec.Struct, frozen=True):
    """One page of somebody's orders in one role. `page` counts from 1; `total`: on all pages."""

    scenes: list[Scene]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def listed(voice: Voice, shelf: Shelf, role: Actor) -> list[Block]:
    """The orders of the page and the buttons that turn it."""
    return [*(line(scene) for scene in shelf.scenes), *turning(voice, shelf, role)]


def line(scene: Scene) -> Block:
    """What the order is, for whom it waits, and what comes by itself."""
    said = scene.voice.say("order_line", **scene.given())
    waits = scene.voice.say("home_waits", **scene.given(who=whom(scene), comes=coming(scene)))
    shown = navigation(scene, f"ui:order:{scene.facts.ref}", "show")
    return {**section("\n".join(filter(None, (said, waits)))), "accessory": shown}


def whom(scene: Scene) -> str:
    """`you`, or the role that is waited for; empty when nothing is."""
    roles = waited_for(scene.view.order)
    if scene.view.role in roles:
        return "you"
    return str(roles[0]) if roles else ""


def coming(scene: Scene) -> dict[str, Any] | None:
    """What the clock does next, in words, with its moment."""
    next_one: Timeout | None = min(
        timeouts(scene.view.order, scene.view.policy), key=lambda one: one.at, default=None
    )
    return None if next_one is None else {"at": next_one.at, "what": future(scene, next_one)}


def turning(voice: Voice, shelf: Shelf, role: Actor) -> list[Block]:
    """Where one is among the pages; nothing when there is one only."""
    if shelf.pages == 1:
        return []
    label = voice.plain
    buttons = [
        raw_button(f"ui:home:{role}:{page}", label.label("buttons", key), "{}")
        for page, key in ((shelf.page - 1, "previous"), (shelf.page + 1, "next"))
        if 1 <= page <= shelf.pages
    ]
    return [context(voice.say("page", page=shelf.page, pages=shelf.pages)), *actions(buttons)]
