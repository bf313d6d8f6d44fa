"""States that nobody can reach, and states that nobody can leave."""

from collections.abc import Iterable, Iterator

from bot.check.diagram import Move, moves
from rules.words import FINAL, State


def unreachable(ways: Iterable[Move] | None = None) -> Iterator[str]:
    """One line for each state without a way in or out; `ways` are the table's unless others are given."""
    arrows = tuple(moves() if ways is None else ways)
    reached = closure(State.PENDING, arrows)
    for state in State:
        if state not in reached:
            yield f"rules/transitions.py: nobody can reach {state}"
        if state in FINAL:
            if any(one.source is state for one in arrows):
                yield f"rules/transitions.py: {state} is final, but something leaves it"
        elif not FINAL & closure(state, arrows):
            yield f"rules/transitions.py: nobody can bring an order that is {state} to an end"


def closure(start: State, arrows: Iterable[Move]) -> frozenset[State]:
    """Every state that can follow, the first one included."""
    ways = tuple(arrows)
    seen = {start}
    while more := {one.to for one in ways if one.source in seen} - seen:
        seen |= more
    return frozenset(seen)
