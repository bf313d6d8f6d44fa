"""Words that a reader's own language does not have. What each language has is read from its files: no list is kept."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel.dates import get_day_names, get_month_names

from bot.render.speech import TONGUES
from bot.render.voice import LANGUAGES, texts

_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"<!date\^\d+\^([^|>]*)\|([^>]*)>")
_IN_PATTERN = re.compile(r"'([^']*)'")
_NOT_READ = re.compile(r"<[@#!][^>]*>|https?://\S+|\b[0-9a-f]{64}\b|\{\w+\}|:\w+:")


def strange(text: str, language: str, known: frozenset[str] = frozenset()) -> Iterator[str]:
    """Each word that neither the files of this language hold nor `known` does: another language's, or the code's own."""
    yield from sorted(words(seen(text)) - vocabulary(language) - known)


def seen(text: str) -> str:
    """What is read of it: of a date both forms, of mentions, addresses, digests and signs nothing."""
    return _NOT_READ.sub(" ", _DATE.sub(r"\1 \2", text))


def words(text: str) -> frozenset[str]:
    """Its words, in small letters."""
    return frozenset(one.lower() for one in _WORD.findall(text))


@cache
def vocabulary(language: str) -> frozenset[str]:
    """Every word that the texts of a language may say, dates and lengths of time included."""
    said, quoted = spoken(language)
    of_others = frozenset().union(*(spoken(one)[1] for one in LANGUAGES if one != language))
    return words(" ".join((*said, *(quoted - of_others), *calendar(language))))


@cache
def spoken(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """What stands in its files: words, and strings within tags. A string that other languages have too is a name."""
    own = texts(language)
    sources = [
        *((own.folder / name).read_text(encoding="utf-8") for name in own.environment.list_templates(["j2"])),
        *(
            line
            for file in sorted(own.folder.glob("*.toml"))
            for line in strings(tomllib.loads(file.read_text("utf-8")))
        ),
    ]
    found = [(kind, value) for source in sources for _, kind, value in own.environment.lex(source)]
    return (
        frozenset(value for kind, value in found if kind == "data"),
        frozenset(value for kind, value in found if kind == "string"),
    )


def strings(part: Any) -> Iterator[str]:
    """Every text of a file of labels."""
    if isinstance(part, str):
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from strings(one)


def calendar(language: str) -> Iterator[str]:
    """Days, months, and what else a date or a length of time is said with."""
    tongue = TONGUES[language]
    yield from get_day_names("wide", locale=tongue.babel).values()
    yield from get_month_names("wide", locale=tongue.babel).values()
    yield from _IN_PATTERN.findall(tongue.first + tongue.clock)
    yield from (*tongue.units, *tongue.bytes, *tongue.days, *tongue.months)
    yield from map(seen, (tongue.ahead, tongue.behind, tongue.moment, tongue.zone, tongue.slack_date))
