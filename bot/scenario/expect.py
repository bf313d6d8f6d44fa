"""What a step expects, each key of it typed; what is not named is not checked."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.scenario.nodes import Piece, nearest
from bot.scenario.shape import Expect, Settlement
from bot.scenario.values import Readers, Times, either, texts, whole, word
from rules.words import PARTIES, Action, Actor, Nudge, RequestKind, State

HEARERS = (*PARTIES, Actor.MEDIATOR)
ROLES = (*HEARERS, Actor.OPERATOR)
TOLD = (*map(str, Nudge), *map(str, Action))
OF_A_KIND = (Action.REQUEST, Action.ACCEPT_REQUEST, Action.REFUSE_REQUEST, Action.WITHDRAW_REQUEST)
OF_AN_ITEM = (Action.SUPPLY, Action.CONFIRM_ITEM)


def read_expect(piece: Piece, times: Times) -> Expect:
    """The expectations of a step. A date may be null: then there must be none."""
    date = _or_none(times.read)
    readers: Readers = {
        "state": word(State),
        "late": either("true", "false"),
        "due_at": date,
        "agreed_until": date,
        "frozen": either("true", "false"),
        "chat": either("open", "closed"),
        "held": whole(),
        "settlement": _settlement,
        "requests": lambda kinds: tuple(map(word(RequestKind), kinds.items())),
        "options": lambda roles: _by_role(roles, ROLES, _options),
        "opens_at": date,
        "told": lambda roles: _by_role(roles, HEARERS, _told),
        "not_told": lambda roles: _by_role(roles, HEARERS, _told),
        "wake_at": date,
    }
    found = piece.fields(readers)
    if "state" in found and found["state"].text() == "late":
        found["state"].fail(
            "late is no state: an order in_progress is late; write state: in_progress, late: true"
        )
    return Expect(**{key: readers[key](value) for key, value in found.items()})


def _or_none(read: Callable[[Piece], Any]) -> Callable[[Piece], Any]:
    return lambda piece: None if piece.unset else read(piece)


def _settlement(piece: Piece) -> Settlement:
    found = piece.fields([str(party) for party in PARTIES])
    return Settlement(**{party: whole()(amount) for party, amount in found.items()})


def _by_role(piece: Piece, roles: tuple[Actor, ...], read: Callable[[Piece], Any]) -> Mapping[Actor, Any]:
    return {Actor(role): read(value) for role, value in piece.fields([str(role) for role in roles]).items()}


def _options(piece: Piece) -> dict[str, bool]:
    found = piece.pairs()
    for option, shown in found.items():
        if (wrong := _option_wrong(option)) is not None:
            shown.fail(wrong)
    return {option: either("open", "closed")(shown) for option, shown in found.items()}


def _option_wrong(option: str) -> str | None:
    """What is wrong with an option's id: an action, with its kind, item or recipient behind a colon if it has one."""
    name, colon, detail = option.partition(":")
    if name not in set(Action):
        return f'unknown action "{name:.40}"; {nearest(name, [str(action) for action in Action])}'
    if name in OF_AN_ITEM:
        return None if detail else f'"{option}" lacks its item, such as {name}:logo'
    details = _details(Action(name))
    if not details and colon:
        return f'"{option:.40}" has nothing behind a colon; write {name}'
    if details and detail not in details:
        return (
            f'"{option:.40}" does not say which; write {name}: and then the word; {nearest(detail, details)}'
        )
    return None


def _details(action: Action) -> tuple[str, ...]:
    if action in OF_A_KIND:
        return tuple(map(str, RequestKind))
    return tuple(map(str, PARTIES)) if action is Action.ASK_PARTY else ()


def _told(piece: Piece) -> tuple[str, ...]:
    """Ids of nudges, and of the actions that notices report; one of these may say its kind behind a colon."""
    for told, member in zip(texts(piece), piece.items(), strict=True):
        name = told.partition(":")[0]
        if name == "digest":
            member.fail(f"{piece.what}: the digest tells of all orders of a person, and a scenario has one")
        if name not in TOLD:
            member.fail(f'{piece.what}: unknown nudge or action "{told:.40}"; {nearest(name, TOLD)}')
    return texts(piece)
