"""Logs: one JSON object a line on the error stream, with an allow-list of keys so that nothing personal slips in."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset({
    "event", "level", "timestamp", "logger", "workspace", "order", "row", "kind", "method", "status", "error", "ms",
    "count", "trace", "exception", "port", "reason", "attempt", "channel", "seconds", "policy", "setting", "path",
})  # fmt: skip


def allowed_only(_logger: Any, _name: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every key that is not on the list."""
    return {key: value for key, value in fields.items() if key in ALLOWED}


def configure(level: str) -> None:
    """Sets the logs of the whole process up; called once, by the command line."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(message)s")
    for noisy in ("slack_bolt", "slack_sdk", "apscheduler", "alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(max(logging.getLevelName(level), logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            allowed_only,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
