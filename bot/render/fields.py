"""Which fields each action carries, and the element of each (process.md section 10, design.md section 9)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.render.blocks import LABEL, label_fit, plain
from bot.render.escape import escape, fitted
from bot.render.view import Block
from bot.render.voice import Voice
from rules.calendar import local
from rules.money import Money
from rules.order import Order
from rules.words import PARTIES, Action, Actor, RequestKind

MANY_LINES, ONE_LINE_AMOUNT, OPTIONS, FILES = 3_000, 40, 100, 10
MAX_DAYS = 3_650
TITLE = 150


class Field(msgspec.Struct, frozen=True):
    """One field of a form. `optional`: may be left empty."""

    name: str
    optional: bool = False


def needed(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


SUPPLEMENT = f"{Action.REQUEST}:{RequestKind.SUPPLEMENT}"
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


class Form(msgspec.Struct, frozen=True):
    """What an element may need to know."""

    voice: Voice
    order: Order | None
    action: str
    now: datetime
    values: dict[str, Any]
    role: Actor | None = None

    def value(self, field: str) -> Any:
        """What was filled in before, if anything."""
        return self.values.get(field)


Element = Callable[[Form, str], Block]


def lines(form: Form, field: str) -> Block:
    """Several lines; a list is one item a line."""
    value = form.value(field)
    words = "\n".join(value) if isinstance(value, list | tuple) else value
    made: Block = {"type": "plain_text_input", "multiline": True, "max_length": MANY_LINES}
    return made | ({"initial_value": str(words)[:MANY_LINES]} if words else {})


def amount(form: Form, field: str) -> Block:
    """Read as money by the person's own habits, so it is typed as text."""
    value = form.value(field)
    made: Block = {"type": "plain_text_input", "max_length": ONE_LINE_AMOUNT}
    return made | ({"initial_value": str(value)[:ONE_LINE_AMOUNT]} if value else {})


def one_line(form: Form, field: str) -> Block:
    value = form.value(field)
    made: Block = {"type": "plain_text_input", "max_length": TITLE}
    return made | ({"initial_value": str(value)[:TITLE]} if value else {})


def moment(form: Form, field: str) -> Block:
    """A date and time; it opens on a day that the law would take."""
    value = form.value(field)
    at = value if isinstance(value, datetime) else suggested(form)
    return {"type": "datetimepicker", "initial_date_time": int(at.timestamp())}


def suggested(form: Form) -> datetime:
    """A snooze by an hour; any other date two days on, after the deadline where that lies ahead; on the full hour."""
    if form.action == Action.SNOOZE:
        return form.now + timedelta(hours=1)
    assert form.order is not None
    start = max(form.now, form.order.due_at or form.now, form.order.agreed_until or form.now)
    return start.replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


PAUSES = 9, 18
"""Hours of the wall clock at which a morning and an evening begin."""


def pauses(form: Form, field: str) -> Block:
    """Ready moments for a reminder to come back, each with its date."""
    speech = form.voice.speech
    wall = local(form.now, speech.zone).replace(second=0, microsecond=0)
    morning, evening = PAUSES
    tomorrow = (wall + timedelta(days=1)).replace(hour=morning, minute=0)
    found = {
        "hour": form.now + timedelta(hours=1),
        "hours": form.now + timedelta(hours=3),
        "evening": wall.replace(hour=evening, minute=0),
        "tomorrow": tomorrow,
        "monday": tomorrow + timedelta(days=-tomorrow.weekday() % 7),
    }
    if found["evening"] <= found["hour"]:
        del found["evening"]
    if found["monday"] == tomorrow:
        del found["monday"]
    choices = [
        (str(int(at.timestamp())), f"{form.voice.label('pauses', name)} · {speech.absolute(at)}")
        for name, at in found.items()
    ]
    return select(form, choices, field)


def whole_number(form: Form, field: str) -> Block:
    value = form.value(field)
    value = 0 if value is None and field == "extra_days" and not from_option(form, field) else value
    made: Block = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": str(MAX_DAYS),
    }
    return made | ({"initial_value": str(value)} if value is not None else {})


def select(form: Form, choices: list[tuple[str, str]], field: str) -> Block:
    """One of a few; pairs of value and escaped words."""
    options = [{"text": plain(words), "value": value} for value, words in choices]
    made: Block = {"type": "static_select", "options": options}
    picked = next((one for one in options if one["value"] == str(form.value(field))), None)
    return made | ({"initial_option": picked} if picked else {})


def chosen(form: Form, field: str) -> Block:
    """Options of the service that are bought with it."""
    options = [{"text": plain(label_fit(words)), "value": number} for number, words in form.value("choices")]
    return {"type": "multi_static_select", "options": options}


def option(form: Form, field: str) -> Block:
    """An option of the service that was bought, by its number."""
    assert form.order is not None
    currency = form.order.currency
    offers = [
        (
            str(number),
            form.voice.say("option", title=one.title, price=Money(one.price, currency), days=one.days),
        )
        for number, one in enumerate(form.order.options, 1)
    ]
    return select(form, [(number, label_fit(words)) for number, words in offers], field)


def from_option(form: Form, field: str) -> bool:
    """Whether an option may say it, so that it need not be filled in."""
    sold = form.order is not None and bool(form.order.options)
    return sold and form.action == SUPPLEMENT and field in ("description", "price", "extra_days")


def stars(form: Form, field: str) -> Block:
    return select(form, [(str(n), "★" * n + "☆" * (5 - n)) for n in range(5, 0, -1)], field)


def party(form: Form, field: str) -> Block:
    return select(form, [(str(role), form.voice.label("roles", role)) for role in PARTIES], field)


def checklist(form: Form, field: str) -> Block:
    """One option for each thing that the delivery is held against: its number, and the beginning of its words."""
    options = [
        {"text": plain(fitted_option(words)), "value": str(number)}
        for number, (_, words) in enumerate(points(form), 1)
    ]
    made: Block = {"type": "multi_static_select", "options": options}
    picked = [one for one in options if one["value"] in {str(n) for n in form.value(field) or ()}]
    return made | ({"initial_options": picked} if picked else {})


def points(form: Form) -> tuple[tuple[str, str], ...]:
    return form.order.checklist() if form.order is not None else ()


def fitted_option(words: str) -> str:
    """The first characters; fewer where entities would make them too many."""
    flat = " ".join(words.split()) or "…"
    return escape(flat[:LABEL]) if len(escape(flat[:LABEL])) <= LABEL else fitted(flat, LABEL)


def complete(form: Form, field: str) -> Block:
    words = form.voice.label("fields", "complete_option")
    return {"type": "checkboxes", "options": [{"text": plain(words), "value": "complete"}]}


def files(form: Form, field: str) -> Block:
    return {"type": "file_input", "max_files": FILES}


def person(form: Form, field: str) -> Block:
    value = form.value(field)
    return {"type": "users_select"} | ({"initial_user": value} if value else {})


ELEMENTS: dict[str, Element] = {
    "until": moment,
    "pause": pauses,
    "due_at": moment,
    "amount": amount,
    "price": amount,
    "extra_days": whole_number,
    "stars": stars,
    "option": option,
    "chosen": chosen,
    "currency": one_line,
    "seller": person,
    "to": party,
    "role": party,
    "person": person,
    "buyer": person,
    "title": one_line,
    "duration_days": whole_number,
    "revisions_included": whole_number,
    "checklist": checklist,
    "complete": complete,
    "files": files,
}


def left_out(form: Form, field: str) -> bool:
    """Slack lists no more than 100 options; and a service may have none to offer."""
    if field == "option":
        return form.order is None or not form.order.options
    return field == "checklist" and len(points(form)) > OPTIONS


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
