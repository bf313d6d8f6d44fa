"""Walks each state × role × action at each boundary: what is offered and what is done agree."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from msgspec.structs import replace

from rules.clock import owed
from rules.commands import Person
from rules.decide import decide
from rules.evolve import fold
from rules.options import as_role, of_role, options
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import FINAL, Actor, Reason, State
from tests.rules.attempt import attempt
from tests.rules.play import BUYER, MEDIATOR, OPERATOR, PEOPLE, SELLER, STRANGER
from tests.rules.stories import boundaries, situations

ROLES = (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.OPERATOR)
SITUATIONS = dict(situations())


def points() -> Iterator[tuple[str, Order, datetime, Policy]]:
    """Each situation at each of its boundaries, once the clock has had its due."""
    for name, play in SITUATIONS.items():
        for now in boundaries(play.order, play.now, play.policy):
            owing = list(owed(play.order, now, play.policy))
            yield name, fold(play.order, owing), now, play.policy


POINTS = tuple(points())


def test_what_is_offered_and_what_is_done_agree_at_every_boundary() -> None:
    for name, order, now, policy in POINTS:
        for role in ROLES:
            for id, option in options(order, as_role(order, role), now, policy).items():
                outcome = decide(order, attempt(id, as_role(order, role), order, now), now, policy)
                refusal = outcome if isinstance(outcome, Refusal) else None
                where = (name, role, id, now)
                assert option.open == (refusal is None), where
                if option.refusal is not None and refusal is not None:
                    assert option.refusal.reason == refusal.reason, where
                    assert option.refusal.opens_at == refusal.opens_at, where


def test_a_closed_action_with_a_date_opens_exactly_then() -> None:
    """Just before `opens_at` it is closed; just after, unless the order has moved on, it is open."""
    for _name, play in SITUATIONS.items():
        for role in ROLES:
            person = as_role(play.order, role)
            for id, option in options(play.order, person, play.now, play.policy).items():
                if option.refusal is None or option.refusal.opens_at is None:
                    continue
                soon = option.refusal.opens_at.replace(microsecond=1)
                order = fold(play.order, list(owed(play.order, soon, play.policy)) or [])
                if order.stage == play.order.stage:
                    assert options(order, person, soon, play.policy)[id].open, (_name, id)


# Sections 3 and 10, copied out by hand: where an action may ever be open, and for whom.
ALLOWED: dict[str, tuple[set[Actor], set[State]]] = {
    "accept": ({Actor.SELLER}, {State.PENDING}),
    "decline": ({Actor.SELLER}, {State.PENDING}),
    "withdraw": ({Actor.BUYER}, {State.PENDING}),
    "deliver": ({Actor.SELLER}, {State.IN_PROGRESS}),
    "cancel_late": ({Actor.BUYER}, {State.IN_PROGRESS}),
    "cancel_with_reason": ({Actor.SELLER}, {State.IN_PROGRESS, State.REVISION_REFUSED}),
    "close": ({Actor.BUYER}, {State.DELIVERED, State.REVISION_REFUSED}),
    "request_revision": ({Actor.BUYER}, {State.DELIVERED}),
    "accept_revision": ({Actor.SELLER}, {State.REVISION_REQUESTED}),
    "refuse_revision": ({Actor.SELLER}, {State.REVISION_REQUESTED}),
    "decide_refund": ({Actor.MEDIATOR}, {State.DISPUTED}),
    "decide_split": ({Actor.MEDIATOR}, {State.DISPUTED}),
    "decide_restart": ({Actor.MEDIATOR}, {State.DISPUTED}),
    "decide_pay": ({Actor.MEDIATOR}, {State.DISPUTED}),
    "confirm_item": ({Actor.SELLER}, {State.PENDING}),
    "supply": ({Actor.BUYER}, {State.PENDING, State.IN_PROGRESS, State.REVISION_REQUESTED}),
    "progress": ({Actor.SELLER}, {State.IN_PROGRESS}),
    "chase": (
        {Actor.SELLER},
        {State.PENDING, State.IN_PROGRESS, State.REVISION_REQUESTED, State.REVISION_REFUSED},
    ),
    "request:cancellation": ({Actor.BUYER}, {State.IN_PROGRESS}),
    "request:later_date": ({Actor.SELLER, Actor.BUYER}, {State.IN_PROGRESS}),
    "request:supplement": ({Actor.SELLER}, {State.IN_PROGRESS, State.REVISION_REFUSED}),
    "request:missing_elements": ({Actor.SELLER}, {State.IN_PROGRESS}),
    "request:revision_details": ({Actor.SELLER}, {State.REVISION_REQUESTED}),
    "request:partial_refund": (
        {Actor.SELLER, Actor.BUYER},
        {State.IN_PROGRESS, State.DELIVERED, State.REVISION_REQUESTED, State.REVISION_REFUSED},
    ),
    "review": ({Actor.BUYER}, {State.COMPLETED}),
    "void": ({Actor.OPERATOR}, set(State) - FINAL - {State.DISPUTED}),
}


def test_an_action_is_never_open_for_another_role_or_in_another_state() -> None:
    seen: dict[str, set[tuple[Actor, State]]] = {}
    for _name, order, now, policy in POINTS:
        for role in ROLES:
            for id, option in options(order, as_role(order, role), now, policy).items():
                if option.open:
                    seen.setdefault(id, set()).add((role, order.state))
    for id, (roles, states) in ALLOWED.items():
        found = {
            pair
            for other, pairs in seen.items()
            if other == id or other.startswith(f"{id}:")
            for pair in pairs
        }
        assert {role for role, _ in found} == roles, id
        assert {state for _, state in found} == states, id


def test_nobody_does_what_belongs_to_somebody_else() -> None:
    """Every action by everybody else, with everything it needs: refused because of who asks."""
    for name, play in SITUATIONS.items():
        for role in ROLES:
            mine = {option.id for option in of_role(play.order, role, PEOPLE[role], play.now, play.policy)}
            for other in (SELLER, BUYER, MEDIATOR, OPERATOR, STRANGER):
                theirs = options(play.order, other, play.now, play.policy)
                for id in sorted(mine - set(theirs)):
                    command = attempt(id, other, play.order, play.now)
                    outcome = decide(play.order, command, play.now, play.policy)
                    assert isinstance(outcome, Refusal), (name, id, other)
                    if other is STRANGER:
                        assert outcome == Refusal(Reason.NOT_YOURS)


@pytest.mark.parametrize("party", [SELLER, BUYER])
def test_a_mediator_who_is_a_party_mediates_nothing(party: Person) -> None:
    play = SITUATIONS["comeup: disputed"]
    as_mediator = replace(party, mediator=True)
    for id in (
        "decide_refund",
        "decide_split",
        "decide_restart",
        "decide_pay",
        "take_case",
        "ask_party:buyer",
    ):
        outcome = decide(play.order, attempt(id, as_mediator, play.order, play.now), play.now, play.policy)
        assert outcome == Refusal(Reason.PARTY_CANNOT_MEDIATE)


def test_nothing_but_an_answer_to_the_mediator_is_open_to_the_parties_of_a_frozen_order() -> None:
    frozen = [point for point in POINTS if point[1].state is State.DISPUTED]
    assert frozen
    for _name, order, now, policy in frozen:
        for role in (Actor.SELLER, Actor.BUYER, Actor.OPERATOR):
            open_ids = {
                id for id, one in options(order, as_role(order, role), now, policy).items() if one.open
            }
            assert open_ids <= {"answer_mediator", "snooze"}


def test_final_orders_allow_nothing_but_talk_and_a_review() -> None:
    for _name, order, now, policy in POINTS:
        if order.state in FINAL:
            for role in ROLES:
                open_ids = {
                    id for id, one in options(order, as_role(order, role), now, policy).items() if one.open
                }
                assert open_ids <= {"message", "review", "snooze"}
