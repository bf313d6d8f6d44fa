"""The whole case file, for a file: nothing is shortened, what people wrote stands behind the mark of a quotation."""

import re
from collections.abc import Sequence

from bot.render import timeline
from bot.render.blocks import MODAL_BLOCKS, section
from bot.render.buttons import navigation
from bot.render.escape import Safe
from bot.render.forms import window
from bot.render.scene import Scene
from bot.render.view import Block
from rules.casework import (
    AGREEMENTS,
    DELIVERIES,
    QUESTIONS,
    REQUESTS,
    Evidence,
    asked_for,
    chosen,
    evidence,
    late_deliveries,
    overdue,
)
from rules.events import Event, FileCarried, PolicySwitched

SHOWN = MODAL_BLOCKS - 2
_ODD = re.compile(r"[^\w.-]+")

SECTIONS = {
    "agreements": AGREEMENTS,
    "deliveries": DELIVERIES,
    "requests": REQUESTS,
    "questions": QUESTIONS,
}
"""What is told apart before everything is told in its order."""


def file_name(ref: str) -> str:
    """A reference may hold what no file's name should."""
    return f"{_ODD.sub('-', ref).strip('-.') or 'case'}.md"


def case_file(scene: Scene, history: Sequence[Event]) -> str:
    """Markdown that reads as plain text too."""
    whole = Scene(scene.view, scene.voice.whole)
    parts = {name: lines(whole, chosen(history, kinds)) for name, kinds in SECTIONS.items()}
    parts["asked_for"] = lines(whole, asked_for(history))
    text = whole.voice.raw(
        "cards/case_file",
        **whole.given(
            parts=parts,
            **lateness(scene, history),
            files=[Safe(file_line(whole, one).replace("\n", "\n  ")) for one in evidence(history)],
            everything=lines(whole, [one for one in history if not isinstance(one, PolicySwitched)]),
            zone=whole.voice.speech.city(),
        ),
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def lateness(scene: Scene, history: Sequence[Event]) -> dict[str, object]:
    """What came late, and whether the deadline was past when the order froze."""
    order = scene.view.order
    frozen_at = order.entered_at if order.frozen else scene.view.now
    return {"late": late_deliveries(history), "overdue": overdue(history, order.due_at, frozen_at)}


def lines(whole: Scene, events: Sequence[Event]) -> list[Safe]:
    """Each with its date."""
    return [
        Safe(whole.voice.say("history_line", at=one.at, happened=Safe(timeline.past(whole, one))).rstrip())
        for one in events
    ]


def file_line(scene: Scene, one: Evidence) -> Safe:
    """A file, who shared it, and the digest of its bytes."""
    return scene.voice.say("evidence", **of_carried(scene, one.carried))


def of_carried(scene: Scene, carried: FileCarried) -> dict[str, object]:
    return {
        "name": carried.name,
        "size": scene.voice.speech.size(carried.size),
        "whose": scene.name(carried.sharer),
        "at": carried.at,
        "sha256": carried.sha256,
    }


def paper(scene: Scene, carried: Event | None) -> str:
    """What stands above a file in the case's thread."""
    if not isinstance(carried, FileCarried):
        return str(scene.voice.say("case_file", at=scene.view.now, **scene.given()))
    return str(scene.voice.say("evidence", **of_carried(scene, carried)))


def papers(scene: Scene, history: Sequence[Event]) -> Block:
    """Which files the parties shared, each with its digest and a button; of very many the newest, and that is said."""
    found = evidence(history)
    shown = found[-SHOWN:]
    blocks = [
        section(scene.voice.say("papers", count=len(found), before=len(found) - len(shown), **scene.given()))
    ]
    for one in shown:
        block = section(file_line(scene, one))
        if one.carried.copy is not None:
            block["accessory"] = navigation(scene, f"ui:paper:{one.seq}", "put_here")
        blocks.append(block)
    title = scene.voice.plain.label("titles", "papers")
    return window(scene.voice, title, blocks, "ui:papers", None)


def offered(scene: Scene, history: Sequence[Event]) -> list[Block]:
    """The buttons of a case that bring papers into its thread."""
    made = [navigation(scene, "ui:case_file", "case_file")]
    if count := len(evidence(history)):
        made.append(navigation(scene, "ui:papers", "papers", count=count))
    return made
