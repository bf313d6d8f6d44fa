"""A scenario file is read exactly as written, and a mistake is named by its line, in words that anybody understands."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from bot.scenario.read import parse, read
from bot.scenario.shape import Expect, PersonSpec, Scenario, ScenarioError, Settlement, Step
from rules.calendar import QuietHours
from rules.words import Action, Actor, RequestKind, State

GOOD = """\
name: an agreed later date does not remove the right to cancel
policy: comeup
order:
  paid_at: 2026-03-02T10:00
  price: 5000
  currency: EUR
  duration_days: 3
  revisions_included: null
  brief: [logo]
  seller: {quiet_hours: null}
steps:
  - {at: +1h, buyer: supply, with: {item: logo, content: "https://example.org/logo.svg"}}
  - at: +2h
    seller: accept
    expect: {state: in_progress, due_at: 2026-03-05T23:59:59, late: false}
  - {at: +10h, buyer: cancel_late, refused: true, expect: {opens_at: 2026-03-05T23:59:59}}
"""
LAST = 16  # the line of GOOD's last step; what is added stands on the next


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to second, as in datetime itself


def zone_of(policy: str) -> str:
    if policy not in ("comeup", "elsewhere"):
        raise ValueError(f"{policy}: no such policy; write comeup")
    return "Europe/Paris" if policy == "comeup" else "America/New_York"


def reading(text: str) -> Scenario:
    return parse(text, file="a.yaml", zone_of=zone_of)


def with_step(step: str) -> Step:
    """The last step of GOOD, and this one after it."""
    return reading(f"{GOOD}  - {step}\n").steps[-1]


def order_line(line: str) -> Scenario:
    """GOOD with one more line in its order, on line 11."""
    return reading(GOOD.replace("steps:", f"  {line}\nsteps:"))


def test_a_scenario_is_read_with_each_value_typed_by_its_field() -> None:
    scenario = reading(GOOD)
    assert (scenario.name, scenario.policy) == (
        "an agreed later date does not remove the right to cancel",
        "comeup",
    )
    order = scenario.order
    assert (order.paid_at, order.price, order.currency) == (utc(2026, 3, 2, 9), 5000, "EUR")
    assert (order.duration_days, order.revisions_included, order.brief) == (3, None, ("logo",))
    assert order.seller == order.buyer == PersonSpec(zone="Europe/Paris", quiet_hours=None, locale=None)
    assert scenario.steps == (
        Step(
            at=utc(2026, 3, 2, 10),
            line=12,
            actor=Actor.BUYER,
            action=Action.SUPPLY,
            given={"item": "logo", "content": "https://example.org/logo.svg"},
        ),
        Step(
            at=utc(2026, 3, 2, 11),
            line=13,
            actor=Actor.SELLER,
            action=Action.ACCEPT,
            expect=Expect(state=State.IN_PROGRESS, due_at=utc(2026, 3, 5, 22, 59, 59), late=False),
        ),
        Step(
            at=utc(2026, 3, 2, 19),
            line=16,
            actor=Actor.BUYER,
            action=Action.CANCEL_LATE,
            refused=True,
            expect=Expect(opens_at=utc(2026, 3, 5, 22, 59, 59)),
        ),
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-07-01T12:00", utc(2026, 7, 1, 10)),
        ("2026-07-01 12:00", utc(2026, 7, 1, 10)),
        ("2026-07-01T12:00:07", utc(2026, 7, 1, 10, 0, 7)),
        ("2026-07-01T12:00Z", utc(2026, 7, 1, 12)),
        ("2026-07-01T12:00-05:30", utc(2026, 7, 1, 17, 30)),
        ("2026-07-01 12:00:07 +0200", utc(2026, 7, 1, 10, 0, 7)),
        ("2026-10-25T02:30", utc(2026, 10, 25, 0, 30)),  # this hour comes twice: the first
        ("2026-10-25T02:30+01:00", utc(2026, 10, 25, 1, 30)),
        ('"2026-07-01T12:00"', utc(2026, 7, 1, 10)),
        ("+90h", utc(2026, 3, 6, 3)),
        ("+7d3h30m", utc(2026, 3, 9, 12, 30)),
        ("+47h59m59s", utc(2026, 3, 4, 8, 59, 59)),
        ("+28d", utc(2026, 3, 30, 9)),  # elapsed: Paris changed its clocks in between
    ],
)
def test_a_time_is_absolute_in_the_policys_zone_or_elapsed_since_payment(
    written: str, meant: datetime
) -> None:
    assert with_step(f"{{at: {written}}}").at == meant


def test_times_without_an_offset_are_in_the_zone_of_the_policy_not_of_a_person() -> None:
    text = GOOD.replace("policy: comeup", "policy: elsewhere").replace(
        "{quiet_hours: null}", "{zone: Asia/Tokyo}"
    )
    scenario = reading(text)
    assert scenario.order.paid_at == utc(2026, 3, 2, 15)
    assert scenario.order.seller.zone == "Asia/Tokyo"
    assert scenario.order.buyer.zone == "America/New_York"


def test_nothing_is_guessed_a_no_is_a_text_and_so_is_half_past_one() -> None:
    step = with_step("{at: +1d, seller: message, with: {text: no}}")
    assert step.given == {"text": "no"}
    assert with_step("{at: +1d, seller: message, with: {text: 1:30}}").given == {"text": "1:30"}
    assert with_step("{at: +1d, seller: message, with: {text: 2026-03-05}}").given == {"text": "2026-03-05"}


def test_unset_is_null_or_nothing_but_an_empty_text_in_quotes_is_a_text() -> None:
    for empty in ("null", "~", ""):
        assert with_step(f"{{at: +1d, seller: chase, with: {{text: {empty}}}}}").given == {}
    assert with_step('{at: +1d, seller: chase, with: {text: ""}}').given == {"text": ""}


def test_a_list_may_be_a_single_text() -> None:
    assert with_step("{at: +1d, seller: deliver, with: {work: done, complete: true}}").given == {
        "work": ("done",),
        "complete": True,
    }
    assert with_step("{at: +1d, buyer: request_revision, with: {changes: [a, b]}}").given == {
        "changes": ("a", "b")
    }
    assert with_step("{at: +1d, buyer: request_revision, with: {changes: []}}").given == {"changes": ()}


def test_what_an_action_carries_is_typed() -> None:
    supplement = (
        "{kind: supplement, price: 2000, extra_days: 2, description: a second page, until: 2026-03-09T18:00}"
    )
    assert with_step(f"{{at: +1d, seller: request, with: {supplement}}}").given == {
        "kind": RequestKind.SUPPLEMENT,
        "price": 2000,
        "extra_days": 2,
        "description": "a second page",
        "until": utc(2026, 3, 9, 17),
    }
    assert with_step(
        "{at: +1d, buyer: counter, with: {kind: partial_refund, amount: -5, reason: no}}"
    ).given == {
        "amount": -5,
        "reason": "no",
    }
    assert with_step("{at: +1d, mediator: ask_party, with: {to: buyer, text: why}}").given == {
        "to": Actor.BUYER,
        "text": "why",
    }


def test_the_operator_acts_too() -> None:
    step = with_step("{at: +1d, operator: void, with: {reason: a double payment}}")
    assert (step.actor, step.action) == (Actor.OPERATOR, Action.VOID)


def test_every_expectation_is_typed_and_a_date_may_be_none() -> None:
    expect = with_step(
        "{at: +1d, expect: {frozen: true, chat: closed, held: 0, settlement: {buyer: 5000}, agreed_until: null, "
        "requests: [claim, later_date], options: {buyer: {cancel_late: open, accept_request:supplement: closed}}, "
        "told: {buyer: [now_late_buyer, request:later_date], seller: deliver}, not_told: {mediator: case_idle}, "
        "wake_at: +2d}}"
    ).expect
    assert expect == Expect(
        frozen=True,
        chat=False,
        held=0,
        settlement=Settlement(buyer=5000),
        agreed_until=None,
        requests=(RequestKind.CLAIM, RequestKind.LATER_DATE),
        options={Actor.BUYER: {"cancel_late": True, "accept_request:supplement": False}},
        told={Actor.BUYER: ("now_late_buyer", "request:later_date"), Actor.SELLER: ("deliver",)},
        not_told={Actor.MEDIATOR: ("case_idle",)},
        wake_at=utc(2026, 3, 4, 9),
    )
    assert expect.state is UNSET


def test_a_party_may_have_quiet_hours_a_zone_and_a_language() -> None:
    seller = '{quiet_hours: "21:00-08:00", zone: America/Montreal, locale: fr-CA}'
    assert reading(GOOD.replace("{quiet_hours: null}", seller)).order.seller == PersonSpec(
        zone="America/Montreal", quiet_hours=QuietHours(time(21), time(8)), locale="fr-CA"
    )


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


def test_a_file_is_read_and_its_policy_found_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("")
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("policy: comeup", "policy: mine.toml").encode())
    asked: list[str] = []

    def zone(policy: str) -> str:
        asked.append(policy)
        return "Europe/Paris"

    scenario = read(path, zone)
    assert asked == [scenario.policy] == [str(tmp_path / "mine.toml")]


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: délai".encode("latin-1"))
    for path, message in [
        (tmp_path / "none.yaml", "no such file"),
        (latin, "cannot be read"),
        (tmp_path, "cannot"),
    ]:
        with pytest.raises(ScenarioError, match=message):
            read(path, zone_of)


@settings(max_examples=300)
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text("{}[]:,-+ \n\t\"'&*!|>%@#aé9\x00", max_size=6))
def test_any_damage_to_a_file_ends_in_a_scenario_or_in_one_line(start: int, cut: int, put: str) -> None:
    try:
        reading(GOOD[:start] + put + GOOD[start + cut :])
    except ScenarioError as wrong:
        assert str(wrong).startswith("a.yaml:")
        assert "\n" not in str(wrong)
