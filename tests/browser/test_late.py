"""The order that a newcomer finds, until it is late and its buyer cancels it alone."""

from datetime import datetime, timedelta

from tests.browser.conftest import Room

REF = "C-1001"


def test_an_order_becomes_late_and_its_buyer_cancels_alone(room: Room) -> None:
    sami, bea, clock = room.sami, room.bea, room.clock
    sami.sees_on_the_card(REF, "Logo animé", "En attente", "50,00 €", "attendre que Bea fournisse")
    assert "Accepter la commande" not in sami.buttons(sami.root(REF)), "nothing is accepted without its brief"

    bea.presses(REF, "Fournir : Nom à animer")
    bea.sends()
    bea.warned("Ce que vous fournissez", "Ce champ est vide")
    bea.fills({"Ce que vous fournissez": "Hibou & Cie <b>gras</b>"})
    sami.reads(REF, "Bea a fourni Nom à animer", "Hibou & Cie <b>gras</b>", "Couleurs et style souhaités")
    bea.presses(REF, "Fournir : Couleurs et style souhaités")
    bea.fills({"Ce que vous fournissez": "Bleu nuit et or"})
    sami.reads(REF, "Le cahier des charges est complet")

    sami.presses(REF, "Accepter la commande")
    sami.confirms("Le délai de 3 jours commence maintenant", "échéance", "à 23:59")
    bea.reads(REF, "Sami a accepté votre commande", "à 23:59")
    bea.sees_on_the_card(
        REF, "En cours de réalisation", "Vous ne pouvez pas annuler sans l'accord de Sami avant"
    )

    sami.writes(REF, "Bonjour Bea, je commence demain.")
    bea.reads(REF, "Sami vous écrit", "je commence demain")
    bea.writes(REF, "Prenez votre temps.")
    sami.reads(REF, "Bea vous écrit", "Prenez votre temps")
    sami.presses(REF, "Donner des nouvelles")
    sami.fills({"Où en est le travail": "Le croquis est prêt"})
    bea.reads(REF, "Sami donne des nouvelles", "Le croquis est prêt")

    clock.push("+ 1 h")
    clock.push("Prochain moment")
    for _ in range(4):
        if "Échéance dépassée" in sami.card(REF).inner_text():
            break
        clock.push("+ 1 jour")
    sami.reads(REF, "L'échéance est passée", "Bea peut maintenant annuler sans votre accord")
    sami.sees_on_the_card(REF, "en retard", "Échéance dépassée")
    bea.reads(REF, "L'échéance est passée", "Rien ne s'annule tout seul", "récupérer 50,00 €")
    told = bea.root(REF).locator("article").filter(has_text="c'est vous qui choisissez").last
    assert bea.buttons(told)[:3] == ["Écrire au vendeur", "Accorder un délai", "Annuler la commande"]

    bea.presses(REF, "Annuler la commande")
    bea.confirms("annulée tout de suite et définitivement", "vous récupérez 50,00 €")
    sami.reads(REF, "Bea a annulé la commande", "Ne travaillez plus dessus")
    for person in (sami, bea):
        person.sees_on_the_card(REF, "Annulée")


def test_a_date_is_agreed_and_the_right_to_cancel_stays(room: Room) -> None:
    sami, bea = room.sami, room.bea
    ref = room.started("Carte de visite", days=2)
    sami.presses(ref, "Proposer une date")
    sami.fills({"Date maximale": "2020-01-01T18:00", "La raison du retard": "Un imprévu"})
    sami.warned("Date maximale", "ne dépasse pas l'échéance", "mercredi 1er janvier 2020 à 18:00")
    later = datetime.now() + timedelta(days=60)
    sami.fills({"Date maximale": f"{later:%Y-%m-%dT18:00}"})
    bea.reads(ref, "vous propose d'attendre", "Un imprévu", "ne change pas")
    bea.presses(ref, "Accepter la date")
    bea.confirms("L'échéance ne change pas")
    sami.reads(ref, "peut toujours annuler sans accord")
