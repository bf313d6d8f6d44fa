"""Logs as JSON lines on standard error. Only known keys get through, so that no one's words ever stand in a log."""

import logging
import re
import sys

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ALLOWED = frozenset(
    {
        # of each line
        "event", "level", "logger", "timestamp", "exception", "error",
        # which order, which case of it, on whose behalf: ids and words of the process only
        "workspace", "order", "ref", "seq", "version", "stage", "state", "actor", "action", "request", "nudge",
        "policy", "reason", "at", "due_at", "wake_at", "person", "orders", "missing",
        # which delivery
        "event_id", "trigger", "trace", "receipt", "kind", "retry",
        # which message
        "outbox", "lane", "place", "channel", "ts", "method", "attempts", "attempt", "retry_after", "row",
        # how it went
        "status", "count", "seconds", "ms", "offset", "port", "url", "path", "setting", "migration",
        "why", "go_on", "key", "report", "parked",
    }
)  # fmt: skip
"""A key that is not here is dropped, and its name told in `dropped`."""

DETAIL = re.compile(r"\nDETAIL:.*?(?=\n\[SQL:|\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)

QUIET = {"slack_bolt": logging.ERROR, "slack_sdk": logging.ERROR}
"""Below this, these log whole payloads, with people's words in them."""


def configure(level: str) -> None:
    """Send every log to standard error; `level` is one of Python's names. What others log is kept from WARNING on."""
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, _wrap],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ("bot", "handlers"):
        logging.getLogger(room).setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # it sets its own up, apart from ours
        logging.getLogger(name).propagate = True
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(QUIET.get(name, logging.NOTSET))


_wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter


def _formatter(shared: list[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_rows,
            only_allowed,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
    )


def only_allowed(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Keep the known keys of a line; tell the names, never the values, of the others."""
    dropped = sorted(line.keys() - ALLOWED)
    kept = {key: value for key, value in line.items() if key in ALLOWED}
    return {**kept, "dropped": dropped} if dropped else kept


def without_rows(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """PostgreSQL tells the whole row that it could not write, words and all: not in a log."""
    if "exception" in line:
        line["exception"] = DETAIL.sub("\nDETAIL: not logged", line["exception"])
    return line


def _json(line: EventDict, **_unused: object) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()
