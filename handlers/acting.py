"""Actions of the process, however they are asked for: by a button, a form, or a word."""

from typing import Any

from bot.render import View
from bot.render.buttons import at_once
from handlers import forms, helping
from handlers.answers import Answer, Clear, Errors, Nothing, Show, Tell, sentence
from handlers.asked import Asked, known
from handlers.desk import NOT_YOURS, Desk, Held, with_nudge
from handlers.payload import Click, Submitted
from rules.actions import RULES
from rules.commands import Command
from rules.decide import decide
from rules.options import filled
from rules.refusal import Refusal
from rules.words import Action, Nudge, Reason


def clicked(desk: Desk, click: Click) -> Answer:
    """A button of the process: what carries nothing acts at once, the rest opens its form."""
    action = known(click.action)
    held = desk.held(click.ref.order) if click.ref else None
    if action is None or held is None or click.ref is None:
        return Tell(desk.refused(None, NOT_YOURS, click.action), "refused")
    nudge = Nudge(click.ref.nudge) if click.ref.nudge in set(Nudge) else None
    asked = asked_for(desk, held, click.action, click.ref.shown, nudge)
    if asked is None:
        return Tell(desk.refused(held, NOT_YOURS, click.action), "refused")
    if not at_once(click.action):
        return form(desk, held, click.action, asked)
    command = forms.command(asked, desk.values({}, held.order.currency))
    if command is None:
        return Tell(desk.refused(held, NOT_YOURS, click.action), "refused")
    return done(desk, held, click.action, command, click.receipt, in_window=click.window is not None)


def asked_for(
    desk: Desk, held: Held, action_id: str, shown: str | None = None, nudge: Nudge | None = None
) -> Asked | None:
    """What an id asks for on an order; None for what is no action."""
    action = known(action_id)
    if action is None:
        return None
    by = desk.person(action, held.order)
    return Asked(action, action_id.partition(":")[2], by, shown, nudge, held.order.options)


def done(
    desk: Desk, held: Held, action_id: str, command: Command, receipt: str, *, in_window: bool = False
) -> Answer:
    """Act at once. What follows is seen on the card; a modal that was clicked in says it too."""
    outcome = desk.act(held.id, command, receipt)
    after = desk.held(held.id) or held
    if isinstance(outcome, Refusal):
        return Tell(desk.refused(after, outcome, action_id), "refused")
    if not in_window:
        return Nothing()
    return Tell(sentence(told(desk, after, action_id, command)), instead=True)


def told(desk: Desk, after: Held, action_id: str, command: Command) -> str:
    """One line on what was done, the order being as it is now."""
    view = desk.view(after, desk.role_for(after.order, command))
    return "" if view is None else desk.parts.renderer.done(view, action_id)


def form(
    desk: Desk, held: Held, action_id: str, asked: Asked, values: dict[str, Any] | None = None
) -> Answer:
    """The form of an action that is open now; else why it is not."""
    refusal = closed(desk, held, action_id, asked)
    if refusal is not None:
        return Tell(desk.refused(held, refusal, action_id), "refused")
    view = view_for(desk, held, asked.action)
    if view is None:
        return Tell(desk.refused(None, NOT_YOURS, action_id), "refused")
    modal = desk.parts.renderer.modal(view, action_id, values=values)
    return Show(with_nudge(modal, asked.nudge))


def view_for(desk: Desk, held: Held, action: Action) -> View | None:
    """The order in the role that has this action: somebody may be a mediator and an operator."""
    roles = RULES[action].actors
    party = desk.role(held.order)
    if party in roles:
        return desk.view(held, party)
    person = desk.person(action, held.order)
    for role, holds in (("mediator", person.mediator), ("operator", person.operator)):
        if holds and role in roles:
            return desk.view(held, next(one for one in roles if one == role))
    return None


def closed(desk: Desk, held: Held, action_id: str, asked: Asked) -> Refusal | None:
    """Why an action is not open now, found by trying a well-filled sample of it."""
    now, policy = desk.parts.clock.now(), desk.parts.policy
    for role in RULES[asked.action].actors:
        for sample in filled(asked.action, held.order, role, asked.by, now):
            if sample.id == action_id:
                outcome = decide(held.order, sample, now, policy)
                return outcome if isinstance(outcome, Refusal) else None
    return Refusal(Reason.UNKNOWN_ITEM, facts={"item": asked.detail}) if asked.detail else NOT_YOURS


def submitted(desk: Desk, sent: Submitted) -> Answer:
    """A form: its values are read, then the law decides. What is wrong with a field is said in that field."""
    held = desk.held(sent.ref.order) if sent.ref else None
    nudge = Nudge(sent.ref.nudge) if sent.ref and sent.ref.nudge in set(Nudge) else None
    asked = asked_for(desk, held, sent.action, sent.ref.shown if sent.ref else None, nudge) if held else None
    if held is None or asked is None:
        return Tell(desk.refused(None, NOT_YOURS, sent.action), "refused")
    values = desk.values(sent.values, held.order.currency, sent.window.id)
    command = forms.command(asked, values)
    if command is None:
        return Tell(desk.refused(held, NOT_YOURS, sent.action), "refused")
    unfinished = values.errors | helping.unfilled(desk, sent)
    if unfinished:
        return Errors(unfinished)
    outcome = desk.act(held.id, command, sent.receipt)
    if not isinstance(outcome, Refusal):
        return Clear() if sent.window.depth > 1 else Nothing()
    return not_taken(desk, desk.held(held.id) or held, sent, asked, outcome)


def not_taken(desk: Desk, held: Held, sent: Submitted, asked: Asked, refusal: Refusal) -> Answer:
    """A refused form: in its field, or with the new consequence and what was typed, or in its place."""
    view = view_for(desk, held, asked.action)
    if view is not None and refusal.field in sent.values:
        return Errors({str(refusal.field): desk.parts.renderer.field_error(view, desk.reader, refusal)})
    message = desk.refused(held, refusal, sent.action)
    changed = refusal.reason is Reason.CONSEQUENCE_CHANGED
    if view is not None and changed and not at_once(sent.action):
        again = desk.parts.renderer.modal(view, sent.action)
        words = [block for block in message.blocks if block["type"] != "actions"]
        return Show(again | {"blocks": [*words, *again["blocks"]]})
    return Tell(message, "refused")
