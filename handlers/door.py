"""What stands before Bolt: is it Slack's, is it in Slack's shape, is it ours? Whatever is Slack's is answered 200."""

from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from bot.parts import Parts
from bot.people.homes import Home
from bot.web.rates import Admitted, Rates
from handlers.parse import parse
from handlers.payload import AnyPayload, HomeOpened, PersonChanged, Submitted, Uninstalled, storable
from handlers.router import AGAIN, FLOOD, PAYLOAD, WORKSPACE, Router, routed

log = structlog.get_logger(__name__)

Body = dict[str, Any]


class Door:
    """Takes what Slack sends, over HTTP or over a socket, as one and the same."""

    def __init__(self, parts: Parts, app: App | None = None) -> None:
        self.parts = parts
        self.app = app or Router(parts).app()
        self.rates = Rates(parts.settings.person_rate, parts.settings.workspace_rate)

    def enter(self, body: Body | None) -> BoltResponse:
        """Answers 200, whatever is in it: more than 95 % of failures would switch our events off.

        503 to an event that could not be written: Slack brings it again.
        """
        if body is None or body.get("ssl_check"):
            return BoltResponse(status=200)
        if body.get("type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": storable(str(body.get("challenge", "")))})
        try:
            known = self.known(body)
            if known is None:
                return BoltResponse(status=200)
            payload, home = known
            admitted = self.admitted(home.workspace, payload)
            if admitted is Admitted.SILENT:
                return BoltResponse(status=200)
            context = {PAYLOAD: payload, WORKSPACE: home.workspace, FLOOD: admitted is Admitted.TELL}
            response = self.app.dispatch(
                BoltRequest(body=routed(payload), mode="socket_mode", context=context)
            )
        except Exception:  # Slack gets its 200; the operator gets the rest
            log.exception("door_failed")
            return BoltResponse(status=200)
        if response.status not in (200, AGAIN):
            log.error("bolt_unhandled", status=response.status, kind=str(body.get("type")))
            return BoltResponse(status=200)
        return response

    def admitted(self, workspace: str, payload: AnyPayload) -> Admitted:
        """Whether it is served. What Slack tells of itself always is; a form is never closed without a word."""
        if isinstance(payload, PersonChanged | Uninstalled):
            return Admitted.YES
        found = self.rates.admit(workspace, payload.who.user, self.parts.clock.real())
        if found is Admitted.SILENT and isinstance(payload, Submitted):
            return Admitted.TELL
        if found is Admitted.TELL and isinstance(payload, HomeOpened):
            return Admitted.SILENT
        return found

    def known(self, body: Body | None, *, asking: bool = True) -> tuple[AnyPayload, Home] | None:
        """What it says, and which installation it is about; None where it is nothing of ours. `asking`: the database too."""
        payload = parse(storable(body)) if body else None
        find = self.parts.homes.of if asking else self.parts.homes.unasked
        home = find(payload.who.team, payload.who.enterprise) if payload else None
        return None if payload is None or home is None else (payload, home)
