"""What the workspace holds, in memory and in one JSON file."""

from pathlib import Path
from typing import Any

import msgspec

from playground.config import BOT_USER, Channel, Person, Workspace


class Message(msgspec.Struct):
    """One message. `ephemeral_to` makes it one person's own; `shift` is the rehearsal clock's lead, in seconds."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = []
    thread_ts: str | None = None
    broadcast: bool = False
    edited: str | None = None
    metadata: dict[str, Any] | None = None
    ephemeral_to: str | None = None
    files: list[str] = []
    shift: float = 0.0
    subtype: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread, below its root."""
        return self.thread_ts is not None and self.thread_ts != self.ts


class View(msgspec.Struct):
    """A modal that is open at somebody, or somebody's home tab. `values` is what has been typed so far."""

    id: str
    user: str
    body: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Any]] = {}
    errors: dict[str, str] = {}


class File(msgspec.Struct):
    """An uploaded file; `content` is None until its bytes arrived, `shared` until it was completed."""

    id: str
    name: str
    mimetype: str
    user: str
    created: int
    content: bytes | None = None
    title: str = ""
    expected: int = 0
    shared: bool = False
    channels: list[str] = []


class State(msgspec.Struct):
    """The whole workspace."""

    people: dict[str, Person]
    channels: dict[str, Channel]
    messages: dict[str, list[Message]] = {}
    views: list[View] = []
    homes: dict[str, View] = {}
    files: dict[str, File] = {}
    last_read: dict[str, str] = {}
    installed: bool = True
    last_ts: int = 0


def first_state(workspace: Workspace) -> State:
    """The state of a workspace where nothing has happened: everyone has a conversation with the bot."""
    bot = Person(BOT_USER, workspace.bot_name.lower(), workspace.bot_name, "", is_bot=True)
    people = {person.id: msgspec.structs.replace(person) for person in (*workspace.people, bot)}
    direct = [im_of(person) for person in workspace.people]
    given = [Channel(c.id, c.name, c.kind, list(c.members)) for c in workspace.channels]
    return State(people=people, channels={c.id: c for c in (*given, *direct)})


def im_of(person: Person) -> Channel:
    """A person's direct messages with the bot."""
    return Channel(f"D{person.id[1:]}", "directmessage", "im", [person.id, BOT_USER])


def load(path: Path | None, workspace: Workspace) -> State:
    """The saved state, or a new one where there is no file. A file that cannot be read stops the start."""
    if path is None or not path.exists():
        return first_state(workspace)
    return msgspec.json.decode(path.read_bytes(), type=State)


def save(state: State, path: Path) -> None:
    """Write the state so that a crash leaves either the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(msgspec.json.encode(state))
    beside.replace(path)
