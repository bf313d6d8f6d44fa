"""A profile of Slack's, as far as we keep it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import known_zone


def profile(user: Mapping[str, Any], real: datetime) -> dict[str, Any]:
    """What Slack told of somebody; what it did not tell stays as it was."""
    told = user.get("profile") or {}
    names = (told.get("display_name"), told.get("real_name"), user.get("real_name"), user.get("name"))
    email = told.get("email")
    known = {
        "name": next((name for name in names if name), None),
        "email": email.strip().lower() if email else None,
        "locale": user.get("locale"),
        "zone": user.get("tz") if known_zone(str(user.get("tz"))) else None,
    }
    changed = {name: value for name, value in known.items() if value is not None}
    return {**changed, "active": not user.get("deleted"), "profile_at": real}
