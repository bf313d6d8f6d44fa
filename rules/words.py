"""The words of the order process, as enumerations: one word for one thing, everywhere."""

from enum import StrEnum


class State(StrEnum):
    """Where an order stands (process.md section 2). `late` is not a state."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    REVISION_REQUESTED = "revision_requested"
    REVISION_REFUSED = "revision_refused"
    DISPUTED = "disputed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


FINAL = frozenset({State.COMPLETED, State.CANCELLED, State.EXPIRED})
OPEN = frozenset(State) - FINAL


class Actor(StrEnum):
    """Who acts: three people, the clock, and the operator who keeps the workspace in order."""

    SELLER = "seller"
    BUYER = "buyer"
    MEDIATOR = "mediator"
    OPERATOR = "operator"
    CLOCK = "clock"


PARTIES = (Actor.SELLER, Actor.BUYER)


class Action(StrEnum):
    """What somebody may do: the transitions of section 3, then the actions of section 10."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    DELIVER = "deliver"
    CANCEL_LATE = "cancel_late"
    CANCEL_WITH_REASON = "cancel_with_reason"
    CLOSE = "close"
    AUTO_CLOSE = "auto_close"
    REQUEST_REVISION = "request_revision"
    ACCEPT_REVISION = "accept_revision"
    REFUSE_REVISION = "refuse_revision"
    OPEN_DISPUTE = "open_dispute"
    DECIDE_REFUND = "decide_refund"
    DECIDE_SPLIT = "decide_split"
    DECIDE_RESTART = "decide_restart"
    DECIDE_PAY = "decide_pay"
    EXPIRE = "expire"

    SUPPLY = "supply"
    CONFIRM_ITEM = "confirm_item"
    MESSAGE = "message"
    PROGRESS = "progress"
    CHASE = "chase"
    REQUEST = "request"
    ACCEPT_REQUEST = "accept_request"
    REFUSE_REQUEST = "refuse_request"
    WITHDRAW_REQUEST = "withdraw_request"
    COUNTER = "counter"
    TAKE_CASE = "take_case"
    ASK_PARTY = "ask_party"
    ANSWER_MEDIATOR = "answer_mediator"
    ADMIT_CLAIM = "admit_claim"
    REJECT_CLAIM = "reject_claim"
    REVIEW = "review"
    VOID = "void"
    CHANGE_PARTY = "change_party"
    CONFIRM_PAYMENT = "confirm_payment"
    SNOOZE = "snooze"


class RequestKind(StrEnum):
    """The requests that live beside the state (section 4)."""

    CANCELLATION = "cancellation"
    LATER_DATE = "later_date"
    SUPPLEMENT = "supplement"
    MISSING_ELEMENTS = "missing_elements"
    REVISION_DETAILS = "revision_details"
    PARTIAL_REFUND = "partial_refund"
    CLAIM = "claim"


class RequestEnd(StrEnum):
    """How a request ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


class Nudge(StrEnum):
    """The reminders and announcements of section 7. The digest is a person's, not an order's."""

    ACCEPT_SOON = "accept_soon"
    BRIEF_MISSING = "brief_missing"
    STAGE_GUIDE = "stage_guide"
    KEEP_INFORMED = "keep_informed"
    DUE_SOON = "due_soon"
    NOW_LATE_SELLER = "now_late_seller"
    NOW_LATE_BUYER = "now_late_buyer"
    STILL_LATE = "still_late"
    PROMISE_DUE = "promise_due"
    ANSWER_CANCELLATION = "answer_cancellation"
    DISPUTE_DOOR = "dispute_door"
    CHECK_DELIVERY = "check_delivery"
    ANSWER_REVISION = "answer_revision"
    ELEMENTS_MISSING = "elements_missing"
    REFUSAL_CHOICE = "refusal_choice"
    SUPPLEMENT_OPEN = "supplement_open"
    REFUND_OPEN = "refund_open"
    REFUND_AGREED = "refund_agreed"
    REVIEW_INVITE = "review_invite"
    CASE_UNCLAIMED = "case_unclaimed"
    CASE_IDLE = "case_idle"
    EXPIRING = "expiring"


AT_ONCE = frozenset({Nudge.STAGE_GUIDE, Nudge.NOW_LATE_SELLER, Nudge.NOW_LATE_BUYER, Nudge.DISPUTE_DOOR})
"""Events and rights: told at once, whatever the hour, and never snoozed. All other nudges are reminders."""


REMINDS_OF: dict[RequestKind, frozenset[Nudge]] = {
    RequestKind.CANCELLATION: frozenset({Nudge.ANSWER_CANCELLATION}),
    RequestKind.LATER_DATE: frozenset(),
    RequestKind.SUPPLEMENT: frozenset({Nudge.SUPPLEMENT_OPEN}),
    RequestKind.MISSING_ELEMENTS: frozenset({Nudge.ELEMENTS_MISSING}),
    RequestKind.REVISION_DETAILS: frozenset({Nudge.ELEMENTS_MISSING}),
    RequestKind.PARTIAL_REFUND: frozenset({Nudge.REFUND_OPEN}),
    RequestKind.CLAIM: frozenset({Nudge.CASE_UNCLAIMED, Nudge.CASE_IDLE}),
}
"""The reminders of an open request: with it they are over, and so is what was put off."""
REMINDS_OF_DEADLINE = frozenset({Nudge.KEEP_INFORMED, Nudge.DUE_SOON, Nudge.STILL_LATE})
REMINDS_OF_PROMISE = frozenset({Nudge.PROMISE_DUE})


class Reason(StrEnum):
    """Why something is refused. Each has its own text, in each language, under templates/*/refusals/."""

    # the order is somewhere else: one reason a state
    ORDER_PENDING = "order_pending"
    ORDER_IN_PROGRESS = "order_in_progress"
    ORDER_DELIVERED = "order_delivered"
    ORDER_REVISION_REQUESTED = "order_revision_requested"
    ORDER_REVISION_REFUSED = "order_revision_refused"
    FROZEN = "frozen"
    ORDER_COMPLETED = "order_completed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_EXPIRED = "order_expired"
    # somebody else may do it
    NOT_YOURS = "not_yours"
    SELLER_ONLY = "seller_only"
    BUYER_ONLY = "buyer_only"
    MEDIATOR_ONLY = "mediator_only"
    OPERATOR_ONLY = "operator_only"
    CLOCK_ONLY = "clock_only"
    PARTY_CANNOT_MEDIATE = "party_cannot_mediate"
    OTHER_PARTY_ANSWERS = "other_party_answers"
    OPENER_WITHDRAWS = "opener_withdraws"
    # not now
    NOT_LATE_YET = "not_late_yet"
    LATE_CANCEL_ALONE = "late_cancel_alone"
    STILL_TIME_TO_ANSWER = "still_time_to_answer"
    NO_DISPUTE_DOOR = "no_dispute_door"
    CLAIM_FIRST = "claim_first"
    NO_CLAIMS_HERE = "no_claims_here"
    CLAIM_TAKEN = "claim_taken"
    NO_CLAIM = "no_claim"
    NO_CASE = "no_case"
    CASE_TAKEN = "case_taken"
    NO_QUESTION = "no_question"
    REQUEST_OPEN = "request_open"
    MEDIATOR_FIRST = "mediator_first"
    NO_OPEN_REQUEST = "no_open_request"
    ANSWERED_BY_SUPPLYING = "answered_by_supplying"
    ANSWERED_BY_MEDIATOR = "answered_by_mediator"
    CHASED_RECENTLY = "chased_recently"
    CHAT_OVER = "chat_over"
    REVIEW_OVER = "review_over"
    REVIEW_DONE = "review_done"
    NO_PAYMENT_DUE = "no_payment_due"
    ALREADY_CONFIRMED = "already_confirmed"
    NOTHING_TO_SNOOZE = "nothing_to_snooze"
    CONSEQUENCE_CHANGED = "consequence_changed"
    # what was written
    BRIEF_INCOMPLETE = "brief_incomplete"
    EMPTY_TEXT = "empty_text"
    EMPTY_LIST = "empty_list"
    REPEATED_ITEM = "repeated_item"
    ITEM_TOO_LONG = "item_too_long"
    NO_WORK = "no_work"
    CHECKLIST_INCOMPLETE = "checklist_incomplete"
    INCOMPLETE_DELIVERY = "incomplete_delivery"
    UNKNOWN_ITEM = "unknown_item"
    ITEM_WITHOUT_CONTENT = "item_without_content"
    DATE_PAST = "date_past"
    DATE_NOT_AFTER_DUE = "date_not_after_due"
    DATE_TOO_FAR = "date_too_far"
    DATE_AFTER_ANNOUNCED = "date_after_announced"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_NOT_BELOW_HELD = "amount_not_below_held"
    DAYS_NEGATIVE = "days_negative"
    DAYS_TOO_MANY = "days_too_many"
    STARS_OUT_OF_RANGE = "stars_out_of_range"
    TOO_MANY_ITEMS = "too_many_items"
    SAME_PERSON = "same_person"
