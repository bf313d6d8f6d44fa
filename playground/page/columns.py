"""What one column of the page holds: a person, their conversations, what they see, the modal in front."""

from dataclasses import dataclass
from typing import Any

from playground.config import BOT_USER, Channel, Person
from playground.control.values import initial
from playground.page.dates import local, stamp
from playground.state import File, Message, View
from playground.world import World

SHOWN_REPLIES = 4


@dataclass(frozen=True)
class Tab:
    """A place that a person can open: the bot's messages, its home tab, a channel."""

    key: str
    label: str
    kind: str
    unread: int = 0
    open: bool = False


@dataclass(frozen=True)
class Said:
    """A message with everything that its drawing needs."""

    message: Message
    author: str
    by_bot: bool
    own: bool
    at: str
    files: list[File]
    replies: list["Said"]

    @property
    def hidden_replies(self) -> list["Said"]:
        """Older replies, folded away."""
        return self.replies[:-SHOWN_REPLIES] if len(self.replies) > SHOWN_REPLIES + 1 else []

    @property
    def shown_replies(self) -> list["Said"]:
        """The newest replies."""
        return self.replies[len(self.hidden_replies) :]


def tabs(world: World, person: Person, chosen: str) -> list[Tab]:
    """All places of a person, with what is unread in those that are not open."""
    direct = world.im(person)
    out = [Tab(direct.id, "messages", "im", _unread(world, person, direct), chosen in ("", direct.id))]
    if world.manifest.home_tab:
        out.append(Tab("home", "home", "home", 0, chosen == "home"))
    rooms = [channel for channel in world.channels_of(person.id) if not channel.is_im]
    out += [Tab(c.id, c.name, "private", _unread(world, person, c), chosen == c.id) for c in rooms]
    return out


def _unread(world: World, person: Person, channel: Channel) -> int:
    last = world.state.last_read.get(f"{person.id}:{channel.id}", "")
    return sum(1 for m in _seen(world, person, channel) if m.ts > last and m.user != person.id)


def _seen(world: World, person: Person, channel: Channel) -> list[Message]:
    return [m for m in world.messages(channel.id) if m.ephemeral_to in (None, person.id)]


def conversation(world: World, person: Person, channel: Channel) -> list[Said]:
    """Roots oldest first, each with its thread."""
    seen = _seen(world, person, channel)
    below: dict[str, list[Said]] = {}
    for message in seen:
        if message.is_reply:
            below.setdefault(message.thread_ts or "", []).append(_said(world, person, message, []))
    return [_said(world, person, m, below.get(m.ts, [])) for m in seen if not m.is_reply]


def _said(world: World, person: Person, message: Message, replies: list[Said]) -> Said:
    author = world.state.people.get(message.user)
    return Said(
        message=message,
        author=author.real_name if author else message.user,
        by_bot=message.user == BOT_USER,
        own=message.user == person.id,
        at=stamp(float(message.ts) + message.shift, person, world.now() + world.shift),
        files=[world.state.files[name] for name in message.files],
        replies=replies,
    )


def standing(element: dict[str, Any], block: dict[str, Any], view: View | None, person: Person) -> list[str]:
    """What stands in an element now, as values of the page's own inputs: typed before, or given at first."""
    typed = view.values.get(block["block_id"], {}).get(element.get("action_id", "")) if view else None
    part = initial(element) if typed is None else typed
    if moment := part.get("selected_date_time"):
        return [local(moment, person).strftime("%Y-%m-%dT%H:%M")]
    values = [value for name, value in part.items() if name != "type" and value is not None]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [str(one.get("value", "")) if isinstance(one, dict) else str(one) for one in flat]
