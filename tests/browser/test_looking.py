"""Looking around: questions, help, home, what does not exist, what is over."""

from playwright.sync_api import expect

from tests.browser.conftest import Room


def test_questions_are_answered_about_ones_own_order(room: Room) -> None:
    sami = room.sami
    ref = room.started("Affiche", days=20)
    sami.types(f"/commande aide {ref} retard")
    answer = sami.answered("ne livrez jamais une commande incomplète", ref, "Bea")
    assert "Livrer" in sami.buttons(answer)
    sami.types("/commande aide")
    sami.answered("/commande", "livrer", "retard")
    sami.types("/faq Peut-on rembourser une partie ?")
    sami.answered("remboursement partiel", "médiateur")
    sami.types("/faq quel temps fait-il")
    sami.answered("Je n'ai pas trouvé de réponse sûre")


def test_what_does_not_exist_is_said_in_plain_words(room: Room) -> None:
    sami = room.sami
    sami.types("/commande livré")
    sami.answered("Je ne connais pas « livré »", "livrer")
    sami.types("/commande voir C-9999")
    sami.answered("Ce n'est pas une de vos commandes")
    sami.types("/commande nouvelle")
    expect(sami.dialog).to_contain_text("Quel service a été acheté")
    sami.dialog.get_by_role("button", name="Un autre service", exact=True).click()
    sami.settled()
    sami.fills(
        {"Client": "Bea Lin", "Service commandé": "x", "Prix": "gratuit", "Délai de réalisation": "2"},
        "Créer",
    )
    sami.warned("Prix", "Je n'ai pas su lire le montant « gratuit »")
    sami.closes()


def test_home_shows_ones_orders(room: Room) -> None:
    ref = room.started("Bannière", days=15)
    for person in (room.sami, room.bea):
        person.tab("Accueil")
        home = person.column.locator(".home-view")
        expect(home).to_contain_text(ref)
        expect(home).to_contain_text("Bannière")
        home.locator(".block").filter(has_text=ref).get_by_role("button", name="Voir").click()
        expect(person.dialog).to_contain_text("En cours de réalisation")
        person.closes()


def test_an_open_home_follows_what_the_other_does(room: Room) -> None:
    sami, bea = room.sami, room.bea
    ref = room.started("Enseigne", days=12)
    bea.tab("Accueil")
    line = bea.column.locator(".home-view .block").filter(has_text=ref)
    expect(line).to_contain_text("On attend le vendeur")
    sami.presses(ref, "Livrer")
    sami.dialog.get_by_label("Le travail livré").fill("https://example.org/enseigne.zip")
    sami.ticks("Enseigne", "Tout ce que le client doit vérifier est là")
    sami.sends("Livrer")
    expect(line).to_contain_text("Livrée")
    expect(line).to_contain_text("À vous d'agir")


def test_everything_that_may_be_done_stands_behind_more(room: Room) -> None:
    ref = room.started("Icônes", days=10)
    room.bea.presses(ref, "Plus…")
    expect(room.bea.dialog).to_contain_text("La commande n'est pas en retard")
    assert "Demander l'annulation" in room.bea.buttons(room.bea.dialog)
    room.bea.closes()


def test_a_button_that_leads_nowhere_any_more_goes_and_its_message_says_what_happened(room: Room) -> None:
    sami, bea = room.sami, room.bea
    ref = room.order("Gravure")
    sami.reads(ref, "Nouvelle commande")
    bea.presses(ref, "Retirer ma commande")
    bea.confirms("récupérez 50,00 €")
    sami.reads(ref, "Bea a retiré la commande")
    left = sami.root(ref).get_by_role("button", name="Accepter la commande", exact=True)
    expect(left).to_have_count(0)
    sami.reads(ref, "Nouvelle commande", "a retiré")


def test_a_double_click_has_one_effect(room: Room) -> None:
    sami, bea = room.sami, room.bea
    ref = room.started("Sceau")
    sami.presses(ref, "Donner des nouvelles")
    sami.dialog.get_by_label("Où en est le travail").fill("Une seule fois")
    sami.dialog.get_by_role("button", name="Envoyer", exact=True).dblclick()
    sami.dialog.wait_for(state="detached")
    bea.reads(ref, "Une seule fois")
    sami.settled()
    expect(bea.root(ref).get_by_text("Une seule fois")).to_have_count(1)


def test_the_language_of_the_page_is_that_of_everybodys_slack(own_room: Room) -> None:
    room = own_room
    ref = room.started("Enseigne", days=12)
    room.speaks("en", ref)
    for person in (room.sami, room.bea):
        person.sees_on_the_card(ref, "In progress")
    room.speaks("fr", ref)
    for person in (room.sami, room.bea):
        person.sees_on_the_card(ref, "En cours de réalisation")
