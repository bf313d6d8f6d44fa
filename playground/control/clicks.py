"""Clicks: on buttons and in menus, of messages, modals and the home tab."""

from typing import Any

from playground.config import Person
from playground.control.hands import CannotDo, Hands, find_element, say
from playground.control.modals import fill
from playground.control.values import STATEFUL, Refused, typed
from playground.deliveries import payloads
from playground.state import Message, View


async def click(hands: Hands, person: Person, wanted: dict[str, Any]) -> dict[str, Any]:
    """Click a button or choose in a menu, where it really stands; asks for confirmation first if it says so."""
    container = wanted.get("container") or {}
    message, view = _container(hands, person, container)
    blocks = message.blocks if message else view.body["blocks"] if view else []
    block, element = find_element(blocks, wanted.get("block_id"), wanted.get("action_id"))
    if (confirm := element.get("confirm")) and not wanted.get("confirmed"):
        return {"ok": False, "confirm": confirm, "views": [], "messages": []}
    if view:
        fill(hands, person, view, wanted.get("values") or {})
    action = _action(hands, person, block, element, wanted.get("value"))
    if view and element["type"] in STATEFUL:
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = _state_part(action)
    before = hands.world.state.last_ts
    if message:
        values = {block["block_id"]: {element["action_id"]: _state_part(action)}}
        stateful = values if element["type"] in STATEFUL else {}
        payload = payloads.message_action(hands.world, person, message, action, stateful)
    else:
        assert view is not None
        payload = payloads.view_action(hands.world, person, view, action)
    answer = await hands.courier.send("block_actions", payload, payload["trigger_id"])
    failed = (answer.failure, say("click", person, "", answer.failure)) if answer.failure else None
    return hands.seen(person, before, failed)


def _container(hands: Hands, person: Person, container: dict[str, Any]) -> tuple[Message | None, View | None]:
    if container.get("ts"):
        return hands.message(person, container.get("channel", ""), container["ts"]), None
    if container.get("home"):
        home = hands.world.state.homes.get(person.id)
        if home is None:
            raise CannotDo("view_not_found", f"{person.real_name} has no home tab yet")
        return None, home
    return None, hands.view(person, container.get("view_id", ""))


def _action(
    hands: Hands, person: Person, block: dict[str, Any], element: dict[str, Any], value: Any
) -> dict[str, Any]:
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": hands.world.new_ts(),
    }
    if element["type"] == "button":
        for name in ("text", "value", "style", "url"):
            if name in element:
                action[name] = element[name]
        return action
    try:
        return action | typed(element, value, person.locale, person.zone)
    except Refused as refusal:
        raise CannotDo("not_offered", str(refusal)) from None


def _state_part(action: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in action.items() if name not in ("action_id", "block_id", "action_ts")
    }
