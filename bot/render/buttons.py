"""Buttons: a verb, which order and stage, and before what acts at once, what it will do."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from bot.render.blocks import actions, label_fit, plain, unescaped
from bot.render.escape import Safe, fitted
from bot.render.fields import carried
from bot.render.scene import Scene, detail
from bot.render.view import Block
from bot.slack import refs
from rules.drafts import OF_ACTION, fits
from rules.guidance import Topic, side
from rules.notices import SUPPLY_MISSING
from rules.options import Option
from rules.words import Action

ENDING = frozenset({
    "decline", "withdraw", "cancel_late", "cancel_with_reason", "accept_request:cancellation", "decide_refund", "void",
})  # fmt: skip
"""Actions that end the order without the work: their button warns."""

CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30


def words_of(scene: Scene, action_id: str, what: str, *, said: bool = False) -> Safe:
    """The words of an action: those for this role first, then its own, then those of the action without its detail.

    `said`: in a message, where Slack writes dates; else in plain text.
    """
    labels = scene.voice.texts.labels["actions"]
    base = base_of(action_id)
    role = scene.view.role
    for key in (f"{action_id}@{role}", action_id, f"{base}@{role}", base):
        if what in labels.get(key, {}):
            voice = scene.voice if said else scene.voice.plain
            return voice.label("actions", key, what, **scene.given(**detail(action_id)))
    raise KeyError(f"labels.toml has no {what} for {action_id}")


def button(scene: Scene, action_id: str, style: str | None = None) -> Block:
    """The button of an action. What carries nothing asks before it acts."""
    option = scene.option(action_id)
    assert option is not None
    effect = option.effect
    ref = refs.Ref(scene.view.id, scene.view.order.stage, effect.digest if effect else None)
    made = raw_button(action_id, words_of(scene, action_id, "button"), refs.encode(ref), style)
    if at_once(action_id) and option.open and base_of(action_id) not in HARMLESS:
        made["confirm"] = confirm(scene, option)
    return made


QUIET = frozenset({"message", "ask_party", "open_dispute", "chase", "change_party"})
"""Never the step that stands out, even where it comes first."""

HARMLESS = frozenset({Action.CONFIRM_ITEM})
"""Acts at once and changes nothing that anybody could regret."""


def base_of(action_id: str) -> str:
    """An id without its detail."""
    return action_id.partition(":")[0]


def at_once(action_id: str) -> bool:
    """Whether a click on it acts, because there is nothing to fill in."""
    return not carried(action_id)


def raw_button(action_id: str, label: str, value: str, style: str | None = None) -> Block:
    made: Block = {
        "type": "button",
        "action_id": action_id,
        "text": plain(label_fit(label)),
        "value": value,
    }
    if style:
        made["style"] = style
    return made


def confirm(scene: Scene, option: Option) -> Block:
    """What a click would do, stated before it; the wording comes from the dry run of `options`."""
    text = " ".join(
        part.text.replace("\n", " ") for part in scene.consequence(option.id, option.effect, plain=True)
    )
    label = words_of(scene, option.id, "button")
    made: Block = {
        "title": plain(fitted(unescaped(words_of(scene, option.id, "title")), CONFIRM_TITLE)),
        "text": plain(fitted(unescaped(text), CONFIRM_TEXT)),
        "confirm": plain(fitted(unescaped(label), CONFIRM_BUTTON)),
        "deny": plain(scene.voice.plain.label("buttons", "back")),
    }
    if option.id in ENDING:
        made["style"] = "danger"
    return made


def expanded(scene: Scene, ids: tuple[str, ...]) -> Iterator[str]:
    """The ids with one for each missing element in the place of `supply:*`, those that are open now."""
    missing = [f"supply:{item}" for item in (*scene.facts.missing, *scene.facts.elements)]
    found = (one for id in ids for one in (missing if id == SUPPLY_MISSING else (id,)))
    return (one for one in dict.fromkeys(found) if scene.open(one) is not None)


def row(scene: Scene, ids: tuple[str, ...], most: int | None = None) -> list[Block]:
    """Buttons for what is open now: the likely one stands out, and of those that end something the first one warns."""
    made: list[Block] = []
    danger = False
    for place, one in enumerate(islice(expanded(scene, ids), most)):
        style = "primary" if place == 0 and base_of(one) not in QUIET else None
        if one in ENDING:
            style, danger = (None if danger else "danger"), True
        made.append(button(scene, one, style))
    return made


def navigation(scene: Scene, action_id: str, key: str, **facts: Any) -> Block:
    """A button that only shows something."""
    ref = refs.encode(refs.Ref(scene.view.id, scene.view.order.stage))
    return raw_button(action_id, scene.voice.plain.label("buttons", key, **scene.given(**facts)), ref)


def ready_words(scene: Scene, action_id: str) -> list[Block]:
    """In a form that has ready words: the button that fills them in."""
    found = OF_ACTION.get(action_id)
    if found is None or not fits(found, scene.view.order, scene.view.role):
        return []
    return actions([navigation(scene, f"ui:draft:{found}", "ready_words")])


def topic_button(scene: Scene, topic: Topic) -> Block:
    """The answer to a hard question, one click away."""
    ref = refs.encode(refs.Ref(scene.view.id, scene.view.order.stage))
    label = scene.voice.plain.label("topics", side(scene.view.role), topic, "button")
    return raw_button(f"ui:topic:{topic}", label, ref)


def snooze_button(scene: Scene, nudge: str) -> Block:
    """Puts off the reminder that it stands under."""
    ref = refs.Ref(scene.view.id, scene.view.order.stage, nudge=nudge)
    return raw_button("snooze", words_of(scene, "snooze", "button"), refs.encode(ref))
