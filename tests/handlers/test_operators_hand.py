"""The operator's hand: found on the card, its consequence before the click, its reason in the history and with both."""

import json
from collections.abc import Iterator

import pytest

from bot.changing.texts import reveal
from bot.trust.history import load
from rules.words import State
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import Json, Shop, Trade, open_shop

ADMIN = "U0ADMIN001"


@pytest.fixture(scope="module")
def confirming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A house that counts extra work once its payment is confirmed."""
    folder = tmp_path_factory.mktemp("confirming")
    policy = folder / "confirming.toml"
    policy.write_text('house = "comeup"\nsupplement_payment = "confirmed"\n')
    with open_shop(folder, policy=str(policy)) as opened:
        yield opened


def admin_of(shop: Shop, locale: str = "fr-FR") -> Person:
    """Somebody who runs the workspace."""
    person = shop.slack.person(ADMIN, "Ada", locale)
    shop.world.state.people[ADMIN].is_admin = True
    return person


def extra(trade: Trade) -> None:
    """Extra work that the buyer accepts: 20 euros and 2 days."""
    trade.do(trade.seller, "request:supplement", description="Version carrée", price="20", extra_days="2")
    trade.do(trade.buyer, "accept_request:supplement")


def card(admin: Person, trade: Trade) -> Json:
    found: Json = admin.command(f"/commande voir {trade.ref}")["messages"][-1]
    return found


def test_extra_work_counts_at_its_acceptance_where_payments_are_trusted(shop: Shop, work: Trade) -> None:
    due = work.order.due_at
    extra(work)
    assert work.order.total == 7000
    assert work.order.due_at is not None and due is not None and (work.order.due_at - due).days == 2
    assert "confirm_payment" not in buttons(card(admin_of(shop), work)), "nothing waits to be confirmed"


def test_extra_work_counts_once_its_payment_is_confirmed_in_chat(confirming: Shop) -> None:
    work = confirming.order().started()
    due = work.order.due_at
    extra(work)
    assert (work.order.total, work.order.due_at) == (5000, due)
    admin = admin_of(confirming)
    shown = card(admin, work)
    assert "Version carrée" in said(shown)
    form = admin.click(shown, "confirm_payment")
    told = " ".join(json.dumps(form["views"][-1]["blocks"], ensure_ascii=False).split())
    assert "Version carrée" in told
    assert "70,00 €" in told, "the price that follows is seen before the click"
    assert not admin.fill(form, reason="Virement reçu").get("errors")
    confirming.say()
    assert work.order.total == 7000
    assert work.order.due_at is not None and due is not None and (work.order.due_at - due).days == 2
    for party in (work.seller, work.buyer):
        assert any("Version carrée" in said(message) for message in party.thread(work.ref))
    assert "confirm_payment" not in buttons(card(admin, work))


def test_the_card_offers_an_operator_what_keeps_the_workspace_in_order(shop: Shop, work: Trade) -> None:
    admin = admin_of(shop)
    assert [one for one in buttons(card(admin, work)) if not one.startswith("ui:")] == [
        "change_party",
        "void",
    ]
    form = admin.click(card(admin, work), "void")
    assert "50,00" in str(form["views"][-1])
    admin.fill(form, reason="Commande d'essai")
    shop.say()
    assert work.state() is State.CANCELLED
    for party in (work.seller, work.buyer):
        assert any("Commande d'essai" in said(message) for message in party.thread(work.ref))
    last = load(shop.program.parts.engine, shop.workspace, work.id)[-1].event
    assert (str(last.actor), last.person) == ("operator", shop.id_of(admin))
    assert [one for one in buttons(card(admin, work)) if not one.startswith("ui:")] == []


def test_who_is_replaced_is_named_before_the_click(shop: Shop, work: Trade) -> None:
    admin = admin_of(shop)
    form = admin.click(card(admin, work), "change_party")
    assert "Sami vend, Bea achète" in str(form["views"][-1])
    admin.close()


def test_a_frozen_order_is_the_mediators_alone(confirming: Shop) -> None:
    work = confirming.order().started()
    for _ in range(2):
        work.do(work.buyer, "request:cancellation", reason="Plus besoin")
        work.do(work.seller, "refuse_request:cancellation", reason="Presque fini")
    assert work.state() is State.DISPUTED
    assert not {"void", "change_party", "confirm_payment"} & set(buttons(card(admin_of(confirming), work)))


EMPTY = ("", "   ", "\u200b \u00a0")
"""What looks empty."""


@pytest.mark.parametrize("reason", EMPTY)
def test_without_a_reason_nothing_happens(confirming: Shop, reason: str) -> None:
    work = confirming.order().started()
    extra(work)
    admin, newcomer = admin_of(confirming), confirming.person("Noé")
    before = work.order
    for action_id, fields in (
        ("void", {}),
        ("change_party", {"role": "buyer", "person": newcomer.user}),
        ("confirm_payment", {}),
    ):
        form = admin.click(card(admin, work), action_id)
        refused = admin.fill(form, **fields, reason=reason)
        assert list(refused.get("errors", ())) == ["reason"], (action_id, refused)
        admin.close()
    assert work.order == before


def test_an_order_that_does_not_exist_is_told_so(shop: Shop) -> None:
    told = admin_of(shop).command("/commande voir C-9999")
    assert "Ce n'est pas une de vos commandes" in said(told["messages"][-1])
    english = admin_of(shop, "en-US")
    shop.program.parts.people.change(shop.workspace, shop.id_of(english), language="en")
    try:
        assert "not one of your orders" in said(english.command("/order show C-9999")["messages"][-1])
    finally:
        shop.program.parts.people.change(shop.workspace, shop.id_of(english), language=None)


def test_what_was_done_already_is_told_and_changes_nothing(confirming: Shop) -> None:
    """Rule 12: two operators opened the same form."""
    work = confirming.order().started()
    extra(work)
    ada, eve = admin_of(confirming), confirming.person("Eve")
    confirming.world.state.people[eve.user].is_admin = True
    for action_id, first, second in (
        ("confirm_payment", "Virement reçu", "Virement reçu, bis"),
        ("void", "Erreur de saisie", "Erreur de saisie, bis"),
    ):
        mine, hers = (one.click(card(one, work), action_id) for one in (ada, eve))
        assert not ada.fill(mine, reason=first).get("errors")
        confirming.say()
        before = work.order
        told = eve.fill(hers, reason=second)
        assert work.order == before, action_id
        assert told["views"], "she reads what happened instead"
        eve.close()
    assert (work.state(), work.order.to_buyer) == (State.CANCELLED, 7000)


def test_a_replaced_buyer_is_named_with_the_reason_in_the_history_and_to_the_three(
    shop: Shop, work: Trade
) -> None:
    admin, newcomer = admin_of(shop), shop.person("Noé")
    form = admin.click(card(admin, work), "change_party")
    assert not admin.fill(form, role="buyer", person=newcomer.user, reason="Mauvais compte").get("errors")
    shop.say()
    last = load(shop.program.parts.engine, shop.workspace, work.id)[-1].event
    revealed = reveal(shop.program.parts.engine, shop.workspace, last)
    assert (str(revealed.actor), getattr(revealed, "reason", None)) == ("operator", "Mauvais compte")
    assert work.order.buyer == shop.id_of(newcomer)
    for party in (work.seller, work.buyer, newcomer):
        assert any("Mauvais compte" in said(message) for message in party.thread(work.ref)), party.user


@pytest.mark.parametrize("whom", ["U0RELANCEB", "U0NOBODY99"])
def test_a_bot_or_nobody_takes_no_place(shop: Shop, work: Trade, whom: str) -> None:
    admin = admin_of(shop)
    before = work.order
    form = admin.click(card(admin, work), "change_party")
    refused = admin.fill(form, role="buyer", person=whom, reason="Départ")
    assert list(refused["errors"]) == ["person"]
    assert work.order == before
    admin.close()
