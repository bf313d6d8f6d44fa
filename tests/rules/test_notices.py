"""Who is told of what."""

from rules.notices import NUDGE_BUTTONS, reported
from rules.words import Action, Actor, Nudge, RequestKind
from tests.rules.play import BUYER, MEDIATOR, SELLER, Play, later

Kind = RequestKind


def since(play: Play) -> list[tuple[str, str]]:
    found = [(str(notice.to), notice.id) for notice in play.told]
    play.told.clear()
    return found


def test_every_nudge_has_its_buttons() -> None:
    assert set(NUDGE_BUTTONS) == set(Nudge)


def test_both_parties_learn_of_an_agreed_date_in_the_same_words() -> None:
    play = Play().accepted().with_request(SELLER, Kind.LATER_DATE, until=later(days=8), reason="ill")
    since(play)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    assert {to for to, id in since(play) if id == "accept_request:later_date:agreed"} == {"seller", "buyer"}


def test_a_freeze_is_told_to_both_and_put_before_the_mediators() -> None:
    play = Play().refused_revision()
    since(play)
    play.do(BUYER, Action.OPEN_DISPUTE, reason="x")
    assert [to for to, id in since(play) if id == "open_dispute"] == ["seller", "buyer", "mediator"]


def test_a_message_and_a_question_go_to_their_recipient_and_who_sent_them_sees_that_they_went() -> None:
    play = Play().accepted()
    since(play)
    assert since(play.do(BUYER, Action.MESSAGE, text="hello")) == [
        ("seller", "message"),
        ("buyer", "sent:message"),
    ]
    assert since(play.do(SELLER, Action.MESSAGE, text="hello", in_thread=True)) == [("buyer", "message")]
    play = Play().disputed()
    since(play)
    play.do(MEDIATOR, Action.ASK_PARTY, to=Actor.SELLER, text="why")
    assert since(play) == [("seller", "ask_party"), ("mediator", "sent:ask_party:seller")]
    assert since(play.do(SELLER, Action.ANSWER_MEDIATOR, text="because")) == [
        ("mediator", "answer_mediator"),
        ("seller", "sent:answer_mediator"),
    ]


def test_a_decision_tells_of_itself_not_of_the_case_that_it_takes() -> None:
    play = Play().disputed()
    since(play)
    play.do(MEDIATOR, Action.DECIDE_PAY, reason="fair")
    assert [id for _, id in since(play)] == ["decide_pay"] * 3


def test_a_message_is_found_by_every_action_that_it_reports() -> None:
    play = Play().accepted().with_request(SELLER, Kind.LATER_DATE, until=later(days=8), reason="ill")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    assert {"accept_request", "accept_request:later_date"} <= reported(play.told[-1])
