"""A second order, from a typed command to the mediator's decision."""

from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.browser.people import Person


def test_an_order_is_delivered_disputed_and_decided(room: Room) -> None:
    sami, bea, maud = room.sami, room.bea, room.maud
    completed(room)
    ref = room.order("Page d'accueil", brief="Textes")
    bea.presses(ref, "Fournir : Textes")
    bea.fills({"Ce que vous fournissez": "https://example.org/textes"})
    sami.reads(ref, "Le cahier des charges est complet")
    sami.presses(ref, "Accepter la commande")
    sami.confirms("échéance")

    sami.presses(ref, "Livrer")
    sami.fills({"Le travail livré": "https://example.org/page.zip"}, send="Livrer")
    sami.warned("Livraison complète", "obligatoire")
    sami.ticks("Page d'accueil", "Tout ce que le client doit vérifier est là")
    sami.sends("Livrer")
    sami.warned("Ce que la livraison contient", "Tout n'est pas coché", "« Textes »")
    sami.ticks("Textes")
    sami.sends("Livrer")
    bea.reads(ref, "Sami a livré", "https://example.org/page.zip", "Sans réponse de votre part")
    sami.writes(ref, "Vous avez vu ?")
    sami.reads(ref, "Votre message n'a pas été transmis", "en cours de vérification")

    bea.presses(ref, "Demander une retouche")
    bea.fills({"Les changements voulus": "Titre plus grand\nCorriger la page 2"})
    sami.reads(ref, "Bea demande une retouche", "Titre plus grand", "Accepter donne pour échéance")
    sami.presses(ref, "Refuser la retouche")
    sami.fills({"Vos raisons": "Le titre suit la maquette"}, send="Refuser")
    bea.reads(ref, "Sami refuse la retouche", "Le titre suit la maquette")
    bea.presses(ref, "Ouvrir un litige")
    bea.fills({"Ce qui ne va pas": "La maquette avait un grand titre"}, send="Ouvrir le litige")
    sami.sees_on_the_card(ref, "En litige (gelée)")
    sami.writes(ref, "Mais enfin")
    sami.reads(ref, "Votre message n'a pas été transmis", "La commande est gelée")
    expect(bea.column.get_by_text("Mais enfin")).to_have_count(0)

    maud.tab("médiation")
    maud.sees_on_the_card(ref, "Page d'accueil", "50,00 €", "Titre plus grand")
    assert {"Rembourser le client", "Partager la somme", "Relancer la commande", "Payer le vendeur"} <= set(
        maud.buttons(maud.card(ref))
    )
    maud.presses(ref, "Questionner le vendeur")
    maud.fills({"Votre question": "Avez-vous la maquette ?"})
    sami.reads(ref, "Le médiateur vous demande", "Avez-vous la maquette ?")
    sami.presses(ref, "Répondre au médiateur")
    sami.fills({"Votre réponse": "La voici"})
    maud.reads(ref, "Sami répond", "La voici")

    whole(maud, ref)
    offered(sami, ref)

    maud.presses(ref, "Partager la somme")
    maud.fills(
        {"Montant à rembourser": "50", "Les motifs de la décision": "Un point sur deux"}, send="Partager"
    )
    maud.warned("Montant à rembourser", "inférieur à 50,00 €", "« Rembourser le client »")
    maud.fills({"Montant à rembourser": "20,00 €"}, send="Partager")
    bea.reads(ref, "vous récupérez 20,00 €", "Sami reçoit 30,00 €", "Un point sur deux")
    sami.reads(ref, "Bea récupère 20,00 €", "vous recevez 30,00 €")
    for person in (sami, bea, maud):
        person.sees_on_the_card(ref, "Terminée")


def whole(maud: Person, ref: str) -> None:
    """The whole case comes as a file."""
    maud.presses(ref, "Dossier complet")
    expect(maud.dialog).to_contain_text("d'ici quelques secondes")
    maud.closes()
    maud.reads(ref, "Rien n'y est abrégé", f"{ref}.md")


def offered(sami: Person, ref: str) -> None:
    """The shortcut on any message of the thread: what may I do now?"""
    message = sami.root(ref).locator(".thread article").filter(has_text="Avez-vous la maquette ?").first
    message.locator("details.acts summary").click()
    message.locator("[data-shortcut]").first.click()
    sami.settled()
    expect(sami.dialog).to_contain_text("La commande est gelée")
    sami.closes()


def completed(room: Room) -> None:
    """A slash opens the commands; the right one is taken with Tab."""
    area = room.sami.column.locator(".foot textarea")
    area.press_sequentially("/com")
    expect(room.sami.column.get_by_role("option", name="/commande")).to_be_visible()
    area.press("Tab")
    expect(area).to_have_value("/commande ")
    area.fill("")
