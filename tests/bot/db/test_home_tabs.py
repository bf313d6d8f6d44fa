"""What an open home tab shows is known by a mark: on both engines, and of two workers one draws it."""

from datetime import timedelta

from bot.db.home_tabs import LATELY, HomeTabs, Tab
from tests.factories import HERE, Store

REST = timedelta(seconds=3)


def opened(store: Store, person: str = "seller") -> tuple[HomeTabs, Tab]:
    tabs, real = HomeTabs(store.engine), store.clock.real()
    tab = Tab(workspace=HERE, person=person, opened_at=real, mark=tabs.mark_of(HERE, person), drawn_at=real)
    tabs.save(tab)
    store.clock.move(seconds=10)
    return tabs, tab


def test_only_what_concerns_its_reader_makes_a_tab_stale(any_store: Store) -> None:
    tabs, _ = opened(any_store)
    any_store.place(seller="other", buyer="buyer")
    assert tabs.stale(any_store.clock.real(), REST) == []
    any_store.place()
    ((tab, mark),) = tabs.stale(any_store.clock.real(), REST)
    assert (tab.person, mark) == ("seller", tabs.mark_of(HERE, "seller")) and tab.mark != mark


def test_of_two_workers_one_draws_and_the_next_change_is_seen_again(any_store: Store) -> None:
    tabs, tab = opened(any_store)
    any_store.place()
    real = any_store.clock.real()
    until = real + timedelta(seconds=20)
    assert tabs.claim(tab, real, until) and not tabs.claim(tab, real, until + timedelta(seconds=1))
    tabs.drawn(Tab(workspace=HERE, person="seller", opened_at=real, mark=tabs.mark_of(HERE, "seller")), until)
    assert tabs.stale(real, REST) == []
    any_store.place()
    assert len(tabs.stale(real, REST)) == 1


def test_after_an_hour_it_is_left_alone(any_store: Store) -> None:
    tabs, _ = opened(any_store)
    any_store.place()
    any_store.clock.move(seconds=LATELY.total_seconds())
    assert tabs.stale(any_store.clock.real(), REST) == []
    tabs.forget_old(any_store.clock.real())
    assert tabs.get(HERE, "seller") is None
