"""A scenario is played to its first difference, and the difference says what was expected and what was found."""

import pytest

from bot import policies
from bot.scenario.play import Difference, play
from bot.scenario.read import parse

ORDER = """\
name: a small order
policy: comeup
order:
  paid_at: 2026-03-02T10:00
  price: 5000
  duration_days: 3
  title: Animated logo
  brief: [logo]
  seller: {quiet_hours: "21:00-08:00"}
steps:
  - {at: +1h, buyer: supply, with: {item: logo, content: here}}
  - {at: +2h, seller: accept}
"""
LINE = 13  # of the step after these


def played(*steps: str) -> Difference | None:
    """The order, then these steps."""
    text = ORDER + "".join(f"  - {step}\n" for step in steps)
    scenario = parse(text, file="a.yaml", zone_of=lambda policy: policies.load(policy).zone)
    return play(scenario, policies.load(scenario.policy))


def test_a_scenario_that_holds_has_no_difference() -> None:
    assert played("{at: +3h, expect: {state: in_progress}}") is None


WRONG = {
    "state: delivered": "expected state delivered, got in_progress",
    "late: true": "expected late true, got false",
    "due_at: 2026-03-05T23:59:58": "expected due_at 2026-03-05T23:59:58+01:00, got 2026-03-05T23:59:59+01:00",
    "due_at: null": "expected due_at null, got 2026-03-05T23:59:59+01:00",
    "agreed_until: 2026-03-09T18:00": "expected agreed_until 2026-03-09T18:00:00+01:00, got null",
    "frozen: true": "expected frozen true, got false",
    "chat: closed": "expected chat closed, got open",
    "held: 4999": "expected held 4999, got 5000",
    "settlement: {buyer: 1}": "expected settlement buyer 1, got buyer 0, seller 0",
    "requests: [claim]": "expected requests [claim], got []",
    "options: {buyer: {cancel_late: open}}": (
        "expected option cancel_late of buyer open, got closed (not_late_yet)"
    ),
    "options: {seller: {deliver: closed}}": "expected option deliver of seller closed, got open",
    "options: {seller: {cancel_late: open}}": "expected option cancel_late of seller open, got not there",
    "told: {buyer: [due_soon]}": "expected buyer to be told due_soon, got nothing",
    "wake_at: null": "expected wake_at null, got 2026-03-03T23:59:59+01:00",
}


@pytest.mark.parametrize(("expected", "message"), WRONG.items())
def test_each_expectation_can_fail(expected: str, message: str) -> None:
    assert played(f"{{at: +3h, expect: {{{expected}}}}}") == Difference(LINE, message)


def test_the_first_difference_is_told_with_the_line_of_its_step() -> None:
    assert played(
        "{at: +3h, expect: {held: 5000}}", "{at: +4h, expect: {held: 1, late: true}}"
    ) == Difference(LINE + 1, "expected late true, got false")


def test_what_must_not_be_told_is_named_with_all_that_was() -> None:
    found = played("{at: +3h, buyer: message, with: {text: hello}, expect: {not_told: {seller: [message]}}}")
    assert found == Difference(LINE, "expected seller not to be told message, got message")


def test_a_refused_action_fails_the_scenario_and_says_why() -> None:
    assert played("{at: +3h, buyer: cancel_late}") == Difference(LINE, "cancel_late is refused: not_late_yet")
    assert played("{at: +3h, seller: decline, with: {reason: full}}") == Difference(
        LINE, "decline is refused: order_in_progress"
    )
    assert played("{at: +3h, seller: deliver, with: {work: part}}") == Difference(
        LINE, "deliver is refused: incomplete_delivery (complete)"
    )


def test_an_action_that_should_be_refused_and_is_done_fails_the_scenario() -> None:
    step = "{at: +3h, seller: progress, with: {text: half done}, refused: true}"
    assert played(step) == Difference(LINE, "progress was done, and should be refused")


def test_what_is_not_given_is_tried_empty_and_refused_by_the_law() -> None:
    for step in ("seller: message", "seller: deliver", "seller: cancel_with_reason", "seller: request, with: {kind: later_date}"):  # fmt: skip
        assert played(f"{{at: +3h, {step}, refused: true}}") is None


def test_a_checklist_names_its_lines_by_words_or_by_number() -> None:
    """Its lines: the order's title, and each item of the brief as used."""
    deliver = "{at: +3h, seller: deliver, with: {work: all, complete: true, checklist: %s}%s}"
    assert played(deliver % ("[Animated logo, logo]", "")) is None
    assert played(deliver % ("[1, 2]", "")) is None
    assert played(deliver % ("[Animated logo]", ", refused: true")) is None
    assert played(deliver % ("[Animated logo, loge]", ", refused: true")) is None


def test_what_was_told_counts_for_one_step_only() -> None:
    told = "expect: {told: {seller: [message]}}"
    step = "{at: +3h, buyer: message, with: {text: hello}, %s}"
    assert played(step % told) is None
    assert played(step % "expect: {}", f"{{at: +3h, {told}}}") == Difference(
        LINE + 1, "expected seller to be told message, got nothing"
    )


def test_a_person_who_took_over_acts_in_the_role() -> None:
    change = "{at: +3h, operator: change_party, with: {role: seller, person: else, reason: ill}}"
    assert played(change, "{at: +4h, seller: progress, with: {text: I go on}}") is None


def test_a_held_reminder_goes_in_the_morning_and_not_at_all_once_it_is_untrue() -> None:
    night, morning = "2026-03-05T07:59:59", "2026-03-05T08:00"
    assert played(f"{{at: {night}}}", f"{{at: {morning}, expect: {{told: {{seller: [due_soon]}}}}}}") is None
    snoozed = played(
        f"{{at: {night}, seller: snooze, with: {{until: 2026-03-05T12:00}}}}",
        f"{{at: {morning}, expect: {{not_told: {{seller: [due_soon]}}}}}}",
        "{at: 2026-03-05T12:00, expect: {told: {seller: [due_soon]}}}",
    )
    assert snoozed is None
