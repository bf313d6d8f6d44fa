"""Which dates of an order stand in its people's calendars."""

from datetime import timedelta

import pytest

from rules.deadlines import deadlines
from rules.order import Order, Request
from rules.words import Actor, RequestKind, State
from tests.rules.test_digest import NOW, order

LATER = NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("one", "whats"),
    [
        (order(state=State.PENDING, accept_by=LATER), ["accept"]),
        (order(), ["due"]),
        (order(agreed_until=LATER), ["due", "agreed"]),
        (order(state=State.REVISION_REQUESTED, answer_by=LATER), ["answer_revision"]),
        (order(state=State.DELIVERED, check_by=LATER), ["check"]),
        (order(state=State.REVISION_REFUSED, check_by=LATER), ["check"]),
        (order(state=State.DISPUTED), []),
        (order(state=State.COMPLETED), []),
        (
            order(
                requests=(Request(kind=RequestKind.CANCELLATION, by=Actor.BUYER, at=NOW, answer_by=LATER),)
            ),
            ["due", "answer_cancellation"],
        ),
        (
            order(requests=(Request(kind=RequestKind.SUPPLEMENT, by=Actor.SELLER, at=NOW, answer_by=LATER),)),
            ["due", "answer_supplement"],
        ),
    ],
)
def test_each_state_has_its_dates(one: Order, whats: list[str]) -> None:
    assert [found.what for found in deadlines(one)] == whats
