"""The actions that are no transitions (section 10), in the shape of the table: whose, where, unless, what follows."""

from datetime import datetime

from rules import answers
from rules import events as did
from rules.answers import unpaid
from rules.calendar import after
from rules.commands import (
    AnswerMediator,
    AskParty,
    ChangeParty,
    Chase,
    Command,
    ConfirmItem,
    Message,
    Progress,
    Review,
    SnoozeNudge,
    Supply,
)
from rules.effects import Events, stamp, void
from rules.guards import case_is_free, has_case, has_claim, has_question, in_future
from rules.order import Order, Told
from rules.policy import Policy
from rules.refusal import Refusal, elsewhere
from rules.requests import (
    amount_below_held,
    may_answer,
    may_open,
    may_withdraw,
    reason_for_refusal,
    still_acceptable,
)
from rules.transitions import TRANSITIONS, UNFROZEN, Rule
from rules.words import AT_ONCE, FINAL, PARTIES, Action, Actor, Reason, State


def item_is_known(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """An item of the brief while pending, or an element of an open list."""
    assert isinstance(command, Supply | ConfirmItem)
    in_brief = order.state is State.PENDING and any(item.name == command.item for item in order.brief)
    if in_brief or (isinstance(command, Supply) and answers.asked_for(order, command.item) is not None):
        return None
    return Refusal(Reason.UNKNOWN_ITEM, field="item", facts={"item": command.item})


def item_can_be_confirmed(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The seller confirms what is there and clear, once."""
    assert isinstance(command, ConfirmItem)
    item = next(item for item in order.brief if item.name == command.item)
    if item.content is None:
        return Refusal(Reason.ITEM_WITHOUT_CONTENT, facts={"item": item.name})
    return Refusal(Reason.ALREADY_CONFIRMED, facts={"item": item.name}) if item.confirmed else None


def chat_is_open(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Nothing is relayed while the chat is closed, and the sender is told why (rule 11)."""
    if order.chat_open(now):
        return None
    if order.state in FINAL:
        return Refusal(Reason.CHAT_OVER, facts={"ended_at": order.chat_until or order.entered_at})
    return elsewhere(order, now)


def not_chased_recently(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The buyer is reminded once in a while, not at every thought."""
    if order.chased_at is None:
        return None
    opens_at = after(order.chased_at, policy.chase_every, policy.zone)
    return None if now >= opens_at else Refusal(Reason.CHASED_RECENTLY, opens_at=opens_at)


def may_review(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Once, within the review window of the completion."""
    if order.reviewed_at is not None:
        return Refusal(Reason.REVIEW_DONE, facts={"at": order.reviewed_at})
    if order.review_by is not None and now < order.review_by:
        return None
    return Refusal(Reason.REVIEW_OVER, facts={"ended_at": order.review_by})


def stars_in_range(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    assert isinstance(command, Review)
    return None if 1 <= command.stars <= 5 else Refusal(Reason.STARS_OUT_OF_RANGE, field="stars")


def payment_is_due(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """An accepted supplement waits for its payment."""
    return None if unpaid(order) is not None else Refusal(Reason.NO_PAYMENT_DUE)


def party_is_new(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Nobody sells to themselves, and a change changes something."""
    assert isinstance(command, ChangeParty)
    if command.role not in PARTIES:
        return Refusal(Reason.UNKNOWN_ITEM, field="role", facts={"item": str(command.role)})
    if command.person == order.mediator:
        return Refusal(Reason.PARTY_CANNOT_MEDIATE, field="person")
    taken = command.person in (order.seller, order.buyer)
    return Refusal(Reason.SAME_PERSON, field="person") if taken else None


def asks_a_party(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A mediator's question goes to the seller or to the buyer."""
    assert isinstance(command, AskParty)
    known = command.to in PARTIES
    return None if known else Refusal(Reason.UNKNOWN_ITEM, field="to", facts={"item": str(command.to)})


def snoozable(order: Order, command: Command, now: datetime) -> Told | None:
    """The reminder that a snooze puts off: the last one that this person got and that is not over."""
    assert isinstance(command, SnoozeNudge)
    me = stamp(order, command, now)["actor"]
    mine = [
        told
        for told in order.told
        if told.to is me
        and told.nudge not in AT_ONCE
        and (command.nudge is None or told.nudge is command.nudge)
        and (told.announces is None or now < told.announces)
    ]
    return max(mine, key=lambda told: told.at, default=None)


def has_reminder(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Rights are told at once and cannot be put off; reminders can."""
    return None if snoozable(order, command, now) is not None else Refusal(Reason.NOTHING_TO_SNOOZE)


def snoozed_in_time(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Never past what the reminder announces."""
    assert isinstance(command, SnoozeNudge)
    told = snoozable(order, command, now)
    if told is not None and told.announces is not None and command.until > told.announces:
        return Refusal(
            Reason.DATE_AFTER_ANNOUNCED, field="until", opens_at=None, facts={"date": told.announces}
        )
    return in_future(command.until, now, "until")


def confirm_item(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, ConfirmItem)
    return (did.ItemConfirmed(**stamp(order, command, now), item=command.item),)


def message(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Message)
    who = stamp(order, command, now)
    sent = did.MessageSent(**who, text=command.text, files=command.files or (), in_thread=command.in_thread)
    return (sent,)


def progress(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Progress)
    return (did.ProgressNoted(**stamp(order, command, now), text=command.text),)


def chase(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Chase)
    asked = tuple(name for request in order.requests for name in request.missing)
    missing = order.missing if order.state is State.PENDING else asked
    return (did.BuyerChased(**stamp(order, command, now), text=command.text, missing=missing),)


def take_case(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    return (did.CaseTaken(**stamp(order, command, now)),)


def ask_party(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, AskParty)
    return (did.PartyAsked(**stamp(order, command, now), to=command.to, text=command.text),)


def answer_mediator(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, AnswerMediator)
    return (did.MediatorAnswered(**stamp(order, command, now), text=command.text),)


def review(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Review)
    return (did.Reviewed(**stamp(order, command, now), stars=command.stars, text=command.text),)


def change_party(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, ChangeParty)
    who = stamp(order, command, now)
    return (did.PartyChanged(**who, role=command.role, new=command.person, reason=command.reason),)


def snooze(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, SnoozeNudge)
    told = snoozable(order, command, now)
    assert told is not None
    who = stamp(order, command, now)
    return (did.NudgeSnoozed(**who, nudge=told.nudge, until=command.until),)


ANY = frozenset(State)
PENDING = frozenset({State.PENDING})
DISPUTED = frozenset({State.DISPUTED})
SUPPLYING = frozenset({State.PENDING, State.IN_PROGRESS, State.REVISION_REQUESTED})
CHASING = frozenset({State.PENDING, State.IN_PROGRESS, State.REVISION_REQUESTED, State.REVISION_REFUSED})
CASES = UNFROZEN | DISPUTED
REFUNDING = UNFROZEN - PENDING
SELLER, BUYER, MEDIATOR, OPERATOR = (Actor.SELLER,), (Actor.BUYER,), (Actor.MEDIATOR,), (Actor.OPERATOR,)

ACTIONS: tuple[Rule, ...] = (
    Rule(Action.SUPPLY, SUPPLYING, BUYER, answers.supply, (item_is_known,)),
    Rule(Action.CONFIRM_ITEM, PENDING, SELLER, confirm_item, (item_is_known, item_can_be_confirmed)),
    Rule(Action.MESSAGE, ANY, PARTIES, message, (chat_is_open,)),
    Rule(Action.PROGRESS, frozenset({State.IN_PROGRESS}), SELLER, progress),
    Rule(Action.CHASE, CHASING, SELLER, chase, (not_chased_recently,)),
    Rule(Action.REQUEST, UNFROZEN, PARTIES, answers.open_request, (may_open,)),
    Rule(Action.ACCEPT_REQUEST, UNFROZEN, PARTIES, answers.accept_request, (may_answer, still_acceptable)),
    Rule(
        Action.REFUSE_REQUEST, UNFROZEN, PARTIES, answers.refuse_request, (may_answer,), (reason_for_refusal,)
    ),
    Rule(Action.WITHDRAW_REQUEST, UNFROZEN, PARTIES, answers.withdraw_request, (may_withdraw,)),
    Rule(Action.COUNTER, REFUNDING, PARTIES, answers.counter, (may_answer,), (amount_below_held,)),
    Rule(Action.TAKE_CASE, CASES, MEDIATOR, take_case, (has_case, case_is_free)),
    Rule(Action.ASK_PARTY, CASES, MEDIATOR, ask_party, (has_case,), (asks_a_party,)),
    Rule(Action.ANSWER_MEDIATOR, CASES, PARTIES, answer_mediator, (has_question,)),
    Rule(Action.ADMIT_CLAIM, UNFROZEN, MEDIATOR, answers.admit_claim, (has_claim,)),
    Rule(Action.REJECT_CLAIM, UNFROZEN, MEDIATOR, answers.reject_claim, (has_claim,)),
    Rule(Action.REVIEW, frozenset({State.COMPLETED}), BUYER, review, (may_review,), (stars_in_range,)),
    Rule(Action.VOID, UNFROZEN, OPERATOR, void),
    Rule(Action.CHANGE_PARTY, UNFROZEN, OPERATOR, change_party, wants=(party_is_new,)),
    Rule(Action.CONFIRM_PAYMENT, UNFROZEN, OPERATOR, answers.confirm_payment, (payment_is_due,)),
    Rule(Action.SNOOZE, ANY, (*PARTIES, Actor.MEDIATOR), snooze, (has_reminder,), (snoozed_in_time,)),
)

RULES: dict[Action, Rule] = {rule.action: rule for rule in (*TRANSITIONS, *ACTIONS)}
