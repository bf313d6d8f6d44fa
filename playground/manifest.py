"""What the app's manifest allows: commands, events, scopes. Without a manifest everything is allowed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Command:
    """A slash command as people see it while they type."""

    name: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A shortcut on a message."""

    callback_id: str
    name: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a manifest that decide what Slack delivers and permits. None means: not restricted."""

    commands: tuple[Command, ...] | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] | None = None
    scopes: frozenset[str] | None = None
    messages_tab: bool = True
    home_tab: bool = True
    should_escape: bool = True

    def takes(self, event: str) -> bool:
        """Whether the app asked for this event."""
        return self.events is None or event in self.events

    def knows(self, command: str) -> bool:
        """Whether it is one of the app's slash commands."""
        return self.commands is None or command in {c.name for c in self.commands}


def read_manifest(path: Path | None) -> Manifest:
    """Read manifest.yaml; raises ValueError, OSError or yaml.YAMLError with what is wrong in it."""
    if path is None:
        return Manifest()
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise ValueError(f"{path} is not a manifest")
    features, settings = raw.get("features") or {}, raw.get("settings") or {}
    home = features.get("app_home") or {}
    commands = features.get("slash_commands") or []
    return Manifest(
        commands=tuple(_command(one) for one in commands),
        shortcuts=tuple(
            Shortcut(one["callback_id"], one["name"])
            for one in features.get("shortcuts") or []
            if one.get("type") == "message"
        ),
        events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
        scopes=frozenset(((raw.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []),
        messages_tab=bool(home.get("messages_tab_enabled"))
        and not home.get("messages_tab_read_only_enabled"),
        home_tab=bool(home.get("home_tab_enabled")),
        should_escape=all(one.get("should_escape") for one in commands),
    )


def _command(one: dict[str, Any]) -> Command:
    return Command(one["command"], one.get("description") or "", one.get("usage_hint") or "")
