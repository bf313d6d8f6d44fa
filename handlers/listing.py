"""`liste`: one's orders, all of them or those that a few words narrow them to."""

import re

from bot.people.acquaintance import by_slack
from bot.render import Message
from handlers.answers import Answer, Tell
from handlers.desk import MENTION, Desk, Held
from handlers.home import orders
from handlers.words import folded
from rules.sieve import Sieve, keeps

MOST_ENDED = 1_000
"""Of those that ended, the last; a search goes no further back."""

SAID: dict[str, str] = {
    name: field
    for field, names in {
        "late": "retard retards late overdue",
        "mine": "moi me mine attente waiting",
        "week": "semaine week",
        "ended": "finies finie terminees terminee ended done finished",
    }.items()
    for name in names.split()
}
SMALL = frozenset(
    [
        "a",
        "en",
        "de",
        "du",
        "la",
        "le",
        "les",
        "cette",
        "ce",
        "mes",
        "my",
        "for",
        "pour",
        "the",
        "this",
        "i",
        "j",
        "on",
    ]
)
"""Words that narrow nothing down."""


def listed(desk: Desk, text: str) -> Answer:
    """Without words, everything; with some, what fits all of them."""
    if not text.strip():
        return orders(desk)
    sieve = read(desk, text)
    mine = desk.mine(ended=MOST_ENDED)
    names = desk.parts.people.among(desk.workspace, {id for held in mine for id in parties(held)})
    now, me = desk.parts.clock.now(), desk.me.id
    found = [
        held
        for held in mine
        if keeps(
            sieve,
            held.order,
            me,
            called(held, [names[id].name for id in parties(held) if id in names and id != me]),
            now,
            desk.reader.zone,
        )
    ]
    key = "list_found" if found else "list_nothing"
    said = desk.say(key, typed=text.strip(), count=len(found))
    return Tell(narrowed(desk, found, said), "orders")


def parties(held: Held) -> tuple[str, str]:
    return held.order.seller, held.order.buyer


def called(held: Held, names: list[str]) -> str:
    """By what an order may be looked for: its reference, what was sold, with whom."""
    return folded(" ".join((held.order.ref, held.order.title, *names)))


def narrowed(desk: Desk, found: list[Held], said: str) -> Message:
    return desk.parts.renderer.found_orders(desk.views(found), said)


def read(desk: Desk, text: str) -> Sieve:
    """What was typed: words of ours, a mention, or words to look for."""
    flags: dict[str, bool] = {}
    person, words = None, []
    for typed in text.split():
        if (mention := MENTION.match(typed)) is not None:
            known = by_slack(desk.parts, desk.workspace, mention[1])
            person = known.id if known else ""
            continue
        word = re.sub(r"^[^\w]+|[^\w]+$", "", folded(typed).removeprefix("d'").removeprefix("l'"))
        if word in SAID:
            flags[SAID[word]] = True
        elif word and word not in SMALL:
            words.append(word)
    return Sieve(person=person, words=tuple(words), **flags)
