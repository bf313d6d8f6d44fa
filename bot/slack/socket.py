"""Socket Mode: Slack's deliveries over a socket that we open, taken by the same door as those over HTTP."""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.faults import StartError
from bot.slack.api import SLACK, past_proxies

log = structlog.get_logger(__name__)

Enter = Callable[[dict[str, Any] | None], BoltResponse]

DEAF = 30.0
"""Seconds without a word. Slack answers a ping every five; slack_sdk notices only who answered once and then stopped."""


class Socket:
    """One connection, opened anew whenever Slack closes it, and whenever it has fallen silent.

    `deaf`: seconds of silence after which it counts as dead, whatever it says of itself. `monotonic`: seconds that nobody sets.
    """

    def __init__(
        self,
        enter: Enter,
        app_token: str,
        address: str | None = None,
        *,
        deaf: float = DEAF,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.enter = enter
        self.app_token = app_token
        self.address = address or SLACK
        self.deaf = deaf
        self.monotonic = monotonic
        self.heard_at = monotonic()
        self.pong: object = None
        self.client = self.fresh()

    def fresh(self) -> SocketModeClient:
        """A client that shares nothing with the one before, not even a lock or a thread that hangs."""
        web = past_proxies(WebClient(base_url=self.address, timeout=10, retry_handlers=[]))
        client = SocketModeClient(self.app_token, web_client=web, proxy=web.proxy)
        client.proxy = web.proxy
        client.on_message_listeners.append(lambda _: self.hear())
        client.socket_mode_request_listeners.append(self.take)
        return client

    def hear(self) -> None:
        """Slack is there."""
        self.heard_at = self.monotonic()

    def keep(self) -> None:
        """Connected, or connected anew: to be called every few seconds; in between, slack_sdk mends what it notices.

        Raises StartError when Slack refuses the token.
        """
        session = self.client.current_session
        if session is None:
            self.connect()
            return
        pong = (session.session_id, session.last_ping_pong_time)
        if session.last_ping_pong_time is not None and pong != self.pong:
            self.hear()
        self.pong = pong
        if self.monotonic() - self.heard_at > self.deaf:
            self.replace()

    def replace(self) -> None:
        """The old one is closed aside: that waits for what may never come."""
        log.warning("slack_silent", method="socket", seconds=round(self.monotonic() - self.heard_at))
        old, self.client = self.client, self.fresh()
        threading.Thread(target=old.close, name="old-socket", daemon=True).start()
        self.connect()

    def connect(self) -> None:
        """Where Slack is away, somebody must call `keep` again. Raises StartError when Slack refuses the token."""
        self.hear()
        try:
            self.client.connect()
        except SlackApiError as no:
            word = str(no.response.get("error") or "")
            raise StartError(
                f"SLACK_APP_TOKEN: Slack refuses it ({word}); make one with connections:write on the app's page"
            ) from None
        except OSError:
            log.warning("slack_unreached", method="apps.connections.open")

    def take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """One delivery: entered, then acknowledged; what could not be written is not, and comes again."""
        send_response(client, request, self.enter(request.payload), 0.0)

    def stop(self) -> None:
        self.client.close()
