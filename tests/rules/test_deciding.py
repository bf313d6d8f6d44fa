"""Accept or refuse: every ground of process.md section 8 leads to its button, by the order's own facts."""

import pytest
from msgspec.structs import replace

from rules.deciding import ANSWERS, Advice, Ask, Question, Walk, Why, open_walks, step
from rules.order import Order, Request
from rules.policy import Policy
from rules.words import Actor, RequestEnd, RequestKind
from tests.rules.play import COMEUP, Play
from tests.rules.stories import STORIES

ASKED, CANCEL = "revision asked", "cancellation asked"


def play(name: str) -> Play:
    return STORIES[name](COMEUP)


def advised(
    order: Order, walk: Walk, *answers: str, after: Play | None = None, policy: Policy = COMEUP
) -> Advice:
    now = (after or play(ASKED)).now
    found = step(walk, answers, order, now, policy)
    assert isinstance(found, Advice)
    return found


@pytest.mark.parametrize(
    ("included", "used", "answers", "action", "why"),
    [
        (None, 5, ("clear", "none", "correction"), "accept_revision", Why.NO_LIMIT),
        (2, 1, ("clear", "none", "correction"), "accept_revision", Why.INCLUDED),
        (2, 2, ("clear", "none", "correction"), "refuse_revision", Why.USED_UP),
        (0, 0, ("clear", "none", "correction"), "refuse_revision", Why.USED_UP),
        (0, 0, ("clear", "mine"), "accept_revision", Why.OWN_FAULT),
        (None, 0, ("clear", "none", "extra"), "refuse_revision", Why.EXTRA),
        (None, 0, ("vague",), "request:revision_details", Why.ASK_FIRST),
    ],
)
def test_a_revision_is_decided_by_its_grounds(
    included: int | None, used: int, answers: tuple[str, ...], action: str, why: Why
) -> None:
    order = replace(play(ASKED).order, revisions_included=included, revisions=used)
    found = advised(order, Walk.REVISION, *answers)
    assert (found.action, found.why) == (action, why)
    assert found.action not in found.others


def test_a_revision_that_stays_vague_after_a_question_may_be_refused() -> None:
    order = play(ASKED).order
    question = Request(kind=RequestKind.REVISION_DETAILS, by=Actor.SELLER, at=order.entered_at)
    for asked in (
        replace(order, requests=(question,)),
        replace(order, ended=(replace(question, end=RequestEnd.ACCEPTED),)),
    ):
        assert advised(asked, Walk.REVISION, "vague").why is Why.STILL_VAGUE


@pytest.mark.parametrize(
    ("refused", "answers", "action", "why"),
    [
        (0, ("cannot",), "accept_request:cancellation", Why.CANNOT_DELIVER),
        (0, ("can", "nothing"), "accept_request:cancellation", Why.NOTHING_DONE),
        (0, ("can", "advanced"), "refuse_request:cancellation", Why.FINISH),
        (1, ("can", "advanced"), "refuse_request:cancellation", Why.FINISH_DISPUTE),
    ],
)
def test_a_cancellation_is_decided_by_its_grounds(
    refused: int, answers: tuple[str, ...], action: str, why: Why
) -> None:
    after = play(CANCEL)
    order = replace(after.order, refused_cancellations=refused)
    found = advised(order, Walk.CANCELLATION, *answers, after=after)
    assert (found.action, found.why) == (action, why)


def test_refusing_is_no_use_once_the_buyer_may_cancel_alone() -> None:
    after = play(CANCEL)
    assert after.order.due_at is not None
    found = step(
        Walk.CANCELLATION, ("can", "advanced"), after.order, after.order.due_at.replace(year=2027), COMEUP
    )
    assert isinstance(found, Advice)
    assert (found.action, found.why) == ("message", Why.LATE_ANYWAY)


def test_every_walk_asks_at_most_three_questions_and_ends_in_advice() -> None:
    for walk, name in ((Walk.REVISION, ASKED), (Walk.CANCELLATION, CANCEL)):
        after = play(name)
        walked: list[tuple[str, ...]] = [()]
        asked: set[Ask] = set()
        while walked:
            answers = walked.pop()
            found = step(walk, answers, after.order, after.now, COMEUP)
            assert len(answers) <= 3
            if isinstance(found, Question):
                asked.add(found.ask)
                assert found.answers == ANSWERS[found.ask]
                walked += [(*answers, one) for one in found.answers]
        assert asked


def test_an_answer_that_the_question_does_not_have_is_refused() -> None:
    after = play(ASKED)
    with pytest.raises(ValueError, match="no answer"):
        step(Walk.REVISION, ("zorglub",), after.order, after.now, COMEUP)


def test_there_is_something_to_decide_only_while_it_is_asked() -> None:
    assert open_walks(play(ASKED).order) == (Walk.REVISION,)
    assert open_walks(play(CANCEL).order) == (Walk.CANCELLATION,)
    assert open_walks(play("in progress").order) == open_walks(play("delivered").order) == ()
