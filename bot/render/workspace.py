"""The operator's page: the rules in force, who is who, what waits for a hand."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.render.blocks import actions, of_paragraphs, plain, section
from bot.render.buttons import raw_button
from bot.render.forms import window
from bot.render.view import Block, Workspace
from bot.render.voice import Voice
from bot.slack import refs
from rules.calendar import Span
from rules.schedule import Schedule

ADD = "ui:operator_add"
MOST = 40
"""Operators with a button each."""


def workspace(voice: Voice, shown: Workspace) -> Block:
    """Everything on one page, as a modal; what changes, changes in it."""
    label = voice.plain.label
    told = [*stands(voice, shown), *rules(voice, shown)]
    retry = [raw_button("ui:retry", label("buttons", "retry"), "{}")] if shown.stuck else []
    shelf = [raw_button("ui:services", label("buttons", "all_services"), "{}")]
    rows = [operator(voice, id, name) for id, name in shown.operators[:MOST]]
    chosen = {
        "type": "users_select",
        "action_id": ADD,
        "placeholder": plain(label("buttons", "add_operator")),
    }
    adding = {"type": "actions", "block_id": ADD, "elements": [chosen]}
    blocks = [
        *told,
        *actions(retry),
        *actions(shelf),
        section(voice.say("operators", count=len(rows))),
        *rows,
        adding,
    ]
    return window(voice, label("titles", "workspace"), blocks, "ui:workspace", None)


def stands(voice: Voice, shown: Workspace) -> list[Block]:
    """What waits for a hand, who is here, what is sold."""
    return of_paragraphs(voice.paragraphs("cards/workspace", space=shown))


def rules(voice: Voice, shown: Workspace) -> list[Block]:
    """The rules in force, the choices of the house, when reminders go."""
    policy = shown.policy
    reminders = [{"nudge": nudge, "moments": moments(one)} for nudge, one in policy.nudges.items()]
    return of_paragraphs(voice.paragraphs("cards/rules", space=shown, policy=policy, reminders=reminders))


def moments(schedule: Schedule) -> list[dict[str, Any]]:
    """When a reminder goes, as the text may use it, in time order."""
    if not schedule:
        return [{"how": "never"}]
    before = [offset for offset in schedule.before if offset]
    return [
        *({"how": "share", "percent": round(100 * share)} for share in schedule.share),
        *([{"how": "after", "spans": spans(schedule.after)}] if schedule.after else []),
        *(
            {"how": "every", "span": Span(time=every), "times": schedule.times}
            for every in repeated(schedule)
        ),
        *([{"how": "before", "spans": spans(before)}] if before else []),
        *([{"how": "end"}] if len(before) < len(schedule.before) else []),
    ]


def spans(offsets: Iterable[timedelta]) -> list[Span]:
    return [Span(time=offset) for offset in offsets]


def repeated(schedule: Schedule) -> tuple[timedelta, ...]:
    return (schedule.every,) if schedule.every and schedule.times else ()


def operator(voice: Voice, id: str, name: str) -> Block:
    """One operator, with the way to take it back; who is admin or installer stays one."""
    plain_voice = voice.plain
    button = raw_button(
        "ui:operator_remove", plain_voice.label("buttons", "remove"), refs.encode(refs.Ref("", topic=id))
    )
    button["confirm"] = {
        "title": plain(plain_voice.label("buttons", "remove")),
        "text": plain(plain_voice.say("operator_remove", name=name)),
        "confirm": plain(plain_voice.label("buttons", "remove")),
        "deny": plain(plain_voice.label("buttons", "back")),
    }
    return {**section(voice.say("operator_line", name=name)), "accessory": button}
