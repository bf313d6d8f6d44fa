"""The control endpoints: JSON, loopback only; the page and the end-to-end tests use them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.config import BOT_USER, Channel, Person
from playground.control import clicks, modals, writing
from playground.control.hands import CannotDo, Hands, told_message, told_view
from playground.deliveries.courier import Courier
from playground.webapi.api import Api
from playground.wire import wire_person
from playground.world import World

Act = Callable[[Person, dict[str, Any]], Awaitable[dict[str, Any]]]


async def body_of(request: Request) -> dict[str, Any]:
    """A JSON object; raises CannotDo when it is none, so that no web form of another site gets through."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise CannotDo("not_json", "send application/json")
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise CannotDo("not_json", "send a JSON object")
    return body


def refused(problem: CannotDo) -> Response:
    """How an act that nobody could do is answered."""
    return JSONResponse({"ok": False, "error": problem.code, "text": str(problem)}, 409)


class Control:
    """Routes for acting as a person, looking, and ordering faults."""

    def __init__(self, world: World, api: Api, courier: Courier) -> None:
        self.world, self.api, self.courier = world, api, courier
        self.hands = Hands(world, courier)

    def routes(self) -> list[Route]:
        """All control routes."""
        return [
            Route("/as/{user}/{act}", self.act, methods=["POST"]),
            Route("/as/{user}", self.look),
            Route("/as/{user}/messages", self.messages),
            Route("/as/{user}/views", self.views),
            Route("/as/{user}/home", self.home, methods=["GET"]),
            Route("/people", self.people),
            Route("/people/{user}", self.change_person, methods=["POST"]),
            Route("/channels", self.channels),
            Route("/channels/{channel}", self.change_channel, methods=["POST"]),
            Route("/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/log", self.log),
            Route("/deliveries", self.deliveries),
            Route("/deliveries/{n:int}/again", self.again, methods=["POST"]),
            Route("/workspace/{change}", self.change_workspace, methods=["POST"]),
        ]

    # Acting

    async def act(self, request: Request) -> Response:
        """Do something as a person; 409 when nobody could do that in Slack."""
        acts: dict[str, Act] = {
            "command": self._command,
            "message": self._message,
            "edit": self._edit,
            "delete": self._delete,
            "click": self._click,
            "submit": self._submit,
            "close_view": self._close_view,
            "shortcut": self._shortcut,
            "home": self._home,
            "read": self._read,
        }
        try:
            person, body = self.hands.person(request.path_params["user"]), await body_of(request)
            do = acts.get(request.path_params["act"])
            if do is None:
                raise CannotDo("unknown_act", f"acts are {', '.join(acts)}")
            return JSONResponse(await do(person, body))
        except CannotDo as problem:
            return refused(problem)

    async def _command(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        channel, thread = body.get("channel", ""), body.get("thread_ts") or ""
        return await writing.command(self.hands, person, channel, body.get("text", ""), thread)

    async def _message(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        channel, thread = body.get("channel", ""), body.get("thread_ts") or ""
        return await writing.write(
            self.hands, person, channel, body.get("text", ""), thread, body.get("files")
        )

    async def _edit(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await writing.edit(
            self.hands, person, body.get("channel", ""), body.get("ts", ""), body.get("text", "")
        )

    async def _delete(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await writing.delete(self.hands, person, body.get("channel", ""), body.get("ts", ""))

    async def _click(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await clicks.click(self.hands, person, body)

    async def _submit(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await modals.submit(self.hands, person, body.get("view_id", ""), body.get("values") or {})

    async def _close_view(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await modals.close_view(
            self.hands, person, body.get("view_id", ""), whole_stack=bool(body.get("all"))
        )

    async def _shortcut(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        channel, ts = body.get("channel", ""), body.get("ts", "")
        return await writing.shortcut(self.hands, person, channel, ts, body.get("callback_id", ""))

    async def _home(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        return await writing.open_home(self.hands, person, body.get("tab", "home"))

    async def _read(self, person: Person, body: dict[str, Any]) -> dict[str, Any]:
        channel = self.hands.channel(person, body.get("channel", ""))
        last = next((m.ts for m in reversed(self.world.messages(channel.id))), "")
        if self.world.state.last_read.get(f"{person.id}:{channel.id}") != last:
            self.world.state.last_read[f"{person.id}:{channel.id}"] = last
            self.world.changed()
        return {"ok": True}

    # Looking

    def _person(self, request: Request) -> Person:
        return self.hands.person(request.path_params["user"])

    async def look(self, request: Request) -> Response:
        """A person, their conversations, the modals that they have open."""
        try:
            person = self._person(request)
        except CannotDo as problem:
            return refused(problem)
        listed = [msgspec.to_builtins(channel) for channel in self.world.channels_of(person.id)]
        views = [told_view(self.world, view) for view in self.world.views_of(person.id)]
        return JSONResponse({"person": msgspec.to_builtins(person), "channels": listed, "views": views})

    async def messages(self, request: Request) -> Response:
        """A conversation as that person sees it, oldest first; `thread_ts` narrows it to a thread."""
        try:
            person = self._person(request)
            channel = self.hands.channel(person, request.query_params.get("channel", ""))
        except CannotDo as problem:
            return refused(problem)
        thread = request.query_params.get("thread_ts")
        seen = [
            told_message(self.world, m)
            for m in self.world.messages(channel.id)
            if m.ephemeral_to in (None, person.id) and thread in (None, m.ts, m.thread_ts)
        ]
        return JSONResponse({"channel": channel.id, "messages": seen})

    async def views(self, request: Request) -> Response:
        """The modals that a person has open, the topmost last."""
        try:
            person = self._person(request)
        except CannotDo as problem:
            return refused(problem)
        return JSONResponse(
            {"views": [told_view(self.world, view) for view in self.world.views_of(person.id)]}
        )

    async def home(self, request: Request) -> Response:
        """A person's home tab, null while the bot has published none."""
        home = self.world.state.homes.get(request.path_params["user"])
        return JSONResponse({"view": told_view(self.world, home) if home else None})

    async def people(self, _: Request) -> Response:
        """Everybody, the bot included."""
        return JSONResponse({"people": msgspec.to_builtins(list(self.world.state.people.values()))})

    async def change_person(self, request: Request) -> Response:
        """Add a person, or change one (deactivate, move to another zone or language)."""
        try:
            body = await body_of(request)
            user = request.path_params["user"]
            old = self.world.state.people.get(user)
            base = (
                msgspec.to_builtins(old)
                if old
                else {"id": user, "name": user.lower(), "real_name": user, "email": ""}
            )
            person = msgspec.convert(base | body | {"id": user}, Person)
        except CannotDo as problem:
            return refused(problem)
        except msgspec.ValidationError as problem:
            return refused(CannotDo("invalid_person", str(problem)))
        self.world.state.people[user] = person
        self.world.im(person)
        self.world.changed()
        if old is not None and old != person and self.world.manifest.takes("user_change"):
            told = wire_person(self.world, person, locale=True)
            await self.world.emit({"type": "user_change", "user": told, "event_ts": self.world.new_ts()})
        return JSONResponse({"person": msgspec.to_builtins(person)})

    async def channels(self, _: Request) -> Response:
        """All conversations with their members."""
        return JSONResponse({"channels": msgspec.to_builtins(list(self.world.state.channels.values()))})

    async def change_channel(self, request: Request) -> Response:
        """Say who is in a private channel; an unknown id makes one."""
        name = request.path_params["channel"]
        try:
            body = await body_of(request)
            old = self.world.state.channels.get(name)
            base = (
                msgspec.to_builtins(old) if old else {"name": name.lower(), "kind": "private", "members": []}
            )
            channel = msgspec.convert(base | body | {"id": name}, Channel)
        except CannotDo as problem:
            return refused(problem)
        except msgspec.ValidationError as problem:
            return refused(CannotDo("invalid_channel", str(problem)))
        self.world.state.channels[name] = channel
        self.world.changed()
        return JSONResponse({"channel": msgspec.to_builtins(channel)})

    # Tests' own

    async def faults(self, request: Request) -> Response:
        """See, order or cancel faults."""
        if request.method == "POST":
            try:
                self.api.faults.add(await body_of(request))
            except (CannotDo, ValueError) as problem:
                return refused(CannotDo("invalid_fault", str(problem)))
        if request.method == "DELETE":
            self.api.faults.coming.clear()
        return JSONResponse({"faults": [asdict(fault) for fault in self.api.faults.coming]})

    async def log(self, request: Request) -> Response:
        """The calls of the Web API, with real times; `since` leaves out what came before that number."""
        since = int(request.query_params.get("since") or 0)
        return JSONResponse({"calls": [asdict(call) for call in self.api.log if call.n > since]})

    async def deliveries(self, request: Request) -> Response:
        """What was sent to the bot, each attempt, and how it was answered."""
        since = int(request.query_params.get("since") or 0)
        return JSONResponse({"deliveries": [asdict(d) for d in self.courier.log if d.n > since]})

    async def again(self, request: Request) -> Response:
        """Send the very same delivery once more, with a fresh signature."""
        found = next((d for d in self.courier.log if d.n == request.path_params["n"]), None)
        if found is None:
            return refused(CannotDo("no_delivery", "no delivery of that number is kept"))
        retry = (found.attempt + 1, "http_timeout") if found.kind == "event" else None
        answer = await self.courier.send(found.kind, found.payload, found.id, retry)
        return JSONResponse({"status": answer.status, "body": answer.body, "failure": answer.failure})

    async def change_workspace(self, request: Request) -> Response:
        """`uninstall`: the bot is told and its token is dead; `install`: it lives again; `reset`: the first day."""
        changes = {"install": self._install, "uninstall": self._uninstall, "reset": self._reset}
        change = changes.get(request.path_params["change"])
        if change is None:
            return refused(CannotDo("unknown_change", f"changes are {', '.join(changes)}"))
        await change()
        return JSONResponse({"installed": self.world.state.installed})

    async def _install(self) -> None:
        self.world.state.installed = True
        self.world.changed()

    async def _uninstall(self) -> None:
        self.world.state.installed = False
        self.world.changed()
        for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}):
            if self.world.manifest.takes(str(event["type"])):
                await self.world.emit({**event, "event_ts": self.world.new_ts()})

    async def _reset(self) -> None:
        self.world.begin_anew()
        self.api.forget()
        self.courier.forget()
