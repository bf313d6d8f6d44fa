"""The one modal that opens every action which carries something: its consequence on top, then its fields."""

from typing import Any

from bot.render.blocks import MODAL_BLOCKS, actions, context, of_paragraphs, plain, unescaped
from bot.render.buttons import button, ready_words, topic_button, words_of
from bot.render.elements import Form, left_out
from bot.render.escape import fitted
from bot.render.fields import Field, carried, input_block
from bot.render.scene import Scene
from bot.render.view import Block, Message
from bot.render.voice import Voice
from bot.slack import refs
from rules.guidance import Topic
from rules.words import Action

TITLE = 24
POINTS = 12
"""What a delivery is held against, as many as are named above the list to tick; all of it where it is too long for one."""


def modal(scene: Scene, action_id: str, values: dict[str, Any] | None = None, *, ready: bool = True) -> Block:
    """A form for an action; `values`: what was filled in before, or is already known, by field.

    `ready`: with the button that fills in ready words, where there are some.
    """
    option = scene.option(action_id)
    effect = option.effect if option else None
    fields = carried(action_id, scene.view.role)
    given = values if values is not None else agreed(scene, action_id)
    form = Form(scene.voice.plain, scene.view.order, action_id, scene.view.now, given, scene.view.role)
    told = scene.consequence(action_id, effect)
    blocks = [context(part["text"]["text"]) if "text" in part else part for part in of_paragraphs(told)]
    inputs = [input_block(form, field) for field in fields if not left_out(form, field.name)]
    if action_id == Action.DELIVER:
        most = len(scene.facts.points) if left_out(form, "checklist") else POINTS
        blocks += of_paragraphs(scene.paragraphs("modals/_points", most=most))
        inputs += unfinished(scene)
    offer = ready_words(scene, action_id) if ready else []
    ref = refs.Ref(scene.view.id, scene.view.order.stage, effect.digest if effect else None)
    return window(
        scene.voice,
        words_of(scene, action_id, "title"),
        blocks[: MODAL_BLOCKS - len(inputs) - len(offer)] + inputs + offer,
        action_id,
        ref,
        words_of(scene, action_id, "submit"),
    )


def agreed(scene: Scene, action_id: str) -> dict[str, Any]:
    """What the parties agreed on stands in the mediator's form already (section 4): one button pays it out."""
    agreement = scene.facts.agreement
    if action_id != Action.DECIDE_SPLIT or agreement is None:
        return {}
    return {"amount": unescaped(scene.voice.plain.speech.money(agreement.amount))}


HONEST = ("request:later_date", "message")
"""What somebody may do who would deliver now to finish later."""


def unfinished(scene: Scene) -> list[Block]:
    """Who is not done reads the risks where they state that all of it is there, with the honest ways beside it."""
    made = [button(scene, one) for one in HONEST if scene.open(one) is not None]
    made.append(topic_button(scene, Topic.RUNNING_LATE))
    return [*of_paragraphs(scene.paragraphs("modals/_unfinished")), *actions(made)]


def result(voice: Voice, message: Message, title: str, ref: refs.Ref | None) -> Block:
    """A message in a modal: a refusal, or what happened. One window holds more than one message does."""
    blocks = [block for part in (message, *message.following) for block in part.blocks]
    return window(voice, voice.plain.label("titles", title), blocks[:MODAL_BLOCKS], "ui:result", ref)


NEW_ORDER = (
    Field("buyer"), Field("title"), Field("price"), Field("currency"), Field("duration_days"),
    Field("revisions_included", optional=True), Field("brief", optional=True),
)  # fmt: skip


def new_order(
    voice: Voice, values: dict[str, Any], service: str = "", *, for_operator: bool = False
) -> Block:
    """A new order: who buys what, for how much, in how many days, and what they must supply.

    `values["choices"]`: options of the service, which may be bought with it; an operator says who sells.
    """
    form = Form(voice.plain, None, "new_order", voice.speech.now, values)
    fields = (*((Field("seller"),) if for_operator else ()), *NEW_ORDER)
    if values.get("choices"):
        fields = (*fields, Field("chosen", optional=True))
    inputs = [input_block(form, field) for field in fields]
    blocks = [context(voice.say("new_order")), *inputs]
    label = voice.plain.label
    return window(
        voice,
        label("titles", "new_order"),
        blocks,
        f"ui:new_order:{service}",
        None,
        label("buttons", "create"),
    )


def window(
    voice: Voice,
    title: str,
    blocks: list[Block],
    callback: str,
    ref: refs.Ref | None,
    submit: str | None = None,
) -> Block:
    """A modal's frame."""
    made: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(fitted(unescaped(title), TITLE)),
        "close": plain(voice.plain.label("buttons", "close")),
        "private_metadata": refs.encode(ref) if ref else "",
        "blocks": blocks,
    }
    return made | ({"submit": plain(submit)} if submit else {})
