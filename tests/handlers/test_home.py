"""The home tab: a section for each role, ten orders a page; mediators find the open cases there and in their list."""

import json
from typing import Any

import pytest

from bot.db.services import Service
from rules.words import State
from tests.e2e.people import Person
from tests.handlers.shop import CHANNEL, Shop, Trade


def home_of(person: Person) -> dict[str, Any]:
    person.act("home")
    view: dict[str, Any] = person.slack.http.get(f"/as/{person.user}/home").json()["view"]
    return view


def words(view: dict[str, Any]) -> str:
    """What stands there, with plain spaces."""
    return json.dumps(view["blocks"], ensure_ascii=False).replace("\xa0", " ").replace("\u202f", " ")


def operator(shop: Shop, name: str, locale: str = "fr-FR") -> Person:
    """Somebody new who runs the workspace at Slack's."""
    person = shop.person(name, locale)
    shop.world.state.people[person.user].is_admin = True
    shop.id_of(person)
    return person


def disputed(work: Trade) -> Trade:
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Non")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    return work


def test_who_sells_and_buys_sees_both(shop: Shop, work: Trade) -> None:
    other = shop.order_of(work.buyer, shop.person("Ugo"))
    seen = str(home_of(work.buyer))
    assert "Vos ventes" in seen and "Vos achats" in seen
    assert work.ref in seen and other.ref in seen


def test_each_order_says_whose_turn_it_is(work: Trade) -> None:
    assert "À vous d'agir" in str(home_of(work.seller))
    assert "On attend le vendeur" in str(home_of(work.buyer))


def test_what_comes_by_itself_is_said_once_with_its_date(trade: Trade) -> None:
    seen = words(home_of(trade.buyer))
    told = "*À vous d'agir :* fournir le cahier des charges. Sans acceptation, la commande est annulée et vous êtes remboursé."
    assert told in seen
    assert seen.count("À vous d'agir : 1.") == 1, "and how many orders wait for whom, above"
    trade.started()
    seen = words(home_of(trade.buyer))
    assert "On attend le vendeur, qui doit travailler, puis livrer." in seen
    assert "la commande expire" not in seen, "months away"


def test_the_end_of_an_orders_life_is_a_date_of_its_own_once_it_is_near(work: Trade) -> None:
    work.shop.push(days=130)
    assert "qui doit travailler, puis livrer. <!date^" in words(home_of(work.buyer))


@pytest.mark.parametrize(
    ("locale", "parts"),
    [
        (
            "fr-FR",
            (
                "Vendeurs : ",
                "Sami",
                "Affiche",
                "_Autre choix : à l'heure exacte",
                "À traiter",
                "Canal des médiateurs : réglé",
            ),
        ),
        (
            "en-US",
            (
                "Sellers: ",
                "Sami",
                "Affiche",
                "_Other choice: at the exact time",
                "To look at",
                "Mediators' channel: set",
            ),
        ),
    ],
)
def test_an_operator_reads_the_rules_the_people_the_services_and_each_choice_with_its_other(
    shop: Shop, trade: Trade, locale: str, parts: tuple[str, ...]
) -> None:
    affiche = Service(
        workspace=shop.workspace,
        id="service_affiche",
        seller=shop.id_of(trade.seller),
        title="Affiche",
        price=5000,
        currency="EUR",
        duration_days=3,
    )
    shop.program.parts.services.save(affiche)
    seen = words(home_of(operator(shop, "Ada", locale)))
    for part in parts:
        assert part in seen, part
    assert "Affiche" not in words(home_of(trade.buyer)), "nobody else reads them"


def test_pages_are_turned(shop: Shop) -> None:
    seller, buyer = shop.person("Sami"), shop.person("Bea")
    refs = [shop.order_of(seller, buyer).ref for _ in range(12)]
    first = home_of(seller)
    seller.click_in_view(first, "ui:home:seller:2")
    second = seller.slack.http.get(f"/as/{seller.user}/home").json()["view"]
    shown = [[ref for ref in refs if f"ui:order:{ref}" in str(view)] for view in (first, second)]
    assert [len(page) for page in shown] == [10, 2] and not set(shown[0]) & set(shown[1])
    assert "Page 2 sur 2" in str(second)


def test_mediators_find_their_cases_in_the_home_tab_and_in_the_list(work: Trade) -> None:
    case = disputed(work)
    mediator = Person(case.shop.slack, case.mediator.user)
    seen = home_of(mediator)
    assert case.ref in str(seen) and "Personne ne suit ce dossier" in str(seen)
    opened = mediator.click_in_view(seen, f"ui:order:{case.ref}")
    assert "decide_split" in str(opened["views"][-1])
    mediator.close()
    assert case.ref in str(mediator.command("/commande liste"))


def test_a_case_is_decided_from_the_list(work: Trade) -> None:
    case = disputed(work)
    mediator = Person(case.shop.slack, case.mediator.user)
    opened = mediator.click_in_view(home_of(mediator), f"ui:order:{case.ref}")
    form = mediator.click_in_view(opened["views"][-1], "decide_split")
    assert not mediator.fill(form, amount="10", reason="Un cinquième").get("errors")
    mediator.close()
    assert case.state() is State.COMPLETED and case.order.to_buyer == 1000


def test_a_mediator_who_is_a_party_is_shown_no_case_of_their_own(work: Trade) -> None:
    """Rule 15."""
    case = disputed(work)
    members = case.shop.world.state.channels[CHANNEL].members
    members.append(case.seller.user)
    try:
        seen = home_of(case.seller)
        ways = [one["accessory"] for one in seen["blocks"] if "accessory" in one]
        mine = [one["text"]["text"] for one in ways if one["action_id"] == f"ui:order:{case.ref}"]
        assert mine == ["Voir"]
        opened = case.seller.click_in_view(seen, f"ui:order:{case.ref}")
        assert "decide_" not in str(opened["views"][-1])
    finally:
        members.remove(case.seller.user)
        case.seller.close()


def test_what_comes_if_nobody_acts_is_one_click_from_the_card(work: Trade) -> None:
    opened = work.seller.press(work.ref, "ui:nobody")
    assert "Si personne ne fait rien" in str(opened["views"][-1])
    work.seller.close()
