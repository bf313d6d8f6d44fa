"""How much each feature counts when questions are compared: rare ones more, meanings more than spellings."""

import math
from collections import Counter
from collections.abc import Iterable

from bot.faq.reading import SENSE, SENSES, SPELT, TURN, WORD, Feature

KINDS = {WORD: 1.0, SPELT: 0.6, TURN: 0.6, SENSE: 1.4, SENSES: 1.3}
"""What each kind of feature counts."""


class Sizes:
    """Learnt from the features of all examples."""

    def __init__(self, examples: Iterable[tuple[Feature, ...]]) -> None:
        read = list(examples)
        self.counts = Counter(feature for features in read for feature in features)
        most = len(read) + 1
        self.new = math.log(most / 0.5)
        self.known = {
            feature: KINDS[feature[0]] * math.log(most / (count + 0.5))
            for feature, count in self.counts.items()
        }

    def of(self, feature: Feature) -> float:
        """The size of a feature; one that was never seen is as large as any of its kind."""
        return self.known.get(feature) or KINDS[feature[0]] * self.new

    def length(self, features: tuple[Feature, ...]) -> float:
        """How long a question is: what its features are divided by, so that all questions are equally long."""
        return math.sqrt(sum(self.of(feature) ** 2 for feature in features)) or 1.0
