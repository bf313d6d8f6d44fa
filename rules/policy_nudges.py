"""Reads the [nudges] table of a policy file: which nudges have a schedule, and the forms that it may take."""

import re
from datetime import timedelta
from typing import Any

from rules.policy_values import elapsed, shown, unknown, whole
from rules.schedule import Schedule

# What a plain list means for each nudge, then what else it may count from: `before` needs something that it announces.
DIRECTIONS: dict[str, tuple[str, ...]] = {
    "accept_soon": ("before", "after"),
    "brief_missing": ("before", "after"),
    "keep_informed": ("share",),
    "due_soon": ("before",),
    "still_late": ("after",),
    "promise_due": ("before",),
    "answer_cancellation": ("before", "after"),
    "check_delivery": ("after", "before"),
    "answer_revision": ("before", "after"),
    "elements_missing": ("after",),
    "refusal_choice": ("after", "before"),
    "supplement_open": ("after", "before"),
    "refund_open": ("after",),
    "refund_agreed": ("after", "before"),
    "review_invite": ("after",),
    "case_unclaimed": ("after",),
    "expiring": ("before",),
}
CASE_IDLE = {"idle": "case_idle", "question": "case_idle:question"}
SCHEDULED = (*DIRECTIONS, "case_idle")
AT_ONCE = ("stage_guide", "now_late_seller", "now_late_buyer", "dispute_door")

_SHARE = re.compile(r"([1-9][0-9]?) ?%")
_times = whole(0, 100)
_EXAMPLES = {"share": '["50%"]', "before": '["48h", "24h"]', "after": '["24h", "3 days"]'}


def read(nudge: str, value: object) -> dict[str, Schedule]:
    """The schedules that one key of [nudges] sets, by nudge; ValueError as in policy_values."""
    if nudge in AT_ONCE:
        raise ValueError("is told at once, so it has no schedule and cannot be switched off; leave it out")
    if nudge not in SCHEDULED:
        raise ValueError(unknown(nudge, SCHEDULED))
    if nudge != "case_idle":
        return {nudge: _schedule(value, DIRECTIONS[nudge])}
    if not isinstance(value, dict) or not value.keys() <= CASE_IDLE.keys():
        raise ValueError(f'{shown(value)} is not possible; write {{idle = ["48h"], question = ["24h"]}}')
    return {CASE_IDLE[part]: _schedule(offsets, ("after",)) for part, offsets in value.items()}


def _schedule(value: object, directions: tuple[str, ...]) -> Schedule:
    if not isinstance(value, dict):
        return Schedule(**{directions[0]: _listed(value, directions[0])})
    known = {*directions, "every", "times"} if "after" in directions else {*directions}
    if unknown := value.keys() - known:
        raise ValueError(f"{shown(min(unknown))} is not possible here; write {_EXAMPLES[directions[0]]}")
    if ("every" in value) != ("times" in value):
        raise ValueError('every and times belong together; write {every = "24h", times = 5}')
    return Schedule(**{part: _part(part, content) for part, content in value.items()})


def _part(part: str, content: object) -> Any:
    if part == "every":
        return _every(content)
    if part == "times":
        return _times(content)
    return _listed(content, part)


def _listed(value: object, direction: str) -> Any:
    items = value if isinstance(value, list) else [value]
    return tuple(_share(item) if direction == "share" else _offset(item) for item in items)


def _share(value: object) -> float:
    found = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{shown(value)} is no share; write one such as "50%", for half-way')
    return int(found[1]) / 100


def _offset(value: object) -> timedelta:
    return elapsed(value).time


def _every(value: object) -> timedelta:
    if not (offset := _offset(value)):
        raise ValueError(f'{shown(value)} leaves no time between; write a longer one, such as "24h"')
    return offset
