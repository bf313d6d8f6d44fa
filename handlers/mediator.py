"""What mediators ask for: a case, its questions, its four decisions, and claims."""

from handlers.asked import Asked, Fill, bare, reasoned
from handlers.values import Values
from rules.commands import AskParty, Command, DecideRestart, DecideSplit
from rules.words import Action, Actor


def ask_party(asked: Asked, values: Values) -> Command:
    return AskParty(by=asked.by, shown=asked.shown, to=Actor(asked.detail), text=values.text("text"))


def decide_split(asked: Asked, values: Values) -> Command:
    amount, reason = values.money("amount"), values.text("reason")
    return DecideSplit(by=asked.by, shown=asked.shown, amount=amount, reason=reason)


def decide_restart(asked: Asked, values: Values) -> Command:
    """The date is taken as given, whatever the policy says of days."""
    due_at, reason = values.date("due_at"), values.text("reason")
    return DecideRestart(by=asked.by, shown=asked.shown, due_at=due_at, reason=reason)


FORMS: dict[str, Fill] = {
    Action.TAKE_CASE: bare,
    Action.ASK_PARTY: ask_party,
    Action.DECIDE_REFUND: reasoned,
    Action.DECIDE_SPLIT: decide_split,
    Action.DECIDE_RESTART: decide_restart,
    Action.DECIDE_PAY: reasoned,
    Action.ADMIT_CLAIM: reasoned,
    Action.REJECT_CLAIM: reasoned,
}
