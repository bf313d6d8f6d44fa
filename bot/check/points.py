"""The points that each answer must make (process.md section 8), looked for in what is rendered, not in the source."""

from collections.abc import Iterator

from bot.check.orders import ORDINARY, orders
from bot.check.readers import view_of
from bot.policies import load, names
from bot.render import Renderer
from bot.render.guide import about, general, text
from bot.render.scene import Scene
from bot.render.voice import LANGUAGES
from rules.guidance import TOPICS, Topic
from rules.policy import Policy
from rules.words import PARTIES, Actor

POINTS: dict[Actor, dict[Topic, str]] = {
    Actor.SELLER: {
        Topic.IN_PROGRESS: "starts work_now deliver_before no_cancel keep_informed trouble everything",
        Topic.EXTRA_WORK: "talk offer cancel tip",
        Topic.PARTIAL_REFUND: "not_direct agree dispute freeze mediator",
        Topic.MISSING_DETAILS: "remind cannot_go_on clock_runs tip",
        Topic.RUNNING_LATE: "risks risk_dispute risk_review risk_sanction tell_early max_date still_cancel tip",
        Topic.PENDING: "window full_brief no_gaps clock silence decline",
        Topic.BUYER_SILENT: "remind evidence clock_runs date last_resort",
        Topic.LATE_BECAUSE_OF_BUYER: "realistic_date no_blame still_late still_cancel tip",
        Topic.CANCELLATION_REQUEST: "understand window silence accept_when refuse_when second alternatives yourself",
        Topic.AFTER_DELIVERY: "silence window chat_closed no_chase no_cancel revision",
        Topic.REVISION_ACCEPT_OR_REFUSE: (
            "window date accept_included accept_mistake accept_incomplete "
            "refuse_vague refuse_not_included refuse_extra ask_first silence"
        ),
        Topic.REVISION_REFUSED: "choice silence explain offer cancel",
        Topic.CANCELLED: "final money statistics chat again",
        Topic.COMPLETED: "paid final new_work chat review statistics",
        Topic.EXPIRED: "money life unaccepted warned prevent dispute statistics",
        Topic.DISPUTE: "doors freeze evidence outcomes final no_timer",
        Topic.CUSTOM_OFFER: "what effect resume payment window refused inside",
        Topic.STATISTICS: "window minimum acceptance completion on_time response bands plan",
    },
    Actor.BUYER: {
        Topic.IN_PROGRESS: "working write no_cancel extra then",
        Topic.EXPIRED: "money life unaccepted warned prevent dispute",
        Topic.DISPUTE: "doors freeze evidence outcomes final no_timer",
        Topic.GIVING_BRIEF: "how clear starts wait silence",
        Topic.SELLER_LATE: "nothing_alone write wait keeps_right cancel ends complete",
        Topic.SELLER_SILENT: "write evidence pending working request",
        Topic.ASKING_CANCELLATION: "pending on_time window silence refused late talk",
        Topic.CHECKING_DELIVERY: "silence window how approve revise chat_closed",
        Topic.ASKING_REVISION: "precise not_extra included answer silence",
        Topic.REFUSED_REVISION: "silence window talk extra approve dispute",
        Topic.REFUND: "full partial paid dispute freeze too_late",
    },
}
"""The marks of each answer, as its templates set them."""

DIRECT = "propose accepts paid"
"""Where a partial refund needs no mediator, the seller's answer is another one."""


def required(topic: Topic, role: Actor, policy: Policy) -> frozenset[str]:
    """What an answer must say."""
    direct = topic is Topic.PARTIAL_REFUND and policy.partial_refund == "direct"
    return frozenset((DIRECT if direct else POINTS[role][topic]).split())


def points_missing() -> Iterator[str]:
    """One line for each answer that leaves a point out, whatever the order."""
    renderer = Renderer()
    for language in LANGUAGES:
        for policy in map(load, names()):
            for role in PARTIES:
                views = (view_of(order, role, language, policy, ORDINARY) for order in orders(ORDINARY))
                scenes = [renderer.scene(view) for view in views]
                for topic in TOPICS[role]:
                    for missing in sorted(lacking(scenes, policy, role, topic)):
                        where = f"templates/{language}/{text(topic, role)}.j2"
                        yield f"{where}: does not say {missing} ({policy.name})"


def lacking(scenes: list[Scene], policy: Policy, role: Actor, topic: Topic) -> set[str]:
    """The points that the answer for some order, or for none, does not make."""
    said = [scene.voice.points(text(topic, role), **scene.given(**about(scene, topic))) for scene in scenes]
    said.append(scenes[0].voice.points(text(topic, role), **general(role, policy)))
    return {point for point in required(topic, role, policy) for one in said if point not in one}
