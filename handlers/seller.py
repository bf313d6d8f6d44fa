"""What sellers ask for: from accepting to delivering, and the requests that only they open."""

from handlers.asked import Asked, Fill, bare, reasoned
from handlers.values import Values
from rules.commands import Chase, Command, ConfirmItem, Deliver, OpenRequest, Progress
from rules.order import ServiceOption
from rules.whole import puts_off
from rules.words import Action, RequestKind


def deliver(asked: Asked, values: Values) -> Command:
    """Work is text, links and files; words that put a part off are asked about once. No tick: no checklist."""
    if puts_off(values.raw("work")) and not values.echoed("work", values.raw("work")):
        values.errors["work"] = values.say("work_unfinished")
    ticked = values.several("checklist")
    return Deliver(
        by=asked.by,
        shown=asked.shown,
        work=(*values.lines("work"), *values.files()),
        complete="complete" in (values.several("complete") or ()),
        checklist=tuple(int(number) for number in ticked if number.isdecimal()) if ticked else None,
        files=values.attached(),
    )


def progress(asked: Asked, values: Values) -> Command:
    return Progress(by=asked.by, shown=asked.shown, text=values.text("text"))


def chase(asked: Asked, values: Values) -> Command:
    return Chase(by=asked.by, shown=asked.shown, text=values.some("text"))


def confirm_item(asked: Asked, values: Values) -> Command:
    return ConfirmItem(by=asked.by, shown=asked.shown, item=asked.detail)


def supplement(asked: Asked, values: Values) -> Command:
    """What an option of the service says need not be filled in; what is filled in counts."""
    option = picked(asked, values)
    of_option = option is not None and not values.raw("price")
    days = values.whole("extra_days")
    return OpenRequest(
        by=asked.by,
        shown=asked.shown,
        kind=asked.kind,
        option=option.title if option else None,
        description=values.some("description") or (option.title if option else None),
        price=option.price if option and of_option else values.money("price"),
        extra_days=option.days if option and days is None else days,
    )


def picked(asked: Asked, values: Values) -> ServiceOption | None:
    """The option of the service that was chosen, by its number; None for an offer of one's own."""
    number = values.picked("option")
    known = {str(place): option for place, option in enumerate(asked.options, 1)}
    return known.get(number)


def elements(asked: Asked, values: Values) -> Command:
    """A list of what is missing, or of what must be said more precisely."""
    items, reason = values.lines("items"), values.some("reason")
    return OpenRequest(by=asked.by, shown=asked.shown, kind=asked.kind, items=items, reason=reason)


FORMS: dict[str, Fill] = {
    Action.ACCEPT: bare,
    Action.DECLINE: reasoned,
    Action.DELIVER: deliver,
    Action.CANCEL_WITH_REASON: reasoned,
    Action.ACCEPT_REVISION: bare,
    Action.REFUSE_REVISION: reasoned,
    Action.PROGRESS: progress,
    Action.CHASE: chase,
    Action.CONFIRM_ITEM: confirm_item,
    f"{Action.REQUEST}:{RequestKind.SUPPLEMENT}": supplement,
    f"{Action.REQUEST}:{RequestKind.MISSING_ELEMENTS}": elements,
    f"{Action.REQUEST}:{RequestKind.REVISION_DETAILS}": elements,
}
