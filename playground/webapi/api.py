"""`/api/<method>`: who may call what, how often, and the answers as Slack words them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground.deliveries.socket_mode import SocketMode
from playground.webapi import chat, conversations, files, users, views
from playground.webapi.args import Args, read_args
from playground.webapi.errors import SlackError
from playground.webapi.faults import Fault, Faults
from playground.webapi.limits import RateLimits
from playground.world import World

Call = Callable[[World, Args], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """A method: what it does, its rate tier, and a scope that it needs (any one of them)."""

    do: Call
    tier: int
    scopes: tuple[str, ...] = ()


_READ = ("im:history", "groups:history")
_LOOK = ("im:read", "groups:read", "channels:read", "mpim:read")
METHODS: dict[str, Method] = {
    "auth.test": Method(chat.me, 4),
    "chat.postMessage": Method(chat.post_message, 0, ("chat:write",)),
    "chat.update": Method(chat.update, 3, ("chat:write",)),
    "chat.delete": Method(chat.delete, 3, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink, 4),
    "views.open": Method(views.open_, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
    "views.publish": Method(views.publish, 4),
    "conversations.open": Method(conversations.open_, 3, ("im:write", "mpim:write")),
    "conversations.info": Method(conversations.info, 3, _LOOK),
    "conversations.members": Method(conversations.members, 4, _LOOK),
    "conversations.history": Method(conversations.history, 3, _READ),
    "conversations.replies": Method(conversations.replies, 3, _READ),
    "users.info": Method(users.info, 4, ("users:read",)),
    "users.list": Method(users.list_, 2, ("users:read",)),
    "users.lookupByEmail": Method(users.by_email, 3, ("users:read.email",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, 4, ("files:write",)),
    "files.completeUploadExternal": Method(files.complete_upload, 4, ("files:write",)),
    "files.info": Method(files.info, 4, ("files:read",)),
}


@dataclass
class Logged:
    """One call, as it came and as it ended. `accepted` means that it took effect."""

    n: int
    at: float
    method: str
    args: dict[str, Any]
    accepted: bool = False
    error: str | None = None
    fault: str | None = None
    answer: dict[str, Any] = field(default_factory=dict)


class DropConnection(Exception):
    """The connection is to be cut without an answer."""


class Api:
    """The Web API of one workspace."""

    def __init__(self, world: World, sockets: SocketMode) -> None:
        self.world = world
        self.sockets = sockets
        self.faults = Faults()
        self.limits = RateLimits(world.now, world.config.rate_limits)
        self.log: list[Logged] = []

    def forget(self) -> None:
        """Drop the log, the faults to come, and the counts of the rate limits."""
        self.log.clear()
        self.faults.coming.clear()
        self.limits = RateLimits(self.world.now, self.world.config.rate_limits)

    async def handle(self, request: Request) -> Response:
        """Answer one call. Raises DropConnection when a fault asks for it."""
        method = request.path_params["method"]
        try:
            args = await read_args(request)
        except SlackError as error:
            return JSONResponse(error.answer())
        shown = {name: value for name, value in args.items() if name != "token"}
        call = Logged(len(self.log) + 1, self.world.now(), method, shown)
        self.log.append(call)
        fault = self.faults.next_for(method, args.text("channel"))
        call.fault = fault.kind if fault else None
        if fault and (refused := self._before(fault)):
            return refused
        answer, headers = self._answer(method, args, request)
        call.accepted, call.error, call.answer = bool(answer["ok"]), answer.get("error"), answer
        if fault and (spoiled := await self._after(fault)):
            return spoiled
        return JSONResponse(answer, 429 if headers else 200, headers)

    def _before(self, fault: Fault) -> Response | None:
        if fault.kind == "drop_before":
            raise DropConnection
        if fault.kind == "500":
            return PlainTextResponse("Internal Server Error", 500)
        if fault.kind == "429":
            headers = {"Retry-After": str(int(fault.seconds))}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        if fault.kind in ("ratelimited", "error"):
            error = fault.error if fault.kind == "error" else "ratelimited"
            return JSONResponse({"ok": False, "error": error})
        return None

    async def _after(self, fault: Fault) -> Response | None:
        if fault.kind == "drop_after":
            raise DropConnection
        if fault.kind == "slow":
            await self.world.edge.sleep(fault.seconds)
        if fault.kind == "malformed":
            return PlainTextResponse("<html>upstream connect error</html>", 200)
        return None

    def _answer(self, name: str, args: Args, request: Request) -> tuple[dict[str, Any], dict[str, str]]:
        try:
            if name == "apps.connections.open":
                return self._connection(args, request), {}
            method = METHODS.get(name)
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            self._permit(args, request, method)
            if wait := self.limits.retry_after(name, method.tier, args.text("channel")):
                return {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}
            return {"ok": True, **method.do(self.world, args)}, {}
        except SlackError as error:
            return error.answer(), {}

    def _token(self, args: Args, request: Request) -> str:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        token = bearer.strip() if scheme.lower() == "bearer" else args.text("token")
        if not token:
            raise SlackError("not_authed")
        return token

    def _permit(self, args: Args, request: Request, method: Method) -> None:
        if self._token(args, request) != self.world.config.bot_token:
            raise SlackError("invalid_auth")
        if not self.world.state.installed:
            raise SlackError("account_inactive")
        given = self.world.manifest.scopes
        if given is not None and method.scopes and not given & set(method.scopes):
            needed = ",".join(method.scopes)
            raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(given)))

    def _connection(self, args: Args, request: Request) -> dict[str, Any]:
        app_token = self.world.config.app_token
        if not app_token or self._token(args, request) != app_token:
            raise SlackError("invalid_auth" if app_token else "not_allowed_token_type")
        if wait := self.limits.retry_after("apps.connections.open", 1):
            raise SlackError("ratelimited", retry_after=wait)
        return {"ok": True, "url": self.sockets.new_url()}
