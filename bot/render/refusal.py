"""An expected "no": why, from when it opens, and what to do instead, with that button."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.render.blocks import Paragraph, message, of_paragraphs
from bot.render.blocks import actions as rows
from bot.render.buttons import button, navigation, row
from bot.render.card import SHOWN, likely
from bot.render.escape import Safe
from bot.render.facts import of_effect
from bot.render.scene import Scene
from bot.render.view import Message
from bot.render.voice import Voice
from rules.effect import Effect
from rules.money import Money
from rules.refusal import Refusal
from rules.words import Reason

INSTEAD: dict[Reason, tuple[str, ...]] = {
    Reason.NOT_LATE_YET: ("message", "request:cancellation"),
    Reason.LATE_CANCEL_ALONE: ("cancel_late", "request:later_date", "message"),
    Reason.STILL_TIME_TO_ANSWER: ("message",),
    Reason.NO_DISPUTE_DOOR: ("message", "request:partial_refund", "request:cancellation"),
    Reason.CLAIM_FIRST: ("request:claim", "message"),
    Reason.NO_CLAIMS_HERE: ("open_dispute", "message"),
    Reason.CHASED_RECENTLY: ("message",),
    Reason.BRIEF_INCOMPLETE: ("chase", "message", "decline"),
    Reason.INCOMPLETE_DELIVERY: ("request:later_date", "message"),
    Reason.ANSWERED_BY_SUPPLYING: ("supply:*", "message"),
    Reason.DATE_NOT_AFTER_DUE: ("request:later_date", "message"),
    Reason.AMOUNT_NOT_BELOW_HELD: ("request:partial_refund", "message"),
    Reason.CASE_TAKEN: ("decide_refund", "decide_split", "decide_restart", "decide_pay"),
}
"""Where the next step is not simply the likely one on the card."""

SUMS = frozenset({"held", "total", "buyer", "seller"})
NAMED = {"kind": "kinds", "end": "ends", "how": "happened"}


def refusal(scene: Scene, refusal: Refusal, action_id: str) -> Message:
    """The whole answer to a refused click or command."""
    told = scene.voice.paragraphs(f"refusals/{refusal.reason}", **facts(scene, refusal))
    made = instead(scene, refusal, action_id) or [navigation(scene, "ui:help", "help")]
    return message([*of_paragraphs(told), *rows(made)])


def instead(scene: Scene, refusal: Refusal, action_id: str) -> list[dict[str, Any]]:
    """Buttons for what helps now; where the consequence has changed, the action itself with its new one."""
    if refusal.reason is Reason.CONSEQUENCE_CHANGED and scene.open(action_id) is not None:
        return [button(scene, action_id, "primary")]
    helpful = INSTEAD.get(refusal.reason, ())
    return row(scene, helpful, SHOWN) or row(scene, likely(scene), SHOWN)


def of_nobody(voice: Voice, refusal: Refusal) -> Message:
    """The answer about an order that is none of theirs: nothing of it is told."""
    return message(of_paragraphs(unseen(voice, refusal)))


def unseen(voice: Voice, refusal: Refusal) -> list[Paragraph]:
    given = {**refusal.facts, "opens_at": refusal.opens_at, "order": None}
    return voice.paragraphs(f"refusals/{refusal.reason}", **given)


def field_error(scene: Scene, refusal: Refusal) -> Safe:
    """The same in plain words for the field at fault: why, and what is wanted."""
    return joined(scene.voice.plain.paragraphs(f"refusals/{refusal.reason}", **facts(scene, refusal)))


def field_of_nobody(voice: Voice, refusal: Refusal) -> Safe:
    """The same where there is no order yet."""
    return joined(unseen(voice.plain, refusal))


def joined(parts: list[Paragraph]) -> Safe:
    return Safe(" ".join(part.text.replace("\n", " ") for part in parts if not part.small))


def why(scene: Scene, refusal: Refusal) -> Safe:
    """The first sentence alone, for lists."""
    return Safe(scene.voice.paragraphs(f"refusals/{refusal.reason}", **facts(scene, refusal))[0].text)


def facts(scene: Scene, refusal: Refusal) -> dict[str, Any]:
    """What the text of a reason may use: its own facts in words, and the order's."""
    given = {name: known(scene, name, value) for name, value in refusal.facts.items()}
    if refusal.reason is Reason.CONSEQUENCE_CHANGED:
        given = {"effect": of_effect(Effect(**refusal.facts), scene.view.order)}  # type: ignore[arg-type]
    return scene.given(**given, opens_at=refusal.opens_at)


def worded(scene: Scene, section: str, key: str) -> Safe:
    """A word of the labels; what the reader did themselves is told as theirs."""
    own = f"{key}@{scene.view.role}"
    return scene.voice.label(section, own if own in scene.voice.texts.labels[section] else key)


def known(scene: Scene, name: str, value: Any) -> Any:
    """A fact of a refusal as something with words; identifiers by their label, people by their name."""
    if value is None or isinstance(value, datetime | tuple):
        return value
    if name in NAMED:
        return worded(scene, NAMED[name], str(value))
    if name == "by":
        return str(value) if isinstance(value, StrEnum) else scene.view.names.get(value, "…")
    return Money(value, scene.view.order.currency) if name in SUMS else value
