"""Two who answer one partial refund at the very same moment: one of them counts, and the other is told."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.trust.history import load
from tests.e2e.people import Person, elements
from tests.handlers.shop import Json, Trade
from tests.handlers.test_bad_input import line
from tests.handlers.test_door import pressed, sent

ACCEPT = "accept_request:partial_refund"


def press(trade: Trade, person: Person) -> Json:
    """Their newest button that accepts, as it stands there, ready to be pressed."""
    offered = elements(person.offered(trade.ref, ACCEPT)["blocks"])
    value = next(one["value"] for one in offered if one.get("action_id") == ACCEPT)
    return pressed(person.user, ACCEPT, value) | {"trigger_id": trade.shop.trigger(person.user)}


def counter(trade: Trade, person: Person, amount: str) -> Json:
    """Their form with another amount, opened and filled in, ready to be sent off."""
    view = person.press(trade.ref, "counter")["views"][-1]
    person.close()
    values = {"amount": line(amount), "reason": line("Plutôt cela")}
    there = {name: view[name] for name in ("id", "hash", "private_metadata")}
    return sent(person.user, "counter", trade.id, values, **there)


def at_once(trade: Trade, press: Json, form: Json) -> tuple[str, str]:
    """What each reads, of a button and a form that arrive at the same moment."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda body: trade.shop.post(body, "form"), (press, form)))
    assert [one.status_code for one in answers] == [200, 200]
    views = [words(view.body) for view in trade.shop.world.views_of(press["user"]["id"])]
    told = words(answers[1].json()) if answers[1].content else ""
    for person in (trade.seller, trade.buyer):
        person.close()
    trade.shop.say()
    return " ".join(views), told


def words(shown: Json) -> str:
    return json.dumps(shown, ensure_ascii=False).replace("\u00a0", " ")


def since(trade: Trade, version: int) -> list[tuple[str, int | None]]:
    """All that happened to the order after a version, with the amounts that were named."""
    found = load(trade.shop.program.parts.engine, trade.shop.workspace, trade.id)[version:]
    return [(type(one.event).__name__, getattr(one.event, "amount", None)) for one in found]


def agreed(amount: int) -> list[tuple[str, int | None]]:
    return [("RequestEnded", None), ("RefundAgreed", amount)]


def countered(amount: int) -> list[tuple[str, int | None]]:
    return [("RequestEnded", None), ("RequestOpened", amount)]


NOTHING_WAITS = "Aucune demande de ce type n'attend de réponse"
NOT_YOURS_TO_ANSWER = "C'est à l'autre partie de répondre à votre demande"
CHANGED = "La situation a changé depuis que ce bouton a été affiché : rien n'a été fait"

pytestmark = pytest.mark.parametrize("round", range(3))


def test_a_yes_counts_and_who_names_another_amount_is_told_so(work: Trade, round: int) -> None:
    """The seller has countered, and sends that form again with less while the buyer says yes."""
    work.do(work.buyer, "request:partial_refund", amount="20", reason="Un visuel de moins")
    again = counter(work, work.seller, "10")
    work.do(work.seller, "counter", amount="12,50", reason="À moitié fait")
    before = work.order.version
    buyer_reads, seller_reads = at_once(work, press(work, work.buyer), again)
    assert since(work, before) == agreed(1250)
    assert buyer_reads == ""
    assert NOTHING_WAITS in seller_reads or NOT_YOURS_TO_ANSWER in seller_reads


def test_a_counter_counts_and_an_old_yes_agrees_to_nothing(work: Trade, round: int) -> None:
    """The buyer has countered, and comes back to the first offer while the seller names a third amount."""
    work.do(work.seller, "request:partial_refund", amount="10", reason="Un geste")
    yes = press(work, work.buyer)
    work.do(work.buyer, "counter", amount="20", reason="Plutôt vingt")
    before = work.order.version
    buyer_reads, seller_reads = at_once(work, yes, counter(work, work.seller, "12,50"))
    assert since(work, before) == countered(1250)
    assert seller_reads == ""
    assert NOT_YOURS_TO_ANSWER in buyer_reads or (CHANGED in buyer_reads and "12,50 €" in buyer_reads)


def test_of_a_yes_and_a_counter_of_one_person_the_first_counts(work: Trade, round: int) -> None:
    """The seller says yes on the telephone, and names another amount on the computer."""
    work.do(work.buyer, "request:partial_refund", amount="20", reason="Un visuel de moins")
    form, before = counter(work, work.seller, "10"), work.order.version
    button_reads, form_reads = at_once(work, press(work, work.seller), form)
    yes = since(work, before) == agreed(2000)
    assert yes or since(work, before) == countered(1000)
    assert (button_reads, form_reads).index("") == (0 if yes else 1)
    assert (NOTHING_WAITS if yes else NOT_YOURS_TO_ANSWER) in button_reads + form_reads
