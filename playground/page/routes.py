"""The addresses of the page: itself, one person's column, live changes, and the bot's rehearsal passed on."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from playground.config import Person
from playground.control.hands import CannotDo
from playground.control.routes import body_of, refused
from playground.page.drawing import HERE, Drawing
from playground.rehearsal import Rehearsal
from playground.world import World

# Nothing is fetched from elsewhere, and no text can become a script or a style.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http://127.0.0.1:* http://localhost:*; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Page:
    """The page of one workspace."""

    def __init__(self, world: World, rehearsal: Rehearsal) -> None:
        self.world, self.rehearsal = world, rehearsal
        self.drawing = Drawing(world)

    def routes(self) -> list[Route | Mount]:
        """All routes of the page."""
        return [
            Route("/", self.page),
            Route("/page/column/{user}", self.column),
            Route("/page/changes", self.changes),
            Route("/page/file/{id}", self.file),
            Route("/page/clock", self.clock, methods=["GET", "POST"]),
            Route("/page/orders", self.orders),
            Route("/page/orders/{ref}", self.orders),
            Route("/page/requests", self.requests),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    def _lang(self, request: Request) -> str:
        chosen = request.query_params.get("lang") or request.cookies.get("lang") or "fr"
        return chosen if chosen in self.drawing.words else "fr"

    def people(self) -> list[Person]:
        """Who has a column: those with a part, in the order seller, buyer, mediator."""
        order = ["seller", "buyer", "mediator"]
        shown = [p for p in self.world.humans if p.part in order and not p.deleted]
        return sorted(shown, key=lambda person: order.index(person.part))

    async def page(self, request: Request) -> Response:
        """The page, which is there even while the bot is not."""
        lang = self._lang(request)
        answer = HTMLResponse(self.drawing.page(self.people(), lang), headers=HEADERS)
        answer.set_cookie("lang", lang, samesite="strict", max_age=31_536_000)
        return answer

    async def column(self, request: Request) -> Response:
        """One person's column, drawn anew."""
        person = self.world.state.people.get(request.path_params["user"])
        if person is None or person.is_bot:
            return PlainTextResponse("nobody", 404)
        chosen = request.query_params.get("tab", "")
        known = {"", "home", *(channel.id for channel in self.world.channels_of(person.id))}
        html = self.drawing.column(person, chosen if chosen in known else "", self._lang(request))
        return HTMLResponse(html, headers=HEADERS)

    async def changes(self, _: Request) -> Response:
        """Live changes: the version and the clock, at each change."""
        headers = HEADERS | {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._changes(), media_type="text/event-stream", headers=headers)

    async def _changes(self) -> AsyncIterator[str]:
        self.rehearsal.watchers += 1
        try:
            await self.rehearsal.look()
            async for version in self.world.versions():
                told = {"version": version, "clock": self.rehearsal.clock()}
                yield f"data: {json.dumps(told)}\n\n"
        finally:
            self.rehearsal.watchers -= 1

    async def file(self, request: Request) -> Response:
        """A file for the person at the page. Only plain pictures are shown; all else is saved."""
        file = self.world.state.files.get(request.path_params["id"])
        if file is None or file.content is None:
            return PlainTextResponse("not found", 404)
        inline = file.mimetype in _SHOWN_INLINE
        headers = HEADERS | {"Content-Disposition": "inline" if inline else "attachment"}
        return Response(
            file.content, media_type=file.mimetype if inline else "application/octet-stream", headers=headers
        )

    # The bot's rehearsal

    async def clock(self, request: Request) -> Response:
        """The bot's clock; pushing it answers when what was due has been done."""
        if request.method == "GET":
            await self.rehearsal.look()
            return JSONResponse(self.rehearsal.clock())
        try:
            status, told = await self.rehearsal.push(await body_of(request))
        except CannotDo as problem:
            return refused(problem)
        return JSONResponse(self.rehearsal.clock() if status == 200 else told, status)

    async def orders(self, request: Request) -> Response:
        """All orders, or the timeline of one."""
        ref = request.path_params.get("ref")
        status, told = await self.rehearsal.ask(
            "GET", f"/rehearsal/orders/{quote(ref, safe='')}" if ref else "/rehearsal/orders"
        )
        return JSONResponse(told, status)

    async def requests(self, _: Request) -> Response:
        """What the bot says it was asked."""
        status, told = await self.rehearsal.ask("GET", "/rehearsal/requests")
        return JSONResponse(told, status)
