"""Typed words in one plain form: without accents and capitals, and with a letter gone wrong put right."""

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import OSA

from bot.typed.dates.vocabulary import LONG

JOINED = (
    (re.compile(r"[\u2019\u02bc`´]"), "'"),
    (re.compile(r"\bd' "), "d'"),
    (re.compile(r"\bweek[ -]end\b"), "weekend"),
    (re.compile(r"\bapres[ -](?=dem)"), "apres-"),
    (re.compile(r"\bapres[ -]?midi\b|\baprem\b"), "afternoon"),
    (re.compile(r"\bavant[ -]hier\b"), "avant-hier"),
    (re.compile(r"\baujourd[ ']?hui\b"), "aujourd'hui"),
    (re.compile(r"\bdemi[ -]heure\b"), "demi-heure"),
    (re.compile(r"(\d)\s?([ap])\.\s?m\b\.?"), r"\1\2m"),
    (re.compile(r"(?<=[a-z])\.(?=\s|$)"), ""),
)
TWICE_WRONG = {"tommorow": "tomorrow", "tommorrow": "tomorrow", "tomorow": "tomorrow", "demins": "demain"}
WORD = re.compile(r"[a-z'-]{5,}")


def plain(text: str) -> str:
    """One line, as the other modules here read it."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    words = " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())
    for pattern, better in JOINED:
        words = pattern.sub(better, words)
    return " ".join(WORD.sub(lambda found: known(found[0]), words.strip(" ,;.!").replace(",", " ")).split())


@cache
def known(word: str) -> str:
    """The word of ours that is one slip away, where there is one only; else the word itself."""
    if word in LONG or word in TWICE_WRONG:
        return TWICE_WRONG.get(word, word)
    near = {one for one in LONG if OSA.distance(word, one, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else word
