"""File bytes in and out, answers over response_urls, and the Socket Mode door: what stands beside /api."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground.deliveries.responses import use_response_url
from playground.webapi.errors import SlackError
from playground.webapi.files import FILE_BYTES_MAX
from playground.world import World


class Transfer:
    """The addresses that the Web API hands out."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file whose address files.getUploadURLExternal gave."""
        file = self.world.state.files.get(request.path_params["file"])
        if file is None or file.content is not None:
            return PlainTextResponse("no such upload", 404)
        content = await self._bytes(request)
        if len(content) > FILE_BYTES_MAX or len(content) != file.expected:
            return PlainTextResponse("length does not match", 400)
        file.content = content
        self.world.changed()
        return PlainTextResponse(f"OK - {len(content)}")

    async def _bytes(self, request: Request) -> bytes:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            for part in (await request.form()).values():
                if not isinstance(part, str):
                    return await part.read()
        return await request.body()

    async def download(self, request: Request) -> Response:
        """Give a file's bytes to who shows the bot's token; to others the sign-in page, as Slack does."""
        file = self.world.state.files.get(request.path_params["place"].rpartition("-")[2])
        bearer = request.headers.get("authorization", "").partition(" ")[2]
        if bearer != self.world.config.bot_token:
            return Response("<!doctype html><title>Sign in</title>", media_type="text/html")
        if file is None or file.content is None:
            return PlainTextResponse("not found", 404)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(file.content, media_type=file.mimetype, headers=headers)

    async def respond(self, request: Request) -> Response:
        """An answer over a response_url."""
        try:
            body: Any = json.loads(await request.body() or b"null")
            use_response_url(self.world, request.path_params["name"], body)
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        except SlackError as error:
            status = 404 if error.code in ("expired_url", "used_url") else 400
            return JSONResponse(error.answer(), status)
        return PlainTextResponse("ok")
