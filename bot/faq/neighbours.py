"""The examples that a question is most like, and what they asked."""

import heapq
from collections import defaultdict
from collections.abc import Sequence

from bot.faq.reading import Feature
from bot.faq.sizes import Sizes

COMMON = 400
"""A feature of more examples than this says nothing about which one is near."""

NEAREST = 12
POWER = 3
"""One example that is very near outweighs several that are a little near."""


class Neighbours:
    """An index from features to examples; topics are None for what is asked elsewhere."""

    def __init__(self, examples: Sequence[tuple[tuple[Feature, ...], str | None]], sizes: Sizes) -> None:
        self.sizes = sizes
        self.topics = [topic for _, topic in examples]
        self.having: defaultdict[Feature, list[tuple[int, float]]] = defaultdict(list)
        for number, (features, _) in enumerate(examples):
            length = sizes.length(features)
            for feature in features:
                if sizes.counts[feature] < COMMON:
                    self.having[feature].append((number, sizes.of(feature) / length))

    def near(self, features: tuple[Feature, ...]) -> dict[str | None, float]:
        """How near each topic's examples come, each from 0 to about the number of neighbours looked at."""
        likeness: defaultdict[int, float] = defaultdict(float)
        length = self.sizes.length(features)
        for feature in features:
            own = self.sizes.of(feature) / length
            for number, other in self.having.get(feature, ()):
                likeness[number] += own * other
        found: defaultdict[str | None, float] = defaultdict(float)
        for number, like in heapq.nlargest(NEAREST, likeness.items(), key=lambda one: one[1]):
            found[self.topics[number]] += like**POWER
        return found
