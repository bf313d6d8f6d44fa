"""Section 7 of the process, row by row: when each nudge goes, whether it waits for the morning, and which buttons answer it."""

from datetime import timedelta

import pytest

from rules.notices import NUDGE_BUTTONS
from rules.policy_nudges import AT_ONCE as NEVER_SCHEDULED
from rules.schedule import DEFAULTS, Schedule
from rules.words import AT_ONCE, Nudge


def hours(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=count) for count in counts)


DAILY = Schedule(every=timedelta(hours=24), times=5)

TABLE: dict[Nudge, tuple[Schedule | None, set[str]]] = {
    Nudge.ACCEPT_SOON: (Schedule(before=hours(24, 4)), {"accept", "message"}),
    Nudge.BRIEF_MISSING: (Schedule(before=hours(24)), {"supply:*"}),
    Nudge.STAGE_GUIDE: (None, {"progress"}),
    Nudge.KEEP_INFORMED: (Schedule(share=(0.5,)), {"progress"}),
    Nudge.DUE_SOON: (Schedule(before=hours(48, 24, 3)), {"deliver", "request:later_date"}),
    Nudge.NOW_LATE_SELLER: (None, {"request:later_date"}),
    Nudge.NOW_LATE_BUYER: (None, {"message", "request:later_date", "cancel_late"}),
    Nudge.STILL_LATE: (DAILY, {"request:later_date", "deliver"}),
    Nudge.PROMISE_DUE: (Schedule(before=hours(24, 0)), {"deliver"}),
    Nudge.ANSWER_CANCELLATION: (
        Schedule(before=hours(24, 4)), {"accept_request:cancellation", "refuse_request:cancellation"},
    ),
    Nudge.DISPUTE_DOOR: (None, {"open_dispute"}),
    Nudge.CHECK_DELIVERY: (Schedule(after=hours(72, 120), before=hours(24)), {"close", "request_revision"}),
    Nudge.ANSWER_REVISION: (Schedule(before=hours(24, 4)), {"accept_revision", "refuse_revision"}),
    Nudge.ELEMENTS_MISSING: (DAILY, {"supply:*"}),
    Nudge.REFUSAL_CHOICE: (Schedule(after=hours(120), before=hours(24)), {"close", "open_dispute"}),
    Nudge.SUPPLEMENT_OPEN: (
        Schedule(after=hours(120), before=hours(24)), {"accept_request:supplement", "refuse_request:supplement"},
    ),
    Nudge.REFUND_OPEN: (Schedule(after=hours(24)), {"accept_request:partial_refund", "counter"}),
    Nudge.REFUND_AGREED: (Schedule(after=hours(24), before=hours(24)), {"open_dispute"}),
    Nudge.REVIEW_INVITE: (Schedule(after=hours(72)), {"review"}),
    Nudge.CASE_UNCLAIMED: (Schedule(after=hours(24, 48)), {"take_case"}),
    Nudge.CASE_IDLE: (Schedule(after=hours(48)), {"ask_party:seller", "ask_party:buyer"}),
    Nudge.EXPIRING: (Schedule(before=hours(720, 168, 24)), {"deliver", "close"}),
}  # fmt: skip
"""None: an event or a right, told at once and never scheduled."""


def test_the_table_has_every_nudge_and_no_other() -> None:
    assert set(TABLE) == set(Nudge)


@pytest.mark.parametrize("nudge", Nudge)
def test_a_row_says_when_and_with_which_buttons(nudge: Nudge) -> None:
    schedule, buttons = TABLE[nudge]
    assert DEFAULTS.get(nudge) == schedule
    assert buttons <= set(NUDGE_BUTTONS[nudge])


def test_only_events_and_rights_are_told_whatever_the_hour() -> None:
    at_once = {nudge for nudge, (schedule, _) in TABLE.items() if schedule is None}
    assert at_once == AT_ONCE == set(NEVER_SCHEDULED)


def test_a_mediators_question_is_asked_after_a_day() -> None:
    assert DEFAULTS["case_idle:question"] == Schedule(after=hours(24))
