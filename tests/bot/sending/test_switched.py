"""While processes are replaced one by one by those of another policy, a sender of the one before ends no reminder of the other."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.db.policy import switch
from rules.words import Nudge
from tests.bot.post import Post
from tests.factories import COMEUP, Store

SOON = replace(
    COMEUP.nudges["accept_soon"], before=(timedelta(hours=40), timedelta(hours=30), timedelta(hours=20))
)
OTHER = replace(COMEUP, name="other", nudges={**COMEUP.nudges, "accept_soon": SOON})


def senders(first: Store, second: Store) -> tuple[Post, Post]:
    """One of each policy, in one Slack."""
    one, other = Post(first), Post(second)
    other.slack = one.slack
    return one, other


@pytest.mark.parametrize("orders", [1, 2], ids=["alone", "several in one message"])
def test_a_reminder_of_the_new_policy_waits_for_a_sender_that_knows_it(any_store: Store, orders: int) -> None:
    switch(any_store.engine, any_store.clock, COMEUP)
    now = any_store.under(OTHER)
    before, after = senders(any_store, now)
    for _ in range(orders):
        any_store.place(brief=())
    before.send_all()
    switch(now.engine, now.clock, OTHER)
    now.wake.run_once()
    now.clock.move(hours=10)  # two hours late: several are joined
    now.wake.run_once()
    for _ in range(3):
        before.send()
    assert {row.state for row in before.rows(notice=Nudge.ACCEPT_SOON)} <= {"waiting", "joined"}
    after.send_all()
    assert [row.state for row in after.rows(notice=Nudge.ACCEPT_SOON)] == ["sent"] * orders


def test_once_its_policy_is_in_force_again_a_sender_ends_what_it_does_not_know(any_store: Store) -> None:
    switch(any_store.engine, any_store.clock, OTHER)
    other = any_store.under(OTHER)
    before, after = senders(other, any_store)
    other.place(brief=())
    before.send_all()
    other.clock.move(hours=8)
    other.wake.run_once()
    switch(any_store.engine, any_store.clock, COMEUP)
    after.send()
    (row,) = after.rows(notice=Nudge.ACCEPT_SOON)
    assert (row.state, row.reason) == ("stale", "moved_on")
