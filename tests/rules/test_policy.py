"""A policy file: its defaults, what may be written, and what a policy of ComeUp may not switch off."""

import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from rules.calendar import QuietHours, Span
from rules.policy import Policy, PolicyError, Schedule, parse
from rules.schedule import DEFAULTS

SHIPPED = Path(rules.__file__).parent / "policies"
COMEUP = parse('house = "comeup"', file="comeup.toml")


def policy(text: str, house: str = "elsewhere") -> Policy:
    """The policy that this text makes, with its house on the first line."""
    return parse(f'house = "{house}"\n{text}\n', file="own/shop.toml")


def complaint(text: str, house: str = "elsewhere") -> str:
    """What is said about this text, which must be refused."""
    with pytest.raises(PolicyError) as refused:
        policy(text, house)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)


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
    assert COMEUP == Policy(
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'p.toml:1: house: missing; write house = "comeup", or '),
        ("house = 1", 'p.toml:1: house: 1 is no name; write one in quotes, such as "comeup"'),
        ("\nhouse = ' '", 'p.toml:2: house: " " is no name; '),
        ("house = 'ComeUp'", 'p.toml:1: house: "ComeUp" is too close to "comeup"; write "comeup"'),
        ("house = 'comup'", 'p.toml:1: house: "comup" is too close to "comeup"; '),
    ],
)
def test_a_policy_says_whose_house_it_is(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(text, file="p.toml")
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "late_grace = '1m'",
            '2: late_grace: {}the buyer can cancel alone as soon as the order is late; write "0h"',
        ),
        (
            "later_date_keeps_right = false",
            "2: later_date_keeps_right: {}an agreed later date never removes ",
        ),
        ("cancellation_silence = 'cancels'", "2: cancellation_silence: {}silence on a cancellation request "),
        ("refusals_before_dispute = 1", "2: refusals_before_dispute: {}the second refused cancellation "),
        ("refusals_before_dispute = 3", "2: refusals_before_dispute: {}the second refused cancellation "),
        ("answer_window = '5 months'", "2: answer_window: {}an unanswered cancellation request "),
        ("order_life = '48h'", "2: order_life: {}an unanswered cancellation request "),
        (
            "order_life = '2 days'\nanswer_window = '1h'",
            "2: order_life: {}the buyer can cancel a late order, ",
        ),
        (
            "[nudges]\nkeep_informed = []",
            "3: nudges.keep_informed: {}the seller is asked for news half-way; ",
        ),
        ("[nudges]\ndue_soon = []", "3: nudges.due_soon: {}the seller is reminded before the deadline"),
        ("[nudges]\ndue_soon = ['0h', '25h']", "3: nudges.due_soon: {}the seller is reminded before "),
        (
            "[nudges]\nelements_missing = []",
            "3: nudges.elements_missing: {}the buyer is reminded of what is ",
        ),
        (
            "[nudges]\nelements_missing = {every = '24h', times = 0}",
            "3: nudges.elements_missing: {}the buyer ",
        ),
        (
            "[nudges]\nelements_missing = ['9999 days']",
            "3: nudges.elements_missing: {}the buyer is reminded ",
        ),
    ],
)
def test_comeup_may_not_switch_off_what_the_process_protects(text: str, says: str) -> None:
    reason = says.format('a policy with house = "comeup" may not switch this off: ')
    assert complaint(text, house="comeup").startswith(f"own/shop.toml:{reason}")
    assert policy(text).house == "elsewhere"  # another house may


@pytest.mark.parametrize(
    "text",
    [
        "answer_window = '1h'",
        "order_life = '3 days'",
        "[nudges]\nkeep_informed = ['90%']",
        "[nudges]\ndue_soon = ['24h']",
        "[nudges]\nelements_missing = {every = '7 days', times = 1}",
        "[nudges]\nelements_missing = ['1h']",
        "[nudges]\nstill_late = []",
        "[nudges]\ncheck_delivery = []",
        "partial_refund = 'direct'",
        "dispute_entry = 'claim'",
        "quiet_hours = 'none'",
    ],
)
def test_comeup_may_change_every_other_number(text: str) -> None:
    assert policy(text, house="comeup") != COMEUP


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
        assert parse(text, file="any.toml").name == "any"
    except PolicyError as wrong:
        place, line, _ = str(wrong).split(":", 2)
        assert place == "any.toml"
        assert 1 <= int(line) <= text.count("\n") + 1
        assert len(str(wrong).splitlines()) == 1
