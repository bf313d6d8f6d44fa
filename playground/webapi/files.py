"""files.*: the two steps of an upload, and looking at a file."""

import mimetypes
from typing import Any

from playground.config import BOT_USER
from playground.deliveries import message_events
from playground.state import File, Message
from playground.webapi.args import Args
from playground.webapi.chat import channel_for
from playground.webapi.errors import SlackError
from playground.wire import wire_file
from playground.world import World

FILE_BYTES_MAX = 20_000_000


def new_file(world: World, name: str, user: str, content: bytes | None = None) -> File:
    """A file of the workspace, not yet in any conversation."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(world.edge.code("F"), name, kind, user, int(world.now()), content)
    world.state.files[file.id] = file
    return file


def get_upload_url(world: World, args: Args) -> dict[str, Any]:
    """files.getUploadURLExternal."""
    name, length = args.need("filename"), args.count("length", 0, FILE_BYTES_MAX + 1)
    if length > FILE_BYTES_MAX:
        raise SlackError("file_upload_size_restricted")
    file = new_file(world, name, BOT_USER)
    file.expected = length
    return {"upload_url": f"{world.config.origin}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(world: World, args: Args) -> dict[str, Any]:
    """files.completeUploadExternal; with a channel, a message that shows the files."""
    listed = args.structure("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    files = [_uploaded(world, one) for one in listed]
    for file, one in zip(files, listed, strict=True):
        file.title, file.shared = one.get("title") or file.name, True
    if name := args.text("channel_id"):
        _share(world, files, name, args)
    return {"files": [wire_file(world, file) for file in files]}


def _uploaded(world: World, one: Any) -> File:
    file = world.state.files.get(one.get("id", "")) if isinstance(one, dict) else None
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return file


def _share(world: World, files: list[File], name: str, args: Args) -> None:
    channel = channel_for(world, name, people_too=True)
    message = Message(channel.id, world.new_ts(), BOT_USER, args.text("initial_comment"))
    message.files = [file.id for file in files]
    message.subtype = "file_share"
    message.thread_ts = args.text("thread_ts") or None
    for file in files:
        file.channels.append(channel.id)
    world.add(message)
    message_events.posted(world, message)


def info(world: World, args: Args) -> dict[str, Any]:
    """files.info."""
    file = world.state.files.get(args.need("file"))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    return {"file": wire_file(world, file), "comments": []}
