"""An operator reads the whole policy in force: every value of it, in words."""

from datetime import time, timedelta
from typing import Any

import msgspec
import pytest

from bot.policies import load
from bot.render import Renderer, Workspace
from bot.render.voice import LANGUAGES
from rules.calendar import QuietHours, Span
from rules.policy import Policy
from rules.schedule import Schedule
from rules.words import Actor
from tests.templates.reading import reader, words

OTHER: dict[str, Any] = {
    "zone": "Indian/Reunion",
    "deadline_ends": "exact",
    "partial_refund": "direct",
    "dispute_entry": "claim",
    "supplement_payment": "confirmed",
    "cancellation_silence": "cancels",
    "later_date_keeps_right": False,
    "quiet_hours": QuietHours(start=time(20, 15), end=time(7)),
    "digest_at": time(9, 45),
}
"""Another value for what is no window and no number."""


def other(key: str, value: Any) -> Any:
    """A value that this key may have as well."""
    if isinstance(value, Span):
        return Span(time=value.time + timedelta(hours=30), months=value.months)
    return OTHER[key] if key in OTHER else value - 1


def read(policy: Policy, language: str) -> str:
    return words(Renderer().workspace(reader(Actor.OPERATOR, language), Workspace(policy)))


VALUES = sorted(set(Policy.__struct_fields__) - {"name", "house", "nudges", "claim_hold"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", VALUES)
def test_each_value_of_a_policy_is_read(key: str, language: str) -> None:
    policy = load("comeup")
    changed = msgspec.structs.replace(policy, **{key: other(key, getattr(policy, key))})
    assert read(changed, language) != read(policy, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_a_claim_holds_is_read_where_there_are_claims(language: str) -> None:
    policy = msgspec.structs.replace(load("comeup"), claim_hold=Span(time=timedelta(hours=37)))
    assert "37" not in read(policy, language)
    assert "37" in read(msgspec.structs.replace(policy, dispute_entry="claim"), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("nudge", sorted(load("comeup").nudges))
def test_when_each_reminder_goes_is_read_and_that_it_is_off(nudge: str, language: str) -> None:
    policy = load("comeup")
    off = msgspec.structs.replace(policy, nudges={**policy.nudges, nudge: Schedule()})
    never = {"fr": ": jamais.", "en": ": never."}[language]
    assert never not in read(policy, language)
    assert read(off, language).count(never) == 1


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (Schedule(before=(timedelta(hours=24), timedelta(0))), "24 h avant la fin, à la fin."),
        (Schedule(share=(0.5,)), "à 50 % du délai."),
        (Schedule(every=timedelta(minutes=90), times=3), "toutes les 1 h 30 min, 3 fois."),
        (
            Schedule(after=(timedelta(days=3),), before=(timedelta(hours=24),)),
            "au bout de 3 jours, 24 h avant la fin.",
        ),
    ],
)
def test_a_schedule_is_said_in_time_order(schedule: Schedule, said: str) -> None:
    policy = load("comeup")
    told = read(msgspec.structs.replace(policy, nudges={"due_soon": schedule}), "fr")
    assert f"Livrer à temps (vendeur) : {said}" in told
