"""conversations.*: look at conversations and read them."""

import math
from typing import Any

from playground.config import Channel
from playground.state import Message
from playground.webapi.args import Args
from playground.webapi.chat import channel_for
from playground.webapi.errors import SlackError
from playground.wire import wire_channel, wire_message
from playground.world import World


def open_(world: World, args: Args) -> dict[str, Any]:
    """conversations.open: the direct messages of one person with the bot."""
    name = args.text("channel")
    channel = channel_for(world, name) if name else _direct(world, args)
    full = wire_channel(world, channel) if args.flag("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": full}


def _direct(world: World, args: Args) -> Channel:
    users = [name.strip() for name in args.text("users").split(",") if name.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    person = world.state.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    return world.im(person)


def _readable(world: World, args: Args) -> Channel:
    return channel_for(world, args.need("channel"))


def info(world: World, args: Args) -> dict[str, Any]:
    """conversations.info."""
    channel = _readable(world, args)
    count = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    return {"channel": wire_channel(world, channel) | count}


def members(world: World, args: Args) -> dict[str, Any]:
    """conversations.members, a page at a time."""
    listed = _readable(world, args).members
    start, size = page(args, 100)
    more = start + size < len(listed)
    return {"members": listed[start : start + size], **cursor(start + size if more else None)}


def page(args: Args, default: int) -> tuple[int, int]:
    """Where a page starts, and how long it may be."""
    given = args.text("cursor")
    if given and not (given.startswith("next:") and given[5:].isdigit()):
        raise SlackError("invalid_cursor")
    return int(given[5:]) if given else 0, args.count("limit", default, 999)


def cursor(start: int | None) -> dict[str, Any]:
    """The part of an answer that tells how to go on; None at the end."""
    return {"response_metadata": {"next_cursor": "" if start is None else f"next:{start}"}}


def _within(args: Args, message: Message) -> bool:
    oldest, latest, ts = _moment(args, "oldest", 0.0), _moment(args, "latest", math.inf), float(message.ts)
    return oldest <= ts <= latest if args.flag("inclusive") else oldest < ts < latest


def _moment(args: Args, name: str, default: float) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _told(world: World, args: Args, found: list[Message], default: int) -> dict[str, Any]:
    start, size = page(args, default)
    more = start + size < len(found)
    metadata = args.flag("include_all_metadata")
    told = [wire_message(world, message, metadata=metadata) for message in found[start : start + size]]
    return {"messages": told, "has_more": more, **cursor(start + size if more else None)}


def history(world: World, args: Args) -> dict[str, Any]:
    """conversations.history: newest first, replies left out unless broadcast."""
    channel = _readable(world, args)
    found = [
        m for m in reversed(world.messages(channel.id))
        if m.ephemeral_to is None and (not m.is_reply or m.broadcast) and _within(args, m)
    ]  # fmt: skip
    return _told(world, args, found, 100) | {"pin_count": 0}


def replies(world: World, args: Args) -> dict[str, Any]:
    """conversations.replies: the root, then what stands below it, oldest first."""
    channel = _readable(world, args)
    root = world.message(channel.id, args.need("ts"))
    if root is not None and root.is_reply:
        root = world.message(channel.id, root.thread_ts or "")
    if root is None or root.ephemeral_to:
        raise SlackError("thread_not_found")
    return _told(world, args, [root, *(m for m in world.replies(root) if _within(args, m))], 1000)
