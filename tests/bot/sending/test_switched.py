"""While processes are replaced one by one by those of another policy, one of the policy before ends no reminder of the other."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.db.policy import switch
from rules.words import Action, Nudge
from tests.bot.post import Post
from tests.factories import COMEUP, SELLER, Store

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


def test_who_is_served_by_a_process_of_the_policy_before_keeps_the_reminders_of_the_new_one(
    any_store: Store,
) -> None:
    switch(any_store.engine, any_store.clock, COMEUP)
    earlier = replace(COMEUP.nudges["due_soon"], before=(timedelta(days=4),))
    now = any_store.under(replace(COMEUP, name="other", nudges={**COMEUP.nudges, "due_soon": earlier}))
    id = any_store.place(brief=(), duration_days=9)
    any_store.do(id, SELLER, Action.ACCEPT)
    switch(now.engine, now.clock, now.service.policy)
    due_at = now.load(id).due_at
    assert due_at is not None
    now.run_until(due_at - timedelta(days=3))
    any_store.do(id, SELLER, Action.PROGRESS, text="Half done")  # asked for by a reminder that is over now
    waits = {row.notice: row.state for row in Post(now).rows() if row.key}
    assert (waits[Nudge.KEEP_INFORMED], waits[Nudge.DUE_SOON]) == ("waiting", "waiting")
    now.do(id, SELLER, Action.PROGRESS, text="Nearly done")
    waits = {row.notice: row.state for row in Post(now).rows() if row.key}
    assert (waits[Nudge.KEEP_INFORMED], waits[Nudge.DUE_SOON]) == ("stale", "waiting")


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
