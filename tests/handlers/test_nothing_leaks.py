"""What is said in the mediators' channel stays there: all that Slack took for a party is searched for it (rule 15)."""

import json
from typing import Any

import pytest

from bot.waking.wake import Wake
from rules.words import State
from tests.e2e.people import Person, said
from tests.handlers.shop import CHANNEL, Shop, Trade, open_shop

TALK, TO_SELLER, FROM_SELLER, TO_BUYER, FROM_BUYER, DECISION, REJECTED = (
    "entre nous : il ment", "Sami, la maquette ?", "la voici, Maud", "Bea, depuis quand ?", "depuis mardi",
    "le bleu était convenu", "rien ne l'appuie",
)  # fmt: skip


def disputed(trade: Trade) -> Trade:
    trade.started().delivered()
    trade.do(trade.buyer, "request_revision", changes="Une autre police")
    trade.do(trade.seller, "refuse_revision", reason="Ce n'était pas demandé")
    trade.do(trade.buyer, "open_dispute", reason="La police était convenue")
    return trade


def talk(case: Trade, text: str) -> None:
    """A mediator writes to colleagues, in the case's thread."""
    thread = case.mediator.card(case.ref)["ts"]
    case.mediator.act("message", channel=CHANNEL, text=text, thread_ts=thread)
    case.shop.say()


def reached(case: Trade, person: Person) -> str:
    """All that ever came to somebody: each message as it was posted and changed, what they open, their home tab."""
    direct = case.shop.world.im(case.shop.world.state.people[person.user]).id
    calls = [one["args"] for one in case.shop.slack.log() if one["args"].get("channel") == direct]
    assert len(calls) > 5, "something came"
    opened: list[Any] = [
        person.click(person.card(case.ref), button) for button in ("ui:more", "ui:nobody", "ui:help")
    ]
    person.close()
    opened += [person.command(f"/commande {word}") for word in (f"voir {case.ref}", "liste", "stats")]
    person.act("home")
    home = person.slack.http.get(f"/as/{person.user}/home").json()
    return json.dumps([calls, opened, home], ensure_ascii=False)


def only(case: Trade, whom: dict[str, set[str]]) -> None:
    """Each of these texts reached those, and nobody else."""
    found = {"seller": reached(case, case.seller), "buyer": reached(case, case.buyer)}
    assert {text: {role for role, all_of_it in found.items() if text in all_of_it} for text in whom} == whom


def test_of_a_dispute_a_party_gets_what_was_meant_for_them_and_nothing_else(shop: Shop) -> None:
    case = disputed(shop.order())
    talk(case, TALK)
    case.do(case.mediator, "take_case")
    case.do(case.mediator, "ask_party:seller", text=TO_SELLER)
    only(case, {"répondre au médiateur": {"seller"}, TO_SELLER: {"seller"}})
    case.do(case.seller, "answer_mediator", text=FROM_SELLER)
    case.do(case.mediator, "ask_party:buyer", text=TO_BUYER)
    case.do(case.buyer, "answer_mediator", text=FROM_BUYER)
    case.mediator.press(case.ref, "ui:case_file")
    case.mediator.close()
    shop.push(days=3)
    Wake(shop.program.parts.engine, shop.program.parts.service).run_once()
    shop.say()
    reminded = [said(one) for one in case.mediator.thread(case.ref) if "n'avance plus" in said(one)]
    assert reminded, "the channel is reminded"
    meant = {
        TALK: set(),
        TO_SELLER: {"seller"},
        FROM_SELLER: {"seller"},
        TO_BUYER: {"buyer"},
        FROM_BUYER: {"buyer"},
    }
    only(case, {**meant, "n'avance plus": set()})
    case.do(case.mediator, "decide_pay", reason=DECISION)
    assert case.state() is State.COMPLETED
    only(case, {**meant, "n'avance plus": set(), DECISION: {"seller", "buyer"}})


@pytest.fixture(scope="module")
def claiming(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_shop(tmp_path_factory.mktemp("claiming"), policy="comeup_claim") as opened:
        yield opened


def test_of_a_rejected_claim_its_filer_alone_reads_why(claiming: Shop) -> None:
    case = claiming.order().started()
    case.do(case.buyer, "request:claim", reason="Plus aucune nouvelle")
    talk(case, TALK)
    case.do(case.mediator, "reject_claim", reason=REJECTED)
    only(case, {TALK: set(), REJECTED: {"buyer"}})
