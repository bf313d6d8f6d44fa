"""Which question stands under which notice: the answer that somebody may need at that very moment."""

from rules.guidance import Topic
from rules.words import Actor

SELLER, BUYER = Actor.SELLER, Actor.BUYER
REFUNDS = {SELLER: Topic.PARTIAL_REFUND, BUYER: Topic.REFUND}
DISPUTES = {SELLER: Topic.DISPUTE, BUYER: Topic.DISPUTE}
ENDED = {SELLER: Topic.CANCELLED, BUYER: Topic.REFUND}
PAID = {SELLER: Topic.COMPLETED}
LATE = {SELLER: Topic.RUNNING_LATE}
SUPPLIED = {BUYER: Topic.GIVING_BRIEF}

OFFERED: dict[str, dict[Actor, Topic]] = {
    "order_placed": {SELLER: Topic.PENDING, BUYER: Topic.GIVING_BRIEF},
    "accept_soon": {SELLER: Topic.PENDING},
    "brief_missing": SUPPLIED,
    "accept": {BUYER: Topic.IN_PROGRESS},
    "stage_guide": {SELLER: Topic.IN_PROGRESS},
    "keep_informed": {SELLER: Topic.IN_PROGRESS},
    "due_soon": LATE,
    "now_late_seller": LATE,
    "now_late_buyer": {BUYER: Topic.SELLER_LATE},
    "still_late": LATE,
    "promise_due": LATE,
    "request:later_date": {BUYER: Topic.SELLER_LATE},
    "refuse_request:later_date": LATE,
    "accept_request:later_date:agreed": {**LATE, BUYER: Topic.SELLER_LATE},
    "request:later_date:agreed": {**LATE, BUYER: Topic.SELLER_LATE},
    "request:supplement": {BUYER: Topic.IN_PROGRESS},
    "supplement_open": {BUYER: Topic.IN_PROGRESS},
    "accept_request:supplement": {SELLER: Topic.IN_PROGRESS},
    "request:missing_elements": SUPPLIED,
    "request:revision_details": SUPPLIED,
    "elements_missing": SUPPLIED,
    "chase": SUPPLIED,
    "request:cancellation": {SELLER: Topic.CANCELLATION_REQUEST},
    "answer_cancellation": {SELLER: Topic.CANCELLATION_REQUEST},
    "refuse_request:cancellation": {BUYER: Topic.ASKING_CANCELLATION},
    "dispute_door": {BUYER: Topic.DISPUTE},
    "refuse_request:supplement": {SELLER: Topic.EXTRA_WORK},
    "lapse_request:supplement": {SELLER: Topic.EXTRA_WORK},
    "deliver": {SELLER: Topic.AFTER_DELIVERY, BUYER: Topic.CHECKING_DELIVERY},
    "check_delivery": {BUYER: Topic.CHECKING_DELIVERY},
    "request_revision": {SELLER: Topic.REVISION_ACCEPT_OR_REFUSE},
    "answer_revision": {SELLER: Topic.REVISION_ACCEPT_OR_REFUSE},
    "accept_revision": {BUYER: Topic.IN_PROGRESS},
    "refuse_revision": {SELLER: Topic.REVISION_REFUSED, BUYER: Topic.REFUSED_REVISION},
    "refusal_choice": {BUYER: Topic.REFUSED_REVISION},
    "request:partial_refund": REFUNDS,
    "counter": REFUNDS,
    "refund_open": REFUNDS,
    "refuse_request:partial_refund": REFUNDS,
    "accept_request:partial_refund": REFUNDS,
    "refund_agreed": REFUNDS,
    "open_dispute": DISPUTES,
    "ask_party": DISPUTES,
    "decide_restart": {SELLER: Topic.IN_PROGRESS, BUYER: Topic.IN_PROGRESS},
    "decide_split": PAID,
    "decide_pay": PAID,
    "close": PAID,
    "auto_close": PAID,
    "lapse": ENDED,
    "cancel_late": ENDED,
    "cancel_with_reason": ENDED,
    "accept_request:cancellation": ENDED,
    "cancellation_silence": ENDED,
    "decide_refund": ENDED,
    "void": ENDED,
    "expiring": {SELLER: Topic.EXPIRED, BUYER: Topic.EXPIRED},
    "expire": {SELLER: Topic.EXPIRED, BUYER: Topic.EXPIRED},
}


def offered(notice: str, to: Actor) -> Topic | None:
    """The topic that belongs to a notice, for who gets it; none for mediators."""
    return OFFERED.get(notice, {}).get(to)
