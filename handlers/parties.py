"""What both parties ask for: messages, dates, refunds, answers to requests, disputes."""

from handlers.asked import Asked, Fill, reasoned
from handlers.values import Values
from rules.commands import COMMANDS, AnswerMediator, Command, Counter, Message, OpenRequest, SnoozeNudge
from rules.words import Action, RequestKind


def message(asked: Asked, values: Values) -> Command:
    return Message(by=asked.by, shown=asked.shown, text=values.text("text"))


def answer_mediator(asked: Asked, values: Values) -> Command:
    return AnswerMediator(by=asked.by, shown=asked.shown, text=values.text("text"))


def later_date(asked: Asked, values: Values) -> Command:
    until, reason = values.date("until"), values.some("reason")
    return OpenRequest(by=asked.by, shown=asked.shown, kind=asked.kind, until=until, reason=reason)


def partial_refund(asked: Asked, values: Values) -> Command:
    amount, reason = values.money("amount"), values.some("reason")
    return OpenRequest(by=asked.by, shown=asked.shown, kind=asked.kind, amount=amount, reason=reason)


def claim(asked: Asked, values: Values) -> Command:
    return OpenRequest(by=asked.by, shown=asked.shown, kind=asked.kind, reason=values.some("reason"))


def counter(asked: Asked, values: Values) -> Command:
    amount, reason = values.money("amount"), values.text("reason")
    return Counter(by=asked.by, shown=asked.shown, amount=amount, reason=reason)


def answer(asked: Asked, values: Values) -> Command:
    """An answer to a request, or its withdrawal."""
    command = COMMANDS[asked.action]
    return command(by=asked.by, shown=asked.shown, kind=asked.kind, reason=values.some("reason"))  # type: ignore[call-arg]


def snooze(asked: Asked, values: Values) -> Command:
    return SnoozeNudge(
        by=asked.by,
        shown=asked.shown,
        until=values.chosen_moment("pause") or values.date("until"),
        nudge=asked.nudge,
    )


FORMS: dict[str, Fill] = {
    Action.MESSAGE: message,
    Action.ANSWER_MEDIATOR: answer_mediator,
    Action.OPEN_DISPUTE: reasoned,
    Action.COUNTER: counter,
    Action.SNOOZE: snooze,
    Action.ACCEPT_REQUEST: answer,
    Action.REFUSE_REQUEST: answer,
    Action.WITHDRAW_REQUEST: answer,
    f"{Action.REQUEST}:{RequestKind.LATER_DATE}": later_date,
    f"{Action.REQUEST}:{RequestKind.PARTIAL_REFUND}": partial_refund,
    f"{Action.REQUEST}:{RequestKind.CLAIM}": claim,
}
