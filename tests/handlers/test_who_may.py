"""Who may (P14): every action by everybody in every situation, held against the law, through Slack's signed endpoint."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event

from bot import policies
from rules import commands as ask
from rules.actions import RULES
from rules.commands import Command, Person
from rules.decide import decide
from rules.options import filled
from rules.order import Order
from rules.refusal import Refusal
from rules.requests import REQUESTS
from rules.words import Action, Actor
from tests import loops
from tests.factories import COMEUP
from tests.handlers.houses import (
    CLAIMED,
    OTHER_TEAM,
    SITUATIONS,
    SLACK_IDS,
    TEAM,
    UNASKABLE,
    Houses,
    Situation,
    as_json,
    carried,
    holds,
    open_houses,
)
from tests.handlers.shop import CHANNEL

TRUTH: dict[str, Person] = {
    "seller": Person("seller"),
    "buyer": Person("buyer", mediator=True),
    "mediator": Person("mediator", mediator=True),
    "operator": Person("operator", operator=True),
    "both": Person("both", mediator=True, operator=True),
    "stranger": Person("stranger"),
}
"""What is true of each at the moment when they ask."""

ROLES: dict[str, frozenset[Actor]] = {
    "seller": frozenset({Actor.SELLER}),
    "buyer": frozenset({Actor.BUYER}),
    "mediator": frozenset({Actor.MEDIATOR}),
    "operator": frozenset({Actor.OPERATOR}),
    "both": frozenset({Actor.MEDIATOR, Actor.OPERATOR}),
    "stranger": frozenset(),
}
"""Whose hands each is, on an order of this seller and this buyer."""


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with open_houses(tmp_path_factory.mktemp("houses"), COMEUP) as opened:
        yield opened


@pytest.fixture(scope="module")
def claiming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Where a dispute begins with a claim."""
    with open_houses(tmp_path_factory.mktemp("claiming"), policies.load("comeup_claim")) as opened:
        yield opened


def every_action(order: Order, by: Person, houses: Houses) -> dict[str, Command]:
    """All that anybody could ask for on this order, well filled, by id: of each role, kind, item and recipient."""
    now = houses.clock.now()
    found: dict[str, Command] = {}
    for action, rule in RULES.items():
        for role in rule.actors:
            found |= (
                {made.id: made for made in filled(action, order, role, by, now)}
                if role is not Actor.CLOCK
                else {}
            )
    found |= {made.id: made for made in (ask.Supply(by=by, item="nothing", content="x"),)}
    soon = now + timedelta(minutes=1)
    later = ask.SnoozeNudge(by=by, until=soon)
    return {
        **found,
        Action.SNOOZE: later,
        Action.CHANGE_PARTY: ask.ChangeParty(
            by=by, reason="x", role=Actor.BUYER, person=SLACK_IDS["stranger"]
        ),
    }


def whose(command: Command) -> frozenset[Actor]:
    """The roles that the table gives an action to."""
    if isinstance(command, ask.OpenRequest):
        return frozenset(REQUESTS[command.kind].openers)
    return frozenset(RULES[command.action].actors)


MANY = 300
"""Cells of one situation, at the least: six people, every action with each kind, item and recipient."""


async def play(houses: Houses, situation: Situation) -> int:
    """Each cell: it is done exactly where the law says so, and what is refused changes nothing."""
    cells = 0
    standing = houses.order(situation)
    order, at, untouched = houses.store.load(standing), houses.clock.at, houses.mark(standing)
    for name, truth in TRUTH.items():
        by = truth if name != "stranger" else msgspec.structs.replace(truth, id="nobody")
        for id, command in every_action(order, by, houses).items():
            outcome = decide(order, command, houses.clock.now(), houses.store.policy)
            expected = not isinstance(outcome, Refusal)
            assert not expected or ROLES[name] & whose(command), (name, id)
            target = houses.order(situation) if expected else standing
            assert houses.clock.at == at
            before = houses.mark(target) if expected else untouched
            answer = await houses.submit(SLACK_IDS[name], id, carried(command), holds(target))
            cells += 1
            assert answer.status_code == 200
            assert (houses.mark(target) != before) is expected, (name, id, as_json(answer))
    return cells


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=list(SITUATIONS))
def test_each_action_is_done_by_whom_the_law_names_and_by_nobody_else(
    houses: Houses, situation: Situation
) -> None:
    cells = loops.run(play(houses, situation))
    assert cells >= MANY
    houses.store.assert_sound()


@pytest.mark.parametrize("situation", CLAIMED.values(), ids=list(CLAIMED))
def test_the_same_where_a_dispute_begins_with_a_claim(claiming: Houses, situation: Situation) -> None:
    cells = loops.run(play(claiming, situation))
    assert cells >= MANY


async def refused_alike(houses: Houses, user: str, orders: list[str], team: str) -> set[str]:
    """What somebody is answered whose order it is none of: over all orders, and all actions."""
    order = houses.store.load(orders[0])
    seen = set()
    for id, command in every_action(order, Person("nobody"), houses).items():
        answers = [await houses.submit(user, id, carried(command), holds(one), team) for one in orders]
        assert {answer.status_code for answer in answers} == {200}
        words = {as_json(answer) for answer in answers}
        assert len(words) == 1, (id, words)
        seen |= words
    return seen


def test_unknown_foreign_and_missing_look_the_same(houses: Houses) -> None:
    """A stranger learns nothing, and in the other workspace the very same Slack ids are strangers too."""
    mine = houses.order(SITUATIONS["in progress"])
    before = houses.mark(mine)
    orders = [mine, houses.store.place("workspace_2"), "order_0123456789", "", "x" * 500]
    strange = loops.run(refused_alike(houses, SLACK_IDS["stranger"], orders, TEAM))
    assert len(strange) == 1
    assert mine not in str(strange)
    assert houses.store.load(mine).title not in str(strange)
    for name in ("seller", "buyer", "mediator", "operator"):
        abroad = loops.run(refused_alike(houses, SLACK_IDS[name], [mine, "order_0123456789"], OTHER_TEAM))
        assert len(abroad) == 1
    assert houses.mark(mine) == before


def test_nobody_may_ask_for_what_the_clock_does(houses: Houses) -> None:
    id = houses.order(SITUATIONS["late"])
    before = houses.mark(id)
    for action in UNASKABLE:
        for user in SLACK_IDS.values():
            loops.run(houses.click(user, action, holds(id)))
            loops.run(houses.submit(user, action, {}, holds(id)))
    assert houses.mark(id) == before


def test_a_mediator_who_was_taken_out_is_refused_at_once_and_one_who_came_may(houses: Houses) -> None:
    id = houses.order(SITUATIONS["disputed"])
    before = houses.mark(id)
    mediator, stranger = SLACK_IDS["mediator"], SLACK_IDS["stranger"]
    houses.mediators.remove(mediator)
    try:
        loops.run(houses.click(mediator, Action.TAKE_CASE, holds(id)))
        assert houses.mark(id) == before
        houses.mediators.append(stranger)
        loops.run(houses.click(stranger, Action.TAKE_CASE, holds(id)))
        assert houses.mark(id) != before
    finally:
        houses.mediators[:] = [*(one for one in houses.mediators if one != stranger), mediator]


def test_without_a_mediators_channel_nobody_mediates(tmp_path: Path) -> None:
    with open_houses(tmp_path, COMEUP, mediators_channel=None) as closed:
        id = closed.order(SITUATIONS["disputed"])
        before = closed.mark(id)
        for user in SLACK_IDS.values():
            loops.run(closed.click(user, Action.TAKE_CASE, holds(id)))
            loops.run(closed.submit(user, Action.DECIDE_PAY, {"reason": {"value": "because"}}, holds(id)))
        assert closed.mark(id) == before


def test_when_slack_does_not_say_who_somebody_is_the_answer_is_no(houses: Houses) -> None:
    id = houses.order(SITUATIONS["disputed"])
    before = houses.mark(id)
    members = houses.world.state.channels.pop(CHANNEL)
    try:
        loops.run(houses.click(SLACK_IDS["mediator"], Action.TAKE_CASE, holds(id)))
    finally:
        houses.world.state.channels[CHANNEL] = members
    assert houses.mark(id) == before


@pytest.mark.parametrize(
    "value", ["", "{}", "null", '{"order": 1}', '{"order": "x", "role": "mediator"}', "\0", "[" * 1900]
)
def test_a_button_whose_value_was_changed_does_nothing(houses: Houses, value: str) -> None:
    id = houses.order(SITUATIONS["pending"])
    before = houses.mark(id)
    for user in SLACK_IDS.values():
        assert loops.run(houses.click(user, Action.WITHDRAW, value)).status_code == 200
    assert houses.mark(id) == before


def test_what_a_button_says_about_rights_is_never_read(houses: Houses) -> None:
    id = houses.order(SITUATIONS["disputed"])
    before = houses.mark(id)
    claimed = (
        f'{{"order": "{id}", "role": "mediator", "mediator": true, "person": "mediator", "by": "mediator"}}'
    )
    for action in (Action.TAKE_CASE, Action.VOID):
        for name in ("seller", "buyer", "stranger"):
            loops.run(houses.click(SLACK_IDS[name], action, claimed))
    assert houses.mark(id) == before


OF_A_WORKSPACE = re.compile(r"\b(FROM|UPDATE|INTO) (orders|history|texts|people|cards|receipts|services)\b")


def test_every_statement_about_somebodys_data_names_its_workspace(houses: Houses) -> None:
    id = houses.order(SITUATIONS["in progress"])
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(houses.program.parts.engine, "before_cursor_execute", note)
    try:
        loops.run(houses.submit(SLACK_IDS["seller"], Action.PROGRESS, {"text": {"value": "half"}}, holds(id)))
        loops.run(houses.click(SLACK_IDS["mediator"], "ui:more", holds(id)))
        for words in ("liste", f"voir {houses.store.load(id).ref}", "aide"):
            form = {
                "command": "/commande",
                "text": words,
                "user_id": SLACK_IDS["seller"],
                "team_id": TEAM,
                "trigger_id": words,
            }
            loops.run(houses.post(form, "command"))
    finally:
        event.remove(houses.program.parts.engine, "before_cursor_execute", note)
    asked = [one for one in seen if OF_A_WORKSPACE.search(one)]
    assert len(asked) > 10
    assert [one for one in asked if "workspace_id" not in one] == []
