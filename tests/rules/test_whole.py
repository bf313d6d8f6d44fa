"""A seller's words that say that a part comes later: asked about; words that only tell of the work: not."""

import pytest

from rules.whole import puts_off


@pytest.mark.parametrize(
    "text",
    [
        "Voici le logo, la suite suivra demain",
        "Je finirai plus tard, mais voici déjà",
        "Le reste arrive bientôt",
        "Livraison partielle pour être à l’heure",
        "il me reste à faire le verso",
        "Ce n'est pas encore terminé",
        "The rest will follow tomorrow",
        "I'll finish it later",
        "Not finished yet, but here is a first version",
        "This is an incomplete version",
    ],
)
def test_words_that_put_a_part_off(text: str) -> None:
    assert puts_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/logo.zip",
        "Voici le logo complet, avec le verso et les sources",
        "Tout est fini ; dites-moi si quelque chose ne va pas",
        "Je reste à votre disposition",
        "Here is the finished logo, with all files",
        "La suite Adobe n'est pas nécessaire pour l'ouvrir",
        "N'hésitez pas à m'écrire plus tard",
        "",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert not puts_off(text)
