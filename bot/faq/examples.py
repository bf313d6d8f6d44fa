"""The example questions, as people who run Relance write them down."""

import tomllib
from pathlib import Path

import msgspec

from rules.guidance import TOPICS
from rules.words import PARTIES, Actor

FOLDER = Path(__file__).parent / "examples"
EVERYBODY, ELSEWHERE = "everybody", "elsewhere"
KNOWN: dict[str, set[str]] = {**{role: set(TOPICS[role]) for role in PARTIES}, EVERYBODY: {ELSEWHERE}}


class Example(msgspec.Struct, frozen=True):
    """A question and what it asks. `topic` is None for what is no question of ours."""

    text: str
    topic: str | None


def load(folder: Path = FOLDER) -> dict[Actor, tuple[Example, ...]]:
    """All languages together, by who asks. Raises ValueError, with the file, for one that cannot be read."""
    found: dict[Actor, list[Example]] = {role: [] for role in PARTIES}
    for path in sorted(folder.glob("*.toml")):
        for role, topics in read(path).items():
            asked = PARTIES if role == EVERYBODY else (Actor(role),)
            for topic, texts in topics.items():
                named = None if topic == ELSEWHERE else topic
                for one in asked:
                    found[one] += [Example(text, named) for text in texts]
    return {role: tuple(examples) for role, examples in found.items()}


def read(path: Path) -> dict[str, dict[str, list[str]]]:
    """One file: role, topic, questions."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        read = msgspec.convert(given, dict[str, dict[str, list[str]]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise ValueError(f"{path}: {wrong}") from None
    for role, topics in read.items():
        if role not in KNOWN:
            raise ValueError(f"{path}: [{role}] is nobody who asks; write one of {', '.join(KNOWN)}")
        if strange := set(topics) - KNOWN[role]:
            raise ValueError(f"{path}: [{role}] {min(strange)} is no question; relance preview lists them")
    return read
