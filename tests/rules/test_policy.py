"""A policy file: its defaults, and what may be written."""

import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from rules.calendar import QuietHours, Span
from rules.policy import Policy, PolicyError, parse
from rules.schedule import DEFAULTS
from tests.rules.policies import COMEUP, complaint, policy

SHIPPED = Path(rules.__file__).parent / "policies"


def shipped(name: str) -> Policy:
    return parse((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"), file=f"{name}.toml")


def changed(name: str) -> set[str]:
    """Which values a shipped policy has otherwise than ComeUp's."""
    found = shipped(name)
    return {key for key in Policy.__struct_fields__ if getattr(found, key) != getattr(COMEUP, key)}


def days(count: int) -> Span:
    return Span(time=timedelta(days=count))


def hours(count: int) -> Span:
    return Span(time=timedelta(hours=count))


def test_the_defaults_are_the_numbers_of_the_process() -> None:
    expected = Policy(
        name="comeup",
        house="comeup",
        zone="Europe/Paris",
        deadline_ends="day",
        quiet_hours=QuietHours(start=time(21), end=time(8)),
        digest_at=time(8, 30),
        digest_joins=hours(1),
        accept_window=hours(48),
        check_window=days(7),
        answer_window=hours(48),
        supplement_window=days(7),
        order_life=Span(months=5),
        review_window=Span(months=6),
        after_chat=days(7),
        restart_life=days(30),
        claim_hold=hours(24),
        chase_every=hours(24),
        late_grace=hours(0),
        partial_refund="mediator",
        dispute_entry="immediate",
        supplement_payment="trusted",
        cancellation_silence="nothing",
        later_date_keeps_right=True,
        refusals_before_dispute=2,
        stats_window=Span(months=6),
        stats_minimum=5,
        response_floor=hours(1),
        response_ceiling=days(7),
        band_green=92,
        band_orange=85,
        advice_percentile=80,
        nudges=DEFAULTS,
    )
    assert expected == COMEUP


def test_comeup_toml_shows_every_key_with_its_default() -> None:
    document = tomllib.loads((SHIPPED / "comeup.toml").read_text(encoding="utf-8"))
    assert shipped("comeup") == COMEUP
    assert {*document} == {*Policy.__struct_fields__} - {"name"}
    assert {*document["nudges"], "case_idle:question"} == {*DEFAULTS}


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        ("comeup", set()),
        ("comeup_direct", {"name", "partial_refund"}),
        ("comeup_claim", {"name", "dispute_entry"}),
        (
            "fiverr_like",
            {
                "name",
                "house",
                "check_window",
                "late_grace",
                "later_date_keeps_right",
                "cancellation_silence",
                "nudges",
            },
        ),
    ],
)
def test_each_shipped_policy_differs_only_where_it_says(name: str, differs: set[str]) -> None:
    assert changed(name) == differs


def test_fiverr_like_reminds_within_its_shorter_windows() -> None:
    found = shipped("fiverr_like")
    assert found.check_window == Span(time=timedelta(days=3))
    for nudge in ("check_delivery", "refusal_choice"):
        schedule = found.nudges[nudge]
        assert max(schedule.after + schedule.before) < found.check_window.time
    assert {nudge: found.nudges[nudge] for nudge in DEFAULTS} | {
        nudge: DEFAULTS[nudge] for nudge in ("check_delivery", "refusal_choice")
    } == DEFAULTS


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ('zone = "America/New_York"', "zone", "America/New_York"),
        ('deadline_ends = "exact"', "deadline_ends", "exact"),
        ('quiet_hours = "22:00-07:00"', "quiet_hours", QuietHours(start=time(22), end=time(7))),
        ('quiet_hours = "none"', "quiet_hours", None),
        ('digest_at = "07:15"', "digest_at", time(7, 15)),
        ('order_life = "1 month"', "order_life", Span(months=1)),
        ('chase_every = "0h"', "chase_every", Span()),
        ("later_date_keeps_right = false", "later_date_keeps_right", False),
        ("refusals_before_dispute = 3", "refusals_before_dispute", 3),
        ("band_green = 85", "band_green", 85),
        ('response_floor = "7 days"', "response_floor", Span(time=timedelta(days=7))),
    ],
)
def test_a_key_is_read(text: str, key: str, value: object) -> None:
    assert getattr(policy(text), key) == value


def test_a_policy_is_named_after_its_file() -> None:
    assert policy("").name == "shop"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("acept_window = '48h'", "2: acept_window: unknown key; did you mean accept_window?"),
        ("\n\nname = 'x'", "4: name: unknown key; "),
        ("xyzzy = 1", "2: xyzzy: unknown key; comeup.toml shows all that exist"),
        ("due_soon = ['3h']", "2: due_soon: this is a nudge; write it below the line [nudges]"),
        ("case_idle = ['3h']", "2: case_idle: this is a nudge; "),
        ("nudges = 3", "2: nudges: 3 is no table; write [nudges] on its own line"),
        ("accept_window = 48", '2: accept_window: 48 is no duration; write one in quotes, such as "48h"'),
        ("accept_window = '2 weeks'", "2: accept_window: '2 weeks' is no duration; write "),
        ("accept_window = '-3h'", "2: accept_window: '-3h' is no duration; write "),
        ("accept_window = '0h'", '2: accept_window: "0h" leaves no time at all; write a longer one'),
        ("check_window = '0 days'", '2: check_window: "0 days" leaves no time at all; '),
        ("answer_window = '0m'", '2: answer_window: "0m" leaves no time at all; '),
        ("supplement_window = '0h'", '2: supplement_window: "0h" leaves no time at all; '),
        ("order_life = '0 months'", '2: order_life: "0 months" leaves no time at all; '),
        ("review_window = '0h'", '2: review_window: "0h" leaves no time at all; '),
        ("stats_window = '0h'", '2: stats_window: "0h" leaves no time at all; '),
        ("response_floor = '1 month'", '2: response_floor: "1 month" has no fixed length; write '),
        (
            "response_floor = '8 days'",
            "2: response_floor: response_floor is longer than response_ceiling; write ",
        ),
        ("response_ceiling = '59m'", "2: response_ceiling: response_floor is longer than response_ceiling; "),
        ("zone = 'Europe/Pari'", '2: zone: "Europe/Pari" is no known zone; write one such as "Europe/Paris"'),
        ("zone = 1", "2: zone: 1 is no known zone; "),
        ("deadline_ends = 'night'", '2: deadline_ends: "night" is not possible; write "day" or "exact"'),
        ("partial_refund = true", '2: partial_refund: true is not possible; write "mediator" or "direct"'),
        ("later_date_keeps_right = 'no'", '2: later_date_keeps_right: "no" is neither true nor false; '),
        (
            "refusals_before_dispute = 0",
            "2: refusals_before_dispute: 0 is not possible; write a whole number from 1",
        ),
        ("refusals_before_dispute = true", "2: refusals_before_dispute: true is not possible; "),
        ("stats_minimum = 5.0", "2: stats_minimum: 5.0 is not possible; write a whole number from 1 to 1000"),
        ("band_green = 101", "2: band_green: 101 is not possible; write a whole number from 0 to 100"),
        ("band_orange = -1", "2: band_orange: -1 is not possible; "),
        (
            "advice_percentile = 0",
            "2: advice_percentile: 0 is not possible; write a whole number from 1 to 100",
        ),
        ("advice_percentile = 101", "2: advice_percentile: 101 is not possible; "),
        ("band_green = 84", "2: band_green: band_orange is above band_green; write a lower band_orange"),
        ("band_orange = 93", "2: band_orange: band_orange is above band_green; "),
        ("quiet_hours = false", '2: quiet_hours: false are no quiet hours; write "21:00-08:00", or "none"'),
        ("quiet_hours = '21-8'", "2: quiet_hours: '21-8' are no quiet hours; write "),
        (
            "digest_at = 08:30:00",
            '2: digest_at: "08:30:00" is no time of day; write it in quotes, such as "08:30"',
        ),
        ("digest_at = '8h30'", "2: digest_at: '8h30' is no time of day; write hours and minutes"),
        ("house = 'twice'", "2: this is no TOML: Cannot overwrite a value"),
        ("zone = ", "2: this is no TOML: Invalid value"),
        ("zone = '''\n", "4: this is no TOML: "),
        (f"zone = {'[' * 9999}", "3: this is no TOML: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(text: str, says: str) -> None:
    assert complaint(text).startswith(f"own/shop.toml:{says}")


lines = st.sampled_from(
    [
        'house = "comeup"',
        "[nudges]",
        "due_soon = []",
        "late_grace = 1",
        'zone = "UTC"',
        '"a\\nb" = 1',
        "= 2",
        "# x",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(lines | st.text(max_size=10), max_size=6).map("\n".join)))
def test_any_text_is_a_policy_or_one_line_about_it(text: str) -> None:
    try:
        said = ""
        assert parse(text, file="any.toml").name == "any"
    except PolicyError as wrong:
        said = str(wrong)
    if said:
        place, line, _ = said.split(":", 2)
        assert place == "any.toml"
        assert 1 <= int(line) <= text.count("\n") + 1
        assert len(said.splitlines()) == 1
