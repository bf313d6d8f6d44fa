"""Who acts in which role, for people who have more than one."""

import pytest
from msgspec.structs import replace

from rules.commands import CLOCK, Person
from rules.options import options
from rules.words import Action, Actor, Reason, RequestKind, State
from tests.rules.play import BUYER, CLAIM, CONFIRMED, MEDIATOR, OPERATOR, SELLER, Play


def test_an_operator_who_is_a_party_acts_as_the_operator() -> None:
    both = replace(SELLER, operator=True)
    play = Play().do(both, Action.VOID, reason="test order")
    assert (play.order.state, play.events[-1].actor) == (State.CANCELLED, Actor.OPERATOR)
    play = Play(CONFIRMED).accepted()
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="more", price=900, extra_days=0)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
    play.do(both, Action.CONFIRM_PAYMENT, reason="seen")
    assert play.told[-1].id == "confirm_payment"


def test_a_mediator_asks_the_parties_and_nobody_else() -> None:
    play = Play().disputed()
    for to in set(Actor) - {Actor.SELLER, Actor.BUYER}:
        refusal = play.no(MEDIATOR, Action.ASK_PARTY, to=to, text="why")
        assert (refusal.reason, refusal.field) == (Reason.UNKNOWN_ITEM, "to")


@pytest.mark.parametrize("role", [Actor.SELLER, Actor.BUYER])
def test_who_leads_a_case_does_not_become_a_party_to_it(role: Actor) -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, RequestKind.CLAIM, reason="broken")
    play.do(MEDIATOR, Action.TAKE_CASE)
    refusal = play.no(OPERATOR, Action.CHANGE_PARTY, role=role, person="mediator", reason="left")
    assert (refusal.reason, refusal.field) == (Reason.PARTY_CANNOT_MEDIATE, "person")
    play.do(OPERATOR, Action.CHANGE_PARTY, role=role, person="heir", reason="left")


def test_the_actions_of_several_roles_stand_in_the_order_of_the_process() -> None:
    play = Play()
    alone = {
        "mediator": list(options(play.order, MEDIATOR, play.now, play.policy)),
        "operator": list(options(play.order, OPERATOR, play.now, play.policy)),
    }
    both = list(options(play.order, Person("both", mediator=True, operator=True), play.now, play.policy))
    assert both == alone["mediator"] + alone["operator"]


def test_only_the_two_parties_are_changed() -> None:
    refusal = Play().no(OPERATOR, Action.CHANGE_PARTY, role=Actor.MEDIATOR, person="heir", reason="left")
    assert (refusal.reason, refusal.field) == (Reason.UNKNOWN_ITEM, "role")


def test_nobody_acts_as_the_clock() -> None:
    assert (
        Play().accepted().no(CLOCK, Action.DELIVER, work=("x",), complete=True).reason is Reason.SELLER_ONLY
    )
