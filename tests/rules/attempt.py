"""Commands filled by hand, for any option's id: independent of the samples that options are built on."""

from datetime import datetime, timedelta
from typing import Any

from rules import commands as ask
from rules.commands import Person
from rules.order import Order
from rules.words import Action, Actor, RequestKind
from tests.rules.play import later


def attempt(id: str, by: Person, order: Order, now: datetime) -> ask.Command:
    """A command for an option's id, with everything that it needs."""
    action, _, detail = id.partition(":")
    words = {"reason": "because", "text": "hello"}
    carries: Any = {
        "deliver": {"work": ("file",), "complete": True},
        "request_revision": {"changes": ("bluer",)},
        "supply": {"item": detail, "content": "here"},
        "confirm_item": {"item": detail},
        "decide_split": {"amount": 1, "reason": "fair"},
        "decide_restart": {"due_at": later(days=400), "reason": "fair"},
        "counter": {"amount": 1, "reason": "fair"},
        "ask_party": {"to": Actor(detail) if action == "ask_party" else None, "text": "why"},
        "review": {"stars": 4},
        "change_party": {"role": Actor.SELLER, "person": "somebody", "reason": "left"},
        "snooze": {"until": now + timedelta(microseconds=2)},
        "request": {
            "kind": RequestKind(detail) if action == "request" else None,
            "reason": "because",
            "until": later(days=500),
            "description": "more",
            "price": 100,
            "extra_days": 0,
            "amount": 1,
            "items": ("font",),
        },
    }.get(action)
    command = ask.COMMANDS[Action(action)]
    if carries is None:
        carries = {name: words[name] for name in command.__struct_fields__ if name in words}
        if "kind" in command.__struct_fields__:
            carries["kind"] = RequestKind(detail)
    return command(by=by, **carries)
