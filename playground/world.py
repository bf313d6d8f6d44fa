"""The workspace while it runs: the state, and what the Web API, the deliveries and the page share of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from playground.config import Channel, Config, Person
from playground.edge import Edge
from playground.manifest import Manifest, read_manifest
from playground.state import File, Message, State, View, first_state, im_of, load, save


@dataclass
class Trigger:
    """The right to open a modal, for three seconds, once. `view` is the modal in which it was earned."""

    user: str
    until: float
    view: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer an interaction: five times in thirty minutes."""

    user: str
    channel: str
    until: float
    ts: str | None = None
    uses: int = 5
    thread_ts: str | None = None


@dataclass
class World:
    """One workspace, its clockwork and who watches it."""

    config: Config
    edge: Edge
    state: State
    manifest: Manifest
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    shift: float = 0.0
    version: int = 0
    # Sends an event to the bot; the composition root puts the courier here.
    emit: Callable[[dict[str, Any]], Any] = print
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _saved: int = 0
    _over: bool = False

    # Time and names

    def now(self) -> float:
        """Real time, in seconds since the epoch."""
        return self.edge.now()

    def new_ts(self) -> str:
        """A message's time, which is its name too: never twice the same, always growing."""
        self.state.last_ts = max(self.state.last_ts + 1, int(self.now() * 1_000_000))
        return f"{self.state.last_ts // 1_000_000}.{self.state.last_ts % 1_000_000:06d}"

    def block_id(self) -> str:
        """What Slack names a block or an element that has no name."""
        return self.edge.token(5)

    # People and conversations

    @property
    def humans(self) -> list[Person]:
        """Everybody but the bot."""
        return [person for person in self.state.people.values() if not person.is_bot]

    def im(self, person: Person) -> Channel:
        """A person's conversation with the bot."""
        return self.state.channels.setdefault(im_of(person).id, im_of(person))

    def channels_of(self, user: str) -> list[Channel]:
        """The conversations that somebody can open."""
        return [channel for channel in self.state.channels.values() if user in channel.members]

    # Messages

    def messages(self, channel: str) -> list[Message]:
        """All messages of a conversation, oldest first, ephemeral ones included."""
        return self.state.messages.setdefault(channel, [])

    def message(self, channel: str, ts: str) -> Message | None:
        """One message, if it is still there."""
        return next((m for m in reversed(self.messages(channel)) if m.ts == ts), None)

    def add(self, message: Message) -> Message:
        """Put a message into its conversation."""
        message.shift = self.shift
        self.messages(message.channel).append(message)
        self.changed()
        return message

    def replies(self, root: Message) -> list[Message]:
        """What stands below a root, ephemeral messages left out."""
        return [
            m for m in self.messages(root.channel)
            if m.thread_ts == root.ts and m.is_reply and m.ephemeral_to is None
        ]  # fmt: skip

    def remove(self, message: Message) -> None:
        """Take a message away; a root that has replies stays as a tombstone, as in Slack."""
        if message.ephemeral_to is None and not message.is_reply and self.replies(message):
            message.subtype, message.text = "tombstone", "This message was deleted."
            message.blocks, message.files, message.metadata = [], [], None
        else:
            self.messages(message.channel).remove(message)
        self.changed()

    # Views

    def views_of(self, user: str) -> list[View]:
        """The modals that somebody has open, the topmost last."""
        return [view for view in self.state.views if view.user == user]

    def view(self, name: str) -> View | None:
        """An open modal or a home tab, by its id or external id."""
        everything: Iterable[View] = (*self.state.views, *self.state.homes.values())
        return next((v for v in everything if name in (v.id, v.body.get("external_id") or v.id)), None)

    # Rights that run out

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """A trigger_id for what somebody just did."""
        name = f"{int(self.now() * 1000)}.{self.edge.token(8)}.{self.edge.token(32)}"
        self.triggers[name] = Trigger(user, self.now() + self.config.trigger_life, view)
        return name

    def new_response_url(self, right: ResponseUrl) -> str:
        """The address under which an interaction may be answered."""
        name = self.edge.token(24)
        self.response_urls[name] = right
        return f"{self.config.origin}/actions/{self.config.workspace.team}/{name}"

    # Files

    def file_url(self, file: File) -> str:
        """Where a file's bytes are read, with the bot's token."""
        return f"{self.config.origin}/files-pri/{self.config.workspace.team}-{file.id}/{quote(file.name)}"

    # Watching and saving

    def begin_anew(self) -> None:
        """Forget everything that happened: the workspace as it was on its first day."""
        self.state = first_state(self.config.workspace)
        self.triggers.clear()
        self.response_urls.clear()
        self.shift = 0.0
        self.changed()

    def changed(self) -> None:
        """Tell those who watch, and have the state saved soon."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def end(self) -> None:
        """We leave: who watches is let go, or the server would wait for them."""
        self._over = True
        self._changed.set()

    async def versions(self, every: float = 15.0) -> AsyncIterator[int]:
        """The version now, then again at each change and at least `every` seconds, until we leave."""
        while not self._over:
            changed, seen = self._changed, self.version
            yield seen
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), every)

    def save(self) -> None:
        """Write the state to its file, if it changed and if there is one."""
        if self.config.state and self._saved != self.version:
            self._saved = self.version
            save(self.state, self.config.state)

    async def keep_saving(self, pause: float = 0.5) -> None:
        """Save soon after each change, for ever."""
        while True:
            self.save()
            await asyncio.sleep(pause)


def new_world(config: Config, edge: Edge | None = None) -> World:
    """The workspace as its file left it, or as it begins."""
    return World(config, edge or Edge(), load(config.state, config.workspace), read_manifest(config.manifest))
