"""Calls to Slack's Web API, and what their answers mean: taken, to be held back, unknown, or never to be taken."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.faults import StartError
from bot.slack.answers import Answer, Held, Refused, Taken, Unknown, Unreached
from bot.slack.carrying import LOOPBACK, Carrier

Client = TypeVar("Client", WebClient, AsyncWebClient)

SLACK = "https://slack.com/api/"
CARRY, WRITE = "relance.carry", "relance.write"
"""No methods of Slack's: the calls that bring a file down and up again, or a text of ours up, as one."""

CONNECT, TOTAL = 4, 10
"""Seconds to reach Slack, and for a whole call: well inside a lease."""

DOUBTFUL = frozenset({"internal_error", "fatal_error", "request_timeout"})
"""Slack says of these that some of it may have happened."""

BUSY = frozenset({"service_unavailable", "team_added_to_org", "ekm_access_denied", "rollup_error"})
"""For the moment only; nothing happened."""

REFUSED_TOKENS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
    }
)


class Http(Protocol):
    """The only thing of the sender that waits."""

    async def call(self, workspace: str, method: str, arguments: dict[str, Any]) -> Answer:
        """One call, tried once. Never raises what the network does."""


class SlackHttp:
    """Slack over one kept session. Nothing is tried again here: slack_sdk's own second try posts twice.

    `token_of` gives a workspace's bot token, None where the app is not installed any more.
    Made and closed on the loop that uses it.
    """

    def __init__(self, token_of: Callable[[str], str | None], address: str | None = None) -> None:
        self.token_of = token_of
        self.address = address or SLACK
        self._clients: dict[str, AsyncWebClient] = {}
        self._session: aiohttp.ClientSession | None = None

    async def call(self, workspace: str, method: str, arguments: dict[str, Any]) -> Answer:
        token = self.token_of(workspace)
        if token is None:
            return Refused("account_inactive")
        if method == CARRY:
            return await self._carrier(workspace, token).carry(str(arguments["file"]))
        if method == WRITE:
            return await self._carrier(workspace, token).write(arguments["name"], arguments["content"])
        try:
            # slack_sdk knows which methods are asked by GET; `chat.postMessage` is its chat_postMessage
            answer = await getattr(self._client(token), method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            return of_error(error)
        except aiohttp.ConnectionTimeoutError:
            return Unreached("timeout")
        except aiohttp.ClientConnectorError:
            return Unreached("no_connection")
        except TimeoutError:
            return Unknown("timeout")
        except (aiohttp.ClientError, OSError, ValueError, AttributeError):
            # AttributeError: slack_sdk, of a text where it expects JSON
            return Unknown("no_answer")
        return Taken(dict(answer.data)) if isinstance(answer.data, dict) else Unknown("no_answer")

    async def close(self) -> None:
        """Close the session; a later call opens another."""
        self._clients.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _carrier(self, workspace: str, token: str) -> Carrier:
        async def call(method: str, arguments: dict[str, Any]) -> Answer:
            return await self.call(workspace, method, arguments)

        client = self._client(token)
        assert self._session is not None
        return Carrier(call, self._session, token, urlsplit(self.address).hostname or "", client.proxy)

    def _client(self, token: str) -> AsyncWebClient:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TOTAL, connect=CONNECT)
            self._session = aiohttp.ClientSession(timeout=timeout)
        if token not in self._clients:
            client = AsyncWebClient(token, self.address, session=self._session, retry_handlers=[])
            self._clients[token] = past_proxies(client)
        return self._clients[token]


def past_proxies(client: Client) -> Client:
    """slack_sdk takes any proxy that the environment names, also for a Slack on this very machine."""
    if urlsplit(client.base_url).hostname in LOOPBACK:
        client.proxy = None
    return client


def of_error(error: SlackApiError) -> Answer:
    """What a "no" of Slack's means for the row that it answers."""
    status, body, headers = told(error)
    word = str(body.get("error") or "")
    if status == 429 or word in {"ratelimited", "rate_limited"}:
        return Held(seconds_of(headers))
    if status >= 500 or word in DOUBTFUL or not word:
        return Unknown(word or f"http_{status}")
    return Unreached(word) if word in BUSY else Refused(word)


def told(error: SlackApiError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers, also of an answer that is not JSON."""
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    body = getattr(response, "data", None)
    headers = {str(name).lower(): str(value) for name, value in (response.headers or {}).items()}
    return int(status), body if isinstance(body, dict) else {}, headers


def seconds_of(headers: dict[str, str]) -> float:
    """Retry-After; where Slack names none, what its limits a channel come to."""
    try:
        return max(0.0, float(headers.get("retry-after", "1")))
    except ValueError:
        return 1.0


class Identity(msgspec.Struct, frozen=True):
    """Who a token speaks for: `team` is the installation's (an enterprise's when org-wide)."""

    team: str
    user: str
    bot: str
    name: str


def identity(token: str, address: str | None) -> Identity | None:
    """Ask Slack who we are (`auth.test`); None when Slack cannot be reached now.

    Raises StartError, one line, when Slack refuses the token.
    """
    client = past_proxies(WebClient(token, address or SLACK, timeout=CONNECT, retry_handlers=[]))
    try:
        body: dict[str, Any] = dict(client.auth_test().data)  # type: ignore[arg-type]
    except SlackApiError as error:
        answer = of_error(error)
        if isinstance(answer, Refused) and answer.reason in REFUSED_TOKENS:
            raise StartError(
                f"SLACK_BOT_TOKEN: Slack refuses it ({answer.reason}); copy the bot token (xoxb-…) from the app's page"
            ) from None
        return None
    except (OSError, ValueError):
        return None
    org = body.get("is_enterprise_install") and body.get("enterprise_id")
    return Identity(
        team=str(org or body["team_id"]),
        user=str(body["user_id"]),
        bot=str(body.get("bot_id", "")),
        name=str(body.get("team", "")),
    )
