"""Whose rules a policy holds, and what one of ComeUp may not switch off (process.md, what is marked [S])."""

import pytest

from rules.policy import PolicyError, parse
from tests.rules.policies import COMEUP, complaint, policy


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
