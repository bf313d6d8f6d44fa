"""A mistake in a scenario file is named by its line, in words that anybody understands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scenario.shape import ScenarioError
from tests.bot.scenario.scenario_texts import GOOD, LAST, order_line, reading, with_step

BROKEN_STEPS = {
    "{at: +1d, sellr: accept}": 'unknown key "sellr" in a step; did you mean seller?',
    "{at: +1d, seller: acept}": 'unknown action "acept"; did you mean accept?',
    "{at: +1d, seller: accept, buyer: close}": "seller and buyer in one step; give each a step of their own",
    "{seller: accept}": "a step has no at",
    "{at: }": "a step has no at",
    "{at: tomorrow}": 'at: "tomorrow" is no time; write a date such as 2026-03-02T10:00, or the time since payment',
    "{at: +1week}": 'at: "+1week" is no time',
    "{at: +}": 'at: "+" is no time',
    "{at: 2026-02-30T10:00}": "at: 2026-02-30T10:00 does not exist; look at the day, the month and the hour",
    "{at: 2026-03-03T24:30}": "at: 2026-03-03T24:30 does not exist",
    "{at: 2026-03-29T02:30}": "at: 2026-03-29T02:30 is skipped by the clocks of Europe/Paris",
    "{at: 0001-01-01T00:00}": "at: 0001-01-01T00:00 does not exist",
    "{at: +9h}": "this step is earlier than the one of line 16; steps stand in the order of their times",
    "{at: +1d, with: {text: a}}": "with: nobody acts in this step; name seller, buyer, mediator or operator",
    "{at: +1d, refused: true}": "refused: nobody acts in this step",
    "{at: +1d, seller: accept, refused: yes}": 'refused: "yes" is not possible; write true or false',
    "{at: +1d, buyer: close, expect: {opens_at: +2d}}": "opens_at belongs to a refused action; add refused: true",
    "{at: +1d, seller: accept, with: {reason: a}}": 'accept does not carry "reason"; it carries nothing',
    "{at: +1d, seller: decline, with: {raison: a}}": 'decline does not carry "raison"; did you mean reason?',
    "{at: +1d, buyer: supply, with: {content: a}}": "supply needs item; write it under with",
    "{at: +1d, seller: request}": "request needs kind; write it under with",
    "{at: +1d, seller: request, with: {kind: later}}": 'kind: unknown word "later"; did you mean later_date?',
    "{at: +1d, buyer: counter, with: {kind: claim, amount: 5}}": 'kind: unknown word "claim"',
    "{at: +1d, buyer: counter, with: {amount: 50.00}}": 'amount: "50.00" is no whole number; write digits only',
    "{at: +1d, seller: message, with: {text: [a, b]}}": "text must be a single value, not a list",
    "{at: +1d, seller: message, with: text}": 'with must be a group of keys, written "key: value"',
    "{at: +1d, seller: deliver, with: {work: {a: b}}}": "work must be a list such as [one, two]",
    "{at: +1d, seller: deliver, with: {work: [null]}}": "work has no value",
    "{at: +1d, buyer: expire}": "expire happens by itself; leave out buyer",
    "{at: +1d, at: +2d}": '"at" stands twice in a step; keep one of them',
    "{at: +1d, expect: {stat: pending}}": 'unknown key "stat" in expect; did you mean state?',
    "{at: +1d, expect: {state: late}}": "late is no state: an order in_progress is late",
    "{at: +1d, expect: {state: null}}": "state has no value",
    "{at: +1d, expect: {state: done}}": 'state: unknown word "done"; possible: pending, in_progress',
    "{at: +1d, expect: {chat: shut}}": 'chat: "shut" is not possible; write open or closed',
    "{at: +1d, expect: {settlement: {mediator: 5}}}": 'unknown key "mediator" in settlement; possible: seller, buyer',
    "{at: +1d, expect: {options: {buyer: {cancel: open}}}}": 'unknown action "cancel"',
    "{at: +1d, expect: {options: {buyer: {request: open}}}}": '"request" does not say which; write request: and then',
    "{at: +1d, expect: {options: {buyer: {supply: open}}}}": '"supply" lacks its item, such as supply:logo',
    "{at: +1d, expect: {options: {buyer: {close:now: open}}}}": '"close:now" has nothing behind a colon; write close',
    "{at: +1d, expect: {told: {clock: a}}}": 'unknown key "clock" in told',
    "{at: +1d, expect: {told: {buyer: [due_son]}}}": 'buyer: unknown nudge or action "due_son"; did you mean due_soon?',
    "{at: +1d, expect: {not_told: {seller: digest}}}": "seller: the digest tells of all orders of a person",
    "just a text": 'a step must be a group of keys, written "key: value"',
    "{at: +1d, ? [a] : b}": "a key of a step must be a single value",
    '{"sel\\nler": accept}': 'unknown key "sel ler" in a step',
    "{at: +1d": "this is no YAML",
    "{at: +1d, seller: message, with: {text: why?}}": "a text with a question mark stands here without quotes",
    "\t{at: +1d}": "a tab stands here; indent with spaces",
}


@pytest.mark.parametrize(("step", "message"), BROKEN_STEPS.items())
def test_a_broken_step_is_named_by_its_line(step: str, message: str) -> None:
    line = LAST + 1 + (step == "{at: +1d")  # only the next line shows that a bracket was left open
    with pytest.raises(ScenarioError) as caught:
        with_step(step)
    assert str(caught.value).startswith(f"a.yaml:{line}: {message}")
    assert "\n" not in str(caught.value)


BROKEN_ORDERS = {
    "prize: 5": 'unknown key "prize" in order; did you mean price?',
    "price: 5": '"price" stands twice in order; keep one of them',
    "buyer: {quiet: null}": 'unknown key "quiet" in buyer; did you mean quiet_hours?',
    "buyer: {quiet_hours: at night}": 'quiet_hours: "at night" are no quiet hours; write "21:00-08:00"',
    "buyer: {zone: Paris}": 'zone: "Paris" is no known zone; write one such as Europe/Paris',
    "title: [a]": "title must be a single value",
}


@pytest.mark.parametrize(("line", "message"), BROKEN_ORDERS.items())
def test_a_broken_line_of_the_order_is_named(line: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        order_line(line)
    assert str(caught.value).startswith(f"a.yaml:11: {message}")


BROKEN_VALUES = {
    "price: 5000": (5, "price: 0", "price: 0 is too small; write 1 or more"),
    "currency: EUR": (6, "currency: euro", 'currency: "euro" is no currency; write its three letters'),
    "duration_days: 3": (7, "duration_days: three", 'duration_days: "three" is no whole number'),
    "revisions_included: null": (8, "revisions_included: -1", "revisions_included: -1 is too small"),
    "brief: [logo]": (9, "brief: [logo, logo]", 'brief: "logo" stands there twice'),
    "paid_at: 2026-03-02T10:00": (4, "paid_at: +1h", "paid_at cannot count from itself"),
    "policy: comeup": (2, "policy: comup", "policy: comup: no such policy; write comeup"),
    "  paid_at: 2026-03-02T10:00\n": (3, "", "order has no paid_at"),
    "name: an agreed later date does not remove the right to cancel\n": (1, "", "the scenario has no name"),
    "at: +1h": (12, "at: 2026-03-02T09:59:59", "this step is earlier than the payment"),
    "name:": (1, "nam:", 'unknown key "nam" in the scenario; did you mean name?'),
}


@pytest.mark.parametrize(("right", "broken"), BROKEN_VALUES.items())
def test_a_wrong_value_is_named_by_its_line(right: str, broken: tuple[int, str, str]) -> None:
    line, wrong, message = broken
    assert right in GOOD
    with pytest.raises(ScenarioError) as caught:
        reading(GOOD.replace(right, wrong, 1))
    assert str(caught.value).startswith(f"a.yaml:{line}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.yaml:1: the file is empty"),
        ("# only a remark\n", "a.yaml:1: the file is empty"),
        ("- a", 'a.yaml:1: the scenario must be a group of keys, written "key: value"'),
        (f"{GOOD}---\nname: b\n", 'a.yaml:17: a second scenario begins here ("---")'),
        ("name: a\npolicy: \x07\n", "a.yaml:2: a character here cannot be shown"),
        ("[" * 5000, "a.yaml:1: nested far too deeply"),
        (GOOD[: GOOD.index("  - {at: +1h")], "a.yaml:11: the scenario has no steps"),
        (
            GOOD[: GOOD.index("  - {at: +1h")].replace("steps:", "steps: []"),
            "a.yaml:11: steps: there is none",
        ),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        reading(text)
    assert str(caught.value).startswith(message)


@settings(max_examples=300)
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text("{}[]:,-+ \n\t\"'&*!|>%@#aé9\x00", max_size=6))
def test_any_damage_to_a_file_ends_in_a_scenario_or_in_one_line(start: int, cut: int, put: str) -> None:
    try:
        reading(GOOD[:start] + put + GOOD[start + cut :])
    except ScenarioError as wrong:
        assert str(wrong).startswith("a.yaml:")
        assert "\n" not in str(wrong)
