"""Which topic a question asks about: complement naive Bayes, learnt in one pass over the examples.

Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003): each topic is weighed against all
the others, so that many examples of one topic do not make it likelier.
"""

import math
from collections import Counter
from collections.abc import Sequence

from bot.faq.reading import Feature
from bot.faq.sizes import KINDS

UNSEEN = 0.1
HEAT = 3.0
"""Differences of the sums are divided by this to become shares: measured, so that a share of 0.8 is right in 8 of 10."""


class Ranking:
    """Learnt from features with their topics; asked as often as needed, from any thread."""

    def __init__(self, examples: Sequence[tuple[tuple[Feature, ...], str]]) -> None:
        seen = Counter(feature for features, _ in examples for feature in features)
        most = len(examples) + 1
        self.rare = {feature: math.log(most / (count + 0.5)) for feature, count in seen.items()}
        self.new = math.log(most / 0.5)
        self.by_topic: dict[str, Counter[Feature]] = {topic: Counter() for _, topic in examples}
        self.all: Counter[Feature] = Counter()
        for features, topic in examples:
            for feature, weight in self.vector(features).items():
                self.by_topic[topic][feature] += weight  # type: ignore[assignment] # a Counter of weights
                self.all[feature] += weight  # type: ignore[assignment]
        spare = UNSEEN * len(self.all)
        self.sums = {topic: sum(own.values()) + spare for topic, own in self.by_topic.items()}
        self.sum = sum(self.all.values()) + 2 * spare
        self.leanings: dict[Feature, tuple[float, ...]] = {}

    def vector(self, features: tuple[Feature, ...]) -> dict[Feature, float]:
        """The features that were ever seen, rare ones heavier. Those never seen still make the rest lighter."""
        sizes: dict[str, float] = {}
        for feature in features:
            sizes[feature[0]] = sizes.get(feature[0], 0) + self.rare.get(feature, self.new) ** 2
        return {
            feature: self.rare[feature] * KINDS[feature[0]] / math.sqrt(sizes[feature[0]])
            for feature in features
            if feature in self.rare
        }

    def shares(self, features: tuple[Feature, ...]) -> dict[str, float]:
        """How likely each topic is, from 0 to 1, the likeliest first; together 1."""
        vector = self.vector(features)
        rows = [(weight / HEAT, self.leaning(feature)) for feature, weight in vector.items()]
        sums = {
            topic: sum(weight * row[place] for weight, row in rows)
            for place, topic in enumerate(self.by_topic)
        }
        most = max(sums.values(), default=0)
        powers = {topic: math.exp(one - most) for topic, one in sums.items()}
        whole = sum(powers.values())
        ranked = sorted(powers, key=lambda topic: -powers[topic])
        return {topic: powers[topic] / whole for topic in ranked}

    def leaning(self, feature: Feature) -> tuple[float, ...]:
        """How much more a feature belongs to each topic than to the rest; looked up from the second time on."""
        if (known := self.leanings.get(feature)) is not None:
            return known
        whole = self.all[feature] + UNSEEN
        row = tuple(
            math.log((own[feature] + UNSEEN) / self.sums[topic])
            - math.log((whole - own[feature]) / (self.sum - self.sums[topic]))
            for topic, own in self.by_topic.items()
        )
        self.leanings[feature] = row
        return row
