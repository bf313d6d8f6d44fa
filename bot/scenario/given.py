"""What a step's action carries (`with`): which fields, as process.md sections 3 and 10 say, and of which type."""

from bot.scenario.nodes import Piece, nearest
from bot.scenario.values import Readers, Times, either, texts, typed, whole, word
from rules.words import PARTIES, Action, Actor, RequestKind

REASON_ONLY = ("reason",)

CARRIES: dict[Action, tuple[str, ...]] = {
    Action.DECLINE: REASON_ONLY,
    Action.CANCEL_WITH_REASON: REASON_ONLY,
    Action.REFUSE_REVISION: REASON_ONLY,
    Action.DELIVER: ("work", "checklist", "complete"),
    Action.REQUEST_REVISION: ("changes",),
    Action.OPEN_DISPUTE: REASON_ONLY,
    Action.DECIDE_REFUND: REASON_ONLY,
    Action.DECIDE_SPLIT: ("reason", "amount"),
    Action.DECIDE_RESTART: ("reason", "due_at"),
    Action.DECIDE_PAY: REASON_ONLY,
    Action.SUPPLY: ("item", "content"),
    Action.CONFIRM_ITEM: ("item",),
    Action.MESSAGE: ("text",),
    Action.PROGRESS: ("text",),
    Action.CHASE: ("text",),
    Action.REQUEST: ("kind", "reason", "until", "price", "extra_days", "description", "amount", "items"),
    Action.ACCEPT_REQUEST: ("kind", "reason"),
    Action.REFUSE_REQUEST: ("kind", "reason"),
    Action.WITHDRAW_REQUEST: ("kind", "reason"),
    Action.COUNTER: ("kind", "amount", "reason"),
    Action.TAKE_CASE: ("text",),
    Action.ASK_PARTY: ("to", "text"),
    Action.ANSWER_MEDIATOR: ("text",),
    Action.ADMIT_CLAIM: REASON_ONLY,
    Action.REJECT_CLAIM: REASON_ONLY,
    Action.REVIEW: ("stars", "text"),
    Action.VOID: REASON_ONLY,
    Action.CHANGE_PARTY: ("reason", "role", "person"),
    Action.CONFIRM_PAYMENT: REASON_ONLY,
    Action.SNOOZE: ("until",),
}
"""The others carry nothing."""

NEEDS: dict[Action, tuple[str, ...]] = {
    Action.DECIDE_SPLIT: ("amount",),
    Action.DECIDE_RESTART: ("due_at",),
    Action.SUPPLY: ("item",),
    Action.CONFIRM_ITEM: ("item",),
    Action.REQUEST: ("kind",),
    Action.ACCEPT_REQUEST: ("kind",),
    Action.REFUSE_REQUEST: ("kind",),
    Action.WITHDRAW_REQUEST: ("kind",),
    Action.COUNTER: ("amount",),
    Action.ASK_PARTY: ("to",),
    Action.REVIEW: ("stars",),
    Action.CHANGE_PARTY: ("role", "person"),
    Action.SNOOZE: ("until",),
}
"""Without these there is nothing to try. A missing text or list is tried as an empty one, which the law refuses."""


def read_given(action: Action, acting: Piece, carried: Piece | None, times: Times) -> dict[str, object]:
    """The carried fields that are set, typed; ScenarioError with the line where one is wrong or a needed one missing."""
    known = CARRIES.get(action, ())
    found = carried.pairs() if carried is not None else {}
    for key, piece in found.items():
        if key not in known:
            piece.fail(
                f'{action} does not carry "{key}"; {nearest(key, known) if known else "it carries nothing"}'
            )
    for key in NEEDS.get(action, ()):
        if key not in found or found[key].unset:
            acting.fail(f"{action} needs {key}; write it under with")
    if action is Action.COUNTER and "kind" in found:
        word(RequestKind, only=(RequestKind.PARTIAL_REFUND,))(found.pop("kind"))  # the only kind to counter
    return typed(found, _readers(times))


def _readers(times: Times) -> Readers:
    text = Piece.text
    return {
        "kind": word(RequestKind),
        "role": word(Actor, only=PARTIES),
        "to": word(Actor, only=PARTIES),
        "item": text,
        "content": text,
        "text": text,
        "reason": text,
        "description": text,
        "person": text,
        "until": times.read,
        "due_at": times.read,
        "price": whole(),
        "amount": whole(),
        "extra_days": whole(),
        "stars": whole(),
        "items": texts,
        "work": texts,
        "checklist": texts,
        "changes": texts,
        "complete": either("true", "false"),
    }
