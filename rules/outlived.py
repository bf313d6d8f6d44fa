"""When what a message asked for is over, whatever else may be open by then."""

from rules import events as did
from rules.agenda import holds
from rules.notices import Notice
from rules.order import Order
from rules.policy import Policy

ONE_STAGE = (did.Delivered, did.RevisionRequested, did.RevisionRefused)
"""Each asks about one stage; when the order comes to such a stage again, the next of them asks anew."""


def outlived(notice: Notice, event: did.Event, order: Order, policy: Policy) -> bool:
    """Whether the question of a notice is over: its request has ended, its reminder is past, its stage was left.

    A request of the same kind that was opened since is asked about by a message of its own.
    """
    if notice.key is not None:
        return not holds(order, policy, notice.key)
    match event:
        case did.RequestOpened():
            request = order.request(event.about)
            return request is None or request.at != event.at
        case did.PartyAsked():
            return all((one.to, one.at) != (event.to, event.at) for one in order.questions)
        case _ if isinstance(event, ONE_STAGE):
            return order.entered_at != event.at
    return False
