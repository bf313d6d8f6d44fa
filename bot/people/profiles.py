"""A profile of Slack's, as far as we keep it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import known_zone


def profile(user: Mapping[str, Any], real: datetime) -> dict[str, Any]:
    """What Slack told of somebody; what it did not tell stays as it was, and what is no text was not told."""
    told = user.get("profile")
    told = told if isinstance(told, Mapping) else {}
    names = (told.get("display_name"), told.get("real_name"), user.get("real_name"), user.get("name"))
    zone = text(user.get("tz"))
    known = {
        "name": next(filter(None, map(text, names)), None),
        "email": (text(told.get("email")) or "").strip().lower() or None,
        "locale": text(user.get("locale")),
        "zone": zone if zone is not None and known_zone(zone) else None,
    }
    changed = {name: value for name, value in known.items() if value is not None}
    return {**changed, "active": not user.get("deleted"), "profile_at": real}


def text(value: Any) -> str | None:
    """A text with something in it."""
    return value if isinstance(value, str) and value else None
