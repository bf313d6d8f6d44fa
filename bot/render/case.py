"""A case file for the mediators' channel: who, what was ordered, what happened, what can be decided."""

from bot.render.blocks import MESSAGE, actions, context, header_fields, of_paragraphs, section, weight
from bot.render.buttons import row
from bot.render.card import spoken_line
from bot.render.casefile import lateness, offered
from bot.render.escape import Safe
from bot.render.notice import of_event
from bot.render.scene import Scene
from bot.render.view import Block, Message
from rules.casework import asked_for
from rules.events import Event, Nudged, PolicySwitched
from rules.notices import CLAIMS, DECISIONS
from rules.words import RequestKind

HISTORY = 30
LINES = 2_800
ROOM = 3_000


def case(scene: Scene, history: list[Event]) -> Message:
    """The root of a case's thread; edited in place, so it is shortened, and says so."""
    head = header_fields(*(part.text for part in scene.paragraphs("cards/head")))
    wishes = [line(scene, event) for event in asked_for(history)]
    told = of_paragraphs(scene.paragraphs("cards/case", wishes=wishes, **lateness(scene, history)))
    return Message(
        text=spoken_line(scene),
        blocks=[
            *fitted(scene, [head, *told]),
            *timeline(scene, history),
            *actions([*row(scene, buttons(scene)), *offered(scene, history)]),
        ],
    )


def fitted(scene: Scene, blocks: list[Block]) -> list[Block]:
    """As much as leaves room for what happened; that there is more is said where it is cut."""
    kept: list[Block] = []
    for block in blocks:
        if sum(map(weight, kept)) + weight(block) > MESSAGE - ROOM:
            return [*kept, context(scene.voice.say("case_cut"))]
        kept.append(block)
    return kept


def buttons(scene: Scene) -> tuple[str, ...]:
    """The decisions, or while it is a claim, whether it becomes a dispute."""
    claim = scene.view.order.request(RequestKind.CLAIM) is not None
    return (*CLAIMS, "ask_party:seller", "ask_party:buyer") if claim else DECISIONS


def timeline(scene: Scene, history: list[Event]) -> list[Block]:
    """What happened, the newest last; of a long history, its end."""
    told = [event for event in history if not isinstance(event, Nudged | PolicySwitched)]
    lines = [line(scene, event) for event in told[-HISTORY:]]
    while sum(map(len, lines)) + len(lines) > LINES:
        lines.pop(0)
    before = len(told) - len(lines)
    title = scene.voice.say("history", before=before, shortened=any("…" in one for one in lines))
    return [section("\n".join((title, *lines)))] if lines else []


def line(scene: Scene, event: Event) -> Safe:
    """One event in one line."""
    tag = str(type(event).__struct_config__.tag)
    happened = scene.voice.label("events", tag, **scene.given(event=of_event(scene, event)))
    return scene.voice.say("history_line", at=event.at, happened=happened)
