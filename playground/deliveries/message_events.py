"""The events that a message in a direct conversation makes: posted, changed, deleted, by whomever."""

from typing import Any

from playground.config import Channel
from playground.state import Message
from playground.wire import wire_message
from playground.world import World


def _wanted(world: World, channel: Channel) -> bool:
    return world.manifest.takes("message.im" if channel.is_im else "message.groups")


def _place(channel: Channel) -> dict[str, Any]:
    return {"channel": channel.id, "channel_type": "im" if channel.is_im else "group"}


def posted(world: World, message: Message) -> Any:
    """A new message, the bot's own included: Slack sends those back too."""
    channel = world.state.channels[message.channel]
    if _wanted(world, channel):
        return world.emit(wire_message(world, message) | _place(channel) | {"event_ts": message.ts})
    return None


def changed(world: World, message: Message, before: dict[str, Any]) -> Any:
    """A message was edited; `before` is how it was written."""
    channel = world.state.channels[message.channel]
    if not _wanted(world, channel):
        return None
    ts = world.new_ts()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": wire_message(world, message),
        "previous_message": before,
        "ts": ts,
        "event_ts": ts,
    }
    return world.emit(event | _place(channel))


def deleted(world: World, message: Message, before: dict[str, Any]) -> Any:
    """A message was deleted. Of a root with replies a tombstone stays, which Slack tells as a change."""
    channel = world.state.channels[message.channel]
    if not _wanted(world, channel):
        return None
    if message.subtype == "tombstone":
        return changed(world, message, before)
    ts = world.new_ts()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": before,
        "ts": ts,
        "event_ts": ts,
    }
    return world.emit(event | _place(channel))
