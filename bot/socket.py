"""Socket Mode: Slack's deliveries over a socket that we open, taken by the same door as those over HTTP."""

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
from bot.slack_api import SLACK, past_proxies

log = structlog.get_logger(__name__)

Enter = Callable[[dict[str, Any] | None], BoltResponse]


class Socket:
    """One connection, opened anew whenever Slack closes it."""

    def __init__(self, enter: Enter, app_token: str, address: str | None = None) -> None:
        web = past_proxies(WebClient(base_url=address or SLACK, timeout=10, retry_handlers=[]))
        self.enter = enter
        self.client = SocketModeClient(app_token, web_client=web, proxy=web.proxy)
        self.client.proxy = web.proxy
        self.client.socket_mode_request_listeners.append(self.take)

    def connect(self) -> None:
        """Connect, unless we were connected before: slack_sdk keeps that up by itself.

        Raises StartError when Slack refuses the token; where Slack is away, somebody must call again.
        """
        if self.client.current_session is not None:
            return
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
        """One delivery: entered, then acknowledged."""
        send_response(client, request, self.enter(request.payload), 0.0)

    def stop(self) -> None:
        self.client.close()
