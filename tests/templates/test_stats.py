"""The page of statistics, as sellers read it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.check.limits import limits_of
from bot.check.orders import NOW, ORDINARY
from bot.check.reading import as_surfaces
from bot.check.statistics import statistics
from rules.policy import Policy
from rules.record import Statistics
from rules.stats import Advice, Band, Rate, Rates
from tests.templates.reading import LANGUAGES, RENDERER, SELLER, reader, words

COMEUP = Policy(name="comeup", house="comeup")
FULL = statistics(ORDINARY, NOW, COMEUP)["full"]
GOOD = Rates(
    finished=25,
    acceptance=Rate(24, 25, Band.GREEN),
    completion=Rate(22, 25, Band.ORANGE),
    on_time=Rate(4, 5, Band.RED),
    response=timedelta(hours=3),
)


def read(found: Statistics, language: str = "fr") -> str:
    return words(RENDERER.stats(reader(SELLER, language), found))


def test_below_five_finished_orders_no_rate_is_shown_but_how_many_are_missing() -> None:
    none = Statistics(rates=Rates(finished=3), advice=(), record=())
    told = read(none)
    assert (
        "*Vos statistiques s'affichent à partir de 5 commandes finies.* Vous en avez 3 sur 6 mois : encore 2."
        in told
    )
    assert "%" not in told
    assert "data_visualization" not in str(RENDERER.stats(reader(SELLER), none).blocks)


def test_each_rate_says_how_many_of_how_many_and_how_good_that_is() -> None:
    told = read(replace(FULL, rates=GOOD))
    for line in (
        "*Acceptation* : 96 % (24 sur 25), bon",
        "*Réalisation* : 88 % (22 sur 25), à surveiller",
        "*À l'heure* : 80 % (4 sur 5), trop bas",
        "*Réponse* : 3 h en médiane",
    ):
        assert line in told


def test_advice_names_the_service_and_the_duration_that_would_have_kept_the_promise() -> None:
    one = Advice(service="l", title="Logo animé", sold_days=3, short_by=2, needed_days=5, deliveries=12)
    assert (
        "sell “Logo animé” with 5 days instead of 3. That is what it would have taken to keep 80% of your 12 deliveries"
        in read(replace(FULL, advice=(one,)), "en")
    )


def test_reviews_show_their_stars_their_average_and_their_words() -> None:
    told = read(FULL)
    assert "*Avis* : 4,6 sur 5 (12 avis)" in told
    assert "★★★★☆" in told
    assert "4.6 out of 5" in read(FULL, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_counts_every_order_that_ended_by_month_and_how(language: str) -> None:
    made = RENDERER.stats(reader(SELLER, language), FULL)
    assert list(limits_of(as_surfaces(made)[0])) == []
    (block,) = [block for block in made.blocks if block["type"] == "data_visualization"]
    kept, lost, never = block["chart"]["series"]
    assert [point["label"] for point in kept["data"]] == block["chart"]["axis_config"]["categories"]
    assert len(kept["data"]) == 6
    assert sum(point["value"] for point in kept["data"]) == 5
    assert sum(point["value"] for series in (kept, lost, never) for point in series["data"]) == len(
        FULL.record
    )
