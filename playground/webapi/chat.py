"""chat.*: post, change and remove messages."""

from typing import Any

from playground.blockkit.check import MESSAGE_BLOCKS_TEXT_MAX, check_blocks, text_length
from playground.blockkit.normal import normal
from playground.config import BOT_ID, BOT_USER, Channel
from playground.deliveries import message_events
from playground.state import Message
from playground.webapi.args import Args
from playground.webapi.errors import SlackError
from playground.wire import bot_marks, wire_message
from playground.world import World

POST_TEXT_MAX = 40_000
UPDATE_TEXT_MAX = 4_000


def channel_for(world: World, name: str, *, people_too: bool = False) -> Channel:
    """The conversation of that id, which the bot must be in; a person's id stands for their messages with the bot."""
    if people_too and (person := world.state.people.get(name)) and not person.is_bot:
        if person.deleted:
            raise SlackError("user_disabled")
        return world.im(person)
    channel = world.state.channels.get(name)
    if channel is None:
        raise SlackError("channel_not_found")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def read_blocks(world: World, args: Args) -> list[dict[str, Any]]:
    """The blocks of a message, checked as Slack checks them."""
    blocks = args.structure("blocks", "invalid_blocks_format") or []
    if problems := check_blocks(blocks, "message"):
        messages = [str(problem) for problem in problems]
        raise SlackError(
            "invalid_blocks", messages, errors=[str(p).removeprefix("[ERROR] ") for p in problems]
        )
    if text_length(blocks) > MESSAGE_BLOCKS_TEXT_MAX:
        raise SlackError("msg_blocks_too_long")
    return normal(blocks, world.block_id)


def read_metadata(args: Args) -> dict[str, Any] | None:
    """A message's metadata, if it has some."""
    metadata = args.structure("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _content(world: World, args: Args, most: int) -> tuple[str, list[dict[str, Any]]]:
    if args.structure("attachments", "invalid_attachments"):
        raise SlackError("invalid_attachments", ["[ERROR] the playground knows blocks only, not attachments"])
    text, blocks = args.text("text"), read_blocks(world, args)
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > most:
        raise SlackError("msg_too_long")
    return text, blocks


def _root_for(world: World, channel: Channel, args: Args) -> str | None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts:
        root = world.message(channel.id, thread_ts)
        if root is None or root.ephemeral_to:
            raise SlackError("thread_not_found")
        if root.is_reply:
            raise SlackError("cannot_reply_to_message")
    return thread_ts


def post_message(world: World, args: Args) -> dict[str, Any]:
    """chat.postMessage."""
    channel = channel_for(world, args.need("channel"), people_too=True)
    if channel.is_im:
        if not world.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        if any(world.state.people[member].deleted for member in channel.members):
            raise SlackError("user_disabled")
    text, blocks = _content(world, args, POST_TEXT_MAX)
    message = Message(
        channel=channel.id,
        ts="",
        user=BOT_USER,
        text=text,
        blocks=blocks,
        thread_ts=_root_for(world, channel, args),
        broadcast=args.flag("reply_broadcast"),
        metadata=read_metadata(args),
    )
    message.ts = world.new_ts()
    world.add(message)
    message_events.posted(world, message)
    return {"channel": channel.id, "ts": message.ts, "message": wire_message(world, message)}


def _own(world: World, args: Args, refused: str) -> Message:
    channel = channel_for(world, args.need("channel"))
    message = world.message(channel.id, args.need("ts"))
    if message is None or message.ephemeral_to or message.subtype == "tombstone":
        raise SlackError("message_not_found")
    if message.user != BOT_USER:
        raise SlackError(refused)
    return message


def update(world: World, args: Args) -> dict[str, Any]:
    """chat.update: text without blocks drops the blocks."""
    message = _own(world, args, "cant_update_message")
    text, blocks = _content(world, args, UPDATE_TEXT_MAX)
    before = wire_message(world, message)
    message.text, message.blocks = text, blocks
    message.edited = world.new_ts()
    message.metadata = read_metadata(args) if "metadata" in args else message.metadata
    world.changed()
    message_events.changed(world, message, before)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": text,
        "message": wire_message(world, message),
    }


def delete(world: World, args: Args) -> dict[str, Any]:
    """chat.delete."""
    message = _own(world, args, "cant_delete_message")
    before = wire_message(world, message)
    world.remove(message)
    message_events.deleted(world, message, before)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(world: World, args: Args) -> dict[str, Any]:
    """chat.postEphemeral: only that person sees it, and it cannot be updated."""
    channel = channel_for(world, args.need("channel"), people_too=True)
    user = args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(world, args, POST_TEXT_MAX)
    thread_ts = _root_for(world, channel, args)
    message = Message(channel.id, world.new_ts(), BOT_USER, text, blocks, thread_ts, ephemeral_to=user)
    world.add(message)
    return {"message_ts": message.ts}


def get_permalink(world: World, args: Args) -> dict[str, Any]:
    """chat.getPermalink."""
    channel = channel_for(world, args.need("channel"))
    message = world.message(channel.id, args.need("message_ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    place = f"{world.config.origin}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": place + thread}


def me(world: World, args: Args) -> dict[str, Any]:
    """auth.test."""
    space = world.config.workspace
    return {
        "url": f"{world.config.origin}/",
        "team": space.name,
        "user": bot_marks(world)["bot_profile"]["name"].lower(),
        "team_id": space.team,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }
