"""Whole messages and views: the checks of their blocks together."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slackblocks import _limits as limit

from playground.blockkit.blocks import BLOCKS, SURFACES
from playground.blockkit.objects import plain
from playground.blockkit.second_opinion import second_opinion
from playground.blockkit.shapes import Check, Problem, anything, boolean, by_type, one_of, shape, string

# Seen to fail above this: all texts of a message's blocks together. Tables have their own limit.
MESSAGE_BLOCKS_TEXT_MAX = 13_200
VIEW_BYTES_MAX = 250_000
_TABLES = ("table", "data_table")
_BLOCK = by_type(BLOCKS, "type")


def _one_block(block: Any, at: str, surface: str) -> Iterator[Problem]:
    own = list(_BLOCK(block, at))
    yield from own
    if not own:
        if block["type"] not in SURFACES[surface]:
            yield Problem(f"{at}/type", f"unsupported type: {block['type']} in a {surface}")
        yield from second_opinion(block, at)
        yield from _repeated_action_ids(block, at)


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements (and images) that a block holds, in order."""
    held = [
        block.get("accessory"),
        block.get("element"),
        *(block.get("elements") or []),
        *(block.get("actions") or []),
    ]
    return [element for element in held if isinstance(element, dict)]


def _repeated_action_ids(block: dict[str, Any], at: str) -> Iterator[Problem]:
    counted = Counter(e["action_id"] for e in elements_of(block) if e.get("action_id"))
    for action_id, times in counted.items():
        if times > 1:
            yield Problem(f"{at}/elements", f"action_id `{action_id}` already exists in this block")


def _repeated_block_ids(blocks: list[Any], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id") if isinstance(block, dict) else None
        if name and name in seen:
            yield Problem(f"{at}/{index}/block_id", f"block_id `{name}` already exists")
        seen.add(name or "")


def check_blocks(blocks: Any, surface: str, at: str = "/blocks") -> list[Problem]:
    """Everything that Slack would refuse in a list of blocks on a surface: message, modal or home."""
    most = limit.MESSAGE_BLOCKS_MAX_ITEMS if surface == "message" else limit.VIEW_BLOCKS_MAX_ITEMS
    if not isinstance(blocks, list):
        return [Problem(at, "must provide an array")]
    problems = [] if len(blocks) <= most else [Problem(at, f"no more than {most} items allowed")]
    for index, block in enumerate(blocks):
        problems += _one_block(block, f"{at}/{index}", surface)
    problems += _repeated_block_ids(blocks, at)
    if not problems and surface == "message":
        problems += _message_totals(blocks, at)
    return problems


def _message_totals(blocks: list[dict[str, Any]], at: str) -> Iterator[Problem]:
    kinds = Counter(block["type"] for block in blocks)
    if sum(kinds[table] for table in _TABLES) > 1:
        yield Problem(at, "only_one_table_allowed")
    if kinds["data_visualization"] > limit.MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS:
        yield Problem(at, f"no more than {limit.MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS} charts allowed")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > limit.MARKDOWN_TOTAL_TEXT_MAX_LENGTH:
        yield Problem(
            at, f"markdown must be less than {limit.MARKDOWN_TOTAL_TEXT_MAX_LENGTH + 1} characters in all"
        )


def text_length(blocks: list[dict[str, Any]]) -> int:
    """Characters of all texts of a message's blocks, tables apart."""

    def count(value: Any) -> int:
        if isinstance(value, dict):
            return sum(len(v) if k == "text" and isinstance(v, str) else count(v) for k, v in value.items())
        return sum(map(count, value)) if isinstance(value, list) else 0

    return sum(count(block) for block in blocks if block.get("type") not in _TABLES)


_COMMON: dict[str, Check] = {
    "private_metadata": string(limit.VIEW_PRIVATE_METADATA_MAX_LENGTH),
    "callback_id": string(limit.VIEW_CALLBACK_ID_MAX_LENGTH),
    "external_id": string(limit.VIEW_EXTERNAL_ID_MAX_LENGTH),
}


def _submit_with_inputs(view: dict[str, Any], at: str) -> Iterator[Problem]:
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(b, dict) and b.get("type") == "input" for b in blocks
    )
    if inputs and not view.get("submit"):
        yield Problem(f"{at}/submit", "missing required field: submit, when blocks contain an input block")


def _one_focus(view: dict[str, Any], at: str) -> Iterator[Problem]:
    blocks = [b for b in view.get("blocks") or [] if isinstance(b, dict)]
    if sum(bool(e.get("focus_on_load")) for b in blocks for e in elements_of(b)) > 1:
        yield Problem(f"{at}/blocks", "only one element may have focus_on_load")


_VIEW = by_type(
    {
        "modal": shape(
            {"type": one_of("modal"), "title": plain(limit.VIEW_TITLE_MAX_LENGTH), "blocks": anything},
            {
                **_COMMON,
                "close": plain(limit.VIEW_CLOSE_MAX_LENGTH),
                "submit": plain(limit.VIEW_SUBMIT_MAX_LENGTH),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
            _submit_with_inputs,
            _one_focus,
        ),
        "home": shape({"type": one_of("home"), "blocks": anything}, _COMMON, _one_focus),
    },
    "view type",
)


def check_view(view: Any, at: str = "/view") -> list[Problem]:
    """Everything that Slack would refuse in a modal or a home tab."""
    problems = list(_VIEW(view, at))
    if isinstance(view, dict) and view.get("type") in ("modal", "home"):
        problems += check_blocks(view.get("blocks"), view["type"], f"{at}/blocks")
    return problems


def view_is_too_large(view: dict[str, Any]) -> bool:
    """Whether a view passes Slack's 250 kB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES_MAX
