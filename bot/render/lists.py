"""Where somebody looks around: their orders, which one is meant, help, the home tab, everything that may be done."""

from datetime import datetime

from bot.render.blocks import MODAL_BLOCKS, actions, clipped, context, message, of_paragraphs, section
from bot.render.buttons import ENDING, button, expanded, navigation, raw_button, words_of
from bot.render.card import likely
from bot.render.escape import Safe
from bot.render.forms import window
from bot.render.refusal import why
from bot.render.scene import BY_DETAIL, Scene
from bot.render.view import Block, Message
from bot.render.voice import Voice
from bot.slack import refs
from rules.options import Option
from rules.words import Action, Actor

PAGE = 10
EFFECT = 2_000
ITEMS = 3


def orders(voice: Voice, scenes: list[Scene]) -> Message:
    """A person's orders, as they come, ten a page; or how to get a first one."""
    if not scenes:
        return message([section(voice.say("no_orders"))])
    return message([section(voice.say("orders", count=len(scenes))), *listed(voice, scenes)])


def found(scenes: list[Scene], said: str) -> Message:
    """Those of a person's orders that were looked for, below what was looked for."""
    return message([section(said), *listed(scenes[0].voice, scenes)] if scenes else [section(said)])


def listed(voice: Voice, scenes: list[Scene]) -> list[Block]:
    blocks = [
        order_line(scene, navigation(scene, f"ui:order:{scene.facts.ref}", "show")) for scene in scenes[:PAGE]
    ]
    rest = len(scenes) - PAGE
    return blocks + ([context(voice.say("more_orders", count=rest))] if rest > 0 else [])


def order_line(scene: Scene, accessory: Block) -> Block:
    """One order in one block, with what to do about it beside it."""
    return {**section(scene.voice.say("order_line", **scene.given())), "accessory": accessory}


def picker(voice: Voice, word: str, scenes: list[Scene]) -> Message:
    """Which order is meant? Each has the very button that was asked for; `word` is its id."""
    blocks = [order_line(scene, picked(scene, word)) for scene in scenes[:PAGE]]
    return message([section(voice.say("which_order")), *blocks])


def picked(scene: Scene, word: str) -> Block:
    if word.startswith("ui:") or word not in scene.commands:
        return navigation(scene, f"ui:order:{scene.facts.ref}" if word == "ui:order" else word, "choose")
    return button(scene, word)


def help_(voice: Voice, role: Actor, unknown: str | None, nearest: str | None) -> Message:
    """The words that may be typed; after a typo, the nearest one first."""
    told = voice.paragraphs("cards/help", role=str(role), unknown=unknown, nearest=nearest)
    made = [
        raw_button("ui:topics", voice.plain.label("buttons", "topics"), "{}"),
        raw_button("ui:orders", voice.plain.label("buttons", "orders"), "{}"),
    ]
    return message([*of_paragraphs(told), *actions(made)])


def more(scene: Scene) -> Block:
    """Every action of this reader: open with its button, or closed with why and from when."""
    opened = by_likelihood(scene, [one for one in scene.options.values() if one.open])
    closed = [one for one in scene.options.values() if not one.open and one.id != Action.SNOOZE]
    items = [one for one in opened if base(one.id) in BY_DETAIL]
    blocks = [section(scene.voice.say("more", **scene.given()))]
    blocks += [
        {**section(about(scene, one)), "accessory": button(scene, one.id)}
        for one in opened
        if one not in items
    ]
    blocks += actions([button(scene, one.id) for one in items])
    if closed:
        blocks.append(context(scene.voice.say("not_now")))
        blocks += [context(line) for line in closed_lines(scene, without_crowds(closed))]
    ref = refs.Ref(scene.view.id, scene.view.order.stage)
    title = scene.voice.plain.say("more_title", **scene.given())
    return window(scene.voice, title, blocks[:MODAL_BLOCKS], "ui:more", ref)


def by_likelihood(scene: Scene, options: list[Option]) -> list[Option]:
    """The card's own steps first, what ends the order last."""
    places = {one: place for place, one in enumerate(expanded(scene, likely(scene)))}
    return sorted(options, key=lambda one: (one.id in ENDING, places.get(one.id, len(places))))


def without_crowds(options: list[Option]) -> list[Option]:
    """Of a hundred items that are closed for the same reason, the first few say it."""
    items = [one for one in options if base(one.id) in BY_DETAIL]
    return [one for one in options if one not in items[ITEMS:]]


def base(action_id: str) -> str:
    return action_id.partition(":")[0]


def about(scene: Scene, option: Option) -> Safe:
    """An open action and what it does."""
    told = scene.consequence(option.id, option.effect)
    effect = clipped("\n".join(part.text for part in told), EFFECT)
    return Safe(f"*{words_of(scene, option.id, 'button')}*\n{effect}")


def closed_lines(scene: Scene, options: list[Option]) -> list[Safe]:
    """Closed actions, why, and from when: those that one reason closes stand together."""
    together: dict[tuple[Safe, datetime | None], list[str]] = {}
    for option in options:
        assert option.refusal is not None
        reason = why(scene, option.refusal), option.refusal.opens_at
        together.setdefault(reason, []).append(words_of(scene, option.id, "button"))
    return [
        scene.voice.say("closed", title=Safe(" · ".join(dict.fromkeys(titles))), why=said, opens_at=opens_at)
        for (said, opens_at), titles in together.items()
    ]
