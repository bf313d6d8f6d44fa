"""The [nudges] table of a policy file: its forms, and what is said about wrong ones."""

from datetime import timedelta

import pytest

from rules.policy import Schedule
from rules.schedule import DEFAULTS
from tests.rules.policies import complaint, policy


@pytest.mark.parametrize(
    ("text", "nudge", "schedule"),
    [
        ('due_soon = ["2h"]', "due_soon", Schedule(before=(timedelta(hours=2),))),
        ('due_soon = "2h"', "due_soon", Schedule(before=(timedelta(hours=2),))),
        ("due_soon = []", "due_soon", Schedule()),
        ('refund_open = ["1 day"]', "refund_open", Schedule(after=(timedelta(days=1),))),
        ('keep_informed = ["25%", "75 %"]', "keep_informed", Schedule(share=(0.25, 0.75))),
        (
            'still_late = {every = "12h", times = 3}',
            "still_late",
            Schedule(every=timedelta(hours=12), times=3),
        ),
        ('still_late = {every = "12h", times = 0}', "still_late", Schedule(every=timedelta(hours=12))),
        (
            'accept_soon = {after = ["1h"], before = "90m"}',
            "accept_soon",
            Schedule(after=(timedelta(hours=1),), before=(timedelta(minutes=90),)),
        ),
        ('case_idle = {idle = ["3 days"]}', "case_idle", Schedule(after=(timedelta(days=3),))),
        ('case_idle = {question = "3h"}', "case_idle:question", Schedule(after=(timedelta(hours=3),))),
    ],
)
def test_a_nudge_is_read_and_the_others_stay(text: str, nudge: str, schedule: Schedule) -> None:
    assert policy(f"[nudges]\n{text}").nudges == DEFAULTS | {nudge: schedule}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("due_son = ['3h']", "3: nudges.due_son: unknown key; did you mean due_soon?"),
        ("digest = ['3h']", "3: nudges.digest: unknown key; "),
        ("check_window = '3h'", "3: nudges.check_window: this is no nudge; write it above the line [nudges]"),
        ("stage_guide = []", "3: nudges.stage_guide: is told at once, so it has no schedule"),
        ("now_late_seller = []", "3: nudges.now_late_seller: is told at once, "),
        ("\nnow_late_buyer = []", "4: nudges.now_late_buyer: is told at once, "),
        ("dispute_door = ['1h']", "3: nudges.dispute_door: is told at once, "),
        ("'case_idle:question' = '1h'", "3: nudges.case_idle:question: unknown key; did you mean case_idle?"),
        ("due_soon = [\n3,\n]", "3: nudges.due_soon: 3 is no duration; write one in quotes"),
        (
            "due_soon = ['1 month']",
            '3: nudges.due_soon: "1 month" has no fixed length; write minutes, hours or days',
        ),
        (
            "due_soon = {after = ['3h']}",
            '3: nudges.due_soon: "after" is not possible here; write ["48h", "24h"]',
        ),
        ("refund_open = {before = ['3h']}", '3: nudges.refund_open: "before" is not possible here; write '),
        ("due_soon = {every = '3h', times = 2}", '3: nudges.due_soon: "every" is not possible here; '),
        ("keep_informed = '0%'", '3: nudges.keep_informed: "0%" is no share; write one such as "50%"'),
        ("keep_informed = 0.5", "3: nudges.keep_informed: 0.5 is no share; "),
        ("keep_informed = ['100%']", '3: nudges.keep_informed: "100%" is no share; '),
        ("still_late = {every = '24h'}", "3: nudges.still_late: every and times belong together; write "),
        ("still_late = {times = 5}", "3: nudges.still_late: every and times belong together; "),
        (
            "still_late = {every = '0h', times = 5}",
            '3: nudges.still_late: "0h" leaves no time between; write ',
        ),
        ("still_late = {every = '1h', times = 101}", "3: nudges.still_late: 101 is not possible; write "),
        (
            "case_idle = ['48h']",
            '3: nudges.case_idle: ["48h"] is not possible; write {idle = ["48h"], question',
        ),
        ("case_idle = {idel = ['48h']}", '3: nudges.case_idle: {"idel": ["48h"]} is not possible; write '),
        ("case_idle.idle = {before = '3h'}", '3: nudges.case_idle: "before" is not possible here; write '),
    ],
)
def test_what_is_wrong_with_a_nudge_is_said_in_one_line_with_its_place(text: str, says: str) -> None:
    assert complaint(f"[nudges]\n{text}").startswith(f"own/shop.toml:{says}")
