"""Slack's payloads into our structs. Pure; whatever is not for us, or not in Slack's shape, is None."""

import hashlib
import json
from typing import Any

from bot.slack import refs
from handlers import shared
from handlers.payload import (
    AnyPayload,
    CardGone,
    Click,
    Deleted,
    Edited,
    HomeOpened,
    PersonChanged,
    Place,
    Said,
    Shortcut,
    Submitted,
    Typed,
    Uninstalled,
    Who,
    Window,
)
from handlers.plain import words

Body = dict[str, Any]


def text(body: Any, *path: str) -> str:
    """A text deep in a payload; empty where there is none."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, str) else ""


def table(body: Any, *path: str) -> Body:
    """An object deep in a payload; empty where there is none."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else {}


def parse(body: Body) -> AnyPayload | None:
    """What a signed request is about."""
    if isinstance(body.get("command"), str):
        return typed(body)
    match body.get("type"):
        case "block_actions":
            return click(body)
        case "view_submission":
            return submitted(body)
        case "message_action" | "shortcut":
            return shortcut(body)
        case "event_callback":
            return event(body)
    return None


def who(body: Body) -> Who:
    """Of an interaction: an org-wide installation's payload names the enterprise, and its person's team."""
    enterprise = text(body, "enterprise", "id")
    team = text(body, "team", "id") or text(body, "user", "team_id")
    return Who(team, enterprise, text(body, "user", "id"))


def typed(body: Body) -> Typed | None:
    person = Who(text(body, "team_id"), text(body, "enterprise_id"), text(body, "user_id"))
    trigger, raw = text(body, "trigger_id"), text(body, "text")
    if not person.user or not trigger:
        return None
    return Typed(
        who=person,
        receipt=f"trigger:{trigger}",
        command=text(body, "command"),
        text=words(raw).strip(),
        raw=raw,
        trigger=trigger,
    )


def click(body: Body) -> Click | None:
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    person, trigger = who(body), text(body, "trigger_id")
    if not isinstance(action, dict) or not (person.user and trigger and text(action, "action_id")):
        return None
    value = text(action, "value") or text(action, "selected_option", "value")
    return Click(
        who=person,
        receipt=f"trigger:{trigger}:{text(action, 'action_ts')}",
        action=text(action, "action_id"),
        ref=refs.decode(value),
        trigger=trigger,
        place=place(body),
        window=window(table(body, "view")),
        values=fields(table(body, "view")),
    )


def place(body: Body) -> Place:
    """Where the message stands that was clicked on."""
    held = table(body, "container")
    channel = text(held, "channel_id") or text(body, "channel", "id")
    ts = text(held, "message_ts") or text(body, "message_ts") or text(body, "message", "ts")
    root = text(held, "thread_ts") or text(body, "message", "thread_ts") or ts
    return Place(channel, ts, root)


def window(view: Body) -> Window | None:
    """A view of ours. Its depth: nothing below, the root right below, or more."""
    if not text(view, "id"):
        return None
    below, root = text(view, "previous_view_id"), text(view, "root_view_id")
    depth = 1 if not below else 2 if below == root else 3
    return Window(
        text(view, "id"), text(view, "hash"), text(view, "callback_id"), depth, view.get("type") == "home"
    )


def fields(view: Body) -> dict[str, Body]:
    """What stands in the inputs: block_id and action_id are the field's name."""
    held = table(view, "state", "values")
    return {name: part for name, block in held.items() if (part := table(block, name))}


def submitted(body: Body) -> Submitted | None:
    view = table(body, "view")
    at, person = window(view), who(body)
    if at is None or not person.user:
        return None
    values = fields(view)
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    return Submitted(
        who=person,
        receipt=f"view:{at.id}:{at.hash}:{digest[:32]}",
        action=at.callback,
        ref=refs.decode(text(view, "private_metadata")),
        window=at,
        values=values,
    )


def shortcut(body: Body) -> Shortcut | None:
    person, trigger = who(body), text(body, "trigger_id")
    if not person.user or not trigger:
        return None
    return Shortcut(
        who=person,
        receipt=f"trigger:{trigger}",
        action=text(body, "callback_id"),
        trigger=trigger,
        place=place(body),
    )


def event(body: Body) -> AnyPayload | None:
    """Events: what is said in the bot's own conversations, the home tab, who changed, the end of an installation."""
    inner, receipt = table(body, "event"), f"event:{text(body, 'event_id')}"
    team, enterprise = text(body, "team_id"), text(body, "enterprise_id")
    if not text(body, "event_id"):
        return None
    match inner.get("type"):
        case "message" if inner.get("channel_type") == "im":
            return message(inner, team, enterprise, receipt)
        case "app_home_opened" if inner.get("tab", "home") == "home":
            person = Who(team, enterprise, text(inner, "user"))
            return HomeOpened(who=person, receipt=receipt, hash=text(inner, "view", "hash"))
        case "user_change" if text(inner, "user", "id"):
            person = Who(team, enterprise, text(inner, "user", "id"))
            return PersonChanged(who=person, receipt=receipt, user=table(inner, "user"))
        case "tokens_revoked" if table(inner, "tokens").get("oauth") and not table(inner, "tokens").get(
            "bot"
        ):
            return None  # somebody's own token, of which we hold none; the bot's is still good
        case "app_uninstalled" | "tokens_revoked":
            return Uninstalled(who=Who(team, enterprise, ""), receipt=receipt)
    return None


def message(
    inner: Body, team: str, enterprise: str, receipt: str
) -> Said | Edited | Deleted | CardGone | None:
    """A person's own words; the bot's, and whatever Slack itself announces, are nobody's."""
    match inner.get("subtype"):
        case None | "file_share" | "thread_broadcast":
            return said(inner, team, enterprise, receipt)
        case "message_changed" if text(inner, "message", "subtype") == "tombstone":
            return deleted(inner, team, enterprise, receipt)
        case "message_changed":
            return edited(inner, team, enterprise, receipt)
        case "message_deleted":
            return deleted(inner, team, enterprise, receipt)
    return None


def of_person(part: Body) -> bool:
    return bool(text(part, "user")) and not part.get("bot_id") and not part.get("app_id")


def said(inner: Body, team: str, enterprise: str, receipt: str) -> Said | None:
    if not of_person(inner):
        return None
    said_words = with_files(inner)
    if not said_words:
        return None
    return Said(
        who=Who(team, enterprise, text(inner, "user")),
        receipt=receipt,
        place=stands(inner, inner),
        threaded=threaded(inner),
        text=said_words,
        files=shared.attached(inner),
    )


def edited(inner: Body, team: str, enterprise: str, receipt: str) -> Edited | None:
    """Slack also tells of a link's preview as a change: then the words are the same."""
    now, before = table(inner, "message"), table(inner, "previous_message")
    if not of_person(now) or with_files(now) == with_files(before) or not with_files(now):
        return None
    return Edited(
        who=Who(team, enterprise, text(now, "user")),
        receipt=receipt,
        place=stands(inner, now),
        threaded=threaded(now),
        text=with_files(now),
    )


def deleted(inner: Body, team: str, enterprise: str, receipt: str) -> Deleted | CardGone | None:
    before = table(inner, "previous_message")
    if before.get("bot_id"):
        return CardGone(who=Who(team, enterprise, ""), receipt=receipt, place=stands(inner, before))
    if not of_person(before):
        return None
    return Deleted(
        who=Who(team, enterprise, text(before, "user")),
        receipt=receipt,
        place=stands(inner, before),
        threaded=threaded(before),
    )


def stands(inner: Body, part: Body) -> Place:
    ts = text(part, "ts")
    return Place(text(inner, "channel"), ts, text(part, "thread_ts") or ts)


def threaded(part: Body) -> bool:
    return text(part, "thread_ts") not in ("", text(part, "ts"))


def with_files(part: Body) -> str:
    """The words, then each file by name: one a line."""
    return "\n".join(
        line for line in (words(text(part, "text")).strip(), *map(shared.line, shared.listed(part))) if line
    )
