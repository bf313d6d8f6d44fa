"""What the API refuses, in one form: problem+json (RFC 9457), with the fields at fault."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from starlette.exceptions import HTTPException

from bot.changing.outcomes import Unsure
from bot.ports import Ids

log = structlog.get_logger(__name__)

DOWN = (DBAPIError, PoolEmpty)
"""The database is not there: whatever was asked for, nothing of it was done."""

UNSURE = (
    "The database did not answer; nobody knows whether it was done. The same Idempotency-Key does it once."
)

AWAY = (OperationalError, InterfaceError, PoolEmpty)
"""Of these, the database's own trouble: it comes by the hundred, and to log each one's way here would take the time to answer."""

Errors = list[dict[str, str]]


class Problem(Exception):
    """An answer that is no success. `errors`: pairs of field and message."""

    def __init__(
        self, status: int, title: str, errors: Errors | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.errors = errors or []
        self.headers = headers


def fault(field: str, message: str) -> dict[str, str]:
    """One field at fault."""
    return {"field": field, "message": message}


def answered(problem: Problem) -> JSONResponse:
    """As it goes over the wire."""
    body: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status}
    if problem.errors:
        body["errors"] = problem.errors
    return JSONResponse(body, problem.status, headers=problem.headers, media_type="application/problem+json")


Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def handlers(ids: Ids) -> dict[Any, Handler]:
    """Every failure in the same form; what is ours is logged with a number and told by it."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answered(error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answered(Problem(error.status_code, str(error.detail), headers=dict(error.headers or {})))

    async def broken(request: Request, error: Exception) -> Response:
        trace = f"R-{ids.new('trace')[-8:].upper()}"
        log.error("request_failed", exc_info=error, trace=trace)
        if isinstance(error, Unsure):
            return answered(Problem(503, f"{UNSURE} Reference {trace}."))
        if isinstance(error, DOWN):
            return answered(Problem(503, f"The database is not there; nothing was done. Reference {trace}."))
        return answered(Problem(500, f"Something of ours broke; nothing was done. Reference {trace}."))

    return {Problem: ours, HTTPException: http, DBAPIError: broken, PoolEmpty: broken, Exception: broken}
