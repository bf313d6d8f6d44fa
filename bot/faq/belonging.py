"""Whether a question is ours at all: as near to one of our topics as it must be, against what is asked elsewhere."""

import math
from collections import Counter
from collections.abc import Sequence

from bot.faq.reading import SENSE, SENSES, WORD, Feature

KINDS = {WORD: 1.0, SENSE: 1.0, SENSES: 0.5}
STRANGE = -2.0
"""What a word costs that stands in no example, of ours or of elsewhere."""

SPARE, LITTLE = 0.2, 0.02
NOTHING = -99.0


class Belonging:
    """Learnt from features with their topics, None for what is asked elsewhere."""

    def __init__(self, examples: Sequence[tuple[tuple[Feature, ...], str | None]]) -> None:
        self.topics: dict[str, Counter[Feature]] = {topic: Counter() for _, topic in examples if topic}
        self.ours: Counter[Feature] = Counter()
        self.elsewhere: Counter[Feature] = Counter()
        self.counts = Counter(topic for _, topic in examples)
        for features, topic in examples:
            kept = [feature for feature in features if feature[0] in KINDS]
            (self.elsewhere if topic is None else self.topics[topic]).update(kept)
            if topic is not None:
                self.ours.update(kept)
        self.not_ours = self.counts[None]
        self.count = len(examples) - self.not_ours
        self.strange = (STRANGE,) * len(self.topics)
        self.known: dict[Feature, tuple[float, ...]] = {}

    def nearness(self, features: tuple[Feature, ...]) -> float:
        """The higher, the surer it is ours; far below zero for a text without words."""
        kept = [feature for feature in features if feature[0] in KINDS and self.counted(feature)]
        size = sum(KINDS[feature[0]] for feature in kept)
        if not size:
            return NOTHING
        return max(map(sum, zip(*map(self.gains, kept), strict=True))) / math.sqrt(size)

    def counted(self, feature: Feature) -> bool:
        """Words always count; meanings side by side only where they were seen."""
        return feature[0] != SENSES or feature in self.ours or feature in self.elsewhere

    def gains(self, feature: Feature) -> tuple[float, ...]:
        """How much likelier a feature is in each topic's questions than elsewhere; looked up from the second time on."""
        if feature[0] == WORD and feature not in self.ours and feature not in self.elsewhere:
            return self.strange
        if (known := self.known.get(feature)) is not None:
            return known
        ours = (self.ours[feature] + SPARE) / (self.count + 2 * SPARE)
        other = (self.elsewhere[feature] + SPARE) / (self.not_ours + 2 * SPARE)
        row = tuple(
            KINDS[feature[0]] * math.log((self.own(topic, feature) + ours) / 2 / other)
            for topic in self.topics
        )
        self.known[feature] = row
        return row

    def own(self, topic: str, feature: Feature) -> float:
        """How often a question of this topic has the feature."""
        return (self.topics[topic][feature] + LITTLE) / (self.counts[topic] + 2 * LITTLE)
