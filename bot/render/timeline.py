"""An order's past and future in plain lines."""

import tomllib
from functools import cache
from typing import Any

from bot.render.notice import of_event
from bot.render.scene import Scene
from bot.render.voice import TEMPLATES, french
from rules.agenda import Moment, Timeout
from rules.events import Event, Nudged, PolicySwitched
from rules.words import Action, Nudge, RequestKind


def past(scene: Scene, event: Event) -> str:
    """What happened."""
    said = words(scene.voice.texts.language)
    match event:
        case Nudged():
            line = nudge(said, event.nudge, str(event.to))
            return line if event.sent else f"{line} {said['not_sent']}"
        case PolicySwitched():
            return str(said["policy_switched"])
    tag = str(type(event).__struct_config__.tag)
    voice = scene.voice.plain
    return str(voice.label("events", tag, **scene.given(event=of_event(scene, event))))


def future(scene: Scene, entry: Timeout | Moment) -> str:
    """What will come if nobody does anything."""
    said = words(scene.voice.texts.language)
    if isinstance(entry, Moment):
        return nudge(said, entry.nudge, "you" if entry.to is scene.view.role else str(entry.to))
    cancels = entry.action is Action.REQUEST and entry.about == RequestKind.CANCELLATION
    ends = "cancellation" if cancels else str(entry.action)
    return str(said["timeouts"].get(f"{ends}@{scene.view.role}", said["timeouts"][ends]))


def nudge(said: dict[str, Any], nudge: Nudge, to: str) -> str:
    return f"{said['nudges'][nudge]} ({said['to'][to]})"


@cache
def words(language: str) -> dict[str, Any]:
    """Read once; in French with the spaces that do not break."""
    said = tomllib.loads((TEMPLATES / language / "timeline.toml").read_text(encoding="utf-8"))
    return typeset(said) if language == "fr" else said


def typeset(said: dict[str, Any]) -> dict[str, Any]:
    """The same words in French typography."""
    return {key: typeset(one) if isinstance(one, dict) else french(one) for key, one in said.items()}
