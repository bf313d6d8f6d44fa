"""What happened: one small struct an event, in the past tense, with results (dates, sums) and never rules.

A policy that changes later rewrites nothing: every window is a date from the moment that it opened.
"""

from datetime import datetime

import msgspec

from rules.order import Attached, ServiceOption, Text
from rules.words import Action, Actor, Nudge, RequestEnd, RequestKind


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What every event carries: when it held (for the clock: when it was due), which role acted, and who (our id)."""

    at: datetime
    actor: Actor
    person: str | None = None


class Ending(Event, frozen=True, kw_only=True):
    """An event that ends the order. Its settlement: what each has received in all, in minor units (section 5)."""

    buyer: int
    seller: int
    chat_until: datetime | None = None


class OrderPlaced(Event, frozen=True, kw_only=True, tag="order_placed"):
    """A paid order. `at` is the payment; `brief` holds the names of what the buyer must supply."""

    ref: str
    title: str
    seller: str
    buyer: str
    price: int
    currency: str
    duration_days: int
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()
    service: str | None = None
    options: tuple[ServiceOption, ...] = ()
    accept_by: datetime
    expires_at: datetime


class Accepted(Event, frozen=True, kw_only=True, tag="accepted"):
    due_at: datetime


class Declined(Ending, frozen=True, kw_only=True, tag="declined"):
    reason: Text


class Withdrawn(Ending, frozen=True, kw_only=True, tag="withdrawn"):
    pass


class Lapsed(Ending, frozen=True, kw_only=True, tag="lapsed"):
    pass


class Delivered(Event, frozen=True, kw_only=True, tag="delivered"):
    """`due_at` is the deadline that it is measured against (section 9, on time)."""

    work: tuple[Text, ...]
    checklist: tuple[int, ...] | None = None
    check_by: datetime
    due_at: datetime
    files: tuple[Attached, ...] = ()


class CancelledLate(Ending, frozen=True, kw_only=True, tag="cancelled_late"):
    pass


class CancelledWithReason(Ending, frozen=True, kw_only=True, tag="cancelled_with_reason"):
    reason: Text


class CancelledTogether(Ending, frozen=True, kw_only=True, tag="cancelled_together"):
    """A cancellation request was accepted (or, where the policy says so, met by silence)."""


class Closed(Ending, frozen=True, kw_only=True, tag="closed"):
    review_by: datetime


class AutoClosed(Ending, frozen=True, kw_only=True, tag="auto_closed"):
    review_by: datetime


class RevisionRequested(Event, frozen=True, kw_only=True, tag="revision_requested"):
    changes: tuple[Text, ...]
    answer_by: datetime


class RevisionAccepted(Event, frozen=True, kw_only=True, tag="revision_accepted"):
    due_at: datetime


class RevisionRefused(Event, frozen=True, kw_only=True, tag="revision_refused"):
    reason: Text
    check_by: datetime


class DisputeOpened(Event, frozen=True, kw_only=True, tag="dispute_opened"):
    """`via`: the door, as the action that opened it. Without a reason where the clock opened it."""

    via: Action
    reason: Text | None = None


class RefundDecided(Ending, frozen=True, kw_only=True, tag="refund_decided"):
    reason: Text


class SplitDecided(Ending, frozen=True, kw_only=True, tag="split_decided"):
    reason: Text
    amount: int
    review_by: datetime


class RestartDecided(Event, frozen=True, kw_only=True, tag="restart_decided"):
    reason: Text
    due_at: datetime
    expires_at: datetime


class PayDecided(Ending, frozen=True, kw_only=True, tag="pay_decided"):
    reason: Text
    review_by: datetime


class Expired(Ending, frozen=True, kw_only=True, tag="expired"):
    pass


class Voided(Ending, frozen=True, kw_only=True, tag="voided"):
    reason: Text


class ItemSupplied(Event, frozen=True, kw_only=True, tag="item_supplied"):
    """`request`: the open request that asked for it; none for an item of the brief."""

    item: str
    content: Text
    request: RequestKind | None = None
    files: tuple[Attached, ...] = ()


class ItemConfirmed(Event, frozen=True, kw_only=True, tag="item_confirmed"):
    item: str


class MessageSent(Event, frozen=True, kw_only=True, tag="message_sent"):
    """`in_thread`: its author wrote it in their own thread, and sees it there."""

    text: Text
    files: tuple[Attached, ...] = ()
    in_thread: bool = False


class FileCarried(Event, frozen=True, kw_only=True, tag="file_carried"):
    """A file that `sharer` had shared was handed to the other party; `sha256` (hexadecimal) proves which bytes.

    `copy`: Slack's id of our own copy, which stays whatever its sharer does with theirs.
    """

    name: Text
    size: int
    sha256: str
    sharer: Actor
    copy: str | None = None


class FileLost(Event, frozen=True, kw_only=True, tag="file_lost"):
    """A file could not be handed on: too large (`size` in bytes), or Slack did not give it."""

    name: Text
    size: int
    too_large: bool
    sharer: Actor


class ProgressNoted(Event, frozen=True, kw_only=True, tag="progress_noted"):
    text: Text


class BuyerChased(Event, frozen=True, kw_only=True, tag="buyer_chased"):
    """`missing`: the names of what the buyer still owes at this moment."""

    text: Text | None = None
    missing: tuple[str, ...] = ()


class RequestOpened(Event, frozen=True, kw_only=True, tag="request_opened"):
    """`about` is the request's kind; `counters`: the amount that this one answers, where it is a counter."""

    about: RequestKind
    answer_by: datetime | None = None
    reason: Text | None = None
    until: datetime | None = None
    amount: int | None = None
    price: int | None = None
    extra_days: int | None = None
    description: Text | None = None
    option: str | None = None
    items: tuple[str, ...] = ()
    counters: int | None = None


class RequestEnded(Event, frozen=True, kw_only=True, tag="request_ended"):
    """`opener`: who had opened it; `hold_until`: what a claim holds back after its end."""

    about: RequestKind
    end: RequestEnd
    opener: Actor
    reason: Text | None = None
    hold_until: datetime | None = None


class LaterDateAgreed(Event, frozen=True, kw_only=True, tag="later_date_agreed"):
    """`proposed`: the seller had proposed it; else the buyer named it."""

    until: datetime
    proposed: bool = False
    reason: Text | None = None


class SupplementAccepted(Event, frozen=True, kw_only=True, tag="supplement_accepted"):
    """Accepted, and waiting for its payment (policy `supplement_payment = confirmed`)."""

    description: Text
    price: int
    extra_days: int


class SupplementCounted(Event, frozen=True, kw_only=True, tag="supplement_counted"):
    """The supplement counts: price and duration grow; `due_at` is the new deadline, where there is one.

    `resumed`: the order goes back to work from `revision_refused`. `accepted_at`: when the buyer had agreed.
    `reason`: of who confirmed its payment.
    """

    description: Text
    price: int
    extra_days: int
    due_at: datetime | None = None
    resumed: bool = False
    accepted_at: datetime
    reason: Text | None = None


class RefundAgreed(Event, frozen=True, kw_only=True, tag="refund_agreed"):
    """Both consents with their times; a mediator pays it out."""

    amount: int
    proposed_by: Actor
    proposed_at: datetime


class RefundPaid(Event, frozen=True, kw_only=True, tag="refund_paid"):
    """Paid at once to the buyer (policy `partial_refund = direct`); the order goes on."""

    amount: int


class CaseTaken(Event, frozen=True, kw_only=True, tag="case_taken"):
    """`deciding`: taken by the very decision that follows."""

    deciding: bool = False


class PartyAsked(Event, frozen=True, kw_only=True, tag="party_asked"):
    to: Actor
    text: Text


class MediatorAnswered(Event, frozen=True, kw_only=True, tag="mediator_answered"):
    text: Text


class Reviewed(Event, frozen=True, kw_only=True, tag="reviewed"):
    stars: int
    text: Text | None = None


class PartyChanged(Event, frozen=True, kw_only=True, tag="party_changed"):
    role: Actor
    new: str
    reason: Text


class PartyLeft(Event, frozen=True, kw_only=True, tag="party_left"):
    """Who holds `role` cannot be reached any more: their account at Slack is gone or shut."""

    role: Actor


class PartyReturned(Event, frozen=True, kw_only=True, tag="party_returned"):
    """They can be reached again."""

    role: Actor


class NudgeSnoozed(Event, frozen=True, kw_only=True, tag="nudge_snoozed"):
    nudge: Nudge
    until: datetime


class Nudged(Event, frozen=True, kw_only=True, tag="nudged"):
    """A moment of the agenda came: told, or dropped because it came too late to be of use (rule 14).

    `key` is the moment's; `ends_at`: when saying it stops making sense, where it does.
    """

    nudge: Nudge
    to: Actor
    key: str
    sent: bool
    announces: datetime | None = None
    ends_at: datetime | None = None


class PolicySwitched(Event, frozen=True, kw_only=True, tag="policy_switched"):
    """Nudges whose moment lies before it are not sent."""


AnyEvent = (
    OrderPlaced | Accepted | Declined | Withdrawn | Lapsed | Delivered | CancelledLate | CancelledWithReason
    | CancelledTogether | Closed | AutoClosed | RevisionRequested | RevisionAccepted | RevisionRefused | DisputeOpened
    | RefundDecided | SplitDecided | RestartDecided | PayDecided | Expired | Voided | ItemSupplied | ItemConfirmed
    | MessageSent | FileCarried | FileLost | ProgressNoted | BuyerChased | RequestOpened | RequestEnded | LaterDateAgreed | SupplementAccepted
    | SupplementCounted | RefundAgreed | RefundPaid | CaseTaken | PartyAsked | MediatorAnswered | Reviewed
    | PartyChanged | PartyLeft | PartyReturned | NudgeSnoozed | Nudged | PolicySwitched
)  # fmt: skip
