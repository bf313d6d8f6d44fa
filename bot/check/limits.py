"""Slack's limits (slack.md A3), held against what is rendered."""

import json
from collections.abc import Iterator
from typing import Any

Found = Iterator[str]

TEXTS = {"section": 3_000, "header": 150, "context": 3_000}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
ACTIONS, CONTEXT, FIELDS, FIELD, OPTIONS = 25, 10, 10, 2_000, 100
MESSAGE_TEXT, VIEW, OVER_ALL = 4_000, 250_000, 13_200
ELEMENT = {"action_id": 255, "value": 2_000, "block_id": 255}


def limits_of(surface: dict[str, Any]) -> Found:
    """What is over a limit in a message (`text`, `blocks`), a modal or a home view."""
    kind = surface.get("type", "message")
    blocks = surface["blocks"]
    yield from length(f"{kind} blocks", blocks, MOST_BLOCKS[kind], least=1)
    if kind == "message":
        yield from length("message text", surface["text"], MESSAGE_TEXT, least=1)
        yield from over_all(blocks)
    if kind == "modal":
        yield from of_modal(surface)
    if kind != "message":
        yield from length(kind, json.dumps(surface, ensure_ascii=False).encode(), VIEW)
    yield from unique("block_id", blocks)
    for block in blocks:
        yield from of_block(block)


def of_modal(view: dict[str, Any]) -> Found:
    for part in ("title", "submit", "close"):
        if part in view:
            yield from length(part, view[part]["text"], 24, least=1)
    yield from length("callback_id", view["callback_id"], 255)
    yield from length("private_metadata", view["private_metadata"], 3_000)
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield "a modal with inputs needs a submit button"


def of_block(block: dict[str, Any]) -> Found:
    kind = block["type"]
    if "text" in block:
        yield from length(f"{kind} text", block["text"]["text"], TEXTS[kind], least=1)
    for field in block.get("fields", ()):
        yield from length("field", field["text"], FIELD, least=1)
    yield from length("fields", block.get("fields", ()), FIELDS)
    if kind == "context":
        yield from length("context", block["elements"], CONTEXT, least=1)
        for element in block["elements"]:
            yield from length("context text", element["text"], TEXTS[kind], least=1)
    if kind == "actions":
        yield from length("actions", block["elements"], ACTIONS, least=1)
        yield from unique("action_id", block["elements"])
        for element in block["elements"]:
            yield from of_element(element)
    if "accessory" in block:
        yield from of_element(block["accessory"])
    if kind == "input":
        yield from length("label", block["label"]["text"], 2_000, least=1)
        yield from length("hint", block.get("hint", {"text": ""})["text"], 2_000)
        yield from of_element(block["element"])


def of_element(element: dict[str, Any]) -> Found:
    for name, most in ELEMENT.items():
        yield from length(name, element.get(name, ""), most)
    if element["type"] == "button":
        yield from length("button", element["text"]["text"], 75, least=1)
    for option in element.get("options", ()):
        yield from length("option", option["text"]["text"], 75, least=1)
        yield from length("option value", option["value"], 150, least=1)
    if "options" in element:
        yield from length("options", element["options"], OPTIONS, least=1)
    if "confirm" in element:
        yield from of_confirm(element["confirm"])


def of_confirm(confirm: dict[str, Any]) -> Found:
    for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from length(f"confirm {part}", confirm[part]["text"], most, least=1)


def over_all(blocks: list[dict[str, Any]]) -> Found:
    """All texts of a message together."""
    total = sum(len(text) for text in texts_of(blocks))
    if total > OVER_ALL:
        yield f"message: {total} characters over all blocks, at most {OVER_ALL}"


def length(name: str, value: Any, most: int, least: int = 0) -> Found:
    if not least <= len(value) <= most:
        yield f"{name}: {len(value)}, not {least} to {most}: {str(value)[:60]!r}"


def unique(name: str, parts: list[dict[str, Any]]) -> Found:
    seen = [part[name] for part in parts if name in part]
    yield from (
        f"{name} {one!r} stands twice" for one in sorted({one for one in seen if seen.count(one) > 1})
    )


def texts_of(part: Any) -> Iterator[str]:
    """Every text that somebody reads, wherever it stands."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from texts_of(one)
    if isinstance(part, dict):
        if part.get("type") in ("plain_text", "mrkdwn"):
            yield part["text"]
        for name, one in part.items():
            if name not in ("value", "action_id", "block_id", "private_metadata", "callback_id"):
                yield from texts_of(one)
