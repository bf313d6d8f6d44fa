"""The payloads of commands and interactions, field for field as Slack sends them."""

from typing import Any

from playground.config import APP_ID, Channel, Person
from playground.state import Message, View
from playground.wire import wire_message, wire_view
from playground.world import ResponseUrl, World

RESPONSE_URL_LIFE = 30 * 60


def _who(world: World, person: Person) -> dict[str, Any]:
    team = world.config.workspace
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": team.team}
    return {
        "user": user,
        "api_app_id": APP_ID,
        "token": "verification",
        "team": {"id": team.team, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.is_im else "privategroup"


def _response_url(world: World, person: Person, channel: Channel, message: Message | None = None) -> str:
    until = world.now() + RESPONSE_URL_LIFE
    right = ResponseUrl(person.id, channel.id, until, message.ts if message else None)
    right.thread_ts = message.thread_ts if message else None
    return world.new_response_url(right)


def command(world: World, person: Person, channel: Channel, name: str, text: str) -> dict[str, Any]:
    """A slash command; `text` is already in Slack's writing."""
    team = world.config.workspace
    return {
        "token": "verification",
        "team_id": team.team,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": _response_url(world, person, channel),
        "trigger_id": world.new_trigger(person.id),
    }


def message_action(
    world: World, person: Person, message: Message, action: dict[str, Any], values: dict[str, Any]
) -> dict[str, Any]:
    """A click on a message."""
    channel = world.state.channels[message.channel]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": wire_message(world, message)}
    return {
        "type": "block_actions",
        **_who(world, person),
        "container": container,
        "trigger_id": world.new_trigger(person.id),
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        **shown,
        "state": {"values": values},
        "response_url": _response_url(world, person, channel, message),
        "actions": [action],
    }


def view_action(world: World, person: Person, view: View, action: dict[str, Any]) -> dict[str, Any]:
    """A click in a modal or on the home tab."""
    return {
        "type": "block_actions",
        **_who(world, person),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": world.new_trigger(person.id, view.id),
        "view": wire_view(world, view),
        "actions": [action],
    }


def view_submission(world: World, person: Person, view: View) -> dict[str, Any]:
    """A modal was sent off."""
    return {
        "type": "view_submission",
        **_who(world, person),
        "trigger_id": world.new_trigger(person.id, view.id),
        "view": wire_view(world, view),
        "response_urls": [],
    }


def view_closed(world: World, person: Person, view: View, *, cleared: bool) -> dict[str, Any]:
    """A modal that asked for it was closed."""
    return {
        "type": "view_closed",
        **_who(world, person),
        "view": wire_view(world, view),
        "is_cleared": cleared,
    }


def shortcut(world: World, person: Person, message: Message, callback_id: str) -> dict[str, Any]:
    """A shortcut on a message."""
    channel = world.state.channels[message.channel]
    return {
        "type": "message_action",
        **_who(world, person),
        "callback_id": callback_id,
        "action_ts": world.new_ts(),
        "trigger_id": world.new_trigger(person.id),
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message_ts": message.ts,
        "message": wire_message(world, message),
        "response_url": _response_url(world, person, channel, message),
    }
