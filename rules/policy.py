"""The policy: every number and choice of process.md that an operator may change, and what none may."""

import re
import tomllib
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import PurePath
from typing import Literal, NamedTuple, TypeVar

import msgspec

from rules import policy_nudges
from rules import policy_values as values
from rules.calendar import DeadlineEnds, QuietHours, Span
from rules.schedule import DEFAULTS, Schedule
from rules.toml_lines import Path, key_lines

__all__ = ["Policy", "PolicyError", "Schedule", "parse"]

_Found = TypeVar("_Found")
_48H, _24H, _7DAYS = (Span(time=timedelta(hours=hours)) for hours in (48, 24, 168))


class PolicyError(Exception):
    """A policy that cannot be used. One line: file, line, key, what is wrong, what would be right."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One house's numbers and choices, named as in process.md; the defaults are ComeUp's."""

    name: str
    house: str
    zone: str = "Europe/Paris"
    deadline_ends: DeadlineEnds = "day"
    quiet_hours: QuietHours | None = QuietHours(start=time(21), end=time(8))
    digest_at: time = time(8, 30)
    digest_joins: Span = Span(time=timedelta(hours=1))

    accept_window: Span = _48H
    check_window: Span = _7DAYS
    answer_window: Span = _48H
    supplement_window: Span = _7DAYS
    order_life: Span = Span(months=5)
    review_window: Span = Span(months=6)
    after_chat: Span = _7DAYS
    restart_life: Span = Span(time=timedelta(days=30))
    claim_hold: Span = _24H
    chase_every: Span = _24H
    late_grace: Span = Span()

    partial_refund: Literal["mediator", "direct"] = "mediator"
    dispute_entry: Literal["immediate", "claim"] = "immediate"
    supplement_payment: Literal["trusted", "confirmed"] = "trusted"
    cancellation_silence: Literal["nothing", "cancels"] = "nothing"
    later_date_keeps_right: bool = True
    refusals_before_dispute: int = 2

    stats_window: Span = Span(months=6)
    stats_minimum: int = 5
    response_floor: Span = Span(time=timedelta(hours=1))
    response_ceiling: Span = _7DAYS
    band_green: int = 92
    band_orange: int = 85
    advice_percentile: int = 80

    nudges: dict[str, Schedule] = msgspec.field(default_factory=DEFAULTS.copy)


_READERS: dict[str, values.Reader] = {
    "house": values.house,
    "zone": values.zone,
    "deadline_ends": values.one_of("day", "exact"),
    "quiet_hours": values.quiet,
    "digest_at": values.clock,
    "digest_joins": values.span,
    "accept_window": values.window,
    "check_window": values.window,
    "answer_window": values.window,
    "supplement_window": values.window,
    "order_life": values.window,
    "review_window": values.window,
    "after_chat": values.span,
    "restart_life": values.span,
    "claim_hold": values.span,
    "chase_every": values.span,
    "late_grace": values.span,
    "partial_refund": values.one_of("mediator", "direct"),
    "dispute_entry": values.one_of("immediate", "claim"),
    "supplement_payment": values.one_of("trusted", "confirmed"),
    "cancellation_silence": values.one_of("nothing", "cancels"),
    "later_date_keeps_right": values.switch,
    "refusals_before_dispute": values.whole(1, 100),
    "stats_window": values.window,
    "stats_minimum": values.whole(1, 1000),
    "response_floor": values.elapsed,
    "response_ceiling": values.elapsed,
    "band_green": values.whole(0, 100),
    "band_orange": values.whole(0, 100),
    "advice_percentile": values.whole(1, 100),
}


class _Check(NamedTuple):
    """What must hold between the values of a policy; the first of `keys` that the file sets is to blame."""

    keys: tuple[str, ...]
    holds: Callable[[Policy], bool]
    says: str


_CHECKS = (
    _Check(
        ("band_orange", "band_green"),
        lambda policy: policy.band_orange <= policy.band_green,
        "band_orange is above band_green; write a lower band_orange, such as 85",
    ),
    _Check(
        ("response_floor", "response_ceiling"),
        lambda policy: policy.response_floor.time <= policy.response_ceiling.time,
        'response_floor is longer than response_ceiling; write a shorter response_floor, such as "1h"',
    ),
)

# What process.md marks [S] in sections 3, 4, 6 and 7, and every key that could switch it off.
_PROTECTED = (
    _Check(
        ("late_grace",),
        lambda policy: not policy.late_grace,
        'the buyer can cancel alone as soon as the order is late; write "0h"',
    ),
    _Check(
        ("later_date_keeps_right",),
        lambda policy: policy.later_date_keeps_right,
        "an agreed later date never removes the right to cancel a late order; write true",
    ),
    _Check(
        ("cancellation_silence",),
        lambda policy: policy.cancellation_silence == "nothing",
        'silence on a cancellation request decides nothing; write "nothing"',
    ),
    _Check(
        ("refusals_before_dispute",),
        lambda policy: policy.refusals_before_dispute == 2,
        "the second refused cancellation opens a dispute; write 2",
    ),
    _Check(
        ("answer_window", "order_life"),
        lambda policy: _at_most(policy.answer_window) < _at_least(policy.order_life),
        "an unanswered cancellation request opens a dispute, so answer_window must end before order_life; "
        'write "48h" and "5 months"',
    ),
    _Check(
        ("order_life",),
        lambda policy: _at_least(policy.order_life) > timedelta(days=2),
        "the buyer can cancel a late order, so an order must live until it is late, also the shortest; "
        'write more than "2 days", such as "5 months"',
    ),
    _Check(
        ("nudges.keep_informed",),
        lambda policy: bool(policy.nudges["keep_informed"]),
        'the seller is asked for news half-way; write ["50%"]',
    ),
    _Check(
        ("nudges.due_soon",),
        lambda policy: any(
            timedelta(0) < offset <= timedelta(hours=24) for offset in policy.nudges["due_soon"].before
        ),
        "the seller is reminded before the deadline, also of an order of one day; "
        'write at least one time up to "24h", such as ["48h", "24h", "3h"]',
    ),
    _Check(
        ("nudges.elements_missing",),
        lambda policy: any(
            offset < _at_least(policy.order_life) for offset in policy.nudges["elements_missing"].from_start()
        ),
        "the buyer is reminded of what is missing while the order lives; "
        'write {every = "24h", times = 5}, or fewer times',
    ),
)

_NOT_OFF = f'a policy with house = "{values.HOUSE}" may not switch this off: '


def parse(text: str, *, file: str) -> Policy:
    """Read and check a policy's TOML; `file` names it in messages, and gives the policy its name.

    Raises PolicyError at the first thing that is wrong, also where a policy of the house "comeup" would
    switch off what process.md marks [S].
    """
    document = _document(text, file)
    return _Reading(file, key_lines(text)).policy(document)


def _document(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        found = re.search(r"\(at line ([0-9]+), column [0-9]+\)", str(wrong))
        line = found[1] if found else text.count("\n") + 1
        raise PolicyError(_one_line(f"{file}:{line}: this is no TOML: {wrong}")) from wrong


class _Reading(NamedTuple):
    """One file being read, so that whatever is wrong is told with its place."""

    file: str
    lines: dict[Path, int]

    def policy(self, document: dict[str, object]) -> Policy:
        found: dict[str, object] = {"name": PurePath(self.file).stem}
        for key, value in document.items():
            found[key] = self.nudges(value) if key == "nudges" else self.value((key,), _key, value)
        if "house" not in found:
            raise self.wrong(("house",), 'missing; write house = "comeup", or a name for rules of your own')
        policy = Policy(**found)  # type: ignore[arg-type]  # each reader gives the type of its field
        self.check(policy, _CHECKS, "")
        if policy.house == values.HOUSE:
            self.check(policy, _PROTECTED, _NOT_OFF)
        return policy

    def nudges(self, table: object) -> dict[str, Schedule]:
        if not isinstance(table, dict):
            raise self.wrong(
                ("nudges",), f"{values.shown(table)} is no table; write [nudges] on its own line"
            )
        schedules = DEFAULTS.copy()
        for nudge, value in table.items():
            schedules |= self.value(("nudges", nudge), _nudge, value)
        return schedules

    def value(self, path: Path, read: Callable[[str, object], _Found], value: object) -> _Found:
        try:
            return read(path[-1], value)
        except ValueError as wrong:
            raise self.wrong(path, str(wrong)) from None

    def check(self, policy: Policy, checks: tuple[_Check, ...], because: str) -> None:
        for check in checks:
            if not check.holds(policy):
                paths = [tuple(key.split(".")) for key in check.keys]
                blamed = next((path for path in paths if path in self.lines), paths[0])
                raise self.wrong(blamed, because + check.says)

    def wrong(self, path: Path, says: str) -> PolicyError:
        line = self.lines.get(path, 1)
        return PolicyError(_one_line(f"{self.file}:{line}: {'.'.join(path)}: {says}"))


def _key(key: str, value: object) -> object:
    if key in _READERS:
        return _READERS[key](value)
    if key in policy_nudges.SCHEDULED:
        raise ValueError("this is a nudge; write it below the line [nudges]")
    raise ValueError(values.unknown(key, (*_READERS, "nudges")))


def _nudge(nudge: str, value: object) -> dict[str, Schedule]:
    if nudge in _READERS:
        raise ValueError("this is no nudge; write it above the line [nudges]")
    return policy_nudges.read(nudge, value)


def _at_least(span: Span) -> timedelta:
    return timedelta(days=28 * span.months) + span.time


def _at_most(span: Span) -> timedelta:
    return timedelta(days=31 * span.months) + span.time


def _one_line(message: str) -> str:
    return " ".join(message.split())
