"""Each scenario also holds on a database: row, history, outbox and who was told equal the pure run."""

from pathlib import Path

import pytest

from bot import policies
from bot.scenario.read import read
from rules.policy import Policy
from tests.bot.changing.stored_game import play_both
from tests.factories import Store

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


def load(policy: str) -> Policy:
    return policies.load(policy)


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_the_same_on_a_database(file: Path, database: str) -> None:
    scenario = read(file, lambda policy: load(policy).zone)
    store = Store.at(database, policy=load(scenario.policy))
    try:
        play_both(scenario, store)
    finally:
        store.engine.dispose()
