"""Whether a seller's own words say that the delivery is not whole: asked about once, never a reason to refuse."""

import re
import unicodedata

_LATER = re.compile(
    r"\b(?:"
    r"(?:la suite|le reste|la fin|le complement|les? derni\w+ \w+)[^.\n]{0,40}\b(?:plus tard|suivra|suivront|arrive\w*|demain|bientot|viendra|apres)"
    r"|(?:je )?(?:finis|finirai|termine|terminerai|complete|completerai|enverrai|livrerai)[^.\n]{0,40}\b(?:plus tard|demain|bientot|apres|ce soir|cette semaine|la semaine prochaine)"
    r"|(?:pas encore|pas tout a fait|presque) (?:fini\w*|termine\w*|complet\w*)|(?:il )?(?:me )?reste (?:encore )?(?:a (?:faire|finir|terminer)|quelques)"
    r"|(?:livraison|version|fichier) (?:partielle?|incomplete?|provisoire)|premiere partie|partie 1 sur|en attendant la suite"
    r"|(?:the rest|the remainder|the missing|the final|the last)[^.\n]{0,40}\b(?:later|follow\w*|tomorrow|soon|next week|coming)"
    r"|(?:will|ll|going to) (?:finish|complete|send|deliver|add)[^.\n]{0,40}\b(?:later|tomorrow|soon|tonight|next week|the rest)"
    r"|not (?:quite |yet )?(?:finished|complete|done)(?: yet)?|almost (?:finished|complete|done)|still (?:to do|missing|working on)"
    r"|partial delivery|incomplete|first part|part 1 of|work in progress"
    r")"
)
"""What people write who deliver now and mean to finish later, without accents; French and English."""


def puts_off(text: str) -> bool:
    """Whether a text says that a part of the work comes later."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return _LATER.search(plain.replace("\u2019", "'").replace("'", " ")) is not None
