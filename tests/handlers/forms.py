"""Forms as the app itself opens them: who may open which, where, and how to fill one in well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rules.order import Order
from tests import loops
from tests.handlers.houses import SLACK_IDS, TEAM, Houses, holds
from tests.handlers.shop import say

Json = dict[str, Any]


def typed(value: str) -> Json:
    return {"type": "plain_text_input", "value": value}


def opened(houses: Houses, who: str, action_id: str, value: str) -> Json | None:
    """The modal that a click opens for somebody who had none open."""
    user, state = SLACK_IDS[who], houses.world.state
    state.views = [view for view in state.views if view.user != user]
    action = {
        "action_id": action_id,
        "value": value,
        "action_ts": f"{next(houses.numbers)}.0",
        "type": "button",
    }
    click = {
        "type": "block_actions",
        "trigger_id": houses.world.new_trigger(user),
        "actions": [action],
        **houses.by(user, TEAM),
    }
    assert loops.run(houses.post(click)).status_code == 200
    views = houses.world.views_of(user)
    return views[-1].body if views else None


def buttons(view: Json) -> Iterator[Json]:
    for block in view["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("type") == "button":
                yield element


def inputs(view: Json | None) -> dict[str, str]:
    """The fields of a form, each with the kind of its element."""
    blocks = view["blocks"] if view else ()
    return {block["block_id"]: block["element"]["type"] for block in blocks if block["type"] == "input"}


def forms(houses: Houses, order: str, who: str) -> dict[str, dict[str, str]]:
    """All forms that "Plus…" leads somebody to on this order, by the action's id, with their fields."""
    more = opened(houses, who, "ui:more", holds(order))
    assert more is not None
    asks = [one for one in buttons(more) if "confirm" not in one and not one["action_id"].startswith("confirm_item")]  # fmt: skip
    found = {one["action_id"]: inputs(opened(houses, who, one["action_id"], one["value"])) for one in asks}
    return {action_id: fields for action_id, fields in found.items() if fields}


WELL: Json = {
    "amount": typed("5"),
    "price": typed("5"),
    "extra_days": {"type": "number_input", "value": "1"},
    "stars": {"type": "static_select", "selected_option": {"value": "4"}},
    "role": {"type": "static_select", "selected_option": {"value": "buyer"}},
    "person": {"type": "users_select", "selected_user": SLACK_IDS["stranger"]},
    "complete": {"type": "checkboxes", "selected_options": [{"value": "complete"}]},
    "checklist": None,
    "files": {"type": "file_input", "files": []},
    "pause": {"type": "static_select", "selected_option": None},
}


def well(fields: dict[str, str], action_id: str, order: Order, now: datetime) -> Json:
    """Every field of a form as its action would take it."""
    soon = now + timedelta(minutes=1) if action_id == "snooze" else max(now, order.due_at or now) + timedelta(days=1)  # fmt: skip
    date = {"type": "datetimepicker", "selected_date_time": int(soon.timestamp())}
    given = WELL | {"until": date, "due_at": date}
    found = {field: given.get(field, typed("Voilà")) for field in fields}
    return {field: value for field, value in found.items() if value is not None}


def said(houses: Houses) -> dict[str, list[str]]:
    """All that the blocks of each conversation say, with everything said that waited: one text a message."""
    say(houses.program.parts)
    return {
        channel: [" ".join(words(message.blocks)) for message in messages]
        for channel, messages in houses.world.state.messages.items()
    }


def words(part: Any) -> Iterator[str]:
    """The words of blocks, those of buttons and their dialogs included."""
    match part:
        case list():
            for one in part:
                yield from words(one)
        case dict():
            if isinstance(part.get("text"), str):
                yield part["text"]
            yield from words(list(part.values()))
