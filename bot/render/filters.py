"""What templates do with a value: how it is said to their reader, and the filters that say it in another way."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import Enum

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.render.blocks import cut
from bot.render.escape import Safe, one_line, quoted, shown
from bot.render.speech import Speech, in_full
from rules.calendar import Span
from rules.money import Money

NAME = 80
CONTRACTED = {"de": "du", "à": "au"}


@pass_context
def said(context: Context, value: object) -> Safe:
    """What a value is on the screen. A type without words (None, an identifier) is a fault of the template."""
    speech: Speech = context["speech"]
    match value:
        case Safe():
            return value
        case Enum() | bool() | None:
            raise TypeError(f"{value!r} has no words of its own, in {context.name}")
        case str():
            return speech.text(value)
        case int():
            return Safe(value)
        case datetime():
            return speech.date(value)
        case Money():
            return speech.money(value)
        case Span():
            return speech.span(value)
        case timedelta():
            return Safe(speech.spent(value))
        case tuple() | list():
            return speech.listed(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no words of its own, in {context.name}")


@pass_context
def left(context: Context, at: datetime) -> Safe:
    return context["speech"].left(at)  # type: ignore[no-any-return]


@pass_context
def since(context: Context, at: datetime) -> Safe:
    return context["speech"].since(at)  # type: ignore[no-any-return]


@pass_context
def days(context: Context, count: int) -> Safe:
    return context["speech"].days(count)  # type: ignore[no-any-return]


@pass_context
def plural(context: Context, count: int, one: str, many: str) -> Safe:
    return Safe(context["speech"].plural(count, one, many))


@pass_context
def written_out(context: Context, at: datetime) -> Safe:
    return Safe(context["speech"].absolute(at))


def clock(at: time) -> Safe:
    """An hour of the wall clock."""
    return Safe(f"{at:%H:%M}")


@pass_context
def zoned(context: Context, at: datetime) -> Safe:
    """Written out with its zone: what was read from typed words, before it counts."""
    speech: Speech = context["speech"]
    return Safe(f"{speech.absolute(at)} ({speech.city()})")


@pass_context
def listed_date(context: Context, at: datetime) -> Safe:
    return context["speech"].date(at, short=True)  # type: ignore[no-any-return]


@pass_context
def quote(context: Context, text: str, most: int | None = None) -> Safe:
    """What somebody wrote, behind quotation marks. Shortened to `most` characters, and then it says so."""
    if context["speech"].whole:
        return in_full(text)
    words = shown(text).strip()
    if most is None or len(words) <= most:
        return quoted(words)
    return Safe(
        f"{quoted(words[: cut(words, most)].rstrip())}…\n{context['voice'].say('shortened', role=context.get('role'))}"
    )


@pass_context
def short(context: Context, text: str, most: int = 60) -> Safe:
    if context["speech"].whole:
        return in_full(text)
    return context["speech"].text(one_line(text, most))  # type: ignore[no-any-return]


@pass_context
def few(context: Context, words: Sequence[str], most: int = 5) -> Safe:
    """The first names of a list, and how many more there are."""
    if context["speech"].whole:
        return context["speech"].quoted(words)  # type: ignore[no-any-return]
    names = [one_line(one, NAME) for one in words[:most]]
    listed = context["speech"].quoted(names)
    rest = len(words) - len(names)
    return Safe(f"{listed} {context['voice'].say('and_more', count=rest)}") if rest else listed


@pass_context
def listed_spans(context: Context, spans: Sequence[Span]) -> Safe:
    """Lengths of time, one after the other."""
    return context["speech"].joined([context["speech"].span(one) for one in spans])  # type: ignore[no-any-return]


@pass_context
def bullets(context: Context, words: Sequence[str]) -> Safe:
    """A list, one item a line."""
    return Safe("\n".join(f"• {context['speech'].text(one)}" for one in words))


@pass_context
def elided(context: Context, name: str, before: str) -> Safe:
    """French before a name: "d'Ana", "du client", "qu'Ana", "au client"."""
    words = context["speech"].text(name) if not isinstance(name, Safe) else name
    article, _, rest = words.partition(" ")
    if article == "le" and before in CONTRACTED:
        return Safe(f"{CONTRACTED[before]} {rest}")
    vowel = words[:1].lower() in "aàâäeéèêëiîïoôöuùûü"
    return Safe(f"{before[:-1]}'{words}" if vowel and before.endswith("e") else f"{before} {words}")


@pass_context
def word(context: Context, key: object, section: str) -> Safe:
    """What an identifier is called, from a section of the labels."""
    return context["voice"].label(section, str(key))  # type: ignore[no-any-return]


def upper_first(words: str) -> str:
    """A label at the start of a sentence; what is safe stays safe."""
    return type(words)(words[:1].upper() + words[1:])


FILTERS = {
    "left": left,
    "since": since,
    "days": days,
    "plural": plural,
    "quote": quote,
    "short": short,
    "word": word,
    "few": few,
    "upper_first": upper_first,
    "after": elided,
    "bullets": bullets,
    "listed": listed_spans,
    "on": written_out,
    "zoned": zoned,
    "clock": clock,
    "short_date": listed_date,
}
