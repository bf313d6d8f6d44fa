"""What mediators look at in a case's thread: the whole case file, and the files that the parties shared."""

from bot.render import View
from handlers import errors
from handlers.answers import Answer, Show, Tell, sentence
from handlers.desk import NOT_YOURS, Desk, Held
from handlers.home import told
from handlers.payload import Click
from rules.casework import evidence, was_case
from rules.events import Event
from rules.guards import role_of
from rules.refusal import Refusal
from rules.words import Actor, Reason

WHOLE = 0
"""In the place of a file's number."""

LONG = 7
"""Digits: no history is so long."""


def file(desk: Desk, click: Click, held: Held | None, _: str) -> Answer:
    """The whole case file comes into the case's thread."""
    return fetched(desk, click, held, WHOLE)


def papers(desk: Desk, click: Click, held: Held | None, _: str) -> Answer:
    """The list of the files that the parties shared."""
    seen = looked(desk, click, held)
    return seen if isinstance(seen, Tell) else Show(desk.parts.renderer.papers(*seen))


def paper(desk: Desk, click: Click, held: Held | None, rest: str) -> Answer:
    """One of them comes into the case's thread."""
    number = int(rest) if rest.isdecimal() and len(rest) < LONG else -1
    return fetched(desk, click, held, number)


def fetched(desk: Desk, click: Click, held: Held | None, seq: int) -> Answer:
    """Brought by the outbox, once for each click. `seq`: of the event that tells of the file."""
    seen = looked(desk, click, held)
    if isinstance(seen, Tell):
        return seen
    view, history = seen
    if seq != WHOLE and seq not in {one.seq for one in evidence(history) if one.carried.copy}:
        return Tell(desk.refused(None, NOT_YOURS, click.action), "refused")
    house, ref = errors.anybody(desk.parts), view.order.ref
    lost = sentence(desk.parts.renderer.say(house, "paper_lost", ref=ref))
    desk.parts.replies.put_file(desk.workspace, view.id, seq=seq, lost=lost, receipt=click.receipt)
    return Tell(sentence(desk.say("paper_comes", ref=ref)), "papers", instead=True)


def looked(desk: Desk, click: Click, held: Held | None) -> tuple[View, list[Event]] | Tell:
    """A case as a mediator sees it, also once it is decided; nobody is the mediator of their own order."""
    if held is None or role_of(held.order, desk.me.id) is not None or not desk.is_mediator:
        mine = held is not None and role_of(held.order, desk.me.id) is not None
        refusal = Refusal(Reason.PARTY_CANNOT_MEDIATE) if mine and desk.is_mediator else NOT_YOURS
        return Tell(desk.refused(held if mine else None, refusal, click.action), "refused")
    history = told(desk, held.id)
    view = desk.view(held, Actor.MEDIATOR)
    if view is None or not was_case(history):
        return Tell(desk.refused(None, NOT_YOURS, click.action), "refused")
    return view, history
