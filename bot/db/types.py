"""How moments are stored: UTC on both engines, aware in code."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Moment = datetime | BindParameter[datetime]
"""In a statement: when, or what is given when it is asked."""


class Instant(TypeDecorator[datetime]):
    """An aware moment; UTC in the database and on the way out. ValueError for a moment without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone; moments are aware, in UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment
