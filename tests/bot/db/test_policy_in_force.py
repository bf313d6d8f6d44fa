"""Another policy at a start: open orders are woken; no reminder from before the switch is sent, and every right is."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.db.policy import policy_digest, switch, wake_left
from rules import events as did
from rules.policy import parse
from rules.words import Action, Nudge, State
from tests.bot.databases import everything
from tests.factories import COMEUP, HERE, SELLER, Store

OTHER = replace(COMEUP, name="other", nudges={**COMEUP.nudges, "expiring": COMEUP.nudges["review_invite"]})
EARLY = replace(
    COMEUP,
    name="early",
    nudges={
        **COMEUP.nudges,
        "accept_soon": replace(
            COMEUP.nudges["accept_soon"], before=(timedelta(hours=40), timedelta(hours=20))
        ),
    },
)


def kinds(store: Store, id: str) -> list[type[did.Event]]:
    return [type(event) for event in store.events(id)]


def test_the_first_start_and_the_same_policy_wake_nobody(any_store: Store) -> None:
    id = any_store.place()
    before = any_store.row(id)
    assert switch(any_store.engine, any_store.clock, COMEUP) == 0
    any_store.clock.move(hours=1)
    assert switch(any_store.engine, any_store.clock, COMEUP) == 0
    assert any_store.row(id) == before


def test_a_comment_in_the_file_is_no_other_policy() -> None:
    text = 'house = "comeup"\naccept_window = "48h"\n'
    same = parse(f"# a comment\n{text}", file="p.toml")
    assert policy_digest(parse(text, file="p.toml")) == policy_digest(same)
    assert policy_digest(same) != policy_digest(replace(same, name="other"))


def test_another_policy_wakes_every_open_order_once(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.db.policy.BATCH", 2)
    switch(any_store.engine, any_store.clock, COMEUP)
    still_open = [any_store.place(brief=()) for _ in range(5)]
    ended = any_store.order(State.CANCELLED)
    any_store.clock.move(hours=1)
    now = any_store.under(OTHER)
    assert switch(now.engine, now.clock, OTHER) == 5
    assert now.wake.next_at() == now.clock.now()
    assert now.wake.run_once() == 5
    assert now.wake.run_once() == 0
    for id in still_open:
        assert kinds(now, id) == [did.OrderPlaced, did.PolicySwitched]
    assert did.PolicySwitched not in kinds(now, ended)
    assert switch(now.engine, now.clock, OTHER) == 0
    now.assert_sound()


def test_a_start_that_was_stopped_half_way_goes_on(store: Store) -> None:
    switch(store.engine, store.clock, COMEUP)
    store.place(brief=())
    store.place(brief=())
    now = store.under(OTHER)
    assert switch(now.engine, now.clock, OTHER) == 2
    now.clock.move(minutes=1)
    (first, *_), *_ = now.wake.claimed()
    now.service.tick(*first)
    assert switch(now.engine, now.clock, OTHER) == 0, "all wait to be rung already"
    assert switch(now.engine, now.clock, COMEUP) == 1, "back: the one that was rung"


def test_an_order_that_is_acted_on_before_it_was_rung_switches_first(any_store: Store) -> None:
    switch(any_store.engine, any_store.clock, COMEUP)
    id = any_store.place(brief=())
    any_store.clock.move(hours=1)
    now = any_store.under(OTHER)
    switch(now.engine, now.clock, OTHER)
    since = now.clock.now()
    now.clock.move(minutes=5)
    now.do(id, SELLER, Action.ACCEPT)
    placed, switched, accepted, _ = now.events(id)
    assert isinstance(switched, did.PolicySwitched)
    assert isinstance(accepted, did.Accepted)
    assert (placed.at, switched.at, accepted.at) == (since - timedelta(hours=1), since, now.clock.now())
    now.assert_sound()


def test_no_nudge_from_before_the_switch_is_sent_and_those_after_it_are(store: Store) -> None:
    switch(store.engine, store.clock, COMEUP)
    id = store.place(brief=())
    store.clock.move(hours=10)  # the new policy would have reminded two hours ago
    now = store.under(EARLY)
    switch(now.engine, now.clock, EARLY)
    now.run_until(now.clock.now() + timedelta(hours=20))
    nudged = [event for event in now.events(id) if isinstance(event, did.Nudged)]
    assert [(one.nudge, one.at - now.load(id).paid_at) for one in nudged] == [
        (Nudge.ACCEPT_SOON, timedelta(hours=28))
    ]


def test_a_right_that_opened_while_nobody_worked_is_told_also_under_another_policy(any_store: Store) -> None:
    switch(any_store.engine, any_store.clock, COMEUP)
    id = any_store.order(State.IN_PROGRESS)
    due_at = any_store.load(id).due_at
    assert due_at is not None
    any_store.clock.move(seconds=(due_at - any_store.clock.now()).total_seconds() + 3600)
    now = any_store.under(OTHER)
    switch(now.engine, now.clock, OTHER)
    now.wake.run_once()
    told = [event for event in now.events(id) if isinstance(event, did.Nudged | did.PolicySwitched)][-3:]
    late = due_at + timedelta(seconds=1)
    assert [(getattr(one, "nudge", None), one.at) for one in told] == [
        (Nudge.NOW_LATE_BUYER, late),
        (Nudge.NOW_LATE_SELLER, late),
        (None, now.clock.now()),
    ]
    said = [row.notice for row in everything(now)["outbox"] if row.order_id == id]
    assert {"now_late_seller", "now_late_buyer"} <= set(said)
    now.assert_sound()


def test_windows_that_are_open_keep_their_end(store: Store) -> None:
    switch(store.engine, store.clock, COMEUP)
    id = store.place(brief=())
    accept_by = store.load(id).accept_by
    short = replace(COMEUP, house="other", accept_window=COMEUP.claim_hold)
    now = store.under(short)
    switch(now.engine, now.clock, short)
    now.wake.run_once()
    assert now.load(id).accept_by == accept_by


def test_a_switch_draws_no_card_anew(store: Store) -> None:
    switch(store.engine, store.clock, COMEUP)
    id = store.place(brief=())
    before = everything(store)["outbox"]
    now = store.under(OTHER)
    now.service.tick(HERE, id)
    assert everything(now)["outbox"] == before


def test_an_order_that_waits_for_nothing_is_woken_too(store: Store) -> None:
    """A dispute that everybody forgot: under the new policy there may be something to say."""
    switch(store.engine, store.clock, COMEUP)
    id = store.order(State.DISPUTED)
    store.run_until(store.clock.now() + timedelta(days=30))
    assert store.row(id).wake_at is None
    now = store.under(OTHER)
    assert switch(now.engine, now.clock, OTHER) == 1
    assert now.wake.run_once() == 1
    assert kinds(now, id)[-1] is did.PolicySwitched


def test_a_process_of_the_policy_before_that_is_still_there_leaves_out_nothing(any_store: Store) -> None:
    """As while processes are replaced one by one: the new one acts on an order, the old one rings it."""
    switch(any_store.engine, any_store.clock, COMEUP)
    id = any_store.order(State.IN_PROGRESS)
    before, now = any_store, any_store.under(OTHER)
    switch(now.engine, now.clock, OTHER)
    due_at = now.load(id).due_at
    assert due_at is not None
    now.run_until(due_at - timedelta(hours=1))
    now.do(id, SELLER, Action.PROGRESS, text="Bientôt fini")
    switches = kinds(now, id).count(did.PolicySwitched)
    before.clock.move(hours=1, seconds=5)
    before.wake.run_once()
    told = [event.nudge for event in before.events(id) if isinstance(event, did.Nudged) and event.sent]
    assert {Nudge.NOW_LATE_SELLER, Nudge.NOW_LATE_BUYER} <= set(told)
    assert kinds(before, id).count(did.PolicySwitched) == switches
    assert wake_left(before.engine, COMEUP) == 0, "it puts nothing back"
    assert wake_left(now.engine, OTHER) == 1, "worked out anew by a worker of the new ones"
    now.wake.run_once()
    assert kinds(now, id).count(did.PolicySwitched) == switches + 1
    now.assert_sound()
