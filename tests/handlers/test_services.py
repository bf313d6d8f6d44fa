"""Services through the chat: kept, changed, retired, brought back; orders start from them; options become extra work."""

from typing import Any

import pytest

from bot.db.services import Service
from rules.order import ServiceOption
from rules.words import State
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import Shop, Trade
from tests.handlers.test_door import sent

FORM = {
    "title": "Logo animé",
    "price": "50 €",
    "currency": "eur",
    "duration_days": "3",
    "revisions_included": "",
    "brief": "Nom\nCouleurs",
    "options": "Fichiers sources ; 15 € ; 1\nExpress ; 20 €",
}
SOURCES = ServiceOption(title="Fichiers sources", price=1500, days=1)
EXPRESS = ServiceOption(title="Express", price=2000)


def latest(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["messages"][-1]
    return found


def kept(shop: Shop, seller: Person, **changes: str) -> str:
    """A service of this seller, made in the chat; its id."""
    opened = seller.click(latest(seller.command("/commande services")), "ui:service")
    done = seller.fill(opened, **{**FORM, **changes})
    assert not done.get("errors"), done
    seller.close()
    return shop.program.parts.services.of_seller(shop.workspace, shop.id_of(seller))[0].id


def test_a_seller_describes_what_they_sell_once(shop: Shop) -> None:
    seller = shop.person("Sami")
    empty = latest(seller.command("/commande services"))
    assert "Aucun service" in said(empty)
    id = kept(shop, seller)
    service = shop.program.parts.services.get(shop.workspace, id)
    assert service is not None
    assert (service.price, service.currency, service.revisions_included) == (5000, "EUR", None)
    assert (service.brief, service.options) == (("Nom", "Couleurs"), (SOURCES, EXPRESS))
    listed = said(latest(seller.command("/order services")))
    for words in ("Logo animé", "50,00", "retouches illimitées", "Fichiers sources"):
        assert words in listed


LONG = "x" * 40_000

WRONG = [
    ("title", "  ", "Ce champ est vide"),
    ("title", "\u200b", "Ce champ est vide"),
    ("title", "a" * 151, "150 caractères au plus"),
    ("title", LONG, "150 caractères au plus"),
    ("price", "beaucoup", "Je n'ai pas su lire le montant « beaucoup »"),
    ("price", "0", "supérieur à zéro"),
    ("price", "-5", "supérieur à zéro"),
    ("price", "99999999999999", "trop grand"),
    ("price", "1.200", "deux façons"),
    ("price", "5 $", "EUR"),
    ("currency", "euros", "n'est pas une devise"),
    ("duration_days", "0", "au moins 1 jour"),
    ("duration_days", "-3", "au moins 1 jour"),
    ("duration_days", "99999", "3650 au plus"),
    ("duration_days", "1.5", "Écrivez un nombre entier"),
    ("revisions_included", "-1", "de 0 à 1000"),
    ("revisions_included", "5000", "illimitées"),
    ("revisions_included", "beaucoup", "Écrivez un nombre entier"),
    ("brief", "a\na", "figure deux fois"),
    ("brief", "a" * 151, "150 caractères au plus"),
    ("brief", LONG, "150 caractères au plus"),
    ("brief", "\n".join(map(str, range(200))), "100 éléments au plus"),
    ("options", "Sources sans prix", "titre ; prix ; jours"),
    ("options", "A ; 1\nA ; 2", "« A » y est déjà"),
    ("options", "A ; 1\nB ; 0 ; 1", "Ligne 2 : le prix doit être supérieur à zéro"),
    ("options", "A ; -5 ; 1", "supérieur à zéro"),
    ("options", "A ; cher ; 1", "le prix ne se lit pas"),
    ("options", "A ; 99999999999999 ; 1", "trop grand"),
    ("options", "A ; 1.200 ; 1", "deux façons"),
    ("options", "A ; 5 $ ; 1", "se vend en EUR"),
    ("options", "A ; 5 ; -1", "de 0 à 3650"),
    ("options", "A ; 5 ; 99999", "de 0 à 3650"),
    ("options", f"{LONG} ; 5 ; 1", "dépasse 75 caractères"),
    ("options", "\n".join(f"{number} ; 5 ; 1" for number in range(200)), "plus de 20 options"),
]


@pytest.mark.parametrize(("field", "typed", "words"), WRONG)
def test_what_is_wrong_is_said_in_its_field_and_nothing_changes(
    shop: Shop, field: str, typed: str, words: str
) -> None:
    """As Slack might send it, whatever its own client would have let through."""
    seller = shop.person("Sami")
    services, us = shop.program.parts.services, (shop.workspace, shop.id_of(seller))
    kept(shop, seller)
    before = services.of_seller(*us)
    values = {
        name: {"type": "plain_text_input", "value": value} for name, value in {**FORM, field: typed}.items()
    }
    form = sent(seller.user, f"ui:service:{before[0].id}", "", values, id=f"VSERVICE{next(shop.numbers)}")
    answer = shop.post(form, "form").json()
    assert answer["response_action"] == "errors" and list(answer["errors"]) == [field]
    assert words in answer["errors"][field].replace("\u00a0", " ")
    assert len(answer["errors"][field]) < 300, "what was typed comes back in short"
    assert services.of_seller(*us) == before


def test_signs_and_mentions_stay_letters(shop: Shop) -> None:
    seller = shop.person("Sami")
    nasty = "👍 <!channel> <@U0ADMIN001> *gras* {{ 7*7 }}"
    id = kept(shop, seller, title=nasty, brief=nasty, options=f"{nasty} ; 5 ; 1")
    service = shop.program.parts.services.get(shop.workspace, id)
    assert service is not None
    assert (service.title, service.brief, service.options[0].title) == (nasty, (nasty,), nasty)
    told = said(latest(seller.command("/commande services")))
    assert "👍" in told and "{{ 7*7 }}" in told
    assert "<!channel>" not in told and "<@U0ADMIN001>" not in told


def test_a_title_that_cannot_name_every_option_is_not_cut(shop: Shop) -> None:
    seller, buyer = shop.person("Sami"), shop.person("Bea")
    id = kept(shop, seller, title="t" * 145)
    picker = seller.command(f"/commande nouvelle @{buyer.user.lower()}")
    form = seller.click_in_view(picker["views"][-1], f"ui:order_from:{id}:{buyer.user}")
    answer = seller.fill(form, chosen=["1"])
    assert "de 14" in answer["errors"]["title"].replace("\u00a0", " ")
    seller.close()
    assert shop.program.parts.orders.of_person(shop.workspace, shop.id_of(buyer)) == []


def test_a_service_is_changed_retired_and_brought_back(shop: Shop) -> None:
    seller = shop.person("Sami")
    id = kept(shop, seller)
    opened = seller.click(latest(seller.command("/commande services")), f"ui:service:{id}")
    changed = seller.fill(opened, **{**FORM, "price": "60 €"})
    assert "60,00" in str(changed["views"])
    seller.close()
    gone = seller.click(latest(seller.command("/commande services")), f"ui:service_retire:{id}")
    assert f"ui:service_back:{id}" in str(gone["views"])
    seller.close()
    services = shop.program.parts.services
    assert services.get(shop.workspace, id).retired_at is not None  # type: ignore[union-attr]
    seller.click(latest(seller.command("/commande services")), f"ui:service_back:{id}")
    seller.close()
    assert services.get(shop.workspace, id).retired_at is None  # type: ignore[union-attr]


def test_nobody_touches_what_somebody_else_sells(shop: Shop) -> None:
    seller, other = shop.person("Sami"), shop.person("Zoé")
    id = kept(shop, seller)
    listed = latest(other.command("/commande services"))
    assert id not in said(listed)
    own = kept(shop, other)
    listed = latest(other.command("/commande services"))
    for forged in (f"ui:service_retire:{id}", f"ui:service:{id}"):
        assert forged not in buttons(listed)
    assert {one.id for one in shop.program.parts.services.of_seller(shop.workspace, shop.id_of(other))} == {
        own
    }


def test_an_order_starts_from_a_service_with_the_options_that_were_bought(shop: Shop) -> None:
    seller, buyer = shop.person("Sami"), shop.person("Bea")
    id = kept(shop, seller)
    picker = seller.command(f"/commande nouvelle @{buyer.user.lower()}")
    form = seller.click_in_view(picker["views"][-1], f"ui:order_from:{id}:{buyer.user}")
    done = seller.fill(
        form,
        buyer=buyer.user,
        title="Logo animé",
        price="50,00 €",
        currency="EUR",
        duration_days="3",
        brief="Nom\nCouleurs",
        chosen=["1"],
    )
    assert not done.get("errors"), done
    seller.close()
    (row,) = shop.program.parts.orders.of_person(shop.workspace, shop.id_of(buyer))
    order = row.order
    assert (order.title, order.price, order.duration_days) == ("Logo animé + Fichiers sources", 6500, 4)
    assert (order.service, order.options) == (id, (SOURCES, EXPRESS))
    assert [item.name for item in order.brief] == ["Nom", "Couleurs"]


def test_the_form_opens_with_what_the_service_says(shop: Shop) -> None:
    seller = shop.person("Sami")
    id = kept(shop, seller, currency="CHF", price="70", options="Sources ; 15 ; 1")
    picker = seller.command("/commande nouvelle")
    form = seller.click_in_view(picker["views"][-1], f"ui:order_from:{id}:")
    opened = str(form["views"][-1])
    for words in ("Logo animé", "CHF", "Nom\\nCouleurs", "Sources"):
        assert words in opened
    seller.close()


@pytest.fixture
def sold(shop: Shop) -> Trade:
    """An order in progress that was bought from a service with two options."""
    return shop.order(service="s1", options=(SOURCES, EXPRESS)).started()


def test_an_option_of_the_service_fills_the_supplement_and_the_buyer_reads_which(
    shop: Shop, sold: Trade
) -> None:
    sold.do(sold.seller, "request:supplement", option="1")
    (request,) = sold.order.requests
    assert (request.option, request.price, request.extra_days) == ("Fichiers sources", 1500, 1)
    sold.buyer.told(sold.ref, "une option de son service", "Fichiers sources", "15,00")
    sold.do(sold.buyer, "accept_request:supplement")
    assert sold.order.total == 6500


def test_what_is_filled_in_beside_an_option_counts(shop: Shop, sold: Trade) -> None:
    sold.do(sold.seller, "request:supplement", option="2", price="25 €", extra_days="2")
    (request,) = sold.order.requests
    assert (request.option, request.price, request.extra_days) == ("Express", 2500, 2)


def test_without_an_option_it_is_an_offer_of_ones_own(shop: Shop, sold: Trade) -> None:
    answer = sold.seller.fill(sold.seller.press(sold.ref, "request:supplement"), description="", price="12 €")
    assert set(answer["errors"]) == {"description"}
    sold.seller.close()
    sold.do(sold.seller, "request:supplement", description="Une page de plus", price="12 €", extra_days="0")
    (request,) = sold.order.requests
    assert (request.option, request.price) == (None, 1200)
    sold.buyer.told(sold.ref, "du travail en plus", "12,00")


def test_an_order_without_a_service_offers_no_option(shop: Shop, work: Trade) -> None:
    opened = work.seller.press(work.ref, "request:supplement")
    assert "option" not in [block.get("block_id") for block in opened["views"][-1]["blocks"]]
    work.seller.close()
    assert work.state() is State.IN_PROGRESS


def many(shop: Shop, seller: Person, count: int) -> list[Service]:
    """So many services, in the order in which they are listed."""
    for number in range(count):
        shop.program.parts.services.save(
            Service(
                workspace=shop.workspace,
                id=f"service-{seller.user}-{number:02}",
                seller=shop.id_of(seller),
                title=f"Service {number:02}",
                price=1000 + number,
                currency="EUR",
                duration_days=3,
            )
        )
    return shop.program.parts.services.of_seller(shop.workspace, shop.id_of(seller))


def test_each_of_many_services_is_reached_page_by_page(shop: Shop) -> None:
    seller = shop.person("Sami")
    last = many(shop, seller, 17)[-1]
    first = latest(seller.command("/commande services"))
    assert "Page 1 sur 2" in said(first) and f"ui:service:{last.id}" not in buttons(first)
    second = seller.click(first, "ui:services:2")["views"][-1]
    assert "Page 2 sur 2" in str(second) and "ui:services:1" in buttons(second)
    opened = seller.click_in_view(second, f"ui:service:{last.id}")
    assert last.title in str(opened["views"][-1])
    seller.close()


def test_an_order_may_start_from_each_of_many_services(shop: Shop) -> None:
    seller = shop.person("Sami")
    last = many(shop, seller, 31)[-1]
    first = seller.command("/commande nouvelle")["views"][-1]
    assert f"ui:order_from:{last.id}:" not in buttons(first)
    second = seller.click_in_view(first, "ui:new_order:2:")["views"][-1]
    form = seller.click_in_view(second, f"ui:order_from:{last.id}:")["views"][-1]
    assert last.title in str(form)
    seller.close()


def test_an_operator_reads_whose_services_they_are(shop: Shop) -> None:
    seller, admin = shop.person("Sami"), shop.person("Ada")
    shop.world.state.people[admin.user].is_admin = True
    many(shop, seller, 1)
    told = said(latest(admin.command("/commande services")))
    assert "Services en vente" in told and "Vos services" not in told
    assert "Vos services" in said(latest(seller.command("/commande services")))
