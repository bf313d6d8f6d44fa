"""A good scenario, and ways to read it with something added or changed."""

from datetime import UTC, datetime

from bot.scenario.read import parse
from bot.scenario.shape import Scenario, Step

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
