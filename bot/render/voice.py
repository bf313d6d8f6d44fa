"""Templates and labels in one language, said to one reader."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token

from bot.render.blocks import Paragraph
from bot.render.escape import Safe
from bot.render.filters import FILTERS, said
from bot.render.speech import Speech

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LANGUAGES = ("fr", "en")
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


def point(name: str) -> Safe:
    """Marks where a text makes a point that it must make; nobody sees it."""
    return Safe(f"\x02{name}\x03")


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
