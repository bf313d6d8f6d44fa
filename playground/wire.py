"""Messages, files, people and views as Slack writes them."""

from datetime import datetime, timedelta
from typing import Any

from playground.config import APP_ID, BOT_ID, BOT_USER, Channel, Person
from playground.state import File, Message, View
from playground.world import World


def wire_message(world: World, message: Message, *, metadata: bool = True) -> dict[str, Any]:
    """A message as Slack writes it."""
    out: dict[str, Any] = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    out["team"] = world.config.workspace.team
    if message.user == BOT_USER:
        out |= bot_marks(world)
    if message.blocks:
        out["blocks"] = message.blocks
    for name in ("thread_ts", "subtype"):
        if value := getattr(message, name):
            out[name] = value
    if message.edited:
        out["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata and metadata:
        out["metadata"] = message.metadata
    if message.files:
        out["files"] = [wire_file(world, world.state.files[name]) for name in message.files]
    if not message.is_reply and (replies := world.replies(message)):
        out |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts,
        }
    return out


def bot_marks(world: World) -> dict[str, Any]:
    """What tells the bot's own messages from people's."""
    name = world.config.workspace.bot_name
    return {
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "bot_profile": {"id": BOT_ID, "app_id": APP_ID, "name": name, "team_id": world.config.workspace.team},
    }


def wire_file(world: World, file: File) -> dict[str, Any]:
    """A file as Slack writes it."""
    url = world.file_url(file)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "size": len(file.content or b""),
        "mode": "hosted",
        "is_external": False,
        "url_private": url,
        "url_private_download": f"{url}?download=1",
        "permalink": f"{world.config.origin}/files/{file.id}",
        "channels": [],
        "groups": [c for c in file.channels if c.startswith("C")],
        "ims": [c for c in file.channels if c.startswith("D")],
    }


def wire_person(world: World, person: Person, *, locale: bool = False) -> dict[str, Any]:
    """A person as users.info tells; the language only when it was asked for."""
    profile = {
        "real_name": person.real_name,
        "display_name": person.real_name.partition(" ")[0],
        "team": world.config.workspace.team,
    }
    if person.email:
        profile["email"] = person.email
    out = {
        "id": person.id,
        "team_id": world.config.workspace.team,
        "name": person.name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": profile,
    }
    if person.deleted:
        return out
    zone = datetime.fromtimestamp(world.now(), person.zone)
    offset = zone.utcoffset() or timedelta()
    out |= {
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": zone.tzname() or person.tz,
        "tz_offset": int(offset.total_seconds()),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": False,
        "is_ultra_restricted": False,
    }
    return out | ({"locale": person.locale} if locale else {})


def wire_channel(world: World, channel: Channel) -> dict[str, Any]:
    """A conversation as conversations.info tells."""
    out: dict[str, Any] = {
        "id": channel.id,
        "created": 0,
        "is_im": channel.is_im,
        "is_archived": False,
        "is_org_shared": False,
        "context_team_id": world.config.workspace.team,
        "updated": 0,
    }
    if channel.is_im:
        user = next(member for member in channel.members if member != BOT_USER)
        return out | {"user": user, "is_open": True, "priority": 0}
    return out | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": False,
        "is_group": False,
        "is_mpim": False,
        "is_private": True,
        "is_member": BOT_USER in channel.members,
        "creator": channel.members[0] if channel.members else "",
    }


def wire_view(world: World, view: View) -> dict[str, Any]:
    """A view as Slack answers it to views.* and puts it into interactions."""
    body = view.body
    return {
        "id": view.id,
        "team_id": world.config.workspace.team,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata") or "",
        "callback_id": body.get("callback_id") or "",
        "external_id": body.get("external_id") or "",
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title"),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "submit_disabled": False,
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": APP_ID,
        "app_installed_team_id": world.config.workspace.team,
        "bot_id": BOT_ID,
    }
