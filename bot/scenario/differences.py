"""What is expected after a step, held against what is seen: the first difference, in one line."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from bot.scenario.shape import Expect
from rules.agenda import wake_at
from rules.commands import Person
from rules.options import options
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Actor


class Seen(NamedTuple):
    """The order after a step, the refusal of the step's action, and what each role was told since the step before."""

    order: Order
    policy: Policy
    now: datetime
    refusal: Refusal | None
    person: Callable[[Actor], Person]
    told: Callable[[Actor], tuple[frozenset[str], ...]]


def first_difference(expect: Expect, seen: Seen) -> str | None:
    """The first expectation that does not hold; times are shown in the policy's zone."""
    found = chain(_values(expect, seen), _options(expect, seen), _told(expect, seen), _not_told(expect, seen))
    return next(found, None)


def _values(expect: Expect, seen: Seen) -> Iterator[str]:
    for name, got in _facts(seen).items():
        expected = getattr(expect, name)
        if expected is not UNSET and not _same(expected, got):
            zone = seen.policy.zone
            yield f"expected {name} {_shown(name, expected, zone)}, got {_shown(name, got, zone)}"


def _facts(seen: Seen) -> dict[str, object]:
    order, now = seen.order, seen.now
    return {
        "state": order.state,
        "late": order.is_late(now),
        "due_at": order.due_at,
        "agreed_until": order.agreed_until,
        "frozen": order.frozen,
        "chat": order.chat_open(now),
        "held": order.held,
        "settlement": {"buyer": order.to_buyer, "seller": order.to_seller},
        "requests": tuple(sorted(request.kind for request in order.requests)),
        "opens_at": seen.refusal.opens_at if seen.refusal else None,
        "wake_at": wake_at(order, seen.policy),
    }


def _same(expected: object, got: object) -> bool:
    """Requests in any order; of a settlement only the sides that are named."""
    if isinstance(expected, tuple):
        return tuple(sorted(expected)) == got
    if isinstance(expected, msgspec.Struct) and isinstance(got, dict):
        named = {side: sum_ for side, sum_ in msgspec.structs.asdict(expected).items() if sum_ is not UNSET}
        return named.items() <= got.items()
    return expected == got


def _options(expect: Expect, seen: Seen) -> Iterator[str]:
    for role, expected in expect.options.items():
        if expected:
            there = options(seen.order, seen.person(role), seen.now, seen.policy)
            for option, is_open in expected.items():
                found = there.get(option)
                if is_open is not (found is not None and found.open):
                    reason = f" ({found.refusal.reason})" if found and found.refusal else ""
                    got = "not there" if found is None else "open" if found.open else f"closed{reason}"
                    yield f"expected option {option} of {role} {_shown('options', is_open)}, got {got}"


def _told(expect: Expect, seen: Seen) -> Iterator[str]:
    for role, expected in expect.told.items():
        told = frozenset[str]().union(*seen.told(role))
        for one in expected:
            if one not in told:
                yield f"expected {role} to be told {one}, got {_list(seen.told(role))}"


def _not_told(expect: Expect, seen: Seen) -> Iterator[str]:
    for role, forbidden in expect.not_told.items():
        told = frozenset[str]().union(*seen.told(role))
        for one in forbidden:
            if one in told:
                yield f"expected {role} not to be told {one}, got {_list(seen.told(role))}"


def _list(told: tuple[frozenset[str], ...]) -> str:
    """Each message by the longest of its ids, which says most."""
    return ", ".join(max(ids, key=len) for ids in told) or "nothing"


WORDS: Mapping[str, tuple[str, str]] = {"chat": ("open", "closed"), "options": ("open", "closed")}


def _shown(name: str, value: object, zone: str = "UTC") -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat()
    if isinstance(value, bool):
        return WORDS.get(name, ("true", "false"))[not value]
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if isinstance(value, msgspec.Struct):
        value = {side: sum_ for side, sum_ in msgspec.structs.asdict(value).items() if sum_ is not UNSET}
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return "null" if value is None else str(value)
