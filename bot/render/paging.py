"""A long list by pages: which part is shown, and the buttons that turn it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from bot.render.blocks import actions, context
from bot.render.buttons import raw_button
from bot.render.view import Block
from bot.render.voice import Voice

Item = TypeVar("Item")

LONG = 6
"""Digits: no page has a number of so many."""


class Part(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list; pages count from 1."""

    items: Sequence[Item]
    page: int
    pages: int


def part_of(items: Sequence[Item], page: int, most: int) -> Part[Item]:
    """The page that was asked for, or the nearest that there is."""
    pages = max(1, -(-len(items) // most))
    page = min(max(page, 1), pages)
    return Part(items[(page - 1) * most : page * most], page, pages)


def page_of(typed: str) -> int:
    """The number that a button carries; 1 where it is none."""
    return int(typed) if typed.isdecimal() and len(typed) < LONG else 1


def turning(voice: Voice, page: int, pages: int, action_of: Callable[[int], str]) -> list[Block]:
    """Where one is among the pages, and the way to the others; nothing when there is one only."""
    if pages == 1:
        return []
    buttons = [
        raw_button(action_of(number), voice.plain.label("buttons", key), "{}")
        for number, key in ((page - 1, "previous"), (page + 1, "next"))
        if 1 <= number <= pages
    ]
    return [context(voice.say("page", page=page, pages=pages)), *actions(buttons)]
