"""A home tab that somebody opened lately shows what is, without being opened again; each section keeps its page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db.home_tabs import UNMARKED
from bot.db.tables import home_tabs, lanes, outbox
from bot.ports import SystemRandom
from bot.sending import paces
from bot.waking.redraw import REST, Redrawing
from tests.e2e.people import Person
from tests.handlers.shop import CHANNEL, Shop, Trade
from tests.handlers.test_home import disputed, home_of, operator, words


@pytest.fixture
def redrawing(shop: Shop) -> Redrawing:
    with shop.program.parts.engine.begin() as connection:
        connection.execute(home_tabs.delete())
        connection.execute(lanes.delete())
    return Redrawing(shop.program.parts, SystemRandom())


def rested(shop: Shop, **values: Any) -> None:
    """As if every tab had been drawn a while ago."""
    at = shop.program.parts.clock.real() - REST
    with shop.program.parts.engine.begin() as connection:
        connection.execute(update(home_tabs).values({"drawn_at": at, **values}))


def shown(person: Person) -> str:
    return str(person.slack.http.get(f"/as/{person.user}/home").json()["view"])


def hash_of(person: Person) -> str:
    return str(person.slack.http.get(f"/as/{person.user}/home").json()["view"]["hash"])


def test_what_changes_is_seen_by_both_without_opening_again(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller), home_of(work.buyer)
    rested(work.shop)
    assert redrawing.run_once() == 0
    work.delivered()
    assert "Livrée" not in shown(work.seller)
    assert redrawing.run_once() == 2
    assert "Livrée" in shown(work.seller) and "Livrée" in shown(work.buyer)


def test_several_changes_in_a_row_are_drawn_once(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller)
    work.do(work.seller, "progress", text="Le hibou est là")
    assert redrawing.run_once() == 0
    work.delivered()
    assert redrawing.run_once() == 0
    rested(work.shop)
    assert redrawing.run_once() == 1
    rested(work.shop)
    assert redrawing.run_once() == 0


def test_what_looks_the_same_is_not_published_again(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller)
    rested(work.shop)
    before = hash_of(work.seller)
    work.do(work.seller, "message", text="Bonjour")
    assert redrawing.run_once() == 1
    assert hash_of(work.seller) == before


def test_a_tab_that_nobody_opened_within_the_hour_is_left_alone(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller)
    rested(work.shop, opened_at=work.shop.program.parts.clock.real() - timedelta(minutes=61))
    work.delivered()
    assert redrawing.run_once() == 0
    work.shop.program.parts.home_tabs.forget_old(work.shop.program.parts.clock.real())
    with work.shop.program.parts.engine.connect() as connection:
        assert connection.execute(select(home_tabs)).all() == []


def test_a_tab_that_somebody_else_drew_is_drawn_over_on_the_next_pass(
    work: Trade, redrawing: Redrawing
) -> None:
    home_of(work.seller)
    rested(work.shop, hash="1.old")
    work.delivered()
    redrawing.run_once()
    assert "Livrée" not in shown(work.seller)
    rested(work.shop)
    redrawing.run_once()
    assert "Livrée" in shown(work.seller)


def test_two_workers_draw_a_tab_once(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller)
    rested(work.shop)
    work.delivered()
    tabs, real = work.shop.program.parts.home_tabs, work.shop.program.parts.clock.real()
    ((tab, _),) = tabs.stale(real, REST)
    assert tabs.claim(tab, real, real + timedelta(seconds=20))
    assert not tabs.claim(tab, real, real + timedelta(seconds=21))
    assert redrawing.run_once() == 0


def test_turning_a_page_of_one_section_leaves_the_others_where_they_are(
    shop: Shop, redrawing: Redrawing
) -> None:
    both, other = shop.person("Zoé"), shop.person("Ugo")
    for _ in range(11):
        shop.order_of(both, other)
        shop.order_of(other, both)
    seen = home_of(both)
    both.click_in_view(seen, "ui:home:seller:2")
    seen = both.slack.http.get(f"/as/{both.user}/home").json()["view"]
    both.click_in_view(seen, "ui:home:buyer:2")
    assert shown(both).count("Page 2 sur 2") == 2
    shop.order_of(both, other)
    rested(shop)
    assert redrawing.run_once() == 1
    assert shown(both).count("Page 2 sur 2") == 2


def test_who_left_the_mediators_sees_no_cases_any_more(work: Trade, redrawing: Redrawing) -> None:
    """Rule 15: membership is asked at the moment of drawing."""
    case = disputed(work)
    ada = work.shop.person("Ada")
    members = work.shop.world.state.channels[CHANNEL].members
    members.append(ada.user)
    assert case.ref in str(home_of(ada))
    members.remove(ada.user)
    rested(work.shop)
    case.do(Person(case.shop.slack, case.mediator.user, CHANNEL), "take_case")
    assert redrawing.run_once() == 1
    assert case.ref not in shown(ada)


def test_slacks_pace_is_kept(work: Trade, redrawing: Redrawing) -> None:
    home_of(work.seller)
    rested(work.shop)
    work.delivered()
    parts = work.shop.program.parts
    with parts.engine.begin() as connection:
        until = parts.clock.real() + timedelta(seconds=30)
        paces.hold(connection, work.shop.workspace, paces.lane_of("views.publish"), until)
    assert redrawing.run_once() == 0 and "Livrée" not in shown(work.seller)
    with parts.engine.begin() as connection:
        connection.execute(lanes.delete())
    assert redrawing.run_once() == 1 and "Livrée" in shown(work.seller)


def test_a_seller_sees_who_waits_and_what_comes_next(work: Trade) -> None:
    seen = json.dumps(home_of(work.seller), ensure_ascii=False).replace("\xa0", " ").replace("\u202f", " ")
    assert "À vous d'agir : 1." in seen and "Prochains moments" in seen and f"échéance, {work.ref}" in seen
    assert "Vos statistiques s'affichent" in seen


def test_an_operator_sees_within_a_minute_who_is_new_and_what_got_stuck(
    shop: Shop, redrawing: Redrawing
) -> None:
    ada, parts = operator(shop, "Ada"), shop.program.parts
    assert "À traiter* : rien" in words(home_of(ada))
    late = shop.order(title="Affiche")
    with parts.engine.begin() as connection:
        mine = (outbox.c.order_id == late.id) & (outbox.c.kind == "notice")
        connection.execute(update(outbox).where(mine).values(state="refused", reason="attempts"))
    rested(shop, drawn_at=parts.clock.real() - UNMARKED)
    assert redrawing.run_once() == 1
    assert "n'ont pas pu partir" in shown(ada)
    rested(shop)
    assert redrawing.run_once() == 0, "once a minute is enough"


def test_who_runs_the_workspace_no_more_sees_nothing_of_it(shop: Shop, redrawing: Redrawing) -> None:
    """P14: asked anew at the moment of drawing."""
    ada, parts = operator(shop, "Ada"), shop.program.parts
    assert "Règles en vigueur" in str(home_of(ada))
    shop.world.state.people[ada.user].is_admin = False
    parts.admins.note((shop.workspace, ada.user), said=False, at=parts.clock.real())
    rested(shop, drawn_at=parts.clock.real() - UNMARKED)
    assert redrawing.run_once() == 1
    assert "Règles en vigueur" not in shown(ada)
