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

    def nearness(self, features: tuple[Feature, ...]) -> float:
        """The higher, the surer it is ours; far below zero for a text without words."""
        kept = [feature for feature in features if feature[0] in KINDS and self.counted(feature)]
        size = sum(KINDS[feature[0]] for feature in kept)
        if not size:
            return NOTHING
        best = max(sum(self.gain(topic, feature) for feature in kept) for topic in self.topics)
        return best / math.sqrt(size)

    def counted(self, feature: Feature) -> bool:
        """Words always count; meanings side by side only where they were seen."""
        return feature[0] != SENSES or feature in self.ours or feature in self.elsewhere

    def gain(self, topic: str, feature: Feature) -> float:
        """How much likelier a feature is in this topic's questions than elsewhere."""
        if feature[0] == WORD and feature not in self.ours and feature not in self.elsewhere:
            return STRANGE
        own = (self.topics[topic][feature] + LITTLE) / (self.counts[topic] + 2 * LITTLE)
        ours = (self.ours[feature] + SPARE) / (self.count + 2 * SPARE)
        other = (self.elsewhere[feature] + SPARE) / (self.not_ours + 2 * SPARE)
        return KINDS[feature[0]] * math.log((own + ours) / 2 / other)
