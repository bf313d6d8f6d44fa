"""Block Kit, within its limits: sections, context, buttons, and messages that go on when one is full."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from bot.render.escape import Safe, fitted
from bot.render.view import Block, Message

SECTION = 2_900  # of 3,000: entities count
FIELD = 1_900
BLOCKS, MODAL_BLOCKS = 50, 100
MESSAGE = 12_000  # over all blocks; about 13,200 have been seen to fail
TEXT = 3_900
BUTTONS = 25
LABEL = 75

_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph of a template. `small`: an aside, in Slack's small print."""

    text: str
    small: bool = False


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def plain(text: str) -> Block:
    """A plain text object; emoji codes that somebody typed stay letters."""
    return {"type": "plain_text", "text": text, "emoji": False}


def label_fit(label: str) -> str:
    """A label of ours, already escaped, within Slack's limit."""
    return label if len(label) <= LABEL else fitted(unescaped(label), LABEL)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def header_fields(*texts: str) -> Block:
    """Two columns."""
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": text} for text in texts]}


def of_paragraphs(paragraphs: list[Paragraph]) -> list[Block]:
    """One paragraph is one block; a longer one goes on in the next."""
    return [
        (context if paragraph.small else section)(piece)
        for paragraph in paragraphs
        for piece in pieces(paragraph.text, SECTION)
    ]


def actions(buttons: list[Block]) -> list[Block]:
    """Buttons in rows that Slack takes."""
    return [
        {"type": "actions", "elements": buttons[start : start + BUTTONS]}
        for start in range(0, len(buttons), BUTTONS)
    ]


def pieces(text: str, most: int) -> Iterator[str]:
    """A text in parts of at most so many characters, cut between lines, else words, never inside a date or entity."""
    quote = ">" if text.startswith(">") else ""
    while len(text) > most:
        end = cut(text, most)
        yield text[:end].rstrip()
        rest = text[end:].lstrip()
        text = rest if rest.startswith(quote) else quote + rest
    yield text


def clipped(text: str, most: int) -> str:
    """The beginning of a text that is too long, whole dates and entities; an ellipsis tells that it goes on."""
    return text if len(text) <= most else text[: whole(text, most - 1)].rstrip() + "…"


def cut(text: str, most: int) -> int:
    """Where to cut: the last line end, else the last space, else right here."""
    for mark in ("\n", " "):
        end = whole(text, text.rfind(mark, most // 2, most))
        if end > 0:
            return end
    return whole(text, most)


def whole(text: str, end: int) -> int:
    """The same place, or before the date, mention or entity that it would cut in two."""
    opened = text.rfind("<", 0, max(end, 0))
    if opened >= 0 and text.find(">", opened, end) < 0:
        end = opened
    entity = text.rfind("&", max(end - 5, 0), max(end, 0))
    if entity >= 0 and text.find(";", entity, end) < 0:
        end = entity
    return end


def weight(part: Any) -> int:
    """How many characters people read in a block, its buttons and their dialogs included."""
    if isinstance(part, list):
        return sum(map(weight, part))
    if not isinstance(part, dict):
        return 0
    own = len(part["text"]) if isinstance(part.get("text"), str) else 0
    return own + sum(weight(one) for one in part.values())


def message(blocks: list[Block]) -> Message:
    """Blocks as one message, and as many following ones as they need; buttons stay with the last."""
    first, *more = filled(blocks)
    return Message(
        text=spoken(first), blocks=first, following=tuple(Message(spoken(one), one) for one in more)
    )


def filled(blocks: list[Block]) -> Iterator[list[Block]]:
    """The blocks, as many at a time as one message takes; buttons are not parted from the words above them."""
    batch: list[Block] = []
    held = 0
    for unit in units(blocks):
        more = weight(unit)
        if batch and (len(batch) + len(unit) > BLOCKS or held + more > MESSAGE):
            yield batch
            batch, held = [], 0
        batch += unit
        held += more
    yield batch


def units(blocks: list[Block]) -> Iterator[list[Block]]:
    """Each block that says something, with all rows of buttons below it."""
    unit: list[Block] = []
    for block in blocks:
        if unit and block["type"] != "actions":
            yield unit
            unit = []
        unit.append(block)
    yield unit


def spoken(blocks: list[Block]) -> str:
    """The words of the blocks as one text, with dates written out."""
    return clipped("\n".join(filter(None, map(words, blocks))), TEXT) or "…"


def words(block: Block) -> str:
    """What a screen reader says of a block; buttons are read where they stand."""
    if block["type"] == "actions":
        return ""
    texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
    return "\n".join(dated(one["text"]) for one in texts if one and isinstance(one.get("text"), str))


def dated(text: str) -> str:
    """Slack's dates as their fallback, which is written for this reader."""
    return Safe(_DATE.sub(r"\1", text))
