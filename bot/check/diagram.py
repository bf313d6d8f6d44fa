"""The state diagram of docs/process.md, drawn from the table itself."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from rules.requests import REQUESTS
from rules.transitions import TRANSITIONS, UNFROZEN
from rules.words import FINAL, Action, Actor, RequestKind, State

DOCS = Path(__file__).resolve().parents[2] / "docs" / "process.md"
BEGIN, END = "```mermaid\n", "```"


class Move(msgspec.Struct, frozen=True, order=True):
    """One arrow: from where, to where, by which action, by whom."""

    source: State
    to: State
    action: str
    actors: tuple[Actor, ...]


def moves() -> tuple[Move, ...]:
    """Every way from one state to another: the table, the moves that a request makes, and the operator's."""
    return tuple(sorted({*of_table(), *of_requests(), *of_operator()}))


def of_table() -> Iterator[Move]:
    for rule in TRANSITIONS:
        for source in rule.sources:
            assert rule.to is not None
            yield Move(source, rule.to, str(rule.action), rule.actors)


def of_requests() -> Iterator[Move]:
    """Section 3's last paragraph: an accepted cancellation or supplement, a second refusal, an admitted claim."""
    yield from answered(RequestKind.CANCELLATION, Action.ACCEPT_REQUEST, State.CANCELLED, Actor.SELLER)
    yield from answered(RequestKind.CANCELLATION, Action.REFUSE_REQUEST, State.DISPUTED, Actor.CLOCK)
    supplement = f"{Action.ACCEPT_REQUEST}:{RequestKind.SUPPLEMENT}"
    yield Move(State.REVISION_REFUSED, State.IN_PROGRESS, supplement, (Actor.BUYER,))
    for source in REQUESTS[RequestKind.CLAIM].lives_in:
        yield Move(source, State.DISPUTED, str(Action.ADMIT_CLAIM), (Actor.MEDIATOR,))


def answered(kind: RequestKind, action: Action, to: State, actor: Actor) -> Iterator[Move]:
    for source in REQUESTS[kind].lives_in:
        yield Move(source, to, f"{action}:{kind}", (actor,))


def of_operator() -> Iterator[Move]:
    for source in UNFROZEN:
        yield Move(source, State.CANCELLED, str(Action.VOID), (Actor.OPERATOR,))


EVERYWHERE = frozenset({Action.OPEN_DISPUTE, Action.EXPIRE, Action.VOID, Action.ADMIT_CLAIM})
"""Possible from every open state but `disputed`: one arrow from the group instead of five."""


def diagram() -> str:
    """The Mermaid text. Arrows that leave every unfrozen state leave from the box around them."""
    inner, outer = [], {}
    for move in moves():
        line = f"{move.to} : {label(move)}"
        if move.action in EVERYWHERE:
            outer[line] = f"    open --> {line}"
        else:
            inner.append((move, f"    {move.source} --> {line}"))
    unfrozen = {move.source for move, _ in inner} - {State.DISPUTED}
    within = [line for move, line in inner if {move.source, move.to} <= unfrozen]
    across = [line for move, line in inner if not {move.source, move.to} <= unfrozen]
    ends = [f"    {state} --> [*]" for state in State if state in FINAL]
    parts = ["stateDiagram-v2", "    direction LR", "    [*] --> pending", "    state open {"]
    return (
        "\n".join([*parts, *(f"    {line}" for line in within), "    }", *across, *outer.values(), *ends])
        + "\n"
    )


def label(move: Move) -> str:
    """The action, and who does it. A colon would end the label."""
    return f"{move.action.replace(':', ' ')} ({', '.join(move.actors)})"


def is_stale() -> Iterator[str]:
    """Whether the page shows another diagram than the table gives. A wheel ships no docs: nothing to compare there."""
    if not DOCS.parent.is_dir():
        return
    page = DOCS.read_text(encoding="utf-8") if DOCS.is_file() else ""
    if f"{BEGIN}{diagram()}{END}" not in page:
        yield "docs/process.md: the diagram is not the table's; put there what `relance check --diagram` prints"
