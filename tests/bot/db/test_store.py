"""The stores: orders, people, services, workspaces, shared settings. On both engines."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from bot.changing.outgoing import Hours
from bot.clock import StoredClock
from bot.db import receipts, settings, tables, workspaces
from bot.db.people import NO_QUIET, hours
from bot.db.services import Service, Services
from bot.faults import StartError
from bot.service import Receipt
from rules.calendar import QuietHours
from rules.words import Action, Actor, RequestKind, State
from tests.bot.databases import at_once
from tests.factories import BUYER, COMEUP, HERE, MEDIATOR, OPERATOR, SELLER, Store
from tests.fakes import FakeClock


def test_an_order_is_found_by_its_reference_in_whatever_case(any_store: Store) -> None:
    id = any_store.place(ref="Été-7")
    for written in ("Été-7", "ÉTÉ-7", " été-7 "):
        assert any_store.orders.find(HERE, written) == id
    assert any_store.orders.find(HERE, "été-8") is None
    assert any_store.orders.find("workspace_2", "Été-7") is None


def test_an_order_of_another_workspace_is_not_there(any_store: Store) -> None:
    id = any_store.place()
    assert any_store.orders.load(HERE, id) is not None
    assert any_store.orders.load("workspace_2", id) is None
    assert any_store.orders.of_person("workspace_2", "seller") == []


def test_a_persons_orders_stand_by_urgency_and_the_ended_ones_last(any_store: Store) -> None:
    far = any_store.order(State.IN_PROGRESS, duration_days=30)
    near = any_store.order(State.IN_PROGRESS, duration_days=1)
    checking = any_store.order(State.DELIVERED, duration_days=90)
    asked = any_store.place()
    frozen = any_store.order(State.DISPUTED)
    first_ended = any_store.order(State.COMPLETED)
    any_store.clock.move(minutes=1)
    last_ended = any_store.order(State.CANCELLED)
    any_store.place(seller="other", buyer="buyer")
    rows = any_store.orders.of_person(HERE, "seller")
    assert [row.id for row in rows] == [near, asked, checking, far, frozen, last_ended, first_ended]
    assert len(any_store.orders.of_person(HERE, "buyer")) == 8
    assert any_store.orders.of_person(HERE, "mediator") == []


def test_of_what_has_ended_only_the_last_is_read(any_store: Store) -> None:
    for _ in range(4):
        any_store.order(State.CANCELLED)
        any_store.clock.move(minutes=1)
    still_open = any_store.place()
    rows = any_store.orders.of_person(HERE, "seller", ended=2)
    assert [row.order.ref for row in rows] == [any_store.row(still_open).order.ref, "C-1004", "C-1003"]
    with any_store.engine.begin() as connection:  # an order that is over and cannot be read harms no list
        broken = tables.orders.c.ref == "C-1001"
        connection.execute(update(tables.orders).where(broken).values(facts="?"))
    assert len(any_store.orders.of_person(HERE, "seller", ended=2)) == 3


def test_open_cases_are_the_disputes_and_the_claims_the_oldest_first(any_store: Store) -> None:
    claims = any_store.under(replace(COMEUP, name="comeup_claim", dispute_entry="claim"))
    older = any_store.order(State.DISPUTED)
    any_store.clock.move(minutes=1)
    younger = any_store.order(State.DISPUTED)
    any_store.clock.move(minutes=1)
    claimed = any_store.order(State.DELIVERED)
    claims.do(claimed, BUYER, Action.REQUEST, kind=RequestKind.CLAIM, reason="broken")
    any_store.order(State.IN_PROGRESS)
    assert [row.id for row in any_store.orders.open_cases(HERE)] == [older, younger, claimed]
    any_store.do(older, MEDIATOR, Action.DECIDE_PAY, reason="well done")
    assert [row.id for row in any_store.orders.open_cases(HERE)] == [younger, claimed]


def test_somebody_new_is_met_once_however_many_ask(any_store: Store) -> None:
    def meet(nth: int) -> None:
        any_store.people.by_slack(HERE, "U1")

    at_once(meet, 8)
    met = any_store.people.by_slack(HERE, "U1", name="ignored")
    assert (met.name, met.slack_id, met.active, met.quiet_hours) == ("U1", "U1", True, None)
    assert met.seen_at == any_store.clock.now()
    assert any_store.people.get(HERE, met.id) == met
    assert len(any_store.rows(tables.people, slack_id="U1")) == 1


def test_the_same_slack_id_elsewhere_is_somebody_else(any_store: Store) -> None:
    here, there = any_store.people.by_slack(HERE, "U1"), any_store.people.by_slack("workspace_2", "U1")
    assert here.id != there.id
    assert any_store.people.get("workspace_2", here.id) is None


def test_a_person_is_saved_whole_and_found_by_address(any_store: Store) -> None:
    met = any_store.people.by_slack(HERE, "U1", name="Bea")
    known = replace(
        met,
        name="Béa",
        email="Bea@Example.org ",
        locale="fr",
        zone="Europe/Paris",
        dm_channel="D1",
        profile_at=any_store.clock.now(),
    )
    any_store.people.save(known)
    assert any_store.people.by_email(HERE, " bea@example.ORG") == replace(known, email="bea@example.org")
    assert any_store.people.by_email("workspace_2", "bea@example.org") is None
    assert any_store.people.by_email(HERE, "nobody@example.org") is None


def test_of_two_with_one_address_the_active_one_is_meant(store: Store) -> None:
    for slack_id, active in (("U1", False), ("U2", True)):
        met = store.people.by_slack(HERE, slack_id)
        store.people.save(replace(met, email="bea@example.org", active=active))
    found = store.people.by_email(HERE, "bea@example.org")
    assert found is not None and found.slack_id == "U2"


def test_several_people_are_read_at_once(any_store: Store) -> None:
    found = any_store.people.among(HERE, ["seller", "buyer", "nobody"])
    assert {id: person.name for id, person in found.items()} == {"seller": "Seller", "buyer": "Buyer"}


@pytest.mark.parametrize(
    ("zone", "quiet", "expected"),
    [
        (None, None, Hours(COMEUP.quiet_hours, "Europe/Paris")),
        ("UTC", NO_QUIET, Hours(None, "UTC")),
        (None, "22:00-07:30", Hours(QuietHours.parse("22:00-07:30"), "Europe/Paris")),
    ],
)
def test_hours_that_somebody_did_not_choose_are_the_policys(
    zone: str | None, quiet: str | None, expected: Hours
) -> None:
    assert hours(zone, quiet, COMEUP) == expected


def test_services_are_kept_with_their_brief(any_store: Store) -> None:
    logo = Service(
        workspace=HERE,
        id="service_1",
        seller="seller",
        title="Logo",
        price=5000,
        currency="EUR",
        duration_days=3,
        brief=("logo", "colours"),
    )
    services = Services(any_store.engine)
    services.save(logo)
    services.save(replace(logo, id="service_2", title="Flyer", revisions_included=0, brief=()))
    services.save(replace(logo, id="service_3", seller="other"))
    services.save(replace(logo, price=6000))
    assert [(one.title, one.price, one.brief) for one in services.of_seller(HERE, "seller")] == [
        ("Flyer", 5000, ()),
        ("Logo", 6000, ("logo", "colours")),
    ]
    assert services.of_seller("workspace_2", "seller") == []


def test_a_team_has_one_workspace_whoever_asks_first(any_store: Store) -> None:
    found: list[str] = []

    def ask(nth: int) -> None:
        with any_store.engine.begin() as connection:
            now = any_store.clock.real()
            found.append(workspaces.of_team(connection, "T1", ids=any_store.ids, now=now))

    at_once(ask, 6)
    ask(0)
    assert len(set(found)) == 1
    with any_store.engine.begin() as connection:
        other = workspaces.of_team(connection, "T2", ids=any_store.ids, now=any_store.clock.real())
    assert other != found[0]
    loaded = any_store.orders.load(other, any_store.place(other))
    assert loaded is not None and loaded.order.ref == "C-1001"


def test_shared_settings_are_set_changed_and_taken_away(any_store: Store) -> None:
    with any_store.engine.begin() as connection:
        assert settings.get(connection, "x") is None
        settings.put(connection, "x", "1")
        settings.put(connection, "x", "2")
        assert settings.get(connection, "x") == "2"
        settings.put(connection, "x", None)
        assert settings.get(connection, "x") is None


def test_old_receipts_are_forgotten(store: Store) -> None:
    store.place(receipt=Receipt("old"))
    store.clock.move(hours=1)
    store.place(receipt=Receipt("new"))
    store.clock.move(hours=71)
    with store.engine.begin() as connection:
        assert receipts.forget_old(connection, store.clock.real()) == 1
    assert [row.key for row in store.rows(tables.receipts)] == ["new"]


def test_everybody_lives_in_the_time_that_one_pushed_to(any_store: Store) -> None:
    base = FakeClock()
    mine, theirs = StoredClock(any_store.engine, base), StoredClock(any_store.engine, base)
    assert mine.now() == theirs.now() == base.now()
    assert mine.push(timedelta(days=3)) == base.now() + timedelta(days=3) == mine.now()
    assert mine.push(timedelta(hours=1)) == base.now() + timedelta(days=3, hours=1)
    base.move(seconds=1)
    assert theirs.now() == mine.now() == base.now() + timedelta(days=3, hours=1)
    assert mine.real() == base.real()


def test_the_clock_reads_the_database_once_a_second_at_most(store: Store) -> None:
    base = FakeClock()
    mine, theirs = StoredClock(store.engine, base), StoredClock(store.engine, base)
    before = theirs.now()
    mine.push(timedelta(days=3))
    base.move(milliseconds=999)
    assert theirs.now() - before < timedelta(seconds=1)
    base.move(milliseconds=1)
    assert theirs.now() - before > timedelta(days=3)


def test_a_rehearsal_never_goes_back(store: Store) -> None:
    with pytest.raises(ValueError, match="forward"):
        StoredClock(store.engine, FakeClock()).push(timedelta(seconds=-1))


def test_an_offset_of_the_start_is_added_to_what_was_pushed(store: Store) -> None:
    base = FakeClock(offset=timedelta(days=1))
    clock = StoredClock(store.engine, base)
    assert clock.push(timedelta(days=2)) == base.real() + timedelta(days=3)


def test_a_change_of_hands_is_found_by_the_new_hands(store: Store) -> None:
    id = store.place()
    store.do(id, OPERATOR, Action.CHANGE_PARTY, role=Actor.SELLER, person="other", reason="left")
    assert [row.id for row in store.orders.of_person(HERE, "other")] == [id]
    assert store.orders.of_person(HERE, SELLER.id) == []


def test_a_folder_that_cannot_be_made_stops_the_start_with_one_line() -> None:
    with pytest.raises(StartError, match=r"^DATABASE_URL: the folder .* cannot be made: "):
        Store.at("sqlite:////proc/nowhere/relance.db")
