"""Slash commands: WORD [REF] [TEXT], in French and in English, each the same as its button."""

from datetime import datetime
from typing import Any

import msgspec

from bot.render import Message
from bot.render.blocks import pieces
from bot.render.buttons import at_once
from bot.render.escape import quoted
from bot.typed import amounts, dates
from handlers import (
    acting,
    calendar,
    faq,
    forms,
    home,
    listing,
    new_order,
    services,
    settings,
    words,
    workspace,
)
from handlers.answers import Answer, Show, Tell, sentence
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.payload import Typed
from handlers.plain import mentioned
from handlers.words import Word
from rules.options import Option
from rules.refusal import Refusal
from rules.words import Action

FAQ = "/faq"

ENDING = frozenset({"withdraw", "cancel_late", "close", "accept_request:cancellation", "accept_revision"})
"""What cannot be taken back, or gives a date: asked for without a reference, its consequence is shown first (rule 5)."""

FIRST_FIELD: dict[str, str] = {
    "request:later_date": "reason",
    "request:cancellation": "reason",
    "request:claim": "reason",
    "request:supplement": "description",
    "request:missing_elements": "items",
    "request:revision_details": "items",
    "request:partial_refund": "reason",
    "request_revision": "changes",
    "deliver": "work",
    "supply": "content",
    "message": "text",
    "progress": "text",
}
"""Where the text of a command goes in the form that it opens; else into the reason."""


LONGEST = 3000
"""Characters of a block of Slack's."""

MOST = 10
"""Orders in one picker."""

WITH_AMOUNT = frozenset({"request:partial_refund", "counter"})


class Said(msgspec.Struct, frozen=True):
    """A command taken apart. `held`: the order that its reference names."""

    word: Word
    text: str
    named: bool = False
    held: Held | None = None


def typed(desk: Desk, command: Typed) -> Answer:
    """Any of our commands."""
    if command.command == FAQ:
        return faq.asked(desk, command.text)
    name, _, rest = command.text.partition(" ")
    if not name:
        return Tell(desk.parts.renderer.help(desk.reader, home.part_of(desk)))
    word = words.find(name)
    if word is None:
        near = words.nearest(name, desk.reader.locale)
        return Tell(desk.parts.renderer.help(desk.reader, home.part_of(desk), name, near))
    return of_word(desk, command, word, rest.strip())


def only_looks(command: Typed) -> bool:
    """Whether this could have changed no order, however far it came."""
    word = words.find(command.text.partition(" ")[0])
    return command.command == FAQ or word is None or word.goes in words.LOOKING


def of_word(desk: Desk, command: Typed, word: Word, rest: str) -> Answer:
    """A known word."""
    match word.goes:
        case words.NEW:
            return new_order.begin(desk, mentioned(command.raw))
        case words.LIST:
            return listing.listed(desk, rest)
        case words.HELP:
            return faq.helped(desk, rest)
        case words.SETTINGS:
            return settings.typed(desk, rest)
        case words.SERVICES:
            return services.listed(desk)
        case words.CALENDAR:
            return calendar.link(desk)
        case words.WORKSPACE:
            return workspace.page(desk)
        case words.STATS:
            return home.stats(desk)
        case _:
            return about_an_order(desk, command, word, rest)


def about_an_order(desk: Desk, command: Typed, word: Word, rest: str) -> Answer:
    """A word that needs an order: the one that is named, else the only one that fits."""
    first, _, more = rest.partition(" ")
    held = desk.by_ref(first) if first else None
    if held is None and first and (words.looks_like_ref(first) or word.goes == words.SHOW):
        return Tell(desk.refused(None, NOT_YOURS, ""))
    said = Said(word, more.strip(), named=True, held=held) if held else Said(word, rest)
    if word.goes == words.SHOW:
        return shown(desk, said)
    if said.held is not None:
        return on(desk, command, said, said.held)
    return only_one(desk, command, said)


def shown(desk: Desk, said: Said) -> Answer:
    """The order, as its card tells it."""
    mine = [said.held] if said.held else desk.mine()
    going = [held for held in mine if held.order.held] or mine
    if len(going) != 1:
        return home.orders(desk)
    view = desk.view(going[0])
    assert view is not None
    return Tell(desk.parts.renderer.card(view))


def meant(options: dict[str, Option], word: Word) -> tuple[list[str], list[str]]:
    """What a word may mean here: the ids that are open, and those that are closed."""
    ids = [id for one in word.actions for id in ((one,) if one != words.SUPPLY else supplies(options))]
    known_ids = [id for id in ids if id in options]
    return [id for id in known_ids if options[id].open], [id for id in known_ids if not options[id].open]


def supplies(options: dict[str, Option]) -> tuple[str, ...]:
    return tuple(id for id in options if id.startswith(words.SUPPLY))


def only_one(desk: Desk, command: Typed, said: Said) -> Answer:
    """Without a reference: the only order that fits, or a picker; where none fits, why the only one does not."""
    mine = desk.mine()
    if not mine:
        return home.orders(desk)
    fitting = {held.id: ids for held in mine if (ids := meant(desk.options(held), said.word)[0])}
    chosen = [held for held in mine if held.id in fitting]
    if len(chosen) == 1:
        return on(desk, command, said, chosen[0])
    going = [held for held in mine if held.order.held]
    if not chosen:
        return on(desk, command, said, going[0]) if len(going) == 1 else none_fits(desk, mine)
    return Tell(with_text(picker(desk, [(held, fitting[held.id][0]) for held in chosen]), said.text))


def picker(desk: Desk, pairs: list[tuple[Held, str]]) -> Message:
    """Which order? Each with the button of what the word means there."""
    drawn = [desk.parts.renderer.picker(desk.reader, id, desk.views([held])) for held, id in pairs[:MOST]]
    lines = [block for one in drawn for block in one.blocks[1:]]
    return msgspec.structs.replace(drawn[0], blocks=[*drawn[0].blocks[:1], *lines])


def none_fits(desk: Desk, mine: list[Held]) -> Answer:
    """Nothing of this kind is open on any order."""
    listed = desk.parts.renderer.orders(desk.reader, desk.views(mine))
    why = sentence(desk.say("no_order_fits"))
    return Tell(Message(text=why.text, blocks=[*why.blocks, *listed.blocks]))


def with_text(message: Message, text: str) -> Message:
    """What was typed stands below, so that it is not lost while an order is chosen."""
    if not text:
        return message
    said = [
        {"type": "section", "text": {"type": "mrkdwn", "text": part}}
        for part in pieces(quoted(text), LONGEST)
    ]
    return msgspec.structs.replace(message, blocks=[*message.blocks, *said])


def on(desk: Desk, command: Typed, said: Said, held: Held) -> Answer:
    """A word on an order: what it means there now, or why it means nothing."""
    options = desk.options(held)
    opened, shut = meant(options, said.word)
    if not opened and shut and acts(shut[0], said):
        return do(desk, command, said, held, shut[0])
    if not opened:
        refusal = options[shut[0]].refusal if shut else nothing_of_theirs(desk, held, said.word)
        return Tell(desk.refused(held, refusal or NOT_YOURS, shut[0] if shut else ""))
    if len(opened) > 1:
        return Tell(with_text(choice(desk, held, opened), said.text))
    return do(desk, command, said, held, opened[0])


def acts(action_id: str, said: Said) -> bool:
    """Whether the word alone is enough. Then the law itself says no: it knows a command that came before (rule 13)."""
    if at_once(action_id):
        return said.named or action_id not in ENDING
    return action_id in words.AT_ONCE and bool(said.text)


def nothing_of_theirs(desk: Desk, held: Held, word: Word) -> Refusal | None:
    """The word belongs to the other side: the law says whose it is."""
    for action_id in word.actions:
        asked = acting.asked_for(desk, held, action_id)
        refusal = asked and acting.closed(desk, held, action_id, asked)
        if refusal:
            return refusal
    return None


def choice(desk: Desk, held: Held, ids: list[str]) -> Message:
    """The word means several things here: each has its button."""
    view = desk.view(held)
    assert view is not None
    pickers = [desk.parts.renderer.picker(desk.reader, id, [view]) for id in ids]
    return msgspec.structs.replace(pickers[0], blocks=[block for one in pickers for block in one.blocks[1:]])


def do(desk: Desk, command: Typed, said: Said, held: Held, action_id: str) -> Answer:
    """The same as the button: acts, or opens its form with what was typed in it."""
    asked = acting.asked_for(desk, held, action_id)
    assert asked is not None
    if not acts(action_id, said):
        if at_once(action_id):
            return Tell(choice(desk, held, [action_id]))
        return opened(desk, held, action_id, said.text)
    given: dict[str, dict[str, Any]] = {"text": {"value": said.text}}
    law = forms.command(asked, desk.values(given, held.order.currency))
    assert law is not None
    outcome = desk.act(held.id, law, command.receipt)
    after = desk.held(held.id) or held
    if isinstance(outcome, Refusal):
        return Tell(desk.refused(after, outcome, action_id))
    return Tell(sentence(acting.told(desk, after, action_id, law)))


def opened(desk: Desk, held: Held, action_id: str, text: str) -> Answer:
    """The form, with the text where it belongs. A date that is typed is read first, and shown as a date."""
    asked = acting.asked_for(desk, held, action_id)
    assert asked is not None
    values: dict[str, Any] = {}
    if text and asked.action is Action.REQUEST and asked.detail == "later_date":
        found = dated(desk, held, text)
        if isinstance(found, Tell):
            return found
        return echoed(desk, found["until"], acting.form(desk, held, action_id, asked, found))
    if text and action_id in WITH_AMOUNT:
        values = with_amount(text, held.order.currency)
    elif text:
        values = {FIRST_FIELD.get(action_id, FIRST_FIELD.get(asked.action, "reason")): text}
    return acting.form(desk, held, action_id, asked, values)


def with_amount(text: str, currency: str) -> dict[str, Any]:
    """`12,50 € pour le retard`: an amount as it was typed, then the reason."""
    parts = text.split()
    for count in (2, 1):
        start = " ".join(parts[:count])
        read = amounts.read(start, currency)
        if isinstance(read, int) or read.why == "ambiguous":
            rest = " ".join(parts[count:])
            return {"amount": start} | ({"reason": rest} if rest else {})
    return {"reason": text}


def dated(desk: Desk, held: Held, text: str) -> dict[str, Any] | Tell:
    """`vendredi 18h, le fichier est gros`: a date, then its reason. What has passed, or cannot be read, is said."""
    now, reader = desk.parts.clock.now(), desk.reader
    found = dates.leading(text, now=now, zone=reader.zone, locale=reader.locale)
    if found is None:
        return Tell(sentence(desk.say("date_unreadable", typed=text)))
    until, reason = found
    if isinstance(until, dates.Doubt):
        return Tell(
            sentence(desk.say("date_doubt", typed=named(text, reason), readings=list(until.readings)))
        )
    if until <= now:
        later = dates.ahead(until, max(now, held.order.due_at or now), reader.zone)
        return Tell(sentence(desk.say("date_past", at=until, example=later)))
    return {"until": until} | ({"reason": reason} if reason else {})


def named(text: str, rest: str) -> str:
    """The beginning of a sentence that was read as a date."""
    return text.removesuffix(rest).rstrip(" ,;:.·-–—")


def echoed(desk: Desk, at: datetime, answer: Answer) -> Answer:
    """A form opens with the date that was typed, said in full: it counts once it is sent."""
    if not isinstance(answer, Show):
        return answer
    echo = sentence(desk.say("date_read", at=at)).blocks
    return Show(answer.view | {"blocks": [*echo, *answer.view["blocks"]]}, answer.instead)
