"""Who must do something next: whose step the state is, who owes an answer, nobody once it is over."""

import pytest

from rules.waiting import seen_by, steps, waited_for
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER, CLAIM, MEDIATOR, SELLER, Play

WAITS: dict[str, tuple[Play, tuple[Actor, ...]]] = {
    "a brief with gaps waits for the buyer": (Play(), (Actor.BUYER,)),
    "a full brief waits for the seller": (Play(brief=()), (Actor.SELLER,)),
    "work waits for the seller": (Play().accepted(), (Actor.SELLER,)),
    "a delivery waits for the buyer": (Play().delivered(), (Actor.BUYER,)),
    "a revision waits for the seller's answer": (Play().asked(), (Actor.SELLER,)),
    "a refused revision waits for the buyer": (Play().refused_revision(), (Actor.BUYER,)),
    "a dispute waits for the mediator": (Play().disputed(), (Actor.MEDIATOR,)),
    "an open question waits for the party, and the mediator with it": (
        Play().disputed().do(MEDIATOR, Action.ASK_PARTY, to=Actor.SELLER, text="why?"),
        (Actor.SELLER,),
    ),
    "a proposal waits for its answer beside the work": (
        Play()
        .accepted()
        .with_request(SELLER, RequestKind.SUPPLEMENT, description="x", price=9, extra_days=0),
        (Actor.SELLER, Actor.BUYER),
    ),
    "elements wait for the buyer": (
        Play().accepted().with_request(SELLER, RequestKind.MISSING_ELEMENTS, items=("font",)),
        (Actor.SELLER, Actor.BUYER),
    ),
    "elements that are there wait for nobody": (
        Play()
        .accepted()
        .with_request(SELLER, RequestKind.MISSING_ELEMENTS, items=("font", "text"))
        .do(BUYER, Action.SUPPLY, item="font", content="x")
        .do(BUYER, Action.SUPPLY, item="text", content="x"),
        (Actor.SELLER,),
    ),
    "a claim waits for a mediator": (
        Play(CLAIM).accepted().with_request(BUYER, RequestKind.CLAIM, reason="silence"),
        (Actor.SELLER, Actor.MEDIATOR),
    ),
    "an order that is over waits for nobody": (Play().delivered().do(BUYER, Action.CLOSE), ()),
}


@pytest.mark.parametrize("name", WAITS)
def test_what_waits_for_whom(name: str) -> None:
    play, expected = WAITS[name]
    assert waited_for(play.order) == expected


def test_what_somebody_has_to_do_is_their_stage_then_what_they_were_asked() -> None:
    play = Play(duration_days=9).accepted()
    play.with_request(BUYER, RequestKind.CANCELLATION, reason="changed my mind")
    play.with_request(SELLER, RequestKind.MISSING_ELEMENTS, items=("font",))
    assert steps(play.order, Actor.SELLER) == ("in_progress", "cancellation")
    assert steps(play.order, Actor.BUYER) == ("missing_elements",)
    assert steps(Play().order, Actor.BUYER) == ("brief",)
    assert steps(Play(brief=()).order, Actor.SELLER) == ("pending",)


def test_whom_a_mediator_asked_is_not_seen_by_the_other_party() -> None:
    """Rule 15."""
    asked = Play().disputed().do(MEDIATOR, Action.ASK_PARTY, to=Actor.SELLER, text="why?").order
    seen = {role: waited_for(seen_by(asked, role)) for role in (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR)}
    assert seen == {
        Actor.SELLER: (Actor.SELLER,),
        Actor.BUYER: (Actor.MEDIATOR,),
        Actor.MEDIATOR: (Actor.SELLER,),
    }
