"""Three long stories, as people live them who never read the rules, one in both languages: each step is found on the page."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.browser.camera import Camera
from tests.browser.conftest import Room


@pytest.fixture
def shot(room: Room, request: pytest.FixtureRequest) -> Camera:
    return Camera(room, request.node.name)


LATE: dict[str, dict[str, Any]] = {
    "fr": {
        "deliver": "Livrer",
        "finished": "Pas encore fini ?",
        "work": "Le travail livré",
        "unfinished": "Le recto ; je finirai le verso demain",
        "complete": "Tout ce que le client doit vérifier est là",
        "risks": ("un litige, un mauvais avis, et une sanction", "Proposez plutôt une date"),
        "propose": "Proposer une date",
        "until": "Date maximale",
        "reason": "La raison du retard",
        "send": "Envoyer",
        "asked": ("vous propose d'attendre", "Le papier manque", "vous pourrez annuler sans accord"),
        "proposed": "Vous avez proposé de livrer au plus tard",
        "withdraw": "Retirer ma proposition",
        "accept": "Accepter la date",
        "stays": ("L'échéance ne change pas", "vous pourrez annuler sans accord"),
        "alone": "toujours annuler sans accord",
        "day": "+ 1 jour",
        "late": "Échéance dépassée",
        "choice": ("L'échéance est passée", "c'est vous qui choisissez"),
        "warned": ("L'échéance est passée", "Bea peut maintenant annuler sans votre accord"),
        "cancel": "Annuler la commande",
        "for_good": ("annulée tout de suite et définitivement", "vous récupérez 50,00 €"),
        "cancelled": ("Bea a annulé la commande", "Ne travaillez plus dessus"),
        "end": ("Annulée", "récupéré 50,00 €"),
    },
    "en": {
        "deliver": "Deliver",
        "finished": "Not finished yet?",
        "work": "The delivered work",
        "unfinished": "The front; I will finish the back tomorrow",
        "complete": "All that the buyer needs to check is there",
        "risks": ("a dispute, a bad review, and a sanction", "Propose a date instead"),
        "propose": "Propose date",
        "until": "Latest date",
        "reason": "Why it will be late",
        "send": "Send",
        "asked": ("asks you to wait", "Le papier manque", "you can cancel without anybody's agreement"),
        "proposed": "You proposed to deliver by",
        "withdraw": "Withdraw date",
        "accept": "Accept date",
        "stays": ("The due date stays", "you can cancel without anybody's agreement"),
        "alone": "still cancel without",
        "day": "+ 1 day",
        "late": "Was due",
        "choice": ("The due date has passed", "the choice is yours"),
        "warned": ("The due date has passed", "Bea can now cancel without your agreement"),
        "cancel": "Cancel order",
        "for_good": ("cancelled at once, for good", "you get €50.00 back"),
        "cancelled": ("Bea cancelled the order", "Please stop working on it"),
        "end": ("Cancelled", "got €50.00 back"),
    },
}


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def room_in(language: str, request: pytest.FixtureRequest) -> Room:
    """A room whose people read this language from the first order on."""
    room: Room = request.getfixturevalue("room" if language == "fr" else "own_room")
    if language != "fr":
        room.speaks(language, SEEDED)
    return room


SEEDED = "C-1001"
"""The order that waits for a newcomer."""


def test_late_and_cancelled(room_in: Room, language: str) -> None:
    """The seller proposes a date, the buyer waits, and still cancels alone: the agreed date took nothing away."""
    room, said, shot = room_in, LATE[language], Camera(room_in, f"late-{language}")
    sami, bea, clock = room.sami, room.bea, room.clock
    ref = room.started("Étiquette", days=2)
    sami.presses(ref, said["deliver"])
    sami.dialog.get_by_text(said["finished"]).wait_for()
    sami.dialog.get_by_label(said["work"]).fill(said["unfinished"])
    sami.ticks(said["complete"])
    sami.sends(said["deliver"])
    sami.warned(said["work"], *said["risks"])
    shot()
    sami.dialog.get_by_role("button", name=said["propose"], exact=True).click()
    sami.settled()
    later = datetime.now() + timedelta(days=20)
    dated = {said["until"]: f"{later:%Y-%m-%dT18:00}", said["reason"]: "Le papier manque"}
    sami.fills(dated, send=said["send"])
    bea.reads(ref, *said["asked"])
    sami.sees_on_the_card(ref, said["proposed"])
    assert said["withdraw"] in sami.buttons(sami.card(ref))
    shot()
    bea.presses(ref, said["accept"])
    bea.confirms(*said["stays"])
    for person in (sami, bea):
        person.reads(ref, said["alone"])
    shot()
    for _ in range(4):
        clock.push(said["day"])
        if said["late"] in bea.card(ref).inner_text():
            break
    bea.reads(ref, *said["choice"])
    sami.reads(ref, *said["warned"])
    shot()
    bea.presses(ref, said["cancel"])
    bea.confirms(*said["for_good"])
    sami.reads(ref, *said["cancelled"])
    for person in (sami, bea):
        person.sees_on_the_card(ref, *said["end"])
    shot()


def test_the_scope_grew_and_all_of_it_was_delivered(room: Room, shot: Camera) -> None:
    sami, bea = room.sami, room.bea
    ref = room.order("Générique", days=3, brief="Musique\nTitres")
    bea.presses(ref, "Fournir : Musique")
    bea.fills({"Ce que vous fournissez": "comme vous voulez"})
    sami.reads(ref, "Bea a fourni", "Cela semble vague", "laissé à votre choix")
    bea.presses(ref, "Fournir : Titres")
    bea.fills({"Ce que vous fournissez": "https://example.org/titres.txt"})
    sami.sees_on_the_card(ref, "☑ Musique", "☑ Titres", "À éclaircir avant d'accepter")
    shot()
    sami.presses(ref, "Confirmer : Musique")
    sami.card(ref).get_by_text("confirmé").wait_for()
    sami.presses(ref, "Accepter la commande")
    sami.confirms("Vous confirmez aussi", "« Titres »", "échéance")
    bea.reads(ref, "Ce que vous avez fourni est confirmé")

    sami.presses(ref, "Plus…")
    sami.dialog.get_by_role("button", name="Proposer un supplément", exact=True).click()
    sami.settled()
    extra = {"Le travail en plus": "Une version sonore", "Jours en plus": "2"}
    sami.fills({**extra, "Prix du supplément": "-5"}, send="Proposer")
    sami.warned("Prix du supplément", "supérieur à zéro")
    sami.fills({"Prix du supplément": "20 €"}, send="Proposer")
    bea.reads(
        ref, "vous propose du travail en plus", "Le prix passe de 50,00 € à 70,00 €", "Nouvelle échéance"
    )
    shot()
    bea.presses(ref, "Accepter le supplément")
    bea.confirms("Le prix passe de 50,00 € à 70,00 €", "Nouvelle échéance", "5 jours, au lieu de 3")
    sami.reads(ref, "Bea accepte votre supplément")
    sami.sees_on_the_card(ref, "70,00 €")

    sami.presses(ref, "Livrer")
    for point in (
        "1. Le service : Générique",
        "2. Le supplément : Une version sonore",
        "cahier des charges : Titres",
    ):
        sami.dialog.get_by_text(point).wait_for()
    shot()
    sami.ticks("Tout ce que le client doit vérifier est là")
    sami.fills({"Le travail livré": "https://example.org/generique.zip"}, send="Livrer")
    bea.presses(ref, "Demander une retouche")
    bea.fills({"Les changements voulus": "Le titre plus lent"})
    sami.reads(
        ref,
        "Bea demande une retouche",
        "Accepter donne pour échéance",
        "Le délai de 5 jours compte depuis la demande",
    )
    shot()
    sami.presses(ref, "Accepter la retouche")
    sami.confirms("échéance", "Le délai de 5 jours compte depuis la demande")
    bea.reads(ref, "Sami accepte votre retouche")
    sami.presses(ref, "Livrer")
    sami.dialog.get_by_text("La retouche : Le titre plus lent").wait_for()
    sami.ticks("Tout ce que le client doit vérifier est là")
    sami.fills({"Le travail livré": "https://example.org/generique-2.zip"}, send="Livrer")
    bea.reads(ref, "https://example.org/generique-2.zip")
    bea.presses(ref, "Valider la livraison")
    bea.confirms("Sami reçoit 70,00 €")
    sami.reads(ref, "Vous recevez 70,00 €")
    for person in (sami, bea):
        person.sees_on_the_card(ref, "Terminée")
    shot()


def test_an_agreed_partial_refund_is_paid_by_one_button(room: Room, shot: Camera) -> None:
    sami, bea, maud = room.sami, room.bea, room.maud
    ref = room.started("Jaquette", days=9)
    bea.presses(ref, "Plus…")
    bea.dialog.get_by_role("button", name="Demander un remboursement", exact=True).click()
    bea.settled()
    bea.fills({"Montant à rembourser": "50", "Vos raisons": "Un visuel de moins"}, send="Proposer")
    bea.warned("Montant à rembourser", "inférieur à 50,00 €")
    bea.fills({"Montant à rembourser": "20"}, send="Proposer")
    sami.reads(ref, "vous demande de rembourser 20,00 €", "Bea récupère 20,00 € et vous recevez 30,00 €")
    shot()
    sami.presses(ref, "Contre-proposer")
    sami.dialog.get_by_text("Bea récupère 20,00 € et vous recevez 30,00 €").wait_for()
    sami.fills(
        {"Montant à rembourser": "12,50", "Vos raisons": "Le visuel est à moitié fait"}, send="Proposer"
    )
    bea.reads(ref, "12,50 €, au lieu de 20,00 €", "vous récupérez 12,50 € et Sami reçoit 37,50 €")
    bea.presses(ref, "Accepter le remboursement")
    bea.confirms("Rien n'est payé encore", "vous récupérez 12,50 € et Sami reçoit 37,50 €")
    for person in (sami, bea):
        person.reads(ref, "Ouvrez un litige pour que le médiateur verse cette somme")
        person.sees_on_the_card(ref, "Accord : 12,50 € seront remboursés à Bea, 37,50 € pour Sami")
    shot()
    bea.presses(ref, "Ouvrir un litige")
    bea.fills({"Ce qui ne va pas": "Nous sommes d'accord sur 12,50 €"}, send="Ouvrir le litige")
    for person in (sami, bea):
        person.sees_on_the_card(ref, "En litige (gelée)")
    maud.tab("médiation")
    maud.sees_on_the_card(ref, "Accord entre les parties", "12,50 €", "37,50 € pour Sami")
    shot()
    maud.presses(ref, "Verser 12,50 €")
    assert maud.dialog.get_by_label("Montant à rembourser").input_value().startswith("12,50")
    maud.fills({"Les motifs de la décision": "Selon votre accord"}, send="Partager")
    bea.reads(ref, "vous récupérez 12,50 €", "Sami reçoit 37,50 €", "Selon votre accord")
    sami.reads(ref, "Bea récupère 12,50 €", "vous recevez 37,50 €")
    for person in (sami, bea, maud):
        person.sees_on_the_card(ref, "Terminée")
    shot()
