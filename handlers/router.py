"""One catch-all listener a kind of payload; what a handler answers becomes what Slack expects for that kind."""

import logging
import re
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.parts import Parts
from bot.sending.letters import Letter
from bot.web.health import is_held
from bot.web.problem import DOWN
from handlers import errors
from handlers.answers import Answer, Clear, Errors, Show, Tell, ephemeral, sentence
from handlers.desk import Desk
from handlers.home import part_of
from handlers.payload import (
    AnyPayload,
    Click,
    Deleted,
    Edited,
    HomeOpened,
    PersonChanged,
    Said,
    Shortcut,
    Submitted,
    Typed,
    Uninstalled,
)
from handlers.roads import serve

PAYLOAD, WORKSPACE, FLOOD = "relance_payload", "relance_workspace", "relance_flood"
"""What the door puts into Bolt's context: the parsed payload, our id of the workspace, and whether it was too much."""

SHOWN = Typed | Click | Submitted | Shortcut
"""Whose answer is seen at once; the others are events."""

AGAIN = 503
"""To an event: Slack brings it again."""

ANYTHING = re.compile("")


def routed(payload: AnyPayload) -> dict[str, Any]:
    """What Bolt is told: the kind and the id, which we have read ourselves. The rest of a body may have any shape."""
    team, enterprise, user = payload.who.team, payload.who.enterprise, payload.who.user
    ids = {
        "team": {"id": team},
        "enterprise": {"id": enterprise} if enterprise else None,
        "user": {"id": user},
    }
    match payload:
        case Typed():
            return {"command": payload.command, "team_id": team, "enterprise_id": enterprise, "user_id": user}
        case Click():
            return {"type": "block_actions", "actions": [{"action_id": payload.action}], **ids}
        case Submitted():
            return {
                "type": "view_submission",
                "view": {"type": "modal", "callback_id": payload.action},
                **ids,
            }
        case Shortcut():
            return {"type": "shortcut", "callback_id": payload.action, **ids}
    event = {"type": EVENTS.get(type(payload), "message"), "user": user}
    return {"type": "event_callback", "event": event, "team_id": team, "enterprise_id": enterprise}


EVENTS = {HomeOpened: "app_home_opened", PersonChanged: "user_change", Uninstalled: "app_uninstalled"}


class Router:
    """Between Bolt and the handlers."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def app(self) -> App:
        """Bolt, with our own authorize; the door has verified the signature before."""

        # Bolt reads the names of arguments, and knows none called `self`.
        def authorize(context: BoltContext) -> AuthorizeResult | None:
            return self.installed(context)

        def listen(context: BoltContext) -> BoltResponse:
            return self.listen(context)

        def broken(error: Exception) -> BoltResponse:
            return self.broken(error)

        app = App(
            logger=logging.getLogger("slack_bolt"),  # its own warns about a token that it is not to use
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,  # our own messages are nobody's (parse.py), but for a card taken away
            signing_secret="verified-at-the-door",  # noqa: S106 (Bolt wants one; it is never used)
            authorize=authorize,  # type: ignore[arg-type]  # None is Bolt's own word for nobody
        )
        for kind in (app.command, app.action, app.view, app.shortcut, app.event):
            kind(ANYTHING)(listen)
        app.error(broken)
        return app

    def installed(self, context: BoltContext) -> AuthorizeResult | None:
        """Who we are in this workspace, from its installation: Slack is not asked."""
        home = self.parts.homes.get(context[WORKSPACE])
        if home is None:
            return None
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=context.team_id,
            bot_user_id=home.bot_user,
            bot_token=home.bot_token,
        )

    def listen(self, context: BoltContext) -> BoltResponse:
        """Any payload. It is answered 200, after the commit; an event that could not be written, 503."""
        payload: AnyPayload = context[PAYLOAD]
        desk = Desk(self.parts, context[WORKSPACE], payload.who)
        try:
            if not isinstance(payload, Uninstalled) and is_held(self.parts.engine):
                return self.still(desk, payload)
            answer = self.too_many(desk, payload) if context.get(FLOOD) else serve(desk, payload)
            return self.respond(desk, payload, answer)
        except Exception as error:  # noqa: BLE001 (the one place where all of them end)
            told = errors.told(self.parts, payload, error, saved=desk.saved)
            if isinstance(error, DOWN) and not desk.saved and not isinstance(payload, SHOWN):
                return BoltResponse(status=AGAIN)
            return self.respond(desk, payload, told, broken=True)

    def still(self, desk: Desk, payload: AnyPayload) -> BoltResponse:
        """An older copy of the database takes nothing: who asks is told so, and what is written comes again."""
        if not isinstance(payload, SHOWN):
            return BoltResponse(status=AGAIN)
        said = self.parts.renderer.say(errors.anybody(self.parts), "held")
        return self.respond(desk, payload, Tell(sentence(said), "refused"), broken=True)

    def too_many(self, desk: Desk, payload: AnyPayload) -> Answer:
        """Nothing is done; what was typed into a form stays there."""
        if isinstance(payload, Submitted) and payload.values:
            return Errors({next(iter(payload.values)): desk.say_plain("too_many")})
        return Tell(sentence(desk.say("too_many")), "refused")

    def broken(self, error: Exception) -> BoltResponse:
        """What Bolt itself could not do: without a response of ours it would answer 500."""
        errors.log.error("bolt_failed", exc_info=error)
        return BoltResponse(status=200)

    def respond(
        self, desk: Desk, payload: AnyPayload, answer: Answer, *, broken: bool = False
    ) -> BoltResponse:
        """The answer, as this kind of payload shows it."""
        match payload:
            case Typed():
                return self.to_command(desk, payload, answer)
            case Submitted():
                return self.to_form(desk, answer, broken=broken)
            case Click() | Shortcut():
                self.to_click(desk, payload, answer, broken=broken)
            case Said() | Edited() | Deleted() if isinstance(answer, Tell) and not broken:
                self.to_message(desk, payload, answer)
        return BoltResponse(status=200)

    def to_command(self, desk: Desk, payload: Typed, answer: Answer) -> BoltResponse:
        """Words go into the response itself; a form is opened."""
        match answer:
            case Tell():
                return BoltResponse(status=200, body=ephemeral(answer.message))
            case Show() if not self.parts.slack.open(desk.workspace, payload.trigger, answer.view):
                trace = errors.number(self.parts)
                errors.log.warning("form_not_opened", trace=trace, workspace=desk.workspace)
                said = desk.say("unexpected", number=trace)
                return BoltResponse(status=200, body=ephemeral(sentence(said)))
        return BoltResponse(status=200)

    def to_form(self, desk: Desk, answer: Answer, *, broken: bool) -> BoltResponse:
        """Errors in their fields; other words in the form's place."""
        match answer:
            case Errors():
                return BoltResponse(status=200, body={"response_action": "errors", "errors": answer.fields})
            case Show():
                return BoltResponse(status=200, body={"response_action": "update", "view": answer.view})
            case Tell():
                view = self.window(desk, answer, broken=broken)
                return BoltResponse(status=200, body={"response_action": "update", "view": view})
            case Clear():
                return BoltResponse(status=200, body={"response_action": "clear"})
        return BoltResponse(status=200)

    def to_click(self, desk: Desk, payload: Click | Shortcut, answer: Answer, *, broken: bool) -> None:
        """A modal: over the one that was clicked in, or in its place."""
        if not isinstance(answer, Tell | Show):
            return
        view = answer.view if isinstance(answer, Show) else self.window(desk, answer, broken=broken)
        window = payload.window if isinstance(payload, Click) else None
        if answer.instead and window is not None and not window.home:
            desk.rewrite(window, view)
        else:
            desk.show(payload, view)

    def to_message(self, desk: Desk, payload: Said | Edited | Deleted, answer: Tell) -> None:
        """In the thread where it was written, by the outbox, once."""
        held = desk.held(answer.order) if answer.order else None
        role = desk.role(held.order) if held else None
        if held is not None and role is not None:
            self.parts.replies.put(
                desk.workspace,
                held.id,
                role=role,
                person=desk.me.id,
                message=answer.message,
                receipt=payload.receipt,
            )
        else:
            self.parts.replies.put_letter(
                desk.workspace,
                role=part_of(desk),
                person=desk.me.id,
                letter=Letter(answer.message, payload.place.root if payload.threaded else ""),
                receipt=payload.receipt,
            )

    def window(self, desk: Desk, answer: Tell, *, broken: bool) -> dict[str, Any]:
        """Words in a modal. Where we broke, the reader may be what we cannot read."""
        reader = errors.anybody(self.parts) if broken else desk.reader
        return self.parts.renderer.result_view(reader, answer.message, answer.title)
