"""Answers to the hard questions, filled with the person's own order, ending in the buttons that act."""

from collections.abc import Sequence
from typing import Any

from bot.render.blocks import LABEL, actions, message, of_paragraphs, plain, section
from bot.render.buttons import navigation, raw_button, row, topic_button
from bot.render.drafts import draft_buttons
from bot.render.escape import Safe, fitted
from bot.render.scene import Scene
from bot.render.view import Block, Message, View
from bot.render.voice import Voice
from bot.render.walks import walk_buttons
from bot.slack import refs
from rules.deciding import Walk
from rules.drafts import UNDER_TOPIC
from rules.guidance import BUTTONS, TOPICS, Topic, applies, fits, own, side
from rules.policy import Policy
from rules.stats import Advice
from rules.words import PARTIES, Actor

SHOWN = 4
AT_HAND = 6


def topic(
    voice: Voice,
    policy: Policy,
    topic: Topic,
    scene: Scene | None,
    role: Actor,
    plan: Sequence[Advice] = (),
) -> Message:
    """One screen. Without an order it reads as general advice; the other side's question gets one's own answer.

    `plan`: what the reader's own deliveries teach, the widest gap first.
    """
    asked = own(topic, role)
    if scene is None:
        told = voice.paragraphs(text(asked, role), **(general(role, policy) | {"plan": tuple(plan[:1])}))
        return message([*of_paragraphs(told), *actions(ways_on(voice))])
    told = scene.paragraphs(text(asked, role), **(about(scene, asked) | {"plan": nearest(plan, scene)}))
    made = [*row(scene, BUTTONS[side(role)][asked], SHOWN), *helpers(scene, asked)]
    return message([*of_paragraphs(told), *actions([*made, *onward(scene, made)])])


def nearest(plan: Sequence[Advice], scene: Scene) -> tuple[Advice, ...]:
    """The one piece of advice that is shown: about this very service, else the widest gap."""
    own = (one for one in plan if one.title == scene.view.order.title)
    return tuple(filter(None, (next(own, next(iter(plan), None)),)))


WALKS: dict[Topic, tuple[Walk, ...]] = {
    Topic.REVISION_ACCEPT_OR_REFUSE: (Walk.REVISION,),
    Topic.CANCELLATION_REQUEST: (Walk.CANCELLATION,),
}
DRAFTS_SHOWN = 1
"""One screen: the likeliest words only; every form has its own."""


def helpers(scene: Scene, topic: Topic) -> list[Block]:
    """What helps to act: deciding step by step, and ready words."""
    if scene.view.role not in PARTIES:
        return []
    walks = walk_buttons(scene, WALKS.get(topic, ())) if scene.view.role is Actor.SELLER else []
    return [*walks, *draft_buttons(scene, UNDER_TOPIC.get(topic, ()))[:DRAFTS_SHOWN]]


def text(topic: Topic, role: Actor) -> str:
    """Where the words of an answer stand."""
    return f"guidance/{side(role)}/{topic}"


def general(role: Actor, policy: Policy) -> dict[str, Any]:
    """What an answer may use that is about no order."""
    return {
        "order": None,
        "role": str(role),
        "policy": policy,
        "applies": False,
        "opened": frozenset(),
        "elsewhere": Safe(""),
        "plan": (),
    }


def about(scene: Scene, topic: Topic) -> dict[str, Any]:
    """What an answer may use beside the order: whether it `applies`, which of its buttons are `opened`.

    `elsewhere`: a sentence on where the order stands instead; empty where the answer applies.
    """
    view = scene.view
    fitting = applies(topic, view.order, view.role, view.now)
    ids = BUTTONS[side(view.role)][topic]
    return {
        "applies": fitting,
        "opened": frozenset(one for one in ids if scene.open(one) is not None),
        "elsewhere": Safe("") if fitting else scene.voice.say("elsewhere", **scene.given()),
        "plan": (),
    }


def onward(scene: Scene, made: list[Block]) -> list[Block]:
    """Everything else that may be done; where nothing acts, another question."""
    more = navigation(scene, "ui:more", "more")
    return [more] if made else [more, navigation(scene, "ui:topics", "topics")]


def ways_on(voice: Voice) -> list[Block]:
    """From general advice to one's own orders, or to another question."""
    return [
        raw_button("ui:orders", voice.plain.label("buttons", "orders"), "{}"),
        raw_button("ui:topics", voice.plain.label("buttons", "topics"), "{}"),
    ]


def feedback(voice: Voice, ref: refs.Ref, others: Sequence[View] = ()) -> Block:
    """Under an answer: did it help, and the same for another order. What is kept of a no carries no name."""
    label = voice.plain.label
    made = [
        raw_button(f"ui:helped:{word}", label("buttons", f"helped_{word}"), refs.encode(ref)) for word in ("yes", "no")
    ]  # fmt: skip
    return actions([*([another(voice, ref.topic or "", others)] if others else []), *made])[0]


def another(voice: Voice, topic: str, others: Sequence[View]) -> Block:
    """The same question about another order that it may have meant."""
    return {
        "type": "static_select",
        "action_id": "ui:topic",
        "placeholder": plain(voice.plain.label("buttons", "another_order")),
        "options": [
            {
                "text": plain(fitted(f"{view.order.ref} · {view.order.title}", LABEL)),
                "value": refs.encode(refs.Ref(view.id, view.order.stage, topic=topic)),
            }
            for view in others
        ],
    }


def choice(voice: Voice, scene: Scene | None, role: Actor, topics: Sequence[Topic]) -> Message:
    """Which of these was meant? Each has its button, and one leads to all the others."""
    made = [topic_button(scene, one) if scene else general_button(voice, one, role) for one in topics]
    others = navigation(scene, "ui:topics", "topics") if scene else ways_on(voice)[-1]
    return message([section(voice.say("which_topic")), *actions([*made, others])])


def all_topics(voice: Voice, scene: Scene | None, role: Actor) -> Message:
    """Every question: those that fit the order now as buttons, the most urgent first; the others in one menu."""
    known = TOPICS[side(role)]
    fitting = fits(scene.view.order, role, scene.view.now) if scene else known
    at_hand = fitting[:AT_HAND]
    ordered = (*fitting, *(one for one in known if one not in fitting))
    others = [one for one in ordered if one not in at_hand]
    if scene is None:
        asked, buttons = (
            {"order": None, "role": str(role)},
            [general_button(voice, one, role) for one in at_hand],
        )
    else:
        asked, buttons = scene.given(), [topic_button(scene, one) for one in at_hand]
    return message([
        section(voice.say("topics", **asked)), *actions(buttons), *actions([menu(voice, scene, role, others)]),
    ])  # fmt: skip


def general_button(voice: Voice, topic: Topic, role: Actor) -> Block:
    """A question about no order."""
    return raw_button(f"ui:topic:{topic}", voice.plain.label("topics", side(role), topic, "button"), "{}")


def menu(voice: Voice, scene: Scene | None, role: Actor, topics: list[Topic]) -> Block:
    """Questions to choose from, each in full. What is chosen carries its order as a button does."""
    order, stage = (scene.view.id, scene.view.order.stage) if scene else ("", 0)
    return {
        "type": "static_select",
        "action_id": "ui:topic",
        "placeholder": plain(voice.plain.label("buttons", "all_topics")),
        "options": [
            {
                "text": plain(fitted(voice.plain.label("topics", side(role), one, "question"), LABEL)),
                "value": refs.encode(refs.Ref(order, stage, topic=one)),
            }
            for one in topics
        ],
    }
