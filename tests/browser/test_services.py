"""A seller describes what they sell once, and an order starts from it."""

import re

from tests.browser.conftest import Room


def test_a_service_is_described_once_and_an_order_starts_from_it(room: Room) -> None:
    from playwright.sync_api import expect

    sami, bea = room.sami, room.bea
    sami.types("/commande services")
    sami.answered("Vos services", "Logo animé", "Landing page", "retouches incluses")
    sami.column.locator("article.private").last.get_by_role("button", name="Nouveau service").click()
    sami.settled()
    sami.fills(
        {
            "Nom du service": "Carte animée",
            "Prix": "30 €",
            "Délai de réalisation": "2",
            "Options, payées en plus": "Fichiers sources ; quinze ; 1",
        },
        "Enregistrer",
    )
    sami.warned("Options", "Ligne 1", "le prix ne se lit pas")
    sami.fills({"Options, payées en plus": "Fichiers sources ; 15 € ; 1"}, "Enregistrer")
    expect(sami.dialog).to_contain_text("Le service est enregistré")
    expect(sami.dialog).to_contain_text("Fichiers sources (15,00")
    sami.closes()
    sami.types("/commande nouvelle")
    row = sami.dialog.locator(".block").filter(has_text="Carte animée")
    row.get_by_role("button", name="Choisir").click()
    sami.settled()
    sami.fills({"Client": "Bea Lin"}, "Créer")
    sami.dialog.get_by_text("créée").wait_for()
    found = re.search(r"C-\d+", sami.dialog.inner_text())
    assert found
    sami.closes()
    bea.sees_on_the_card(found[0], "Carte animée", "30,00")
