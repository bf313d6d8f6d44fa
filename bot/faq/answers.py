"""What a question is answered: the topic, two of them to choose from, or that it is no question of ours."""

from collections.abc import Sequence

from bot.faq.matcher import Found
from bot.render import Message, Reader, Renderer, View
from rules.stats import Advice
from rules.words import Actor


def answer(
    renderer: Renderer,
    reader: Reader,
    found: Found,
    view: View | None,
    role: Actor,
    plan: Sequence[Advice] = (),
) -> Message:
    """One message; `view` is the order that the question is about, if any. What was asked is never repeated in it."""
    if not found.matches:
        menu = renderer.topics(reader, view, role)
        said = renderer.say(reader, "unknown_question")
        first = {"type": "section", "text": {"type": "mrkdwn", "text": said}}
        return Message(text=said, blocks=[first, *menu.blocks])
    if len(found.close) > 1:
        return renderer.choice(reader, found.close, view, role)
    return renderer.topic(reader, found.matches[0].topic, view, role, plan)
