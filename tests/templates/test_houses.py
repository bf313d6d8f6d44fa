"""What is said holds under every house's rules: no right before it opens, no freeze that does not come, no other number."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rules.calendar import Span
from rules.options import options
from rules.policy import Policy
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, COMEUP, Play, later
from tests.rules.play import SELLER as ANA
from tests.rules.stories import CLAIMS, STORIES
from tests.templates.reading import BUYER, LANGUAGES, RENDERER, SELLER, notice_of, view, words

Kind = RequestKind
HOUSE = replace(COMEUP, name="other", house="other")
GRACE = replace(HOUSE, late_grace=Span(time=timedelta(hours=24)))
"""Of an order due on Thursday 5 March: the right opens a day later."""


def form(play: Play, role: Actor, action: str, language: str) -> str:
    return words(RENDERER.modal(view(play, role, language), action))


def proposed(policy: Policy) -> Play:
    return Play(policy).accepted().with_request(ANA, Kind.LATER_DATE, until=later(days=6), reason="ill")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_to_cancel_is_told_from_when_it_opens_where_a_house_grants_days_of_grace(
    language: str,
) -> None:
    agreed = proposed(GRACE).do(BEA, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    named = Play(GRACE).late().with_request(BEA, Kind.LATER_DATE, until=later(days=8))
    told = [
        notice_of(proposed(GRACE), "request:later_date", BUYER, language),
        *(notice_of(agreed, "accept_request:later_date:agreed", one, language) for one in (SELLER, BUYER)),
        *(notice_of(named, "request:later_date:agreed", one, language) for one in (SELLER, BUYER)),
    ]
    read = [words(one) for one in told]
    read += [form(Play(GRACE).accepted(), SELLER, "request:later_date", language)]
    read += [form(Play(GRACE).late(), BUYER, "request:later_date", language)]
    seen = view(proposed(GRACE), BUYER, language)
    option = options(seen.order, BEA, seen.now, GRACE)["accept_request:later_date"]
    read += [str(RENDERER.confirm(seen, option))]
    for text in read:
        assert "23:59" in text and ("6 March" in text or "6 mars" in text), text
        assert "once it has passed" not in text and "at any time" not in text and "à tout moment" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revision_that_is_late_at_once_promises_no_cancellation_before_the_grace_is_over(
    language: str,
) -> None:
    play = Play(GRACE, duration_days=1).asked().wait(days=1, hours=10).do(ANA, Action.ACCEPT_REVISION)
    assert play.order.is_late(play.now)
    read = words(notice_of(play, "stage_guide", SELLER, language))
    assert "cancel now" not in read and "dès maintenant" not in read
    assert "4 March" in read or "4 mars" in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_within_its_grace_is_not_called_on_time(language: str) -> None:
    play = Play(GRACE).late()
    refused, seen = play.no(BEA, Action.CANCEL_LATE), view(play, BUYER, language)
    read = words(RENDERER.refusal(seen, seen.reader, refused, "cancel_late"))
    assert "not late before" not in read and "pas en retard" not in read


WRONG = (
    "Open a dispute", "one of you opens a dispute", "then opens a dispute", "will be frozen", "are frozen until",
    "Ouvrez un litige", "l'un de vous ouvre un litige", "ouvre ensuite un litige", "seront gelées", "sont gelées jusqu",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["refund agreed, delivered", "revision asked", "refund proposed"])
def test_where_claims_come_first_nobody_is_sent_to_open_a_dispute(name: str, language: str) -> None:
    play = STORIES[name](CLAIM).wait(days=2, hours=1)
    told = [
        *(
            notice_of(play, id, role, language)
            for id, role in {
                "refund agreed, delivered": (
                    ("refund_agreed", BUYER),
                    ("accept_request:partial_refund", SELLER),
                ),
                "revision asked": (("dispute_door", BUYER),),
                "refund proposed": (("request:partial_refund", SELLER),),
            }[name]
        ),
        RENDERER.card(view(play, BUYER, language)),
    ]
    for text in map(words, told):
        for wrong in WRONG:
            assert wrong not in text, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["claim open", "claim taken"])
def test_what_the_other_party_reads_does_not_name_a_claim(name: str, language: str) -> None:
    """The form of a claim says that the other party is not told of it."""
    play = CLAIMS[name](CLAIM)
    card = words(RENDERER.card(view(play, SELLER, language)))
    assert "claim" not in card.lower() and "réclamation" not in card.lower()
    closed = {
        id: one.refusal
        for id, one in options(play.order, ANA, play.now, CLAIM).items()
        if id.endswith(":claim")
    }
    assert {id: str(no and no.reason) for id, no in closed.items()} == {
        "request:claim": "mediator_first",
        "withdraw_request:claim": "no_open_request",
    }
    rejected = CLAIMS["claim rejected"](CLAIM)
    no = options(rejected.order, ANA, rejected.now, CLAIM)["withdraw_request:claim"].refusal
    assert no is not None and no.facts["end"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_house_with_three_refusals_does_not_speak_of_two(language: str) -> None:
    play = Play(replace(HOUSE, refusals_before_dispute=3), duration_days=9).accepted()
    for _ in range(3):
        play.with_request(BEA, Kind.CANCELLATION, reason="please")
        play.do(ANA, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="no")
    for role in (BUYER, SELLER, Actor.MEDIATOR):
        read = words(notice_of(play, "open_dispute", role, language))
        assert "3" in read
        assert not any(word in read for word in ("twice", "second", "deux fois", "deuxième"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chat_that_closes_with_the_order_is_not_said_to_stay_open(language: str) -> None:
    for after_chat, open_for in ((Span(), False), (COMEUP.after_chat, True)):
        play = Play(replace(HOUSE, after_chat=after_chat)).late().do(BEA, Action.CANCEL_LATE)
        read = words(notice_of(play, "cancel_late", SELLER, language))
        assert ("chat" in read or "messagerie" in read) == open_for
        assert not open_for or "13" in read  # until 13 March
