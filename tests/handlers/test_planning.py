"""Planning advice from what a seller really did: five orders through the chat, then what the answers make of them."""

import pytest

from tests.e2e.people import said
from tests.handlers.shop import Shop

FRENCH = {
    "/faq je suis en retard": "« Logo animé » est vendu en 3 jours. Avec 4 jours, 80 % de vos 5 livraisons",
    "/commande stats": "vendez « Logo animé » avec 4 jours au lieu de 3",
}
ENGLISH = {
    "/faq I am late": "“Logo animé” is sold with 3 days. With 4 days, 80% of your 5 deliveries",
    "/order stats": "sell “Logo animé” with 4 days instead of 3",
}


@pytest.mark.parametrize(("locale", "answers"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)])
def test_deliveries_that_took_longer_teach_the_duration_that_would_have_kept_the_promise(
    shop: Shop, locale: str, answers: dict[str, str]
) -> None:
    seller, buyer = shop.person("Sami", locale), shop.person("Bea", locale)
    started = [shop.order_of(seller, buyer, duration_days=3).started() for _ in range(5)]
    shop.push(days=4)
    for one in started:
        one.delivered()
        one.do(buyer, "close")
    shop.order_of(seller, buyer, duration_days=3).started()
    for ask, words in answers.items():
        told = said(seller.command(ask)["messages"][-1])
        assert words in told.replace("\u00a0", " ").replace("\u202f", " "), ask
