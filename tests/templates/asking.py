"""Questions and their answers, in every situation."""

from functools import cache

from bot.render import Message
from rules.guidance import TOPICS, Topic
from rules.policy import Policy
from rules.words import Actor
from tests.rules.play import COMEUP, Play
from tests.rules.stories import CLAIMS, DISPUTES, STORIES, situations
from tests.templates.reading import PARTIES, RENDERER, reader, view, words

QUESTIONS = [(role, topic) for role in PARTIES for topic in TOPICS[role]]


@cache
def seen() -> tuple[tuple[str, Play], ...]:
    """Every situation in the default house; elsewhere those in which another policy says something else."""
    telling = {
        "in progress",
        "late",
        "cancellation asked",
        "refund agreed, delivered",
        "revision refused",
        "claim open",
    }
    return tuple(
        (name, play)
        for name, play in situations()
        if play.policy is COMEUP or name.partition(": ")[2] in telling
    )


@cache
def answers(topic: Topic, role: Actor, language: str) -> tuple[tuple[str, Play, Message], ...]:
    """A question's answer in each of them."""
    return tuple((name, play, answer(topic, role, play, language)) for name, play in seen())


def story(name: str, policy: Policy = COMEUP) -> Play:
    return {**STORIES, **DISPUTES, **CLAIMS}[name](policy)


def answer(topic: Topic | str, role: Actor, play: Play | None, language: str = "fr") -> Message:
    order = None if play is None else view(play, role, language)
    return RENDERER.topic(reader(role, language), Topic(topic), order, role)


def read(topic: Topic | str, role: Actor, play: Play | None, language: str = "fr") -> str:
    return words(answer(topic, role, play, language))
