"""What Slack tells us, as our own small structs: who did what, where, and what to say it was when it comes again."""

from typing import Any

import msgspec

from bot.slack.refs import Ref
from rules.order import Attached


def storable(value: Any) -> Any:
    """The same without what no database holds as text: NUL, and halves of characters (as they come in JSON)."""
    match value:
        case str():
            whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return whole.replace("\0", "")
        case dict():
            return {storable(name): storable(inner) for name, inner in value.items()}
        case list():
            return [storable(inner) for inner in value]
    return value


class Who(msgspec.Struct, frozen=True):
    """A person, as Slack names them. `team` is empty in a payload of an org-wide installation."""

    team: str
    enterprise: str
    user: str


class Place(msgspec.Struct, frozen=True):
    """A message: `root` is the ts of the thread that it stands in, or its own."""

    channel: str = ""
    ts: str = ""
    root: str = ""


class Window(msgspec.Struct, frozen=True):
    """A modal or a home tab. `depth`: how many lie on each other, from 1; Slack takes three."""

    id: str
    hash: str
    callback: str
    depth: int = 1
    home: bool = False


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """`receipt` is the same when Slack brings the same thing again."""

    who: Who
    receipt: str


class Typed(Payload, frozen=True, kw_only=True):
    """A slash command. `raw` keeps Slack's marks: mentions are looked for there."""

    command: str
    text: str
    raw: str
    trigger: str


class Click(Payload, frozen=True, kw_only=True):
    """A button: its action's id, and what it carries (None when that is not ours)."""

    action: str
    ref: Ref | None
    trigger: str
    place: Place = Place()
    window: Window | None = None
    values: dict[str, dict] = {}  # type: ignore[type-arg]


class Submitted(Payload, frozen=True, kw_only=True):
    """A modal sent off; `values` by field, each as Slack writes an element's state."""

    action: str
    ref: Ref | None
    window: Window
    values: dict[str, dict]  # type: ignore[type-arg]


class Said(Payload, frozen=True, kw_only=True):
    """A message in the bot's own conversation: `text` names its files too; `files` are those that lie at Slack's."""

    place: Place
    threaded: bool
    text: str
    files: tuple[Attached, ...] = ()


class Edited(Payload, frozen=True, kw_only=True):
    """A message that its author changed."""

    place: Place
    threaded: bool
    text: str


class Deleted(Payload, frozen=True, kw_only=True):
    """A message that its author took away."""

    place: Place
    threaded: bool


class CardGone(Payload, frozen=True, kw_only=True):
    """A message of ours was taken away at Slack's: it may be a card."""

    place: Place


class Shortcut(Payload, frozen=True, kw_only=True):
    """A shortcut on a message (or, with an empty place, from anywhere)."""

    action: str
    trigger: str
    place: Place = Place()


class HomeOpened(Payload, frozen=True, kw_only=True):
    """The home tab was opened. `hash`: of what it shows now."""

    hash: str = ""


class PersonChanged(Payload, frozen=True, kw_only=True):
    """Slack changed what it knows of `who`: `user` is their profile, as `users.info` tells it."""

    user: dict[str, Any]


class Uninstalled(Payload, frozen=True, kw_only=True):
    """The workspace took the app away, or its tokens."""


AnyPayload = (
    Typed
    | Click
    | Submitted
    | Said
    | Edited
    | Deleted
    | CardGone
    | Shortcut
    | HomeOpened
    | PersonChanged
    | Uninstalled
)
