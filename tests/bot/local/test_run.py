"""What a start refuses."""

import socket
from datetime import timedelta

import pytest

from bot.clock import StoredClock
from bot.faults import StartError
from bot.local.beside import fresh, state_file, variables
from bot.ports import SystemIds
from bot.run import port, refuse_rehearsed
from bot.settings import Settings
from tests.factories import Store


def test_a_database_whose_clock_was_pushed_serves_no_real_orders(store: Store) -> None:
    clock = StoredClock(store.engine, store.clock)
    refuse_rehearsed(clock)
    clock.push(timedelta(days=2))
    with pytest.raises(StartError, match="DATABASE_URL"):
        refuse_rehearsed(clock)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"PORT.*{number}"), port("127.0.0.1", number):
            pass


def test_a_port_is_free_again_afterwards() -> None:
    with port("127.0.0.1", 0) as first:
        number = first.getsockname()[1]
    with port("127.0.0.1", number):
        pass


def test_the_local_slacks_state_stands_beside_the_bots_own_file() -> None:
    settings = Settings.load(database_url="sqlite:////var/lib/relance/relance.db")
    assert str(state_file(settings)) == "/var/lib/relance/playground.json"
    elsewhere = Settings.load(database_url="postgresql://somewhere/relance")
    assert state_file(elsewhere) == elsewhere.var / "playground.json"


def test_each_run_has_secrets_of_its_own() -> None:
    first, second = fresh(SystemIds()), fresh(SystemIds())
    assert not set(variables(first).values()) & set(variables(second).values())
    assert len(set(variables(first).values())) == 3
