"""Options of a service, as their seller types them: one a line."""

import pytest

from bot.typed.offered import MOST, Mistake, read, written
from rules.order import ServiceOption


def test_a_line_is_a_title_a_price_and_days() -> None:
    lines = (
        "Fichiers sources ; 15 € ; 1",
        "Livraison express;30,50;0",
        "Déclinaisons ; 20 ; 2 jours",
        "Sonore; 9",
    )
    assert read(lines, "EUR") == (
        ServiceOption(title="Fichiers sources", price=1500, days=1),
        ServiceOption(title="Livraison express", price=3050),
        ServiceOption(title="Déclinaisons", price=2000, days=2),
        ServiceOption(title="Sonore", price=900),
    )
    assert read((), "EUR") == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Fichiers sources", "option_unreadable"),
        ("; 15 ; 1", "option_unreadable"),
        ("a ; 1 ; 2 ; 3", "option_unreadable"),
        (f"{'a' * 76} ; 1 ; 2", "option_too_long"),
        ("Sources ; beaucoup ; 1", "option_price"),
        ("Sources ; 0 ; 1", "option_price_none"),
        ("Sources ; -5 ; 1", "option_price_none"),
        ("Sources ; 15 $ ; 1", "option_currency"),
        ("Sources ; 15 ; un", "option_days"),
        ("Sources ; 15 ; -1", "option_days"),
        ("Sources ; 15 ; 99999", "option_days"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(line: str, why: str) -> None:
    assert read(("Bon ; 1 ; 0", line), "EUR") == Mistake(2, why, line)


def test_an_option_stands_once_and_there_are_not_too_many() -> None:
    assert read(("A ; 1", "A ; 2"), "EUR") == Mistake(2, "option_repeated", "A")
    many = tuple(f"{number} ; 1" for number in range(MOST + 1))
    assert read(many, "EUR") == Mistake(MOST + 1, "options_too_many", many[-1])
    assert len(read(many[:-1], "EUR")) == MOST  # type: ignore[arg-type]


def test_what_the_form_shows_reads_as_the_same_option() -> None:
    option = ServiceOption(title="Sources", price=1550, days=2)
    assert read((written(option, "15,50 €"),), "EUR") == (option,)
