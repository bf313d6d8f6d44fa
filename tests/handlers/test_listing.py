"""`liste` and `list` with words: late, mine, this week's, ended, with somebody, by what was sold."""

import json

from bot.db.services import Service
from tests.e2e.people import Person
from tests.handlers.shop import Shop, Trade


def listed(person: Person, text: str) -> str:
    answer = person.command(f"/commande liste {text}")["messages"][-1]
    return json.dumps(answer, ensure_ascii=False).replace("\xa0", " ")


def test_a_list_is_narrowed_by_words_in_both_languages(shop: Shop) -> None:
    seller, bea, ugo = shop.person("Sami"), shop.person("Bea"), shop.person("Ugo")
    logo = shop.order_of(seller, bea, title="Logo animé").started()
    site = shop.order_of(seller, ugo, title="Site vitrine").started().delivered()
    for words, shown in (
        ("logo", [logo]),
        ("ANIME", [logo]),
        ("ugo", [site]),
        (f"<@{ugo.user}>", [site]),
        ("moi", [logo]),
        ("me", [logo]),
        ("site moi", []),
        ("finies", []),
        ("en retard", []),
        (logo.ref, [logo]),
    ):
        answer = listed(seller, words)
        assert [one for one in (logo, site) if f"*{one.ref}*" in answer] == shown, words
    assert "Aucune de vos commandes ne correspond à « en retard »" in listed(seller, "en retard")
    assert "1 commande trouvée pour « logo »" in listed(seller, "logo")


def test_what_ended_is_found(work: Trade) -> None:
    work.delivered().do(work.buyer, "close")
    assert work.ref in listed(work.seller, "terminées") and work.ref in listed(work.buyer, "done")


def test_nobody_finds_what_is_not_theirs(work: Trade, shop: Shop) -> None:
    assert f"*{work.ref}*" not in listed(shop.person("Ugo"), work.ref)
    assert "<!channel>" not in listed(work.seller, "<!channel>")


def test_who_is_an_admin_is_asked_at_most_once_a_minute_for_what_is_only_shown(shop: Shop) -> None:
    """An action is another thing: there Slack is asked at this very moment."""
    seller, ada = shop.person("Sami"), shop.person("Ada")
    parts = shop.program.parts
    kept = Service(
        workspace=shop.workspace,
        id=f"service_{seller.user}",
        seller=shop.id_of(seller),
        title="Logo très animé",
        price=5000,
        currency="EUR",
        duration_days=3,
    )
    parts.services.save(kept)
    assert "Logo très animé" not in services(ada)
    shop.world.state.people[ada.user].is_admin = True
    assert "Logo très animé" not in services(ada)
    assert ada.command("/commande espace")["views"]
    ada.close()
    assert "Logo très animé" in services(ada)


def services(person: Person) -> str:
    return str(person.command("/commande services")["messages"][-1])


def test_far_too_many_words_are_said_back_as_far_as_slack_takes_them(work: Trade) -> None:
    assert f"« {'x' * 299}… »" in listed(work.seller, "x" * 3_500)
