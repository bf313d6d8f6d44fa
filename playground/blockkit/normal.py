"""Blocks as Slack gives them back: ids filled in, defaults spelled out."""

import copy
from collections.abc import Callable
from typing import Any

from playground.blockkit.check import elements_of

_WITHOUT_ID = ("image", "mrkdwn", "plain_text")


def normal(blocks: list[dict[str, Any]], new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """A copy with a block_id on each block, an action_id on each element, and the texts' defaults."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", new_id())
        if block["type"] in ("section", "actions", "input", "card"):
            for element in elements_of(block):
                if element.get("type") not in _WITHOUT_ID:
                    element.setdefault("action_id", new_id())
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        _spell_out(block)
    return blocks


def _spell_out(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _spell_out(item)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for item in value.values():
            _spell_out(item)
