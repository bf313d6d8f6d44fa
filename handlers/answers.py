"""What a handler answers. How it is shown depends on what was done: a command, a click, a form, a message."""

from typing import Any

import msgspec

from bot.render import Message

Blocks = dict[str, Any]
MOST_BLOCKS = 50


class Nothing(msgspec.Struct, frozen=True):
    """It is done, and what is to be seen of it comes by itself."""


class Tell(msgspec.Struct, frozen=True):
    """Words for whoever asked: ephemeral after a command, in a modal after a click, in the thread after a message.

    `title`: of the modal, a key of labels.toml; `instead`: in the place of the modal that was clicked in, not over it;
    `order`: our id of the order in whose thread a message stood.
    """

    message: Message
    title: str = "result"
    instead: bool = False
    order: str | None = None


class Show(msgspec.Struct, frozen=True):
    """A modal: a form, or everything that may be done. `instead` as in Tell."""

    view: Blocks
    instead: bool = False


class Errors(msgspec.Struct, frozen=True):
    """What must be changed in a form, by field."""

    fields: dict[str, str]


class Clear(msgspec.Struct, frozen=True):
    """A form was taken, and nothing is left to say: all modals close."""


Answer = Nothing | Tell | Show | Errors | Clear


def sentence(text: str) -> Message:
    """One sentence of ours as a message."""
    return Message(text=text, blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": text}}])


def ephemeral(message: Message) -> dict[str, Any]:
    """The body that answers a command: seen by whoever typed it, and by nobody else."""
    blocks = [block for part in (message, *message.following) for block in part.blocks]
    return {"response_type": "ephemeral", "text": message.text, "blocks": blocks[:MOST_BLOCKS]}
