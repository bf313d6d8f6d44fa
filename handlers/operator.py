"""What operators ask for: they keep the workspace in order, and take no side."""

from handlers.asked import Asked, Fill, reasoned
from handlers.values import Values
from rules.commands import ChangeParty, Command
from rules.words import PARTIES, Action, Actor


def change_party(asked: Asked, values: Values) -> Command:
    """Somebody takes over a seller's or a buyer's place."""
    role, person = values.one_of("role", PARTIES), values.person("person")
    return ChangeParty(
        by=asked.by,
        shown=asked.shown,
        role=Actor(role) if role else Actor.CLOCK,
        person=person,
        reason=values.text("reason"),
    )


FORMS: dict[str, Fill] = {
    Action.VOID: reasoned,
    Action.CHANGE_PARTY: change_party,
    Action.CONFIRM_PAYMENT: reasoned,
}
