"""Who is meant by a Slack id or an e-mail address: somebody whom we know, or whom Slack tells us about."""

import re
from typing import Any, Literal

import msgspec
from sqlalchemy import select

from bot.db.engine import reading
from bot.db.people import PersonRow
from bot.db.tables import people
from bot.parts import Parts
from bot.people.profiles import profile
from bot.slack.calls import LOOK_UPS, No

SLACKBOT = "USLACKBOT"
"""Slack's own voice: it is told of as a person, in every workspace."""

SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,200}")

Missing = Literal["unknown", "silent"]
"""There is no such person, or Slack did not answer."""


def meet(parts: Parts, workspace: str, named: str) -> PersonRow | Missing:
    """The person; Slack is asked once about each, and again only by whoever sends to them."""
    named = named.strip()
    if named == SLACKBOT:
        return "unknown"
    if SLACK_ID.fullmatch(named):
        known = by_slack(parts, workspace, named)
    elif EMAIL.fullmatch(named):
        known = parts.people.by_email(workspace, named)
    else:
        return "unknown"
    if known is not None and known.profile_at is not None:
        return known if known.active else "unknown"
    asked = parts.slack.by_email if "@" in named else parts.slack.profile
    told = asked(workspace, named)
    if isinstance(told, No):
        return "unknown" if told.word in UNKNOWN else "silent"
    return introduced(parts, workspace, told)


def by_slack(parts: Parts, workspace: str, slack_id: str) -> PersonRow | None:
    """Somebody whom we know; nobody is made who may not exist."""
    asked = select(people.c.id).where(people.c.workspace_id == workspace, people.c.slack_id == slack_id)
    with reading(parts.engine) as connection:
        id = connection.execute(asked).scalar_one_or_none()
    return None if id is None else parts.people.get(workspace, id)


UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible", "invalid_arguments"})


def introduced(parts: Parts, workspace: str, told: dict[str, Any]) -> PersonRow | Missing:
    """Somebody as Slack tells of them, written down. Bots and those who left are nobody."""
    slack_id = told.get("id")
    if not isinstance(slack_id, str) or told.get("deleted") or told.get("is_bot"):
        return "unknown"
    row = parts.people.by_slack(workspace, slack_id)
    known = profile(told, parts.clock.real())
    parts.people.change(workspace, row.id, **known)
    return msgspec.structs.replace(row, **known)


def recognised(parts: Parts, person: PersonRow) -> PersonRow:
    """Who came, as Slack tells of them: asked before their first answer, which is in their language. No answer changes nothing."""
    if person.profile_at is not None or person.slack_id is None:
        return person
    told = parts.slack.profile(person.workspace, person.slack_id, LOOK_UPS)
    found = "silent" if isinstance(told, No) else introduced(parts, person.workspace, told)
    return person if isinstance(found, str) else found
