"""Ready words: a form whose text is filled in, in the language of who will read it, the sender's own beside it."""

from typing import Any

from bot.render.blocks import actions, context, section, unescaped
from bot.render.buttons import navigation, raw_button
from bot.render.escape import Safe, quoted
from bot.render.forms import modal
from bot.render.scene import Scene
from bot.render.view import Block
from bot.render.voice import Voice
from bot.slack import refs
from rules.drafts import ALONE, GOES_WITH, Draft, With, fits


def draft(scene: Scene, draft: Draft, to: Voice, *, alone: bool, values: dict[str, Any]) -> Block:
    """The form that sends these words: as a plain message (`alone`), or together with the request that belongs to them.

    `to`: how their reader is spoken to; `values`: what was typed before, by field.
    """
    goes = ALONE if alone else GOES_WITH[draft]
    filled = {goes.field: words(scene, draft, to, alone=alone)} | values
    form = modal(scene, goes.action, filled, ready=False)
    told = [block for block in form["blocks"] if block["type"] != "input"]
    inputs = [block for block in form["blocks"] if block["type"] == "input"]
    first = context(scene.voice.say("draft_sent_by_you", **scene.given()))
    blocks = [first, *told, *inputs, *own(scene, draft, to, alone=alone), *switch(scene, draft, alone=alone)]
    return form | {"blocks": blocks}


def words(scene: Scene, draft: Draft, voice: Voice, *, alone: bool) -> str:
    """The draft as it would be sent, about this order; what only its sender knows is a gap in brackets."""
    told = voice.plain.paragraphs(f"drafts/{draft}", **scene.given(alone=alone))
    return unescaped("\n\n".join(part.text for part in told))


def own(scene: Scene, draft: Draft, to: Voice, *, alone: bool) -> list[Block]:
    """The same in the sender's language, where their reader has another one."""
    if to.texts.language == scene.voice.texts.language:
        return []
    said = quoted(words(scene, draft, scene.voice, alone=alone))
    return [section(Safe(f"{scene.voice.say('draft_in_yours')}\n{said}"))]


def switch(scene: Scene, draft: Draft, *, alone: bool) -> list[Block]:
    """The other way to send it, where that is open; news are a message of their own already."""
    other = way(scene, draft, alone=not alone)
    if draft is Draft.PROGRESS or other is None:
        return []
    suffix, key = ("", "with_request") if alone else (":alone", "as_message")
    return actions([navigation(scene, f"ui:draft:{draft}{suffix}", key)])


def way(scene: Scene, draft: Draft, *, alone: bool) -> With | None:
    """How it may be sent now; None where the law has this way closed."""
    goes = ALONE if alone else GOES_WITH[draft]
    return goes if scene.open(goes.action) is not None else None


def may_be_sent(scene: Scene, draft: Draft) -> bool:
    """Whether the words are true of the order, and one of the ways to send them is open."""
    if not fits(draft, scene.view.order, scene.view.role):
        return False
    return way(scene, draft, alone=False) is not None or way(scene, draft, alone=True) is not None


def draft_buttons(scene: Scene, drafts: tuple[Draft, ...]) -> list[Block]:
    """A button for each that may be sent now."""
    carried = refs.encode(refs.Ref(scene.view.id, scene.view.order.stage))
    return [
        raw_button(f"ui:draft:{one}", scene.voice.plain.label("drafts", one), carried)
        for one in drafts
        if may_be_sent(scene, one)
    ]
