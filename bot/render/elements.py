"""The elements of forms: each makes one of Slack's inputs, holding what was filled in before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.render.blocks import LABEL, plain
from bot.render.escape import escape, fitted, one_line
from bot.render.view import Block
from bot.render.voice import Voice
from rules.calendar import local
from rules.money import Money
from rules.order import Order, ServiceOption
from rules.words import PARTIES, Action, Actor, RequestKind

MANY_LINES, ONE_LINE_AMOUNT, OPTIONS, FILES = 3_000, 40, 100, 10
MAX_DAYS = 3_650
TITLE = 150
SUPPLEMENT = f"{Action.REQUEST}:{RequestKind.SUPPLEMENT}"


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
    return made | begun_with(str(words or ""), MANY_LINES)


def begun_with(words: str, most: int) -> Block:
    """What a field holds from the start; an ellipsis tells that it is not all."""
    return {"initial_value": words if len(words) <= most else f"{words[: most - 1]}…"} if words else {}


def amount(form: Form, field: str) -> Block:
    """Read as money by the person's own habits, so it is typed as text."""
    value = form.value(field)
    made: Block = {"type": "plain_text_input", "max_length": ONE_LINE_AMOUNT}
    return made | begun_with(str(value or ""), ONE_LINE_AMOUNT)


def single_line(form: Form, field: str) -> Block:
    value = form.value(field)
    made: Block = {"type": "plain_text_input", "max_length": TITLE}
    return made | begun_with(str(value or ""), TITLE)


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
    options = [{"text": plain(words), "value": number} for number, words in form.value("choices")]
    return {"type": "multi_static_select", "options": options}


def option(form: Form, field: str) -> Block:
    """An option of the service that was bought, by its number."""
    assert form.order is not None
    currency = form.order.currency
    offers = [
        (str(number), offer(form.voice, one, currency)) for number, one in enumerate(form.order.options, 1)
    ]
    return select(form, offers, field)


def offer(voice: Voice, option: ServiceOption, currency: str) -> str:
    """An option as an entry of a menu: a title that is too long for it is shortened, its price and days are not."""

    def said(title: str) -> str:
        return voice.say("option", title=title, price=Money(option.price, currency), days=option.days)

    most = len(option.title)
    while len(said(one_line(option.title, most))) > LABEL and most > 1:
        most -= 1
    return said(one_line(option.title, most))


def from_option(form: Form, field: str) -> bool:
    """Whether an option may say it, so that it need not be filled in."""
    sold = form.order is not None and bool(form.order.options)
    return sold and form.action == SUPPLEMENT and field in ("description", "price", "extra_days")


def stars(form: Form, field: str) -> Block:
    return select(form, [(str(n), "★" * n + "☆" * (5 - n)) for n in range(5, 0, -1)], field)


def party(form: Form, field: str) -> Block:
    return select(form, [(str(role), form.voice.label("roles", role)) for role in PARTIES], field)


def checklist(form: Form, field: str) -> Block:
    """One option for each thing that the delivery is held against, by its number."""
    options = [entry(words, str(number)) for number, (_, words) in enumerate(points(form), 1)]
    made: Block = {"type": "multi_static_select", "options": options}
    picked = [one for one in options if one["value"] in {str(n) for n in form.value(field) or ()}]
    return made | ({"initial_options": picked} if picked else {})


def points(form: Form) -> tuple[tuple[str, str], ...]:
    return form.order.checklist() if form.order is not None else ()


def entry(words: str, value: str) -> Block:
    """An entry of a list: as many of its words as its label holds, what is left in the line below."""
    flat = " ".join(words.split()) or "…"
    end = LABEL
    while len(escape(flat[:end])) > LABEL:
        end -= 1
    made: Block = {"text": plain(escape(flat[:end])), "value": value}
    return made | ({"description": plain(fitted(f"…{flat[end:]}", LABEL))} if flat[end:] else {})


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
    "currency": single_line,
    "seller": person,
    "to": party,
    "role": party,
    "person": person,
    "buyer": person,
    "title": single_line,
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
