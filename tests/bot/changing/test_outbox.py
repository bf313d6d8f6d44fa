"""What goes into the outbox: to whom, from when on, in which order, and what is no longer true."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import update

from bot.db import tables
from rules.commands import Person
from rules.notices import Notice
from rules.words import Action, Actor, Nudge, RequestKind, State
from tests.factories import BUYER, COMEUP, HERE, MEDIATOR, OPERATOR, SELLER, Store

NIGHT = "21:00-08:00"


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026, before the clocks change: Paris is an hour ahead of UTC."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


def sent(store: Store, **where: Any) -> None:
    """As if the sender had said everything."""
    with store.engine.begin() as connection:
        connection.execute(update(tables.outbox).filter_by(state="waiting", **where).values(state="sent"))


def waiting(store: Store, **where: Any) -> list[Any]:
    rows = store.rows(tables.outbox, state="waiting", **where)
    return sorted(rows, key=lambda row: (row.lane, row.place))


def test_each_notice_is_a_row_that_names_its_event(any_store: Store) -> None:
    id = any_store.place(brief=())
    sent(any_store)
    any_store.do(id, SELLER, Action.ACCEPT)
    accept, guide = sorted(waiting(any_store, kind="notice"), key=lambda row: row.seq)
    assert (accept.seq, accept.notice, accept.to_role, accept.recipient) == (2, "accept", "buyer", "buyer")
    assert (guide.seq, guide.notice, guide.recipient, guide.urgent) == (3, "stage_guide", "seller", True)
    assert guide.key == f"stage_guide:seller:{any_store.clock.now():%Y%m%dT%H%M%S}"
    assert (accept.not_before, accept.valid_until) == (any_store.clock.now(), None)
    notice = msgspec.json.decode(guide.body, type=Notice)
    assert (notice.id, notice.buttons[0]) == (Nudge.STAGE_GUIDE, "progress")
    assert (guide.attempts, guide.lease_until, guide.channel, guide.ts) == (0, None, None, None)


def test_places_in_a_lane_grow_and_cards_come_before_what_is_told(any_store: Store) -> None:
    id = any_store.place(brief=())
    any_store.do(id, SELLER, Action.ACCEPT)
    other = any_store.place(brief=())
    any_store.do(other, SELLER, Action.ACCEPT)
    for lane in ("seller", "buyer"):
        rows = waiting(any_store, lane=lane)
        assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    assert [row.notice or row.kind for row in waiting(any_store, lane="seller")] == [
        "card", "order_placed", "stage_guide", "card", "order_placed", "stage_guide",
    ]  # fmt: skip


def test_a_card_that_waits_needs_no_second_row(any_store: Store) -> None:
    id = any_store.order(State.IN_PROGRESS)
    for text in ("one", "two"):
        any_store.do(id, SELLER, Action.PROGRESS, text=text)
    assert [row.recipient for row in waiting(any_store, kind="card")] == ["buyer", "seller"]


def test_a_card_that_is_being_sent_shows_the_state_before_so_another_follows(any_store: Store) -> None:
    id = any_store.order(State.IN_PROGRESS)
    with any_store.engine.begin() as connection:
        claimed = update(tables.outbox).filter_by(state="waiting", kind="card", recipient="buyer")
        connection.execute(claimed.values(state="sending"))
    any_store.do(id, SELLER, Action.PROGRESS, text="one")
    assert len(waiting(any_store, kind="card", recipient="buyer")) == 1
    assert len(any_store.rows(tables.outbox, kind="card", recipient="buyer")) == 2
    assert len(any_store.rows(tables.outbox, kind="card", recipient="seller")) == 1


def test_the_mediators_get_a_case_only_where_there_is_one(store: Store) -> None:
    store.order(State.COMPLETED)
    assert not waiting(store, recipient="mediators")
    id = store.order(State.DISPUTED)
    (case, notice) = waiting(store, recipient="mediators")
    assert (case.kind, case.order_id, case.to_role) == ("case", id, "mediator")
    assert (notice.kind, notice.notice) == ("notice", "open_dispute")


def test_the_case_is_drawn_once_more_when_it_is_closed(store: Store) -> None:
    id = store.order(State.DISPUTED)
    sent(store)
    restart = store.clock.now() + timedelta(days=9)
    store.do(id, MEDIATOR, Action.DECIDE_RESTART, reason="go on", due_at=restart)
    assert store.load(id).case_opened_at is None
    assert len(waiting(store, kind="case")) == 1
    sent(store)
    store.do(id, SELLER, Action.PROGRESS, text="going on")
    assert not waiting(store, kind="case")


def test_a_reminder_waits_for_the_end_of_quiet_hours_in_the_persons_own_zone(any_store: Store) -> None:
    """24 hours before the deadline it is midnight in Paris, and the end of the afternoon in New York."""
    for zone, waits in (("Europe/Paris", timedelta(hours=8, seconds=1)), ("America/New_York", timedelta(0))):
        any_store.person(SELLER, zone=zone, quiet=NIGHT)
        id = any_store.order(State.IN_PROGRESS, duration_days=3)
        due_at = any_store.load(id).due_at
        assert due_at is not None
        any_store.run_until(due_at - timedelta(hours=24))
        (*_, reminder) = waiting(any_store, notice="due_soon", recipient="seller", order_id=id)
        assert reminder.not_before == due_at - timedelta(hours=24) + waits
        assert not reminder.urgent


def test_a_right_is_told_at_once_at_night(store: Store) -> None:
    for who in (SELLER, BUYER):
        store.person(who, quiet=NIGHT)
    store.order(State.IN_PROGRESS, late=True)
    rows = waiting(store, notice="now_late_buyer")
    assert [row.not_before for row in rows] == [store.clock.now()]


def test_who_chose_no_hours_has_the_policys(store: Store) -> None:
    store.person(SELLER, quiet=None)
    store.clock.at = paris(2, 12)
    store.place(brief=())
    store.run_until(paris(4, 8))
    first, second = sorted(waiting(store, notice="accept_soon"), key=lambda row: row.not_before)
    assert first.not_before == paris(3, 12)
    assert second.not_before == paris(4, 8)


def test_a_reminder_that_comes_late_respects_the_hours_of_now(store: Store) -> None:
    """No worker ran at noon: at ten in the evening the person sleeps."""
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 12)
    store.place(brief=())
    store.clock.at = paris(3, 22)
    store.wake.run_once()
    (reminder,) = waiting(store, notice="accept_soon")
    assert reminder.not_before == paris(4, 8)


def test_a_reminder_that_is_untrue_by_now_is_never_sent(any_store: Store) -> None:
    any_store.person(SELLER, quiet=NIGHT)
    any_store.clock.at = paris(2, 4)
    id = any_store.place(brief=())
    any_store.run_until(paris(3, 5))
    (reminder,) = waiting(any_store, notice="accept_soon")
    assert reminder.not_before == paris(3, 8)
    any_store.do(id, SELLER, Action.ACCEPT)
    assert not waiting(any_store, notice="accept_soon")
    (row,) = any_store.rows(tables.outbox, notice="accept_soon")
    assert (row.state, row.reason) == ("stale", "moved_on")


def test_a_reminder_that_is_still_true_stays(store: Store) -> None:
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 4)
    id = store.place(brief=())
    store.run_until(paris(3, 5))
    store.do(id, SELLER, Action.MESSAGE, in_thread=True, text="hello")
    assert len(waiting(store, notice="accept_soon")) == 1


def test_what_was_due_and_overtaken_in_the_same_breath_is_stale_from_the_start(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    store.clock.move(days=5)
    store.do(id, BUYER, Action.CANCEL_LATE)
    late = [row for row in store.rows(tables.outbox) if row.notice and "late" in row.notice and row.key]
    assert len(late) >= 3
    assert {(row.state, row.reason) for row in late} == {("stale", "moved_on")}


def test_a_snoozed_reminder_is_not_sent_before(store: Store) -> None:
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 4)
    id = store.place(brief=())
    store.run_until(paris(3, 5))
    store.do(id, SELLER, Action.SNOOZE, until=paris(3, 18))
    assert not waiting(store, notice="accept_soon")
    store.run_until(paris(3, 18))
    (reminder,) = waiting(store, notice="accept_soon")
    assert reminder.not_before == paris(3, 18)


def test_who_handed_the_order_over_is_reminded_no_more(store: Store) -> None:
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 4)
    id = store.place(brief=())
    store.run_until(paris(3, 5))
    assert len(waiting(store, notice="accept_soon")) == 1
    store.do(id, OPERATOR, Action.CHANGE_PARTY, role=Actor.SELLER, person="other", reason="left")
    assert not waiting(store, notice="accept_soon", recipient="seller")
    assert len(waiting(store, recipient="other", kind="card")) == 1


def test_a_new_policy_drops_the_reminders_that_it_does_not_know(store: Store) -> None:
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 4)
    id = store.place(brief=())
    store.run_until(paris(3, 5))
    nudges = {**COMEUP.nudges, "accept_soon": replace(COMEUP.nudges["accept_soon"], before=())}
    silent = store.under(replace(COMEUP, house="other", nudges=nudges))
    assert len(waiting(store, notice="accept_soon")) == 1
    silent.service.tick(HERE, id)
    assert not waiting(store, notice="accept_soon")


def test_a_nudge_is_valid_until_it_would_make_no_sense(store: Store) -> None:
    store.clock.at = paris(2, 12)
    store.place(brief=())
    store.run_until(paris(4, 9))
    ends = [row.valid_until for row in store.rows(tables.outbox, notice="accept_soon")]
    assert sorted(ends) == [paris(4, 8), paris(4, 12)]


def test_mediators_have_no_quiet_hours(store: Store) -> None:
    store.person(Person("mediators"), quiet=NIGHT)
    store.clock.at = paris(2, 22)
    store.order(State.DISPUTED)
    store.run_until(paris(3, 22))
    (reminder,) = waiting(store, notice="case_unclaimed")
    assert reminder.not_before == paris(3, 22)


def test_an_answer_to_a_request_ends_its_reminders(store: Store) -> None:
    store.person(SELLER, quiet=NIGHT)
    store.clock.at = paris(2, 4)
    id = store.order(State.IN_PROGRESS, duration_days=9)
    store.do(id, BUYER, Action.REQUEST, kind=RequestKind.CANCELLATION, reason="changed my mind")
    store.run_until(paris(3, 4))
    assert len(waiting(store, notice="answer_cancellation")) == 1
    store.do(id, SELLER, Action.REFUSE_REQUEST, kind=RequestKind.CANCELLATION, reason="half done")
    assert not waiting(store, notice="answer_cancellation")
