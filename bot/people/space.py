"""A workspace as its operators see it, and who is one."""

from bot.db.people import PersonRow
from bot.parts import Parts
from bot.render import Workspace
from bot.stuck.store import Stuck
from bot.webhooks.store import Webhooks

MOST = 100
"""Names that are read; as many as a text shows, and the number of the rest."""


def of_workspace(parts: Parts, workspace: str, *, unknown: bool = False) -> Workspace:
    """What is in force, who is here, what is sold, what got stuck. `unknown`: who was chosen just now cannot be an operator."""
    stuck = Stuck(parts.engine, workspace)
    added, _ = parts.homes.appointed(workspace)
    known = parts.people.among(workspace, added)
    sellers, buyers = parts.orders.parties(workspace)
    selling, buying, left = parts.people.parties(workspace, MOST)
    kept = parts.services.of_workspace(workspace)
    return Workspace(
        policy=parts.policy,
        sellers=sellers,
        buyers=buyers,
        selling=selling,
        buying=buying,
        left=left,
        services=tuple(one.title for one in kept if one.retired_at is None),
        retired=sum(one.retired_at is not None for one in kept),
        channel=parts.channel is not None,
        reporting=parts.settings.webhook_url is not None,
        operators=tuple((id, known[id].name) for id in added if id in known),
        messages=len(stuck.messages()),
        reports=len(Webhooks(parts.engine).parked(workspace)),
        parked=tuple(one.ref for one in stuck.parked()),
        unknown=unknown,
    )


def keeps(parts: Parts, person: PersonRow) -> bool:
    """The installer, an admin or owner of the workspace at this moment, or somebody whom the operators added."""
    whom = person.workspace, person.slack_id or ""
    if parts.homes.is_operator(person.workspace, person.id, whom[1]):
        return True
    admin = parts.slack.is_admin(*whom)
    parts.admins.note(whom, said=admin, at=parts.clock.real())
    return admin


def may_keep(parts: Parts, person: PersonRow) -> bool:
    """The same for what is only shown: who Slack said a minute ago is an admin still counts as one, or as none."""
    whom = person.workspace, person.slack_id or ""
    if parts.homes.is_operator(person.workspace, person.id, whom[1]):
        return True
    known = parts.admins.of(whom, parts.clock.real())
    return keeps(parts, person) if known is None else known
