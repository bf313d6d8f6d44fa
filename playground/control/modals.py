"""Modals: fill in, send off, close."""

from typing import Any

from playground.blockkit.check import elements_of
from playground.config import Person
from playground.control.hands import CannotDo, Hands, say
from playground.control.values import STATEFUL, Refused, initial, is_empty, typed, words
from playground.control.writing import upload
from playground.deliveries import payloads
from playground.deliveries.courier import Answer
from playground.deliveries.responses import close_one, take_submission_answer
from playground.state import View
from playground.wire import wire_file


def fill(hands: Hands, person: Person, view: View, values: dict[str, Any]) -> dict[str, str]:
    """Put what was typed into a modal; returns Slack's own complaints, by block."""
    errors: dict[str, str] = {}
    known = {block["block_id"]: block for block in view.body["blocks"]}
    for name in values:
        if name not in known:
            raise CannotDo("block_not_found", f"the view has no block {name}")
    for name, block in known.items():
        for element in elements_of(block):
            if element.get("type") in STATEFUL:
                given = values.get(name, {})
                _fill_one(hands, person, view, block, element, given, errors)
    hands.world.changed()
    return errors


def _fill_one(
    hands: Hands,
    person: Person,
    view: View,
    block: dict[str, Any],
    element: dict[str, Any],
    given: Any,
    errors: dict[str, str],
) -> None:
    action_id, kind = element["action_id"], element["type"]
    held = view.values.setdefault(block["block_id"], {})
    value = given if not isinstance(given, dict) else given.get(action_id, ...)
    if value is ...:
        held.setdefault(action_id, initial(element))
    elif kind == "file_input":
        held[action_id] = {"type": kind, "files": _files(hands, person, element, value)}
    else:
        try:
            held[action_id] = typed(element, value, person.locale, person.zone)
        except Refused as refusal:
            errors[block["block_id"]] = str(refusal)
            held[action_id] = (
                {"type": kind, "value": str(value)} if kind.endswith("input") else initial(element)
            )


def _files(hands: Hands, person: Person, element: dict[str, Any], value: Any) -> list[dict[str, Any]]:
    names = upload(hands, person, value or [])
    return [wire_file(hands.world, hands.world.state.files[name]) for name in names]


async def submit(hands: Hands, person: Person, view_id: str, values: dict[str, Any]) -> dict[str, Any]:
    """Send a modal off. What Slack's client refuses never reaches the bot."""
    view = hands.view(person, view_id)
    if view not in hands.world.views_of(person.id)[-1:]:
        raise CannotDo("view_not_on_top", "only the topmost modal can be sent off")
    if not view.body.get("submit"):
        raise CannotDo("no_submit", "this modal has no submit button")
    errors = fill(hands, person, view, values)
    for block in view.body["blocks"]:
        if _must_be_filled(block) and block["block_id"] not in errors:
            part = view.values[block["block_id"]][block["element"]["action_id"]]
            if is_empty(part):
                errors[block["block_id"]] = words("required", person.locale)
    view.errors = errors
    before = hands.world.state.last_ts
    if errors:
        hands.world.changed()
        return hands.seen(person, before, None) | {"ok": False, "errors": errors, "sent": False}
    payload = payloads.view_submission(hands.world, person, view)
    answer = await hands.courier.send("view_submission", payload, payload["trigger_id"])
    failure = take_submission_answer(hands.world, view, answer)
    failed = (failure, say("submit", person, "", failure)) if failure else None
    seen = hands.seen(person, before, failed)
    return seen | ({"ok": False, "errors": view.errors, "sent": True} if view.errors else {})


def _must_be_filled(block: dict[str, Any]) -> bool:
    return block["type"] == "input" and not block.get("optional")


async def close_view(hands: Hands, person: Person, view_id: str, *, whole_stack: bool) -> dict[str, Any]:
    """Close the topmost modal, or all of them."""
    view = hands.view(person, view_id)
    stack = hands.world.views_of(person.id)
    if view not in stack:
        raise CannotDo("view_not_found", "only a modal can be closed")
    cleared = whole_stack or bool(view.body.get("clear_on_close"))
    gone = stack if cleared else stack[stack.index(view) :]
    before = hands.world.state.last_ts
    close_one(hands.world, gone[0])
    failure: Answer | None = None
    for closed in reversed(gone):
        if closed.body.get("notify_on_close"):
            payload = payloads.view_closed(hands.world, person, closed, cleared=cleared)
            failure = await hands.courier.send("view_closed", payload, closed.id)
    failed = (failure.failure, "") if failure and failure.failure else None
    return hands.seen(person, before, failed)
