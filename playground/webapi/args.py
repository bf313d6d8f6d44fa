"""The arguments of a call: a form, a query or a JSON body, as slack_sdk and others send them."""

import json
from typing import Any

from starlette.requests import Request

from playground.webapi.errors import SlackError

_TRUE = (True, "true", "True", "1", 1)


class Args(dict[str, Any]):
    """Arguments by name; the readers refuse what Slack refuses."""

    def text(self, name: str) -> str:
        """An argument that may be missing."""
        value = self.get(name)
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        """An argument that must be there."""
        if not (value := self.text(name)):
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """A boolean, in any of the spellings that forms know."""
        return self.get(name) in _TRUE

    def count(self, name: str, default: int, most: int) -> int:
        """A whole number between 1 and `most`."""
        try:
            value = int(self.get(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments", [f"[ERROR] {name} must be an integer"]) from None
        if value < 1:
            raise SlackError("invalid_limit")
        return min(value, most)

    def structure(self, name: str, code: str) -> Any:
        """A list or an object: itself in a JSON body, JSON in a form. `code` is the error when it is neither."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(code) from None


async def read_args(request: Request) -> Args:
    """All arguments of a request, whatever way they came."""
    args = Args(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if request.method == "GET":
        return args
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args.update(body)
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        args.update((await request.form()).items())
    elif await request.body():
        raise SlackError("invalid_post_type")
    return args
