"""`relance preview`: a text as its reader gets it, in the terminal, for whoever writes it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from msgspec.structs import replace

from bot.check.orders import NOW, ORDINARY, orders
from bot.check.readers import reader_of, view_of
from bot.policies import load
from bot.render import Message, Renderer
from bot.render.blocks import dated
from bot.render.view import Block
from rules.guidance import TOPICS, Topic, applies
from rules.order import Order
from rules.words import Actor, State

Word = TypeVar("Word", bound=StrEnum)


def preview(
    topic: str,
    language: str,
    role: str | None = None,
    state: str | None = None,
    policy: str = "comeup",
    *,
    general: bool = False,
) -> str:
    """An answer about a sample order that it is for, or one in a `state`; or about none (`general`).

    `role`: without, the side whose question it is. ValueError names what there is to choose from.
    """
    renderer = Renderer(language, load(policy))
    chosen = one_of(Topic, topic)
    who = asker(chosen) if role is None else one_of(Actor, role)
    if general:
        return shown(renderer.topic(reader_of(who, language, ORDINARY), chosen, None, who))
    order = sample(chosen, who) if state is None else in_state(one_of(State, state))
    view = view_of(order, who, language, load(policy), ORDINARY)
    return shown(renderer.topic(view.reader, chosen, view, who))


def asker(topic: Topic) -> Actor:
    """Whose question it is; the seller's where both ask it."""
    return Actor.SELLER if topic in TOPICS[Actor.SELLER] else Actor.BUYER


def sample(topic: Topic, role: Actor) -> Order:
    """The plainest sample order that the answer is about; any that goes on where none is."""
    standing = [order for plain in orders(ORDINARY) for order in (without_requests(plain), plain)]
    fitting = (order for order in standing if applies(topic, order, role, NOW))
    return next(fitting, in_state(State.IN_PROGRESS))


def without_requests(order: Order) -> Order:
    """The same order while nobody asks for anything."""
    return replace(order, requests=(), agreement=None)


def in_state(state: State) -> Order:
    return next(one for one in orders(ORDINARY) if one.state is state)


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
