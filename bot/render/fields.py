"""Which fields each action carries, and the element of each (process.md section 10, design.md section 9)."""

import msgspec

from bot.render.blocks import plain
from bot.render.elements import ELEMENTS, Form, from_option, lines
from bot.render.view import Block
from rules.words import Action, Actor, RequestKind


class Field(msgspec.Struct, frozen=True):
    """One field of a form. `optional`: may be left empty."""

    name: str
    optional: bool = False


def needed(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


REASON = needed("reason")
ANY_REASON = (Field("reason", optional=True),)
TEXT = needed("text")
FILED = Field("files", optional=True)

CARRIED: dict[str, tuple[Field, ...]] = {
    Action.DECLINE: REASON,
    Action.DELIVER: (
        Field("work", optional=True), FILED, Field("checklist", optional=True), Field("complete"),
    ),
    Action.CANCEL_WITH_REASON: REASON,
    Action.REQUEST_REVISION: needed("changes"),
    Action.REFUSE_REVISION: REASON,
    Action.OPEN_DISPUTE: REASON,
    Action.DECIDE_REFUND: REASON,
    Action.DECIDE_SPLIT: needed("amount", "reason"),
    Action.DECIDE_RESTART: needed("due_at", "reason"),
    Action.DECIDE_PAY: REASON,
    Action.SUPPLY: (Field("content", optional=True), FILED),
    Action.MESSAGE: TEXT,
    Action.PROGRESS: TEXT,
    Action.CHASE: (Field("text", optional=True),),
    f"{Action.REQUEST}:{RequestKind.CANCELLATION}": REASON,
    f"{Action.REQUEST}:{RequestKind.LATER_DATE}": needed("until", "reason"),
    f"{Action.REQUEST}:{RequestKind.SUPPLEMENT}": (
        Field("option", optional=True), *needed("description", "price", "extra_days"),
    ),
    f"{Action.REQUEST}:{RequestKind.MISSING_ELEMENTS}": (*needed("items"), *ANY_REASON),
    f"{Action.REQUEST}:{RequestKind.REVISION_DETAILS}": (*needed("items"), *ANY_REASON),
    f"{Action.REQUEST}:{RequestKind.PARTIAL_REFUND}": needed("amount", "reason"),
    f"{Action.REQUEST}:{RequestKind.CLAIM}": REASON,
    Action.REFUSE_REQUEST: ANY_REASON,
    f"{Action.REFUSE_REQUEST}:{RequestKind.CANCELLATION}": REASON,
    Action.COUNTER: needed("amount", "reason"),
    Action.ASK_PARTY: TEXT,
    Action.ANSWER_MEDIATOR: TEXT,
    Action.ADMIT_CLAIM: REASON,
    Action.REJECT_CLAIM: REASON,
    Action.REVIEW: (Field("stars"), Field("text", optional=True)),
    Action.VOID: REASON,
    Action.CHANGE_PARTY: needed("role", "person", "reason"),
    Action.CONFIRM_PAYMENT: REASON,
    Action.SNOOZE: (Field("pause", optional=True), *needed("until")),
}  # fmt: skip
"""By the id with its detail, else by the action; what stands in neither carries nothing and acts at once."""


def carried(action_id: str, role: Actor | None = None) -> tuple[Field, ...]:
    """The fields that a form for this action has. The buyer who names a date need not say why."""
    found = CARRIED.get(action_id, CARRIED.get(action_id.partition(":")[0], ()))
    if action_id == f"{Action.REQUEST}:{RequestKind.LATER_DATE}" and role is Actor.BUYER:
        return (found[0], *ANY_REASON)
    return found


def input_block(form: Form, field: Field) -> Block:
    """The block of a field: its name is both block_id and action_id."""
    element = ELEMENTS.get(field.name, lines)(form, field.name)
    made: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(label(form, field.name)),
        "element": {**element, "action_id": field.name},
    }
    if field.optional or from_option(form, field.name):
        made["optional"] = True
    hint = label(form, f"{field.name}_hint", needed=False)
    if hint:
        made["hint"] = plain(hint)
    return made


def label(form: Form, field: str, *, needed: bool = True) -> str:
    """The words of a field, those for this action first."""
    labels = form.voice.texts.labels["fields"]
    base = form.action.partition(":")[0]
    for key in (f"{field}@{form.action}@{form.role}", f"{field}@{form.action}", f"{field}@{base}", field):
        if key in labels:
            return form.voice.label("fields", key)
    if needed:
        raise KeyError(f"labels.toml has no words for the field {field}")
    return ""
