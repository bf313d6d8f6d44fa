"""Answers and cards: from a question, a topic or an order to the blocks that Slack gets, in processor time.

Processor time, so that what else the machine does is not measured; no baseline, as nothing outside answers these.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median, quantiles

from benchmarks.row import Row
from bot.check.orders import ORDINARY, orders
from bot.check.readers import view_of
from bot.faq.answers import answer
from bot.faq.evaluate import PARTS, Asked, read
from bot.faq.matcher import usual
from bot.policies import load
from bot.render import Message, Renderer, View
from bot.settings import root
from rules.guidance import TOPICS, Topic
from rules.words import PARTIES, State

QUESTIONS = "unseen.tsv"
TOPIC, QUESTION = 1.0, 5.0
"""Milliseconds (design, section 8)."""

CARD = 5.0


def spent(work: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Milliseconds of processor that each piece of work took, after one that warmed it up."""
    for one in work:
        one()
    taken = []
    for _ in range(rounds):
        for one in work:
            before = time.process_time()
            one()
            taken.append((time.process_time() - before) * 1000)
    return taken


def rows(*, quick: bool = False) -> Iterator[Row]:
    """p50, p95 and p99 of each."""
    rounds = 1 if quick else 5
    policy = load("comeup")
    renderer = Renderer("fr", policy)
    order = next(one for one in orders(ORDINARY) if one.state is State.IN_PROGRESS)
    seen = {role: view_of(order, role, "fr", policy, ORDINARY) for role in PARTIES}
    matcher = usual()
    matcher.prepare()

    def asked(one: Asked) -> Message:
        view = seen[one.role]
        return answer(renderer, view.reader, matcher.ask(one.text, one.role), view, one.role)

    def told(view: View, topic: Topic) -> Message:
        return renderer.topic(view.reader, topic, view, view.role)

    questions = [partial(asked, one) for one in read(root() / PARTS / QUESTIONS)]
    topics = [partial(told, seen[role], topic) for role in PARTIES for topic in TOPICS[role]]
    cards = [partial(renderer.card, view) for view in seen.values()]
    for name, work, most in (
        ("question → blocks", questions, QUESTION),
        ("topic → blocks", topics, TOPIC),
        ("order → card", cards, CARD),
    ):
        taken = spent(work, rounds)
        yield Row(f"{name}, p50", median(taken), most)
        tail = 2 * most if name == "topic → blocks" else most
        hundredths = quantiles(taken, n=100)
        yield Row(f"{name}, p95", hundredths[94], tail)
        yield Row(f"{name}, p99", hundredths[98], tail)
