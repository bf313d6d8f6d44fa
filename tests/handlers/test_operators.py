"""Operators: admins of the workspace at this moment; they void orders and replace people, and see what each may do."""

import pytest

from rules.words import State
from tests.e2e.people import Person
from tests.handlers.shop import Trade

ADMIN = "U0ADMIN001"


@pytest.fixture
def admin(work: Trade) -> Person:
    """Somebody who runs the workspace."""
    person = work.shop.slack.person(ADMIN, "Ada")
    work.shop.world.state.people[ADMIN].is_admin = True
    return person


def opened(admin: Person, trade: Trade, action_id: str) -> dict[str, object]:
    """The form of an action, found behind "Plus…" of the order that was asked for."""
    card = admin.command(f"/commande voir {trade.ref}")["messages"][-1]
    more = admin.click(card, "ui:more")
    return admin.click_in_view(more["views"][-1], action_id)


def test_an_operator_voids_an_order(work: Trade, admin: Person) -> None:
    answer = opened(admin, work, "void")
    admin.fill(answer, reason="Demande du support")
    assert work.state() is State.CANCELLED
    assert work.order.to_buyer == 5000


def test_an_operator_replaces_a_party(work: Trade, admin: Person) -> None:
    newcomer = work.shop.person("Noé")
    answer = opened(admin, work, "change_party")
    same = admin.fill(answer, role="buyer", person=work.seller.user, reason="Départ")
    assert list(same["errors"]) == ["person"]
    assert not admin.fill(answer, role="buyer", person=newcomer.user, reason="Départ").get("errors")
    assert work.order.buyer == work.shop.id_of(newcomer)


def test_who_is_admin_no_more_does_nothing(work: Trade, admin: Person) -> None:
    answer = opened(admin, work, "void")
    work.shop.world.state.people[ADMIN].is_admin = False
    refused = admin.fill(answer, reason="Demande du support")
    assert "pas une de vos commandes" in str(refused["views"][-1])
    assert work.state() is State.IN_PROGRESS
    admin.close()
