"""Answers to the hard questions, filled with the person's own order, ending in the buttons that act."""

from bot.render.blocks import actions, message, of_paragraphs, section
from bot.render.buttons import navigation, raw_button, row
from bot.render.card import SHOWN, likely
from bot.render.scene import Scene
from bot.render.view import Block, Message
from bot.render.voice import Voice
from rules.guidance import BUTTONS, Topic, applies, topics
from rules.policy import Policy
from rules.words import Actor


def topic(voice: Voice, policy: Policy, topic: Topic, scene: Scene | None, role: Actor) -> Message:
    """One screen. Without an order it reads as general advice."""
    if scene is None:
        told = voice.paragraphs(f"guidance/{topic}", order=None, role=str(role), policy=policy, applies=False)
        return message([*of_paragraphs(told), *actions(ways_on(voice))])
    fits = applies(topic, scene.view.order, scene.view.now)
    told = scene.paragraphs(f"guidance/{topic}", applies=fits)
    # These answers are the seller's; a buyer who asks gets their own next steps.
    own = BUTTONS[topic] if role is not Actor.BUYER or topic is Topic.PARTIAL_REFUND else likely(scene)
    made = row(scene, own, SHOWN)
    return message([*of_paragraphs(told), *actions([*made, navigation(scene, "ui:more", "more")])])


def ways_on(voice: Voice) -> list[Block]:
    """From general advice to one's own orders, or to another question."""
    return [
        raw_button("ui:orders", voice.plain.label("buttons", "orders"), "{}"),
        raw_button("ui:topics", voice.plain.label("buttons", "topics"), "{}"),
    ]


def all_topics(voice: Voice, scene: Scene | None, role: Actor) -> Message:
    """Every question, those that fit the order now first."""
    shown = topics(scene.view.order, scene.view.now) if scene else tuple(Topic)
    value = navigation(scene, "ui:more", "more")["value"] if scene else "{}"
    buttons = [
        raw_button(f"ui:topic:{one}", voice.plain.label("topics", one, "button"), value) for one in shown
    ]
    asked = scene.given() if scene else {"order": None, "role": str(role)}
    return message([section(voice.say("topics", **asked)), *actions(buttons)])
