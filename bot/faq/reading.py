"""What somebody wrote, as features: words spelt as we know them, and what they mean to us."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

WORDS = Path(__file__).with_name("words.toml")

MOST = 600
"""Characters that are read: a question stands at the beginning of what is written, or nowhere."""

FOREIGN = "foreign"
"""What words of other lives mean to us."""

STEM = 6
REACH = 3
"""A meaning is read together with this many that follow it."""

WORD, SPELT, TURN, SENSE, SENSES = "word", "spelt", "turn", "sense", "senses"
Feature = tuple[str, str]
"""Its kind, and itself."""

_MARK = re.compile(
    r"<[!@#][^>]{0,80}>|@(?:channel|here|everyone)\b|https?://\S+|\b[a-z]{1,8}-\d{1,12}\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z0-9]+")
_NOT = re.compile(r"\b([a-z]+)n['’`]t\b")
_JOINED = re.compile(r"(?<=[a-z])['’`](re|ve|ll|m|s)\b")
_APART = {
    "ca": "can",
    "wo": "will",
    "sha": "shall",
    "re": "are",
    "ve": "have",
    "ll": "will",
    "m": "am",
    "s": "",
}
"""What is left of English words that an apostrophe joins, spelt out: can't, I've, the client's."""

_DRAWN = re.compile(r"([a-z])\1{2,}")
_DOUBLE = re.compile(r"([a-z])\1")


class Turn(msgspec.Struct, frozen=True):
    """Words that mean one thing. A part that ends in a star fits any ending; a star alone, any word."""

    parts: tuple[str, ...]
    means: str

    def fits(self, words: list[str], at: int) -> bool:
        """Whether the words from there on are these."""
        found = words[at : at + len(self.parts)]
        return len(found) == len(self.parts) and all(map(same, self.parts, found))


def same(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


class Language:
    """words.toml, ready for use: what is written short, and what means the same."""

    def __init__(self, text: str) -> None:
        given = tomllib.loads(text)
        self.short: dict[str, str] = given["short"]
        self.turns: dict[str, list[Turn]] = {}
        for means, written in given["means"].items():
            for turn in (Turn(tuple(one.split()), means) for one in written):
                self.turns.setdefault(turn.parts[0], []).append(turn)
        self._starting: dict[str, list[Turn]] = {}

    @classmethod
    def load(cls, path: Path = WORDS) -> "Language":
        return cls(path.read_text(encoding="utf-8"))

    def words(self, text: str) -> list[str]:
        """The words of a question, short writing spelt out; mentions, addresses and references are no words."""
        plain = apart(_DRAWN.sub(r"\1", folded(_MARK.sub(" ", text[:MOST]))))
        return [part for word in _WORD.findall(plain) for part in self.short.get(word, word).split()]

    def starting(self, word: str) -> list[Turn]:
        """The turns that may begin with this word, the longest and most exact first."""
        if word not in self._starting:
            keys = (word, *(f"{word[:end]}*" for end in range(1, len(word) + 1)))
            found = [turn for key in keys for turn in self.turns.get(key, ())]
            self._starting[word] = sorted(
                found, key=lambda turn: (-len(turn.parts), -len("".join(turn.parts)))
            )
        return self._starting[word]

    def knows(self, word: str) -> bool:
        """Whether a word means something to us on its own."""
        return any(len(turn.parts) == 1 for turn in self.starting(word))

    def means(self, words: list[str]) -> Iterator[str]:
        """What the words mean, in their order; those that mean nothing to us are left out."""
        at = 0
        while at < len(words):
            turn = next((turn for turn in self.starting(words[at]) if turn.fits(words, at)), None)
            if turn is not None:
                yield turn.means
            at += len(turn.parts) if turn else 1

    @cached_property
    def known(self) -> frozenset[str]:
        """Words that are spelt right because they stand here; nothing is spelt towards what is not ours."""
        ours = (turn for turns in self.turns.values() for turn in turns if turn.means != FOREIGN)
        turns = (part for turn in ours for part in turn.parts)
        spelt = (word for words in self.short.values() for word in words.split())
        return frozenset((*(part for part in turns if not part.endswith("*")), *spelt))


class Spelling:
    """Brings a word that nobody here knows back to the nearest one that we know."""

    def __init__(self, words: Iterable[str]) -> None:
        self.known = frozenset(words)
        self.squeezed = {squeezed(word): word for word in sorted(self.known)}
        self.by_size: dict[int, list[str]] = {}
        for word in sorted(self.known):
            self.by_size.setdefault(len(word), []).append(word)

    def right(self, word: str) -> str:
        """The word as we know it, or as it stands when none is near: one letter off, two in long words."""
        if len(word) < 4 or word in self.known or word.isdigit():
            return word
        if (again := self.squeezed.get(squeezed(word))) is not None:
            return again
        reach = 1 if len(word) < 8 else 2
        sizes = range(len(word) - reach, len(word) + reach + 1)
        near = [known for size in sizes for known in self.by_size.get(size, ())]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=reach)
        return word if found is None else str(found[0])


class Reader:
    """Reads questions as their words, spelt by what the examples and words.toml know."""

    def __init__(self, language: Language, examples: Iterable[str]) -> None:
        self.language = language
        seen = {word for text in examples for word in language.words(text)}
        self.spelling = Spelling(language.known | seen)

    def features(self, question: str) -> tuple[Feature, ...]:
        """What a question is compared by, each once; nothing for a text without a word."""
        words = [self.spelt(word) for word in self.language.words(question)]
        return tuple(dict.fromkeys(features(words, list(self.language.means(words)))))

    def spelt(self, word: str) -> str:
        return word if self.language.knows(word) else self.spelling.right(word)


def squeezed(word: str) -> str:
    """Doubled letters once, and what sounds alike written alike: the commonest slips in both languages."""
    return _DOUBLE.sub(r"\1", word).replace("ph", "f").replace("qu", "k").replace("c", "k").replace("y", "i")


def apart(text: str) -> str:
    """English words that an apostrophe joins, each on its own: can't → can not."""
    without = _NOT.sub(lambda found: f"{_APART.get(found[1], found[1])} not", text)
    return _JOINED.sub(lambda found: f" {_APART[found[1]]}", without)


def folded(text: str) -> str:
    """Small letters without accents, as every keyboard has them."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def features(words: list[str], means: list[str]) -> Iterator[Feature]:
    """Words with and without their endings, neighbours, meanings, and meanings that stand together."""
    stems = [word[:STEM] for word in words]
    yield from ((WORD, stem) for stem in stems)
    yield from ((SPELT, word) for word in words)
    yield from ((TURN, f"{one} {two}") for one, two in pairwise(stems))
    yield from ((SENSE, one) for one in means)
    for at, one in enumerate(means):
        yield from ((SENSES, f"{one} {other}") for other in means[at + 1 : at + 1 + REACH])
