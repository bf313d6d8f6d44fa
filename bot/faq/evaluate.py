"""`python -m bot.faq.evaluate`: how well questions are understood that the examples do not hold."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from bot.faq.command import party
from bot.faq.matcher import Matcher, usual
from bot.settings import root
from rules.words import Actor

ELSEWHERE = {"-", "off"}
"""What a person wrote beside a question that is none of ours."""

PARTS = Path("tests/faq")


class Asked(msgspec.Struct, frozen=True):
    """A question with the topics that a person thought right for it; none for what is no question of ours."""

    language: str
    role: Actor
    topics: tuple[str, ...]
    text: str


class Rates(msgspec.Struct, frozen=True):
    """Counts over some questions; the shares are of our own questions, but for `recognised`."""

    asked: int = 0
    first: int = 0
    among: int = 0
    wrong: int = 0
    refused: int = 0
    strange: int = 0
    recognised: int = 0

    def as_text(self) -> str:
        """One row of a table."""
        ours = [share(part, self.asked) for part in (self.first, self.among, self.wrong, self.refused)]
        return " ".join((f"{self.asked:5}", *ours, f"{self.strange:6}", share(self.recognised, self.strange)))


HEAD = f"{'part':<14}{'lang':<5}{'ours':>5}   top-1   top-3   wrong refused others  recog."


def share(part: int, whole: int) -> str:
    return f"{part / whole:7.1%}" if whole else f"{'–':>7}"


def read(path: Path) -> list[Asked]:
    """`lang<TAB>role<TAB>topic<TAB>question` lines; several topics stand apart by commas, `-` or `off` for none."""
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    parts = (line.split("\t", 3) for line in lines)
    return [Asked(language, party(role), topics(named), text) for language, role, named, text in parts]


def topics(named: str) -> tuple[str, ...]:
    return () if named in ELSEWHERE else tuple(named.split(","))


def rates(questions: Iterable[Asked], matcher: Matcher) -> Rates:
    """What the matcher makes of them."""
    counts = dict.fromkeys(Rates.__struct_fields__, 0)
    for one in questions:
        found = [str(match.topic) for match in matcher.ask(one.text, one.role).matches]
        if not one.topics:
            counts["strange"] += 1
            counts["recognised"] += not found
            continue
        counts["asked"] += 1
        counts["first"] += found[:1] != [] and found[0] in one.topics
        counts["among"] += any(topic in one.topics for topic in found)
        counts["wrong"] += bool(found) and found[0] not in one.topics
        counts["refused"] += not found
    return Rates(**counts)


def table(paths: Sequence[Path], matcher: Matcher) -> Iterator[str]:
    """Each part as a whole, then each of its languages."""
    yield HEAD
    for path in paths:
        questions = read(path)
        for language in ("all", *sorted({one.language for one in questions})):
            chosen = [one for one in questions if language in ("all", one.language)]
            yield f"{path.stem:<14}{language:<5}{rates(chosen, matcher).as_text()}"


def main(arguments: Sequence[str]) -> None:
    """Of the files named, else of those that the tests hold."""
    paths = [Path(one) for one in arguments] or sorted((root() / PARTS).glob("*.tsv"))
    for line in table(paths, usual()):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
