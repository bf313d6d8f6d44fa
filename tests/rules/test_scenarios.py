"""The law plays every scenario as it was written down by hand from the process, and nothing of the process is left out."""

from functools import cache
from pathlib import Path

import pytest

from bot import policies
from bot.scenario.play import play
from bot.scenario.read import read
from bot.scenario.shape import Scenario, Step
from rules.words import Action, Nudge, RequestKind, State

HERE = Path(__file__).parent.parent / "scenarios"
FILES = sorted(HERE.glob("*.yaml"))
SHIPPED = ("comeup", "comeup_direct", "comeup_claim")
BY_ITSELF = {Action.LAPSE, Action.AUTO_CLOSE, Action.EXPIRE}


@cache
def scenario(path: Path) -> Scenario:
    return read(path, lambda policy: policies.load(policy).zone)


def steps() -> list[tuple[Scenario, Step]]:
    return [(scenario(path), step) for path in FILES for step in scenario(path).steps]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_holds(path: Path) -> None:
    assert play(scenario(path), policies.load(scenario(path).policy)) is None


def test_no_two_scenarios_have_the_same_name() -> None:
    names = [scenario(path).name for path in FILES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("rule", range(1, 17))
def test_each_rule_that_a_scenario_can_show_has_one(rule: int) -> None:
    """Rule 17 is about words alone."""
    assert [path for path in FILES if path.stem.startswith(f"rule-{rule:02}-")]


def test_each_action_is_done_in_some_scenario_and_refused_in_another() -> None:
    done = {step.action for _, step in steps() if step.action and not step.refused}
    refused = {step.action for _, step in steps() if step.refused}
    told = {one for _, step in steps() for ids in step.expect.told.values() for one in ids}
    assert done == refused == set(Action) - BY_ITSELF
    assert set(map(str, BY_ITSELF)) <= told


@pytest.mark.parametrize("policy", SHIPPED)
def test_each_kind_of_request_is_asked_for_under_each_policy(policy: str) -> None:
    asked = {
        step.given["kind"] for one, step in steps() if one.policy == policy and step.action is Action.REQUEST
    }
    assert asked == set(RequestKind)


def test_each_nudge_is_told_in_some_scenario() -> None:
    told = {one for _, step in steps() for ids in step.expect.told.values() for one in ids}
    assert set(map(str, Nudge)) <= told


def test_each_state_is_expected_in_some_scenario() -> None:
    assert {step.expect.state for _, step in steps()} >= set(State)
