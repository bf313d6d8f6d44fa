"""Templates and labels in one language, said to one reader."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError, pass_context
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.runtime import Context

from bot.render.blocks import Paragraph, cut
from bot.render.escape import Safe, one_line, quoted, shown
from bot.render.speech import Speech, in_full
from rules.calendar import Span
from rules.money import Money

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LANGUAGES = ("fr", "en")
NAME = 80
CONTRACTED = {"de": "du", "à": "au"}
SMALL = Safe("\x01")
_POINT = re.compile(r"\x02([a-z_]+)\x03")
_BEFORE_SIGN = re.compile(r"(?<![ \n]) (?=[:;?!»%](?!\w))")
_ONLY_TAG = re.compile(r"\s*\{%(?:(?!%\}).)*%\}\s*")
_AFTER_SIGN = re.compile(r"(?<=«) ")


class Lines(Extension):
    """A line that holds words keeps its end, also where the last thing on it is a tag."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return "\n".join(kept(line) for line in source.split("\n"))


def kept(line: str) -> str:
    return f"{line}{{{{ eol }}}}" if line.rstrip().endswith("%}") and not _ONLY_TAG.fullmatch(line) else line


class FrenchSpaces(Extension):
    """French puts a space before : ; ? ! » and after «, which must not break at the end of a line."""

    def filter_stream(self, stream: Iterable[Token]) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, french(token.value))
            else:
                yield token


def french(words: str) -> str:
    """The same words with spaces that do not break where French wants them."""
    return _AFTER_SIGN.sub("\u00a0", _BEFORE_SIGN.sub("\u00a0", words))


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


def point(name: str) -> Safe:
    """Marks where a text makes a point that it must make; nobody sees it."""
    return Safe(f"\x02{name}\x03")


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


class WordsError(Exception):
    """A file of words cannot be read; the message is one line that names the file and, of a template, the line."""


class Texts:
    """All templates and labels of one language; read once, or again on each change (`reload`)."""

    def __init__(self, language: str, *, reload: bool = False, templates: Path | None = None) -> None:
        self.language = language
        self.folder = (templates or TEMPLATES) / language
        self.environment = Environment(  # noqa: S701 (`said` escapes, for Slack)
            loader=FileSystemLoader(self.folder),
            undefined=StrictUndefined,
            finalize=said,
            extensions=[Lines, FrenchSpaces] if language == "fr" else [Lines],
            auto_reload=reload,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self.environment.filters |= FILTERS
        self.environment.globals |= {"small": SMALL, "eol": Safe(""), "point": point}
        self.reload = reload
        self.compiled: dict[str, Template] = {}
        self._read_at, self._labels = self.written_at(), self.read_labels()

    @property
    def labels(self) -> dict[str, Any]:
        """labels.toml; read again after an edit, where edits are to show."""
        if self.reload and (written := self.written_at()) != self._read_at:
            self._read_at, self._labels = written, self.read_labels()
        return self._labels

    def written_at(self) -> int:
        """When labels.toml was last written."""
        file = self.folder / "labels.toml"
        return file.stat().st_mtime_ns if file.is_file() else 0

    def read_labels(self) -> dict[str, Any]:
        """Raises WordsError, one line, for a file that cannot be read."""
        try:
            return tomllib.loads((self.folder / "labels.toml").read_text(encoding="utf-8"))
        except (OSError, ValueError) as broken:
            raise WordsError(f"templates/{self.language}/labels.toml: {broken}") from None

    def read_all(self) -> None:
        """The grammar of every template, so that a broken one stops the start and not an answer. Raises WordsError."""
        for name in self.environment.list_templates(extensions=["j2"]):
            source = (self.folder / name).read_text(encoding="utf-8")
            try:
                self.environment.parse(source, name)
            except TemplateSyntaxError as broken:
                line = f"templates/{self.language}/{name}:{broken.lineno}"
                raise WordsError(f"{line}: {broken.message}") from None

    def template(self, name: str) -> Template:
        """A text by its path, without the ending; jinja2.TemplateNotFound when there is none."""
        return self.environment.get_template(f"{name}.j2")

    def has(self, name: str) -> bool:
        return (self.folder / f"{name}.j2").is_file()

    def label(self, words: str) -> Template:
        """A label that holds facts is a template too."""
        if words not in self.compiled:
            self.compiled[words] = self.environment.from_string(words)
        return self.compiled[words]


class Voice(msgspec.Struct, frozen=True):
    """One language said to one reader: every text goes through here."""

    texts: Texts
    speech: Speech

    @property
    def plain(self) -> "Voice":
        """The same where Slack takes no format: dialogs, options, fields."""
        return Voice(self.texts, msgspec.structs.replace(self.speech, plain=True))

    @property
    def whole(self) -> "Voice":
        """The same in a file: everything in full, in plain words."""
        return Voice(self.texts, msgspec.structs.replace(self.speech, plain=True, whole=True))

    def paragraphs(self, name: str, **facts: Any) -> list[Paragraph]:
        """A template's paragraphs, its marks taken out."""
        return list(parted(_POINT.sub("", self.raw(name, **facts))))

    def raw(self, name: str, **facts: Any) -> str:
        """A template as it is rendered, with the marks of its points."""
        return self.texts.template(name).render(facts, speech=self.speech, voice=self)

    def line(self, name: str, **facts: Any) -> Safe:
        """A template's words on one line."""
        return Safe(
            " ".join(paragraph.text.replace("\n", " ") for paragraph in self.paragraphs(name, **facts))
        )

    def points(self, name: str, **facts: Any) -> tuple[str, ...]:
        """The points that a text makes."""
        return tuple(_POINT.findall(self.raw(name, **facts)))

    def label(self, *path: str, **facts: Any) -> Safe:
        """A label of labels.toml; KeyError when there is none: nothing stands in for missing words."""
        words: Any = self.texts.labels
        for part in path:
            words = words[part]
        return Safe(self.texts.label(words).render(facts, speech=self.speech, voice=self))

    def say(self, key: str, **facts: Any) -> Safe:
        """A sentence that stands on its own."""
        return self.label("say", key, **facts)


def parted(text: str) -> Iterator[Paragraph]:
    """Paragraphs stand between empty lines."""
    for part in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip(" \t") for line in part.strip().split("\n")]
        words = "\n".join(line for line in lines if line)
        if words:
            yield Paragraph(text=words.replace(SMALL, "").strip(), small=words.startswith(SMALL))


@cache
def texts(language: str, *, reload: bool = False) -> Texts:
    """The texts of a language, read once for the whole process."""
    return Texts(language, reload=reload)
