"""The operator's page: what is in force, who else is operator, what got stuck and another try for it."""

from collections.abc import Callable

from bot.people.acquaintance import meet
from bot.people.space import of_workspace
from bot.render.workspace import ADD
from bot.stuck.store import Stuck
from bot.webhooks.store import Webhooks
from handlers.answers import Answer, Show, Tell, sentence
from handlers.desk import Desk
from handlers.payload import Click


def page(desk: Desk, *, instead: bool = False, unknown: bool = False) -> Answer:
    """For operators alone, looked up at this moment."""
    if not desk.is_operator:
        return Tell(sentence(desk.say("operators_only")), "refused")
    shown = of_workspace(desk.parts, desk.workspace, unknown=unknown)
    return Show(desk.parts.renderer.workspace(desk.reader, shown), instead)


def opened(desk: Desk, click: Click) -> Answer:
    """From a button."""
    return page(desk)


def added(desk: Desk, click: Click) -> Answer:
    """Somebody becomes an operator; a bot or somebody unknown does not."""
    chosen = click.values.get(ADD, {}).get("selected_user")
    if not desk.is_operator or not isinstance(chosen, str):
        return page(desk, instead=True)
    person = meet(desk.parts, desk.workspace, chosen)
    if not isinstance(person, str):
        desk.parts.homes.appoint(desk.workspace, person.id, operator=True)
    return page(desk, instead=True, unknown=isinstance(person, str))


def removed(desk: Desk, click: Click) -> Answer:
    """Somebody is no operator any more; choosing them again brings it back."""
    if desk.is_operator and click.ref is not None and click.ref.topic:
        desk.parts.homes.appoint(desk.workspace, click.ref.topic, operator=False)
        return page(Desk(desk.parts, desk.workspace, desk.who), instead=True)
    return page(desk, instead=True)


def retry(desk: Desk, click: Click) -> Answer:
    """Another try for all that is stuck here."""
    if desk.is_operator:
        stuck = Stuck(desk.parts.engine, desk.workspace)
        stuck.send_again(stuck.messages())
        stuck.ring_again(stuck.parked())
        reports = Webhooks(desk.parts.engine)
        reports.again(reports.parked(desk.workspace), desk.parts.clock.real())
        for tell in desk.parts.service.committed:
            tell()
    return page(desk, instead=True)


BUTTONS: dict[str, Callable[[Desk, Click], Answer]] = {
    "ui:workspace": opened,
    ADD: added,
    "ui:operator_remove": removed,
    "ui:retry": retry,
}
"""What stands on the page, and the way to it."""
