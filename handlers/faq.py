"""Guidance: /faq, help, and any free sentence in the bot's own conversation."""

from rapidfuzz import fuzz, utils

from bot.render import Message
from handlers import home, words
from handlers.answers import Answer, Tell
from handlers.desk import Desk, Held
from rules.guidance import Topic

SURE = 80  # of 100: below, the menu is shown instead of a wrong answer

KEYWORDS: dict[Topic, tuple[str, ...]] = {
    Topic.IN_PROGRESS: ("en cours", "in progress", "que faire pendant", "au travail", "working on it"),
    Topic.EXTRA_WORK: (
        "travail en plus", "travail supplémentaire", "demande plus", "extra", "extra work", "hors du cahier des charges",
        "more work", "supplément", "option", "offre personnalisée", "custom offer",
    ),
    Topic.PARTIAL_REFUND: (
        "remboursement partiel", "partial refund", "rembourser une partie", "refund part", "remboursement", "refund",
    ),
    Topic.MISSING_DETAILS: (
        "éléments manquants", "manque des éléments", "missing details", "missing elements", "précisions",
        "ne répond pas à ma demande", "sans précision", "unclear revision",
    ),
    Topic.RUNNING_LATE: (
        "retard", "en retard", "late", "running late", "pas prêt", "not ready", "finir plus tard", "finish later",
        "livrer incomplet", "incomplète", "incomplete", "délai", "deadline",
    ),
}  # fmt: skip
"""Words of people for each topic. Only an id, a name or one of these is an answer; the rest gets the menu."""


def matched(question: str) -> Topic | None:
    """The topic that a question is surely about: by its id, or by the words that name it."""
    asked = words.folded(question.strip())
    if asked.replace(" ", "_").replace("-", "_") in set(Topic):
        return Topic(asked.replace(" ", "_").replace("-", "_"))
    scored = {topic: max(score(asked, words.folded(key)) for key in keys) for topic, keys in KEYWORDS.items()}
    best = max(scored, key=lambda topic: scored[topic])
    return best if scored[best] >= SURE else None


def score(asked: str, key: str) -> float:
    """How surely a question names this; a longer key that is there weighs more than a short one."""
    found = fuzz.token_set_ratio(asked, key, processor=utils.default_process)
    whole = f" {key} " in f" {utils.default_process(asked)} "
    return (90 + min(len(key), 20) / 2) if whole else found * 0.85


def asked(desk: Desk, question: str, about: Held | None = None) -> Answer:
    """A question: its topic, or the menu."""
    held = about or current(desk)
    if not question.strip():
        return Tell(home.topics(desk, held), "help")
    topic = matched(question)
    return Tell(answer(desk, topic, held) if topic else unknown(desk, held), "help")


def answer(desk: Desk, topic: Topic, held: Held | None) -> Message:
    """A topic, filled with the person's own order."""
    view = desk.view(held) if held else None
    role = view.role if view else home.part_of(desk)
    return desk.parts.renderer.topic(desk.reader, topic, view, role)


def unknown(desk: Desk, held: Held | None) -> Message:
    """No sure answer: say so, and show what there is."""
    menu = home.topics(desk, held)
    first = {"type": "section", "text": {"type": "mrkdwn", "text": desk.say("unknown_question")}}
    return Message(text=desk.say("unknown_question"), blocks=[first, *menu.blocks])


def current(desk: Desk) -> Held | None:
    """The order that a question without a reference is about: the only one that still goes on, else the most urgent."""
    going = [held for held in desk.mine() if held.order.held]
    return going[0] if going else None


def helped(desk: Desk, rest: str) -> Answer:
    """`aide`: the words; `aide retard`: a topic; `aide C-1042`: the questions about that order."""
    if not rest:
        return Tell(desk.parts.renderer.help(desk.reader, home.part_of(desk)), "help")
    first, _, more = rest.partition(" ")
    held = desk.by_ref(first)
    return asked(desk, more if held else rest, held)


def topic(desk: Desk, name: str, held: Held | None) -> Answer:
    """A topic's button."""
    if name not in set(Topic):
        return Tell(home.topics(desk, held), "help")
    return Tell(answer(desk, Topic(name), held), "help")
