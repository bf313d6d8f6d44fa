"""Every action that anybody may ask for, with the function that makes its command out of a form."""

from handlers import buyer, mediator, operator, parties, seller
from handlers.asked import Asked, Fill
from handlers.values import Values
from rules.commands import Command
from rules.words import Action

FORMS: dict[str, Fill] = {
    **seller.FORMS,
    **buyer.FORMS,
    **parties.FORMS,
    **mediator.FORMS,
    **operator.FORMS,
}
"""By the id with its kind where the kind decides what is carried, else by the action."""


def fill_of(action_id: str) -> Fill | None:
    """The function for an action's id."""
    return FORMS.get(action_id) or FORMS.get(action_id.partition(":")[0])


def command(asked: Asked, values: Values) -> Command | None:
    """The command that was asked for; None for an id that no button of ours ever had."""
    fill = fill_of(f"{asked.action}:{asked.detail}" if asked.detail else asked.action)
    if fill is None or (asked.action in DETAILED) != bool(asked.detail):
        return None
    try:
        return fill(asked, values)
    except ValueError:  # a kind or a recipient that does not exist
        return None


DETAILED = frozenset(
    {
        Action.REQUEST,
        Action.ACCEPT_REQUEST,
        Action.REFUSE_REQUEST,
        Action.WITHDRAW_REQUEST,
        Action.SUPPLY,
        Action.CONFIRM_ITEM,
        Action.ASK_PARTY,
    }
)
"""Actions whose id always has its kind, item or recipient behind a colon."""
