"""What the bot answers to commands, over response_urls and to submitted modals."""

from typing import Any

from playground.config import BOT_USER
from playground.deliveries import message_events
from playground.deliveries.courier import Answer
from playground.state import Message, View
from playground.webapi import views
from playground.webapi.args import Args
from playground.webapi.chat import POST_TEXT_MAX, read_blocks
from playground.webapi.errors import SlackError
from playground.wire import wire_message
from playground.world import ResponseUrl, World

_KNOWN = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts", "mrkdwn",
    "unfurl_links", "unfurl_media", "metadata", "parse", "link_names",
}  # fmt: skip


def _checked(world: World, body: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    if unknown := sorted(set(body) - _KNOWN):
        raise SlackError("invalid_arguments", [f"[ERROR] invalid additional property: {', '.join(unknown)}"])
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise SlackError("invalid_arguments", ["[ERROR] response_type must be one of ephemeral, in_channel"])
    args = Args(body)
    text, blocks = args.text("text"), read_blocks(world, args)
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > POST_TEXT_MAX:
        raise SlackError("msg_too_long")
    return text, blocks


def show(world: World, right: ResponseUrl, body: dict[str, Any]) -> None:
    """Show an answer to an interaction: to that person alone, unless it says in_channel. Raises SlackError."""
    original = world.message(right.channel, right.ts) if right.ts else None
    if body.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        _delete(world, original)
        return
    text, blocks = _checked(world, body)
    if body.get("replace_original") and original is not None:
        _replace(world, original, text, blocks)
        return
    public = body.get("response_type") == "in_channel"
    message = Message(
        right.channel, world.new_ts(), BOT_USER, text, blocks, ephemeral_to=None if public else right.user
    )
    message.thread_ts = body.get("thread_ts") or right.thread_ts
    world.add(message)
    if public:
        message_events.posted(world, message)


def _delete(world: World, original: Message) -> None:
    before = wire_message(world, original)
    world.remove(original)
    if original.ephemeral_to is None:
        message_events.deleted(world, original, before)


def _replace(world: World, original: Message, text: str, blocks: list[dict[str, Any]]) -> None:
    before = wire_message(world, original)
    original.text, original.blocks, original.edited = text, blocks, world.new_ts()
    world.changed()
    if original.ephemeral_to is None:
        message_events.changed(world, original, before)


def use_response_url(world: World, name: str, body: Any) -> None:
    """Answer over a response_url. Raises SlackError when it is used up, too old, or the body is not right."""
    right = world.response_urls.get(name)
    if right is None or world.now() > right.until:
        raise SlackError("expired_url")
    if right.uses < 1:
        raise SlackError("used_url")
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    show(world, right, body)
    right.uses -= 1


def take_command_answer(world: World, right: ResponseUrl, answer: Answer) -> str | None:
    """Show what a command answered. Returns Slack's word for what is wrong with it, if something is."""
    if answer.failure or answer.body is None:
        return answer.failure
    body = answer.body if isinstance(answer.body, dict) else {"text": str(answer.body)}
    try:
        show(world, right, body)
    except SlackError as error:
        return _said(error)
    return None


def _said(error: SlackError) -> str:
    details = (error.more.get("response_metadata") or {}).get("messages") or []
    return ": ".join([error.code, *details])


def take_submission_answer(world: World, view: View, answer: Answer) -> str | None:
    """Do to the stack of modals what the bot answered. Returns what is wrong with the answer, if something is."""
    if answer.failure:
        return answer.failure
    if answer.body in (None, "", {}):
        close_one(world, view)
        return None
    if not isinstance(answer.body, dict):
        return "invalid_response"
    try:
        _response_action(world, view, answer.body)
    except SlackError as error:
        return _said(error)
    return None


def _response_action(world: World, view: View, body: dict[str, Any]) -> None:
    action = body.get("response_action")
    allowed = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set[str]()}.get(
        str(action)
    )
    if allowed is None or set(body) - allowed - {"response_action"}:
        raise SlackError("invalid_response_action", [f"[ERROR] {sorted(body)}"])
    if action == "errors":
        _field_errors(view, body.get("errors"))
        world.changed()
    elif action == "update":
        changed = views.check_body(world, body.get("view"), "modal", view.id)
        views.update_view(world, view, changed)
    elif action == "push":
        views.push_view(world, view, views.check_body(world, body.get("view"), "modal"))
    else:
        world.state.views = [one for one in world.state.views if one.user != view.user]
        world.changed()


def _field_errors(view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response_action", ["[ERROR] missing required field: errors"])
    for block, text in errors.items():
        if block not in inputs:
            raise SlackError("invalid_response_action", [f"[ERROR] no input block {block} in this view"])
        if not isinstance(text, str) or not text:
            raise SlackError("invalid_response_action", [f"[ERROR] the error of {block} must be a text"])
    view.errors = dict(errors)


def close_one(world: World, view: View) -> None:
    """Take one modal off the stack, and what lies above it; nothing if the bot has put another in its place."""
    stack = world.views_of(view.user)
    if view not in stack:
        return
    gone = stack[stack.index(view) :]
    world.state.views = [one for one in world.state.views if one not in gone]
    world.changed()
