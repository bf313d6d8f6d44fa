"""Guidance: /faq, help, and any free sentence in the bot's own conversation."""

import re
from collections.abc import Sequence

import msgspec

from bot.db import unanswered
from bot.faq import answers
from bot.faq.matcher import Found, usual
from bot.faq.nameless import nameless
from bot.people.statistics import of_seller
from bot.render import Message
from bot.slack.refs import Ref
from handlers import home, words
from handlers.answers import Answer, Tell, sentence
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.payload import Click
from rules.guidance import PLANNED, SELLER, Topic, applies, own, side
from rules.stats import Advice
from rules.words import PARTIES, Actor

OTHERS = 25
"""So many other orders are offered below an answer."""

REFS = 5
"""More references than these are not looked for in one question."""

_REF = re.compile(r"(?=[^\s\d]*\d)[\w-]{3,80}")
"""What may be a reference: something with a digit. One that was chosen elsewhere need not look like ours."""


def asked(desk: Desk, question: str) -> Answer:
    """A question: its topic, about the order that it names or else concerns; or the menu."""
    named = about(desk, question)
    if named is None and any(words.looks_like_ref(one) for one in candidates(question)):
        return Tell(desk.refused(None, NOT_YOURS, ""))
    if not question.strip() or (named and is_name(named, question)):
        return Tell(home.topics(desk, named or current(desk)), "help")
    mine = [named] if named else desk.mine()
    found, role = understood(desk, question, mine)
    fitting = concerned(desk, found, role, mine)
    held, others = next(iter(fitting), None), fitting[1:]
    view = desk.view(held) if held else None
    plain = nameless(question, names_around(desk, mine))
    if not found.matches:
        noted(desk, plain, role, found.nearest, "unknown")
    answer = answers.answer(
        desk.parts.renderer, desk.reader, found, view, role, planned(desk, found.close, role)
    )
    if len(found.close) == 1:
        answer = asking(desk, answer, found.close[0], held, plain, others)
    return Tell(answer, "help")


def planned(desk: Desk, topics: Sequence[Topic], role: Actor) -> tuple[Advice, ...]:
    """What a seller's own deliveries teach, where the answer is about planning (section 9)."""
    if side(role) is not SELLER or not any(own(one, role) in PLANNED for one in topics[:1]):
        return ()
    parts = desk.parts
    return of_seller(parts.engine, desk.workspace, desk.me.id, parts.clock.now(), parts.policy).advice


def names_around(desk: Desk, mine: list[Held]) -> list[str]:
    """What people and orders around a question are called: nothing of it is kept."""
    ids = {id for held in mine for id in (held.order.seller, held.order.buyer)}
    people = desk.parts.people.among(desk.workspace, {*ids, desk.me.id})
    return [*(person.name for person in people.values()), *(held.order.title for held in mine)]


def noted(desk: Desk, question: str, role: Actor, nearest: Topic | None, why: str) -> None:
    """For whoever runs Relance: what was not answered, and nothing of who asked."""
    parts = desk.parts
    with parts.engine.begin() as connection:
        unanswered.keep(
            connection, desk.workspace, parts.ids.new("asked"), parts.clock.real(),
            question=question, language=desk.reader.locale, role=str(side(role)), nearest=nearest, why=why,
        )  # fmt: skip


def asking(
    desk: Desk,
    answer: Message,
    topic: Topic,
    held: Held | None,
    question: str = "",
    others: Sequence[Held] = (),
) -> Message:
    """An answer, with the question whether it helped, and the `others` that may have been meant."""
    ref = Ref(held.id if held else "", topic=topic, asked=question or None)
    views = [view for one in others[:OTHERS] if (view := desk.view(one))]
    return msgspec.structs.replace(
        answer, blocks=[*answer.blocks, desk.parts.renderer.feedback(desk.reader, ref, views)]
    )


def helped_or_not(desk: Desk, click: Click, held: Held | None, word: str) -> Answer:
    """A yes is thanked for; a no is kept without names, and the other questions are shown."""
    ref = click.ref
    if word != "no" or ref is None or ref.topic not in set(Topic):
        return Tell(sentence(desk.say("helped_yes")), "help")
    role = (held and desk.role(held.order)) or home.part_of(desk)
    if not desk.parts.echoes.again(f"helped:{desk.workspace}:{click.receipt}"):
        noted(desk, nameless(ref.asked or ""), role, Topic(ref.topic), "unhelpful")
    first, menu = sentence(desk.say("helped_no")), home.topics(desk, held)
    return Tell(Message(text=first.text, blocks=[*first.blocks, *menu.blocks]), "help")


def candidates(question: str) -> list[str]:
    return _REF.findall(question)[:REFS]


def about(desk: Desk, question: str) -> Held | None:
    """The order that a question names, if it is theirs."""
    return next((held for ref in candidates(question) if (held := desk.by_ref(ref))), None)


def is_name(held: Held, question: str) -> bool:
    """Whether nothing but the reference was written."""
    return question.strip().casefold() == held.order.ref.casefold()


def understood(desk: Desk, question: str, mine: list[Held]) -> tuple[Found, Actor]:
    """What it may mean to somebody in the roles that they have; who has no order yet may become either."""
    roles = dict.fromkeys(role for held in mine if (role := desk.role(held.order)))
    heard = [(usual().ask(question, role), role) for role in roles or PARTIES]
    return max(heard, key=lambda one: one[0].nearness)


def concerned(desk: Desk, found: Found, role: Actor, mine: list[Held]) -> list[Held]:
    """The orders that the answer applies to, the most urgent first; where it applies to none, those that go on."""
    own = [held for held in mine if desk.role(held.order) is role]
    now = desk.parts.clock.now()
    fitting = [
        held for held in own if found.matches and applies(found.matches[0].topic, held.order, role, now)
    ]
    going = [held for held in own if held.order.held]
    return fitting or going or (own if len(own) == 1 else [])


def answer(desk: Desk, topic: Topic, held: Held | None) -> Message:
    """A topic, filled with the person's own order."""
    view = desk.view(held) if held else None
    role = view.role if view else home.part_of(desk)
    return desk.parts.renderer.topic(desk.reader, topic, view, role, planned(desk, (topic,), role))


def current(desk: Desk) -> Held | None:
    """The order that a question about nothing is about: the most urgent that still goes on."""
    return next((held for held in desk.mine() if held.order.held), None)


def helped(desk: Desk, rest: str) -> Answer:
    """`aide`: the questions that fit now, then the words; `aide retard`: a question; `aide C-1042`: the questions about that order."""
    if not rest:
        first = home.topics(desk, current(desk))
        usual_words = desk.parts.renderer.help(desk.reader, home.part_of(desk))
        return Tell(Message(text=first.text, blocks=[*first.blocks, *usual_words.blocks]), "help")
    return asked(desk, rest)


def topic(desk: Desk, name: str, held: Held | None) -> Answer:
    """A topic's button."""
    if name not in set(Topic):
        return Tell(home.topics(desk, held), "help")
    return Tell(asking(desk, answer(desk, Topic(name), held), Topic(name), held), "help")
