"""Which topic a question asks about, learnt by its mistakes: softmax regression, two passes of small corrections.

Bayes counts what each topic's examples say; this one moves only the weights that would have answered an example wrongly.
Each is right where the other errs, so both are asked.
"""

import math
from collections import Counter
from collections.abc import Sequence

from bot.faq.reading import Feature
from bot.faq.sizes import Sizes

PASSES = 2
STEP = 1.0
SETTLED = 0.02
"""A topic whose share is off by less than this is not corrected."""

GOLDEN = (math.sqrt(5) - 1) / 2
"""Examples are taught in this step's order: neighbours of a file far apart, and the same each time."""

MOST = 3.0
"""An example of a topic with few of them counts at most this much more."""


Taught = tuple[list[list[float]], list[float], float, int]
"""The rows of an example's features, how far each is moved, the example's length, its topic's place."""


class Weights:
    """Learnt from features with their topics; asked as often as needed, from any thread."""

    def __init__(self, examples: Sequence[tuple[tuple[Feature, ...], str]], sizes: Sizes) -> None:
        self.sizes = sizes
        counts = Counter(topic for _, topic in examples)
        self.topics = tuple(sorted(counts))
        even = len(examples) / len(counts)
        self.counts_for = [min(MOST, math.sqrt(even / counts[topic])) for topic in self.topics]
        self.rows: dict[Feature, list[float]] = {
            feature: [0.0] * len(counts) for features, _ in examples for feature in features
        }
        places = {topic: place for place, topic in enumerate(self.topics)}
        taught = [self.taught(features, places[topic]) for features, topic in examples]
        mixed = [one for _, one in sorted(enumerate(taught), key=lambda numbered: numbered[0] * GOLDEN % 1)]
        for turn in range(PASSES):
            for one in mixed:
                self.correct(one, STEP / (1 + turn / 2))

    def taught(self, features: tuple[Feature, ...], right: int) -> Taught:
        """An example as it is corrected by: looked up once, however often it is asked."""
        length = self.sizes.length(features)
        pulls = [self.sizes.of(feature) ** 2 / length for feature in features]
        return [self.rows[feature] for feature in features], pulls, length, right

    def correct(self, one: Taught, step: float) -> None:
        """Moves the weights of an example towards its topic, and away from those that it was taken for."""
        rows, pulls, length, right = one
        pace = step * self.counts_for[right]
        wrong = [
            (place, off * pace)
            for place, share in enumerate(shares(rows, length))
            if abs(off := share - (place == right)) > SETTLED
        ]
        for row, pull in zip(rows, pulls, strict=True):
            for place, off in wrong:
                row[place] -= pull * off

    def shares(self, features: tuple[Feature, ...]) -> dict[str, float]:
        """How likely each topic is, from 0 to 1; together 1."""
        rows = [row for feature in features if (row := self.rows.get(feature)) is not None]
        if not rows:
            return dict.fromkeys(self.topics, 1 / len(self.topics))
        return dict(zip(self.topics, shares(rows, self.sizes.length(features)), strict=True))


def shares(rows: list[list[float]], length: float) -> list[float]:
    sums = [one / length for one in map(sum, zip(*rows, strict=True))]
    most = max(sums, default=0.0)
    powers = [math.exp(one - most) for one in sums]
    whole = sum(powers)
    return [power / whole for power in powers]
