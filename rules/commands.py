"""What people ask for: one small struct a command, an order in the imperative. Field names are those of section 10."""

from datetime import datetime
from typing import ClassVar

import msgspec

from rules.order import Attached, Text
from rules.words import Action, Actor, Nudge, RequestKind


class Person(msgspec.Struct, frozen=True):
    """Who asks, by our own id, and what was looked up about them at this moment; nothing remembered (P14)."""

    id: str
    mediator: bool = False
    operator: bool = False
    clock: bool = False


CLOCK = Person("", clock=True)
"""The fourth actor: what happens by itself."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What every command carries: who, and the consequence that was shown (`Effect.digest`), if one was."""

    action: ClassVar[Action]
    optional: ClassVar[frozenset[str]] = frozenset()
    by: Person
    shown: str | None = None

    @property
    def id(self) -> str:
        """The action's id with its kind, item or recipient behind a colon, as buttons and modals carry it."""
        for name in ("kind", "item", "to"):
            if (detail := getattr(self, name, None)) is not None:
                return f"{self.action}:{detail}"
        return str(self.action)


class Bare(Command, frozen=True, kw_only=True):
    """A command that carries nothing of its own."""


class Accept(Bare, frozen=True, kw_only=True):
    action = Action.ACCEPT


class Withdraw(Bare, frozen=True, kw_only=True):
    action = Action.WITHDRAW


class CancelLate(Bare, frozen=True, kw_only=True):
    action = Action.CANCEL_LATE


class Close(Bare, frozen=True, kw_only=True):
    action = Action.CLOSE


class AcceptRevision(Bare, frozen=True, kw_only=True):
    action = Action.ACCEPT_REVISION


class TakeCase(Bare, frozen=True, kw_only=True):
    action = Action.TAKE_CASE


class Reasoned(Command, frozen=True, kw_only=True):
    """A command whose reason is compulsory."""

    reason: Text


class Decline(Reasoned, frozen=True, kw_only=True):
    action = Action.DECLINE


class CancelWithReason(Reasoned, frozen=True, kw_only=True):
    action = Action.CANCEL_WITH_REASON


class RefuseRevision(Reasoned, frozen=True, kw_only=True):
    action = Action.REFUSE_REVISION


class OpenDispute(Reasoned, frozen=True, kw_only=True):
    action = Action.OPEN_DISPUTE


class DecideRefund(Reasoned, frozen=True, kw_only=True):
    action = Action.DECIDE_REFUND


class DecideSplit(Reasoned, frozen=True, kw_only=True):
    """`amount`: what the buyer gets back, in minor units."""

    action = Action.DECIDE_SPLIT
    amount: int


class DecideRestart(Reasoned, frozen=True, kw_only=True):
    """`due_at`: the new contractual deadline, taken as given."""

    action = Action.DECIDE_RESTART
    due_at: datetime


class DecidePay(Reasoned, frozen=True, kw_only=True):
    action = Action.DECIDE_PAY


class AdmitClaim(Reasoned, frozen=True, kw_only=True):
    action = Action.ADMIT_CLAIM


class RejectClaim(Reasoned, frozen=True, kw_only=True):
    action = Action.REJECT_CLAIM


class Void(Reasoned, frozen=True, kw_only=True):
    action = Action.VOID


class ConfirmPayment(Reasoned, frozen=True, kw_only=True):
    action = Action.CONFIRM_PAYMENT


class ChangeParty(Reasoned, frozen=True, kw_only=True):
    """`role`: seller or buyer; `person`: our id of who takes it over."""

    action = Action.CHANGE_PARTY
    role: Actor
    person: str


class Deliver(Command, frozen=True, kw_only=True):
    """`checklist`: numbers from 1 of `Order.checklist()`, or left out; `complete`: the seller states that all is there."""

    action = Action.DELIVER
    optional = frozenset({"checklist", "files"})
    work: tuple[Text, ...]
    complete: bool = False
    checklist: tuple[int, ...] | None = None
    files: tuple[Attached, ...] | None = None


class RequestRevision(Command, frozen=True, kw_only=True):
    action = Action.REQUEST_REVISION
    changes: tuple[Text, ...]


class Supply(Command, frozen=True, kw_only=True):
    action = Action.SUPPLY
    optional = frozenset({"files"})
    item: str
    content: Text
    files: tuple[Attached, ...] | None = None


class ConfirmItem(Command, frozen=True, kw_only=True):
    action = Action.CONFIRM_ITEM
    item: str


class Message(Command, frozen=True, kw_only=True):
    """`in_thread`: it stands in its author's own thread already."""

    action = Action.MESSAGE
    optional = frozenset({"files", "in_thread"})
    text: Text
    files: tuple[Attached, ...] | None = None
    in_thread: bool = False


class Progress(Command, frozen=True, kw_only=True):
    action = Action.PROGRESS
    text: Text


class Chase(Command, frozen=True, kw_only=True):
    action = Action.CHASE
    optional = frozenset({"text"})
    text: Text | None = None


class OpenRequest(Command, frozen=True, kw_only=True):
    """Opens a request of section 4; which fields count depends on `kind` (`rules.requests`)."""

    action = Action.REQUEST
    kind: RequestKind
    optional = frozenset(
        {"reason", "until", "price", "extra_days", "description", "amount", "items", "option"}
    )
    reason: Text | None = None
    until: datetime | None = None
    price: int | None = None
    extra_days: int | None = None
    description: Text | None = None
    amount: int | None = None
    items: tuple[str, ...] | None = None
    option: str | None = None


class Answer(Command, frozen=True, kw_only=True):
    """An answer to an open request; `reason` is compulsory where a cancellation is refused."""

    optional = frozenset({"reason"})
    kind: RequestKind
    reason: Text | None = None


class AcceptRequest(Answer, frozen=True, kw_only=True):
    action = Action.ACCEPT_REQUEST


class RefuseRequest(Answer, frozen=True, kw_only=True):
    action = Action.REFUSE_REQUEST


class WithdrawRequest(Answer, frozen=True, kw_only=True):
    action = Action.WITHDRAW_REQUEST


class Counter(Reasoned, frozen=True, kw_only=True):
    """Another `amount` (minor units) for an open partial refund, from the other side."""

    action = Action.COUNTER
    amount: int


class AskParty(Command, frozen=True, kw_only=True):
    action = Action.ASK_PARTY
    to: Actor
    text: Text


class AnswerMediator(Command, frozen=True, kw_only=True):
    action = Action.ANSWER_MEDIATOR
    text: Text


class Review(Command, frozen=True, kw_only=True):
    """`stars`: 1 to 5."""

    action = Action.REVIEW
    optional = frozenset({"text"})
    stars: int
    text: Text | None = None


class SnoozeNudge(Command, frozen=True, kw_only=True):
    """Puts a reminder off; without `nudge` the last one that this person got."""

    action = Action.SNOOZE
    optional = frozenset({"nudge"})
    until: datetime
    nudge: Nudge | None = None


COMMANDS: dict[Action, type[Command]] = {
    command.action: command
    for command in (
        Accept, Decline, Withdraw, Deliver, CancelLate, CancelWithReason, Close, RequestRevision, AcceptRevision,
        RefuseRevision, OpenDispute, DecideRefund, DecideSplit, DecideRestart, DecidePay, Supply, ConfirmItem, Message,
        Progress, Chase, OpenRequest, AcceptRequest, RefuseRequest, WithdrawRequest, Counter, TakeCase, AskParty,
        AnswerMediator, AdmitClaim, RejectClaim, Review, Void, ChangeParty, ConfirmPayment, SnoozeNudge,
    )
}  # fmt: skip
"""Which struct carries an action. The clock's own transitions have none: nobody may ask for them."""
