"""A page of orders, each in one block with what it waits for, and the way to the other pages."""

from datetime import timedelta
from typing import Any

import msgspec

from bot.render import paging
from bot.render.blocks import section
from bot.render.buttons import navigation
from bot.render.scene import Scene
from bot.render.timeline import future
from bot.render.view import Block
from bot.render.voice import Voice
from rules.agenda import Timeout, timeouts
from rules.overview import Overview
from rules.waiting import seen_by, steps, waited_for
from rules.words import Action, Actor

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
    """What the order is, for whom it waits and for what, and what comes by itself."""
    said = scene.voice.say("order_line", **scene.given())
    waits = scene.voice.say("home_waits", **scene.given(**waiting(scene), comes=coming(scene)))
    shown = navigation(scene, f"ui:order:{scene.facts.ref}", "show")
    return {**section("\n".join(filter(None, (said, waits)))), "accessory": shown}


def waiting(scene: Scene) -> dict[str, Any]:
    """`who`: `you`, or the role that is waited for, empty where nobody is; `steps`: what they have to do."""
    mine = scene.view.role
    order = seen_by(scene.view.order, mine)
    roles = waited_for(order)
    whose = mine if mine in roles else next(iter(roles), None)
    if whose is None:
        return {"who": "", "steps": ""}
    words = [scene.voice.label("steps", step) for step in steps(order, whose)]
    return {"who": "you" if whose is mine else str(whose), "steps": scene.voice.speech.joined(words)}


def coming(scene: Scene) -> dict[str, Any] | None:
    """What the clock does next, in words, with its moment; `said`: the order's own line has this moment already.

    The order's own end is told once its reminders begin: until then everything else comes first.
    """
    order, policy = scene.view.order, scene.view.policy
    next_one: Timeout | None = min(timeouts(order, policy), key=lambda one: one.at, default=None)
    if next_one is None:
        return None
    near = max(policy.nudges["expiring"].before, default=timedelta(0))
    if next_one.action is Action.EXPIRE and next_one.at - scene.view.now > near:
        return None
    said = next_one.at in (order.accept_by, order.check_by, order.answer_by)
    return {"at": next_one.at, "what": future(scene, next_one), "said": said}


def glanced(glance: Overview) -> dict[str, Any]:
    """One's orders in one role, as the text may use it."""
    return {
        "late": glance.late,
        "waits": [{"role": str(role), "count": count} for role, count in glance.waits],
        "ahead": [{"at": one.at, "what": one.what, "ref": one.ref} for one in glance.ahead],
    }


def turning(voice: Voice, shelf: Shelf, role: Actor) -> list[Block]:
    """The buttons that turn this section's pages."""
    return paging.turning(voice, shelf.page, shelf.pages, lambda page: f"ui:home:{role}:{page}")
