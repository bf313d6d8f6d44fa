"""A case that nobody takes, or that stands still, is told in its thread in time; two mediators at once make one decision."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.stuck.telling import Telling
from bot.waking.wake import Wake
from rules.words import State
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import CHANNEL, Shop, Trade, open_shop


def disputed(work: Trade) -> Trade:
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Ce n’était pas demandé")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    return work


@pytest.fixture
def case(work: Trade) -> Trade:
    return disputed(work)


@pytest.fixture
def colleague(shop: Shop) -> Iterator[Person]:
    """Another mediator."""
    person = shop.person("Colette")
    members = shop.world.state.channels[CHANNEL].members
    members.append(person.user)
    yield person.at(CHANNEL)
    members.remove(person.user)


def later(case: Trade, hours: float) -> None:
    """Time passes, and the clock rings."""
    case.shop.push(hours=hours)
    parts = case.shop.program.parts
    Wake(parts.engine, parts.service).run_once()
    case.shop.say()


def saying(case: Trade, words: str) -> list[dict[str, Any]]:
    return [message for message in case.mediator.thread(case.ref) if words in said(message)]


def test_a_case_that_nobody_takes_is_told_after_a_day_and_after_two(case: Trade) -> None:
    later(case, 23.9)
    assert saying(case, "Personne ne suit encore le dossier") == []
    later(case, 0.2)
    (told,) = saying(case, "Personne ne suit encore le dossier")
    assert "take_case" in buttons(told)
    later(case, 24)
    assert len(saying(case, "Personne ne suit encore le dossier")) == 2
    later(case, 24)
    assert len(saying(case, "Personne ne suit encore le dossier")) == 2


def test_once_it_is_taken_nobody_is_asked_to_take_it(case: Trade) -> None:
    case.do(case.mediator, "take_case")
    later(case, 25)
    assert saying(case, "Personne ne suit encore le dossier") == []


def test_a_case_without_a_step_for_two_days_is_told(case: Trade) -> None:
    case.do(case.mediator, "take_case")
    later(case, 47.9)
    assert saying(case, "n'avance plus") == []
    later(case, 0.2)
    (told,) = saying(case, "n'avance plus")
    assert {"ask_party:seller", "ask_party:buyer"} <= set(buttons(told))


def test_a_question_without_an_answer_for_a_day_is_told_with_whom_it_waits_for(case: Trade) -> None:
    case.do(case.mediator, "ask_party:seller", text="Avez-vous la maquette ?")
    assert "Avez-vous la maquette" in said(case.mediator.card(case.ref))
    later(case, 24.1)
    (told,) = saying(case, "n'avance plus")
    assert "Sami n'a pas répondu à votre question" in said(told)


def test_nothing_of_it_reaches_the_parties(case: Trade) -> None:
    before = [[m["ts"] for m in person.messages()] for person in (case.seller, case.buyer)]
    later(case, 25)
    assert [[m["ts"] for m in person.messages()] for person in (case.seller, case.buyer)] == before


def test_of_two_who_take_it_one_has_it_and_the_other_is_told(case: Trade, colleague: Person) -> None:
    card = case.mediator.card(case.ref)
    theirs = colleague.card(case.ref)
    case.mediator.click(card, "take_case")
    answer = colleague.click(theirs, "take_case")
    assert case.order.mediator == case.shop.id_of(case.mediator)
    assert "déjà" in json.dumps(answer["views"][-1], ensure_ascii=False)
    colleague.close()
    case.mediator.close()


def test_of_two_who_decide_exactly_one_counts_and_the_other_is_told_what_happened(
    case: Trade, colleague: Person
) -> None:
    first = case.mediator.press(case.ref, "decide_refund")
    second = colleague.press(case.ref, "decide_pay")
    case.mediator.fill(first, reason="Le client a raison")
    case.shop.say()
    answer = colleague.fill(second, reason="Le vendeur a raison")
    case.shop.say()
    assert case.state() is State.CANCELLED
    assert (case.order.to_buyer, case.order.to_seller) == (5000, 0)
    told = json.dumps(answer["views"][-1], ensure_ascii=False)
    assert "annulée" in told and "decide_pay" not in told
    assert not any(
        "Le vendeur a raison" in said(m) for m in (*case.seller.messages(), *case.buyer.messages())
    )
    colleague.close()


def test_where_no_channel_is_set_parties_and_operators_are_told_the_truth(tmp_path: Path) -> None:
    with open_shop(tmp_path, mediators_channel=None) as shop:
        odile = shop.person("Odile")
        shop.program.parts.homes.appoint(shop.workspace, shop.id_of(odile), operator=True)
        case = disputed(shop.order().started())
        for party in (case.seller, case.buyer):
            told = said(party.thread(case.ref)[-1])
            assert "Personne ne reçoit encore les litiges ici" in told and "Le médiateur lit" not in told
            assert "attend qu'un médiateur puisse le recevoir" in said(party.card(case.ref))
        telling = Telling(shop.program.parts)
        assert telling.run_once() == 1
        assert telling.run_once() == 0
        shop.say()
        (letter,) = [m["text"] for m in odile.messages()]
        assert case.ref in letter and "RELANCE_MEDIATORS_CHANNEL" in letter
        assert case.state() is State.DISPUTED
