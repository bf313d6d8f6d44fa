"""`relance preview`: a text as its reader gets it, in the terminal, for whoever writes it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from bot.check.orders import ORDINARY, orders
from bot.check.rendered import reader_of, view_of
from bot.policies import load
from bot.render import Message, Renderer
from bot.render.blocks import dated
from bot.render.view import Block
from rules.guidance import Topic
from rules.words import Actor, State

Word = TypeVar("Word", bound=StrEnum)


def preview(
    topic: str, language: str, role: str = "seller", state: str | None = None, policy: str = "comeup"
) -> str:
    """An answer for an order in a state, or without an order. ValueError names what there is to choose from."""
    renderer = Renderer(language, load(policy))
    chosen, who = one_of(Topic, topic), one_of(Actor, role)
    if state is None:
        return shown(renderer.topic(reader_of(who, language, ORDINARY), chosen, None, who))
    order = next(one for one in orders(ORDINARY) if one.state is one_of(State, state))
    view = view_of(order, who, language, load(policy), ORDINARY)
    return shown(renderer.topic(view.reader, chosen, view, who))


def one_of(words: type[Word], name: str) -> Word:
    """The word of that name; ValueError lists them all."""
    if name not in tuple(words):
        raise ValueError(f"{name}: choose one of {', '.join(words)}")
    return words(name)


def shown(message: Message) -> str:
    """Paragraphs apart, buttons in brackets, dates written out."""
    return "\n\n".join(line for block in message.blocks for line in lines(block))


def lines(block: Block) -> Iterator[str]:
    if block["type"] == "actions":
        yield "  ".join(f"[ {one['text']['text']} ]" for one in block["elements"])
    for part in (block.get("text"), *block.get("fields", ())):
        if part:
            yield dated(part["text"])
    if block["type"] == "context":
        yield from (f"  {dated(one['text'])}" for one in block["elements"])
