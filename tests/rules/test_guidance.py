"""Which questions fit an order now, what stands under them, and which notice offers which."""

import pytest

from rules.guidance import BUTTONS, OF_STATE, TOPICS, TWINS, Topic, applies, fits, own, topics
from rules.notices import SUPPLY_MISSING
from rules.offers import OFFERED, offered
from rules.options import as_role, samples
from rules.words import Actor, RequestKind, State
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, COMEUP, Play
from tests.rules.play import SELLER as ANA
from tests.rules.stories import CLAIMS, DISPUTES, STORIES, situations

SELLER, BUYER, MEDIATOR = Actor.SELLER, Actor.BUYER, Actor.MEDIATOR
PARTIES = (SELLER, BUYER)
Kind = RequestKind

SECTION_8 = {
    SELLER: "in_progress extra_work partial_refund missing_details running_late pending buyer_silent "
    "late_because_of_buyer cancellation_request after_delivery revision_accept_or_refuse revision_refused "
    "cancelled completed expired dispute custom_offer statistics",
    BUYER: "giving_brief in_progress seller_late seller_silent asking_cancellation checking_delivery "
    "asking_revision refused_revision dispute refund expired",
}


@pytest.mark.parametrize("role", PARTIES)
def test_each_side_has_the_questions_of_the_process(role: Actor) -> None:
    assert set(SECTION_8[role].split()) == {str(topic) for topic in TOPICS[role]}


FIRST = {
    ("pending, brief missing", SELLER): ["pending", "missing_details", "buyer_silent"],
    ("pending, brief given", SELLER): ["pending"],
    ("in progress", SELLER): [
        "in_progress", "running_late", "extra_work", "missing_details", "partial_refund", "custom_offer",
    ],
    ("late", SELLER): ["running_late", "in_progress"],
    ("cancellation asked", SELLER): ["cancellation_request", "in_progress"],
    ("elements missing", SELLER): ["missing_details", "buyer_silent", "late_because_of_buyer", "in_progress"],
    ("refund proposed", SELLER): ["partial_refund", "in_progress"],
    ("supplement proposed", SELLER): ["extra_work", "custom_offer", "in_progress"],
    ("delivered", SELLER): ["after_delivery", "partial_refund"],
    ("revision asked", SELLER): ["revision_accept_or_refuse", "missing_details", "extra_work"],
    ("revision accepted", SELLER): ["in_progress", "missing_details"],
    ("revision refused", SELLER): ["revision_refused", "extra_work"],
    ("disputed", SELLER): ["dispute"],
    ("completed", SELLER): ["completed", "statistics"],
    ("cancelled", SELLER): ["cancelled", "statistics"],
    ("expired", SELLER): ["expired", "statistics"],
    ("pending, brief missing", BUYER): ["giving_brief", "seller_silent", "asking_cancellation"],
    ("in progress", BUYER): ["in_progress", "seller_silent", "asking_cancellation", "refund"],
    ("late", BUYER): ["seller_late", "seller_silent", "asking_cancellation", "in_progress"],
    ("cancellation asked", BUYER): ["asking_cancellation", "in_progress"],
    ("elements missing", BUYER): ["giving_brief", "in_progress"],
    ("refund agreed", BUYER): ["refund", "in_progress"],
    ("delivered", BUYER): ["checking_delivery", "asking_revision", "refund"],
    ("revision asked", BUYER): ["asking_revision", "seller_silent"],
    ("revision asked, details asked", BUYER): ["giving_brief", "asking_revision"],
    ("revision refused", BUYER): ["refused_revision", "dispute", "refund"],
    ("disputed", BUYER): ["dispute", "refund"],
    ("cancelled", BUYER): ["refund"],
    ("expired", BUYER): ["expired"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "role"), FIRST)
def test_the_questions_that_fit_come_first_and_the_most_urgent_at_the_top(name: str, role: Actor) -> None:
    play = {**STORIES, **DISPUTES}[name](COMEUP)
    expected = FIRST[name, role]
    assert expected == [str(topic) for topic in topics(play.order, role, play.now)][: len(expected)]


def test_an_answer_overdue_presses_more_than_anything_else() -> None:
    asked = Play(duration_days=5).accepted().with_request(BEA, Kind.CANCELLATION, reason="changed my mind")
    assert fits(asked.order, BUYER, asked.now)[0] is Topic.ASKING_CANCELLATION
    asked.wait(hours=48)
    assert fits(asked.order, BUYER, asked.now)[:2] == (Topic.SELLER_SILENT, Topic.DISPUTE)


def test_lateness_comes_before_every_request() -> None:
    play = Play(duration_days=2).accepted().with_request(ANA, Kind.MISSING_ELEMENTS, items=("font",))
    play.wait(days=3)
    assert fits(play.order, SELLER, play.now)[:3] == (
        Topic.RUNNING_LATE, Topic.MISSING_DETAILS, Topic.BUYER_SILENT,
    )  # fmt: skip
    assert fits(play.order, BUYER, play.now)[0] is Topic.SELLER_LATE


def test_every_situation_offers_something_and_every_question_once() -> None:
    for name, play in situations():
        for role in (*PARTIES, MEDIATOR):
            asked = topics(play.order, role, play.now)
            assert fits(play.order, role, play.now), (name, role)
            assert len(asked) == len(set(asked)) == len(TOPICS[BUYER if role is BUYER else SELLER])


def test_every_stage_has_its_own_questions() -> None:
    assert all(set(OF_STATE[role]) == set(State) for role in PARTIES)


def test_a_claim_is_told_by_no_question_to_the_other_side() -> None:
    """Rule 15: what the buyer filed, the seller does not read in the order of the questions."""
    claim, before = CLAIMS["claim open"](CLAIM), STORIES["delivered"](CLAIM)
    mine = STORIES["delivered"](CLAIM).with_request(ANA, Kind.CLAIM, reason="unfair")
    assert applies(Topic.DISPUTE, mine.order, SELLER, mine.now)
    assert not applies(Topic.DISPUTE, mine.order, BUYER, mine.now)
    assert applies(Topic.DISPUTE, claim.order, BUYER, claim.now)
    assert topics(before.order, SELLER, before.now) == topics(claim.order, SELLER, claim.now)


def test_the_other_sides_question_leads_to_ones_own_answer() -> None:
    for topic in Topic:
        for role in PARTIES:
            assert own(topic, role) in TOPICS[role]
            assert own(topic, role) is topic or topic not in TOPICS[role]
    assert own(Topic.PARTIAL_REFUND, BUYER) is Topic.REFUND
    assert own(Topic.SELLER_LATE, SELLER) is Topic.RUNNING_LATE
    assert own(Topic.RUNNING_LATE, MEDIATOR) is Topic.RUNNING_LATE
    assert set(TWINS) == {topic for topic in Topic if not all(topic in TOPICS[role] for role in PARTIES)}


def ids(role: Actor) -> set[str]:
    """Every action of a role, in any situation."""
    return {
        command.id
        for _, play in situations()
        for command in samples(play.order, role, as_role(play.order, role), play.now)
    }


@pytest.mark.parametrize("role", PARTIES)
def test_the_buttons_of_an_answer_are_actions_of_its_reader(role: Actor) -> None:
    known = ids(role) | {SUPPLY_MISSING}
    assert set(TOPICS[role]) == set(BUTTONS[role])
    for topic, buttons in BUTTONS[role].items():
        assert set(buttons) <= known, topic


def test_the_buttons_of_extra_work_are_those_of_the_process() -> None:
    assert BUTTONS[SELLER][Topic.EXTRA_WORK] == ("message", "request:supplement", "cancel_with_reason")


OFFERS = {
    ("accept_soon", SELLER): Topic.PENDING,
    ("now_late_seller", SELLER): Topic.RUNNING_LATE,
    ("now_late_buyer", BUYER): Topic.SELLER_LATE,
    ("check_delivery", BUYER): Topic.CHECKING_DELIVERY,
    ("dispute_door", BUYER): Topic.DISPUTE,
    ("order_placed", BUYER): Topic.GIVING_BRIEF,
    ("answer_cancellation", SELLER): Topic.CANCELLATION_REQUEST,
    ("answer_revision", SELLER): Topic.REVISION_ACCEPT_OR_REFUSE,
    ("refusal_choice", BUYER): Topic.REFUSED_REVISION,
    ("request:partial_refund", SELLER): Topic.PARTIAL_REFUND,
    ("request:partial_refund", BUYER): Topic.REFUND,
    ("request_revision", BUYER): None,
    ("message", SELLER): None,
    ("open_dispute", MEDIATOR): None,
}


@pytest.mark.parametrize(("notice", "to"), OFFERS)
def test_a_hard_moment_offers_its_question(notice: str, to: Actor) -> None:
    assert offered(notice, to) is OFFERS[notice, to]


def test_what_a_notice_offers_is_a_question_of_its_recipient() -> None:
    for notice, of_role in OFFERED.items():
        assert all(topic in TOPICS[role] for role, topic in of_role.items()), notice
