"""A question in, the topics that it may mean out: the best first, or none when it is no question of ours."""

import math
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock

import msgspec

from bot.faq import examples as written
from bot.faq.belonging import Belonging
from bot.faq.examples import Example
from bot.faq.neighbours import Neighbours
from bot.faq.ranking import Ranking
from bot.faq.reading import Feature, Language, Reader
from bot.faq.sizes import Sizes
from bot.faq.weights import Weights
from rules.guidance import TOPICS, Topic, side
from rules.words import Actor

OURS = 3.2
"""The nearness that a question of ours has. Lower: more strange questions are answered; higher: more of ours are not."""

LIKE = 1.0
"""What the nearest examples count beside the words."""

FAR, LITTLE = 0.002, 0.001
"""So that nothing is ruled out by one voice alone."""

ALONE = 0.1
"""What a topic without a near example has: examples are near by 0 to 12, mostly by less than 1."""

SURE = 99.0
"""The nearness of a topic's own name."""

CLOSE = 0.5
"""A second topic whose share is at least this part of the first one's is offered beside it."""

SHOWN = 3


class Match(msgspec.Struct, frozen=True):
    """A topic and its share, from 0 to 1."""

    topic: Topic
    score: float


class Found(msgspec.Struct, frozen=True):
    """What a question may mean; nothing when it is none of ours. `nearness`: how surely it is ours.

    `nearest`: the topic that it was least unlike, also when it is none of ours.
    """

    matches: tuple[Match, ...] = ()
    nearness: float = 0.0
    nearest: Topic | None = None

    @property
    def close(self) -> tuple[Topic, ...]:
        """The topics that cannot be told apart; one alone when it is clearly the best."""
        if not self.matches:
            return ()
        best = self.matches[0].score
        return tuple(one.topic for one in self.matches[:2] if one.score >= CLOSE * best)


class Learnt(msgspec.Struct, frozen=True):
    """What one side's examples taught."""

    ranking: Ranking
    weights: Weights
    belonging: Belonging
    neighbours: Neighbours

    def ask(self, features: tuple[Feature, ...]) -> tuple[float, dict[str, float]]:
        """How surely a question is ours: its words, and whether the examples nearest to it are. And how likely each topic
        is, the likeliest first: what counting, correcting and the nearest examples say, with equal voices.
        """
        near = self.neighbours.near(features)
        elsewhere = near.pop(None, 0.0)
        ours = max(near.values(), default=0.0)
        nearness = self.belonging.nearness(features) + LIKE * math.log((ours + FAR) / (elsewhere + FAR))
        counted, weighed = self.ranking.shares(features), self.weights.shares(features)
        said = {
            topic: (counted[topic] + LITTLE) * (weighed[topic] + LITTLE) * (near.get(topic, 0.0) + ALONE)
            for topic in counted
        }
        whole = sum(said.values())
        return nearness, {
            topic: said[topic] / whole for topic in sorted(said, key=lambda topic: -said[topic])
        }


class Matcher:
    """Learns a side's examples once, and answers any number of questions from any thread."""

    def __init__(self, examples: dict[Actor, tuple[Example, ...]], language: Language) -> None:
        self.examples = examples
        self.language = language
        self._read: dict[str, tuple[Feature, ...]] = {}
        self._learnt: dict[Actor, Learnt] = {}
        self._learning = Lock()

    @classmethod
    def load(cls, folder: Path = written.FOLDER) -> "Matcher":
        """From the files that an operator may edit. Raises ValueError, with the file, for one that cannot be read."""
        return cls(written.load(folder), Language.load())

    def ask(self, question: str, role: Actor) -> Found:
        """The topics of this role that a question may mean, at most three. A topic's own name is that topic."""
        who = side(role)
        named = "_".join(question[:40].casefold().replace("-", " ").replace("_", " ").split())
        if named in TOPICS[who]:
            return Found((Match(Topic(named), 1.0),), SURE)
        learnt = self.learnt(who)
        features = self.reader.features(question)
        nearness, shares = learnt.ask(features)
        matches = tuple(Match(Topic(one), share) for one, share in shares.items())[:SHOWN]
        nearest = matches[0].topic if features else None
        return Found(matches if nearness >= OURS else (), nearness, nearest)

    def learnt(self, who: Actor) -> Learnt:
        """Learns once: who asks meanwhile waits."""
        with self._learning:
            if who not in self._learnt:
                self._learnt[who] = learn([(self.read(one.text), one.topic) for one in self.examples[who]])
            return self._learnt[who]

    @cached_property
    def reader(self) -> Reader:
        """Knows the words of both sides' examples."""
        return Reader(self.language, (one.text for side in self.examples.values() for one in side))

    def read(self, text: str) -> tuple[Feature, ...]:
        """An example's features; both sides learn what is asked elsewhere, and it is read once."""
        if text not in self._read:
            self._read[text] = self.reader.features(text)
        return self._read[text]

    def prepare(self) -> None:
        """Learns what every side asks, so that no first question waits for it."""
        for who in self.examples:
            self.learnt(who)


def learn(read: Sequence[tuple[tuple[Feature, ...], str | None]]) -> Learnt:
    """From the examples as they were read; a topic of None is asked elsewhere."""
    ours = [(features, topic) for features, topic in read if topic is not None]
    sizes = Sizes(features for features, _ in read)
    return Learnt(Ranking(ours), Weights(ours, sizes), Belonging(read), Neighbours(read, sizes))


@cache
def usual() -> Matcher:
    """The one that comes with Relance; its files are read once."""
    return Matcher.load()
