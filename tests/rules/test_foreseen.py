""" "If nobody acts" lists what the sweep then does, no more and no less, at the very moments at which people are told."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from msgspec.structs import replace

from bot.changing.outgoing import Hours, from_when
from rules.agenda import Timeout, wake_at
from rules.calendar import QuietHours, Span
from rules.clock import owed
from rules.events import Event, Nudged, RequestEnded
from rules.evolve import fold
from rules.foreseen import foreseen
from rules.notices import notices
from rules.order import Order
from rules.policy import Policy
from rules.schedule import Schedule
from rules.words import AT_ONCE, FINAL, Actor, RequestEnd, RequestKind
from tests.rules.play import COMEUP, Play
from tests.rules.stories import STORIES
from tests.rules.test_machine import POLICIES, OrderLife

NIGHT = QuietHours(time(21), time(8))
NOON = QuietHours(time(12), time(13, 30))
ZONES = ("Europe/Paris", "America/Santiago", "Pacific/Auckland")
RESTLESS = replace(
    COMEUP,
    name="restless",
    house="restless",
    accept_window=Span(time=timedelta(hours=7)),
    check_window=Span(time=timedelta(hours=50)),
    answer_window=Span(time=timedelta(hours=5)),
    supplement_window=Span(time=timedelta(hours=20)),
    order_life=Span(months=1),
    nudges={
        name: Schedule(
            before=tuple(one / 7 for one in schedule.before),
            after=tuple(one / 7 for one in schedule.after),
            every=timedelta(hours=3) if schedule.every else None,
            times=60 if schedule.every else 0,
            share=schedule.share,
        )
        for name, schedule in COMEUP.nudges.items()
    },
)
END = "end"

Told = list[tuple[datetime, str]]


def listed(order: Order, role: Actor, now: datetime, policy: Policy, hours: Hours) -> Told:
    """What is shown beforehand."""
    found = foreseen(order, role, now, policy, quiet=hours.quiet, zone=hours.zone)
    return sorted((one.at, named(one.what)) for one in found)


def named(what: object) -> str:
    if not isinstance(what, Timeout):
        return str(what.key)  # type: ignore[attr-defined]
    return "lapse" if what.about == RequestKind.SUPPLEMENT else END


def swept(order: Order, role: Actor, policy: Policy, hours: Hours) -> Told:
    """What the sweep does when each moment is rung in its time, as far as this reader is concerned."""
    found: list[tuple[datetime, str, datetime | None]] = []
    end: datetime | None = None
    while end is None and (due := wake_at(order, policy)) is not None:
        for event in owed(order, due, policy):
            order = fold(order, [event])
            if isinstance(event, Nudged):
                found += of_nudge(event, order, role, policy, hours)
            elif is_lapse(event):
                found.append((event.at, "lapse", None))
            else:
                end = end or event.at
    told = [(at, key) for at, key, ends in found if (ends is None or at < ends) and (end is None or at < end)]
    return sorted([*told, *([(end, END)] if end else [])])


def of_nudge(
    event: Nudged, order: Order, role: Actor, policy: Policy, hours: Hours
) -> list[tuple[datetime, str, datetime | None]]:
    return [
        (from_when(notice, event.at, hours), str(notice.key), notice.ends_at)
        for notice in notices(event, order, policy)
        if notice.to is role or event.nudge in AT_ONCE
    ]


def is_lapse(event: Event) -> bool:
    return (
        isinstance(event, RequestEnded)
        and event.about == RequestKind.SUPPLEMENT
        and event.end is RequestEnd.LAPSED
    )


class Foreseen(OrderLife):
    """Any order, under any policy, at any moment, read by anybody with any quiet hours."""

    @initialize(
        policy=st.sampled_from((*POLICIES, RESTLESS)),
        days=st.integers(1, 12),
        brief=st.sampled_from([(), ("logo",)]),
        quiet=st.sampled_from([None, NIGHT, NOON]),
        zone=st.sampled_from(ZONES),
    )
    def begin(
        self, policy: Policy, days: int, brief: tuple[str, ...], quiet: QuietHours | None, zone: str
    ) -> None:
        super().begin(policy=policy, days=days, brief=brief)
        self.hours = Hours(quiet, zone)

    def teardown(self) -> None:
        if not hasattr(self, "order"):
            return
        for role in (Actor.SELLER, Actor.BUYER):
            shown = listed(self.order, role, self.now, self.policy, self.hours)
            assert shown == swept(self.order, role, self.policy, self.hours), role


TestForeseen = Foreseen.TestCase
TestForeseen.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)


@pytest.mark.parametrize("policy", [COMEUP, RESTLESS], ids=lambda one: str(one.name))
@pytest.mark.parametrize("name", STORIES)
def test_of_every_story_what_is_listed_is_what_comes(name: str, policy: Policy) -> None:
    play = STORIES[name](policy) if name in POSSIBLE or policy is COMEUP else Play(policy).accepted()
    for role in (Actor.SELLER, Actor.BUYER):
        for hours in (Hours(NIGHT, "Europe/Paris"), Hours(None, "Europe/Paris")):
            assert listed(play.order, role, play.now, policy, hours) == swept(play.order, role, policy, hours)


POSSIBLE = ("pending, brief missing", "in progress", "late by days", "delivered", "elements missing")
"""Stories that go as fast as the restless house."""


def test_a_reminder_is_listed_for_the_morning_in_which_it_is_told() -> None:
    """A deadline ends with its day: the day before it, at midnight, its reader sleeps."""
    play = Play().accepted()
    shown = listed(play.order, Actor.SELLER, play.now, COMEUP, Hours(NIGHT, "Europe/Paris"))
    assert play.order.due_at is not None and play.order.state not in FINAL
    moments = {key.split(":")[0]: at for at, key in shown if key.startswith("due_soon")}
    assert moments["due_soon"] == play.order.due_at - timedelta(hours=3)
    mornings = [at for at, key in shown if key.startswith("due_soon")][:2]
    assert [(one.hour, one.minute) for one in mornings] == [(7, 0), (7, 0)]  # 8:00 in Paris
