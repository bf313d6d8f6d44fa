"""A scenario file is read exactly as it was written, each value typed by its field."""

from datetime import datetime, time
from pathlib import Path

import pytest
from msgspec import UNSET

from bot.scenario.read import read
from bot.scenario.shape import Expect, PersonSpec, ScenarioError, Settlement, Step
from rules.calendar import QuietHours
from rules.words import Action, Actor, RequestKind, State
from tests.bot.scenario.scenario_texts import GOOD, reading, utc, with_step, zone_of


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
