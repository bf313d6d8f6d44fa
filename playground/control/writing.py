"""Commands, messages, files, shortcuts and the home tab."""

from base64 import b64decode
from typing import Any

from playground.config import Person
from playground.control.hands import CannotDo, Hands, failed, say
from playground.deliveries import message_events, payloads
from playground.deliveries.responses import take_command_answer
from playground.deliveries.wire_text import to_wire
from playground.state import Message
from playground.webapi.files import new_file
from playground.wire import wire_message, wire_view


async def command(
    hands: Hands, person: Person, channel: str, text: str, thread_ts: str = ""
) -> dict[str, Any]:
    """Type a slash command into a conversation."""
    place = hands.channel(person, channel)
    name, _, rest = text.strip().partition(" ")
    if thread_ts:
        return failed("not_supported_in_threads", say("thread", person, name))
    if not name.startswith("/") or not hands.world.manifest.knows(name):
        return failed("unknown_command", say("unknown", person, name))
    before = hands.world.state.last_ts
    escaped = (
        to_wire(rest.strip(), hands.world.humans, named=True) if hands.world.manifest.should_escape else rest
    )
    payload = payloads.command(hands.world, person, place, name, escaped)
    right = hands.world.response_urls[payload["response_url"].rpartition("/")[2]]
    answer = await hands.courier.send("command", payload, payload["trigger_id"])
    failure = take_command_answer(hands.world, right, answer)
    problem = (failure, say("command", person, name, failure)) if failure else None
    return hands.seen(person, before, problem)


async def write(
    hands: Hands,
    person: Person,
    channel: str,
    text: str,
    thread_ts: str = "",
    files: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Write a message, perhaps with files, perhaps in a thread."""
    place = hands.channel(person, channel)
    if not text.strip() and not files:
        raise CannotDo("no_text", "an empty message cannot be sent")
    if thread_ts and hands.message(person, place.id, thread_ts).is_reply:
        raise CannotDo("thread_not_found", "a thread hangs on its first message")
    before = hands.world.state.last_ts
    message = Message(place.id, hands.world.new_ts(), person.id, to_wire(text, hands.world.humans))
    message.thread_ts = thread_ts or None
    message.files = upload(hands, person, files or [], place.id)
    message.subtype = "file_share" if files else None
    hands.world.add(message)
    sent = message_events.posted(hands.world, message)
    if sent is not None:
        await sent
    return hands.seen(person, before, None) | {"ts": message.ts}


def upload(hands: Hands, person: Person, files: list[dict[str, Any]], channel: str = "") -> list[str]:
    """Put files into the workspace: each has a `name`, and a `content` (text) or `content_base64`."""
    made = []
    for one in files:
        if not isinstance(one, dict) or not one.get("name"):
            raise CannotDo("invalid_file", "a file has a name, and content or content_base64")
        encoded = one.get("content_base64")
        try:
            content = b64decode(encoded) if encoded is not None else str(one.get("content", "")).encode()
        except ValueError:
            raise CannotDo("invalid_file", "content_base64 is not base64") from None
        file = new_file(hands.world, one["name"], person.id, content)
        file.shared = True
        file.channels = [channel] if channel else []
        made.append(file.id)
    return made


async def edit(hands: Hands, person: Person, channel: str, ts: str, text: str) -> dict[str, Any]:
    """Change one's own message."""
    message = _own(hands, person, channel, ts)
    before, last = wire_message(hands.world, message), hands.world.state.last_ts
    message.text, message.edited = to_wire(text, hands.world.humans), hands.world.new_ts()
    hands.world.changed()
    sent = message_events.changed(hands.world, message, before)
    if sent is not None:
        await sent
    return hands.seen(person, last, None)


async def delete(hands: Hands, person: Person, channel: str, ts: str) -> dict[str, Any]:
    """Take one's own message away."""
    message = _own(hands, person, channel, ts)
    before, last = wire_message(hands.world, message), hands.world.state.last_ts
    hands.world.remove(message)
    sent = message_events.deleted(hands.world, message, before)
    if sent is not None:
        await sent
    return hands.seen(person, last, None)


def _own(hands: Hands, person: Person, channel: str, ts: str) -> Message:
    message = hands.message(person, channel, ts)
    if message.user != person.id:
        raise CannotDo("not_yours", "only one's own messages can be changed")
    return message


async def shortcut(hands: Hands, person: Person, channel: str, ts: str, callback_id: str) -> dict[str, Any]:
    """Use a shortcut on a message."""
    message = hands.message(person, channel, ts)
    known = {one.callback_id for one in hands.world.manifest.shortcuts}
    if hands.world.manifest.commands is not None and callback_id not in known:
        raise CannotDo("unknown_shortcut", f"the app has no shortcut {callback_id}")
    before = hands.world.state.last_ts
    payload = payloads.shortcut(hands.world, person, message, callback_id)
    answer = await hands.courier.send("message_action", payload, payload["trigger_id"])
    problem = (answer.failure, say("click", person, "", answer.failure)) if answer.failure else None
    return hands.seen(person, before, problem)


async def open_home(hands: Hands, person: Person, tab: str = "home") -> dict[str, Any]:
    """Open the app's home tab (or its messages tab)."""
    before = hands.world.state.last_ts
    home = hands.world.state.homes.get(person.id)
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": hands.world.im(person).id,
        "tab": tab,
        "event_ts": hands.world.new_ts(),
    }
    if home:
        event["view"] = wire_view(hands.world, home)
    if hands.world.manifest.takes("app_home_opened"):
        await hands.world.emit(event)
    return hands.seen(person, before, None)
