"""The points that each answer must make (process.md section 8), looked for in what is rendered, not in the source."""

from collections.abc import Iterator

from bot.check.orders import ORDINARY, orders
from bot.check.rendered import view_of
from bot.policies import load, names
from bot.render import Renderer
from bot.render.voice import LANGUAGES
from rules.guidance import Topic, applies
from rules.policy import Policy
from rules.words import Actor

POINTS: dict[Topic, frozenset[str]] = {
    Topic.IN_PROGRESS: frozenset({
        "starts", "work_now", "deliver_before", "no_cancel", "keep_informed", "trouble", "everything",
    }),
    Topic.EXTRA_WORK: frozenset({"talk", "offer", "cancel", "tip"}),
    Topic.PARTIAL_REFUND: frozenset({"not_direct", "agree", "dispute", "freeze", "mediator"}),
    Topic.MISSING_DETAILS: frozenset({"remind", "cannot_go_on", "clock_runs", "tip"}),
    Topic.RUNNING_LATE: frozenset({
        "risks", "risk_dispute", "risk_review", "risk_sanction", "tell_early", "max_date", "still_cancel", "tip",
    }),
}  # fmt: skip
DIRECT = frozenset({"propose", "accepts", "paid"})


def required(topic: Topic, policy: Policy) -> frozenset[str]:
    """What an answer must say; a partial refund that needs no mediator is another answer."""
    direct = topic is Topic.PARTIAL_REFUND and policy.partial_refund == "direct"
    return DIRECT if direct else POINTS[topic]


def points_missing() -> Iterator[str]:
    """One line for each answer that leaves a point out, whatever the order."""
    renderer = Renderer()
    for language in LANGUAGES:
        for policy in map(load, names()):
            for topic in Topic:
                for missing in sorted(lacking(renderer, language, policy, topic)):
                    yield f"templates/{language}/guidance/{topic}.j2: does not say {missing} ({policy.name})"


def lacking(renderer: Renderer, language: str, policy: Policy, topic: Topic) -> set[str]:
    """The points that some order's answer does not make."""
    said = list(answers(renderer, language, policy, topic))
    return {point for point in required(topic, policy) for one in said if point not in one}


def answers(renderer: Renderer, language: str, policy: Policy, topic: Topic) -> Iterator[tuple[str, ...]]:
    """The points of the answer without an order, and for each order."""
    name = f"guidance/{topic}"
    for order in orders(ORDINARY):
        scene = renderer.scene(view_of(order, Actor.SELLER, language, policy, ORDINARY))
        fits = applies(topic, order, scene.view.now)
        yield scene.voice.points(name, **scene.given(applies=fits))
        yield scene.voice.points(name, order=None, role="seller", policy=policy, applies=False)
