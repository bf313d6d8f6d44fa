"""The few calls that handlers make: modals after the commit, and who somebody is before a mediator's or operator's act."""

from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.api import SLACK, past_proxies, seconds_of, told

log = structlog.get_logger(__name__)

MODALS, LOOK_UPS = 2, 1
"""Seconds: a trigger lives three."""

Body = dict[str, Any]


class No(msgspec.Struct, frozen=True):
    """Slack's own word for why not; empty when it did not answer. `after`: seconds that it asks to wait."""

    word: str = ""
    after: float = 0.0


class Slack:
    """Slack's Web API, tried once, within seconds. `token_of` gives a workspace's bot token, None where there is none."""

    def __init__(self, token_of: Callable[[str], str | None], address: str | None = None) -> None:
        self.token_of = token_of
        self.address = address or SLACK

    def open(self, workspace: str, trigger: str, view: Body) -> bool:
        """Show a first modal; whether Slack took it."""
        return self.call(workspace, "views.open", {"trigger_id": trigger, "view": view}) is not None

    def push(self, workspace: str, trigger: str, view: Body) -> bool:
        """Lay a modal over the one that was clicked in."""
        return self.call(workspace, "views.push", {"trigger_id": trigger, "view": view}) is not None

    def update(self, workspace: str, window: str, view: Body) -> bool:
        """Put other words into a modal."""
        return self.call(workspace, "views.update", {"view_id": window, "view": view}) is not None

    def publish(self, workspace: str, user: str, view: Body, hash: str = "") -> str | No:
        """Draw the home tab, unless somebody else drew it since `hash`; the hash of what stands there now."""
        arguments = {"user_id": user, "view": view} | ({"hash": hash} if hash else {})
        answer = self.ask(workspace, "views.publish", arguments)
        return answer if isinstance(answer, No) else str((answer.get("view") or {}).get("hash") or "")

    def is_member(self, workspace: str, channel: str, user: str) -> bool:
        """Whether somebody is in a channel at this moment; no answer means no."""
        cursor = ""
        while True:
            asked = {"channel": channel, "limit": 1000} | ({"cursor": cursor} if cursor else {})
            answer = self.call(workspace, "conversations.members", asked, LOOK_UPS)
            if answer is None:
                return False
            if user in (answer.get("members") or ()):
                return True
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return False

    def is_admin(self, workspace: str, user: str) -> bool:
        """Whether somebody runs the workspace at Slack's; no answer means no."""
        answer = self.call(workspace, "users.info", {"user": user}, LOOK_UPS)
        told = (answer or {}).get("user") or {}
        return not told.get("deleted") and any(told.get(key) is True for key in ("is_admin", "is_owner"))

    def profile(self, workspace: str, user: str, seconds: int = MODALS) -> Body | No:
        """A person as Slack knows them, with their language and zone."""
        answer = self.ask(workspace, "users.info", {"user": user, "include_locale": True}, seconds)
        return answer if isinstance(answer, No) else dict(answer.get("user") or {})

    def by_email(self, workspace: str, email: str) -> Body | No:
        """The same by e-mail address."""
        answer = self.ask(workspace, "users.lookupByEmail", {"email": email})
        if isinstance(answer, No):
            return answer
        return self.profile(workspace, str((answer.get("user") or {}).get("id", "")))

    def call(self, workspace: str, method: str, arguments: Body, seconds: int = MODALS) -> Body | None:
        """One call; None when Slack refuses it or does not answer in time."""
        answer = self.ask(workspace, method, arguments, seconds)
        return None if isinstance(answer, No) else answer

    def ask(self, workspace: str, method: str, arguments: Body, seconds: int = MODALS) -> Body | No:
        """One call, never repeated."""
        token = self.token_of(workspace)
        if token is None:
            return No()
        client = past_proxies(WebClient(token, self.address, timeout=seconds, retry_handlers=[]))
        try:
            answer = getattr(client, method.replace(".", "_"))(**arguments)
        except SlackApiError as no:
            word = str(no.response.get("error") or "")
            log.warning("slack_refused", workspace=workspace, method=method, error=word)
            status, _, headers = told(no)
            return No("ratelimited" if status == 429 else word, seconds_of(headers))
        except (OSError, ValueError, AttributeError) as lost:
            log.warning("slack_silent", workspace=workspace, method=method, error=type(lost).__name__)
            return No()
        return dict(answer.data) if isinstance(answer.data, dict) else No()
