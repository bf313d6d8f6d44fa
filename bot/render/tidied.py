"""A message that was said before: its words stay, its buttons that lead nowhere any more go, and a line says why."""

from collections.abc import Collection, Iterator

from bot.render.blocks import context, spoken
from bot.render.view import Block, Message


def action_ids(message: Message) -> tuple[str, ...]:
    """The actions that a message offers; what only shows something is none."""
    return tuple(
        button["action_id"]
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
        if acts(button)
    )


def acts(button: Block) -> bool:
    return not str(button.get("action_id", "ui:")).startswith("ui:")


def tidied(message: Message, keep: Collection[str], line: str) -> Message:
    """Words as they were, then `line` if there is one, then of the buttons those that are still to be pressed."""
    words = [block for block in message.blocks if block["type"] != "actions"]
    blocks = [*words, *([context(line)] if line else []), *kept(message, keep)]
    return Message(text=spoken(blocks), blocks=blocks)


def kept(message: Message, keep: Collection[str]) -> Iterator[Block]:
    """Rows of buttons without those that went; a question of ours goes with the last of them."""
    for block in message.blocks:
        if block["type"] == "actions" and keep:
            left = [one for one in block["elements"] if not acts(one) or one["action_id"] in keep]
            if left:
                yield {**block, "elements": left}
