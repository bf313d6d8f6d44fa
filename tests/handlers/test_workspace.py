"""The operator's page: the rules in words, who else is operator, and another try for what got stuck."""

import json

import pytest
from sqlalchemy import update

from bot.db.services import Service
from bot.db.tables import outbox
from bot.stuck.store import Stuck
from tests.e2e.people import Person
from tests.handlers.shop import Json, Shop, Trade

ADMIN = "U0ADMIN001"


@pytest.fixture
def admin(shop: Shop) -> Person:
    person = shop.slack.person(ADMIN, "Ada")
    shop.world.state.people[ADMIN].is_admin = True
    return person


def words(answer: Json) -> str:
    return " ".join(json.dumps(answer["views"][-1]["blocks"], ensure_ascii=False).split())


def added(shop: Shop) -> list[str]:
    return shop.program.parts.homes.appointed(shop.workspace)[0]


def test_an_operator_reads_the_rules_in_words(shop: Shop, trade: Trade, admin: Person) -> None:
    told = words(admin.command("/commande espace"))
    for part in (
        "comeup",
        "48 h",
        "7 jours",
        "5 mois",
        "Europe/Paris",
        "aussitôt",
        "un médiateur le paie",
        "rien. Tout part",
    ):
        assert part in told, part
    admin.close()
    english = shop.slack.person(ADMIN, "Ada", "en-US")
    shop.world.state.people[ADMIN].is_admin = True
    assert admin.command("/order workspace")["views"][-1]["callback_id"] == "ui:workspace"
    english.close()


def test_nobody_else_sees_it_or_changes_anything(shop: Shop, trade: Trade) -> None:
    answer = trade.seller.command("/commande espace")
    assert not answer.get("views")
    assert "Seule l'équipe de la plateforme" in answer["messages"][-1]["text"]


def test_an_operator_is_added_and_taken_back_at_once(shop: Shop, admin: Person) -> None:
    colleague = shop.person("Noé")
    view = admin.command("/commande espace")["views"][-1]
    shown = admin.act("click", view_id=view["id"], action_id="ui:operator_add", value=colleague.user)
    assert shop.id_of(colleague) in added(shop)
    assert "Noé" in words(shown)
    assert colleague.command("/commande espace")["views"]
    shown = admin.click_in_view(shown["views"][-1], "ui:operator_remove")
    assert shop.id_of(colleague) not in added(shop)
    refused = colleague.act(
        "click", view_id=colleague_view(colleague), action_id="ui:operator_add", value=colleague.user
    )
    assert shop.id_of(colleague) not in added(shop), "an old page gives nothing back"
    assert refused
    admin.close()


def colleague_view(person: Person) -> str:
    shown = person.slack.http.get(f"/as/{person.user}/views").json()
    return str(shown["views"][-1]["id"])


def test_a_bot_does_not_become_an_operator(shop: Shop, admin: Person) -> None:
    view = admin.command("/commande espace")["views"][-1]
    shown = admin.act("click", view_id=view["id"], action_id="ui:operator_add", value="U0RELANCEB")
    assert "ne peut pas devenir opératrice" in words(shown)
    assert added(shop) == []
    admin.close()


def test_what_got_stuck_is_tried_again_with_one_button(shop: Shop, trade: Trade, admin: Person) -> None:
    parts = shop.program.parts
    with parts.engine.begin() as connection:
        mine = (outbox.c.order_id == trade.id) & (outbox.c.kind == "notice")
        connection.execute(update(outbox).where(mine).values(state="refused", reason="attempts"))
    shown = admin.command("/commande espace")
    assert "n'ont pas pu partir" in words(shown)
    shown = admin.click_in_view(shown["views"][-1], "ui:retry")
    assert "rien. Tout part" in words(shown)
    assert Stuck(parts.engine, shop.workspace).messages() == []
    shop.say()
    admin.close()


def test_an_operator_reads_who_is_here_who_left_and_what_is_sold(
    shop: Shop, trade: Trade, admin: Person
) -> None:
    parts, gone = shop.program.parts, shop.order_of(shop.person("Léa"), shop.person("Max"))
    parts.presence.reached(shop.workspace, shop.id_of(gone.seller), here=False)
    kept = Service(
        workspace=shop.workspace,
        id="service_page",
        seller=shop.id_of(trade.seller),
        title="Affiche de concert",
        price=5000,
        currency="EUR",
        duration_days=3,
    )
    parts.services.save(kept)
    told = words(admin.command("/commande espace")).replace("\xa0", " ").replace("\u202f", " ")
    for part in ("Vendeurs : ", "Sami", "Clients : ", "Ont quitté Slack : ", "Léa", "Affiche de concert"):
        assert part in told, part
    for part in ("de 21:00 à 08:00", "le point du matin arrive à 08:30", "bon dès 92 %"):
        assert part in told, part
    admin.close()
    listed = admin.click_in_view(admin.command("/commande espace")["views"][-1], "ui:services")
    assert "Affiche de concert" in words(listed)
    admin.close()
