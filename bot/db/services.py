"""What sellers sell: orders start from it, with what it offers at that moment."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, Row, select, update

from bot.db.engine import reading
from bot.db.tables import services
from bot.db.upsert import upsert
from rules.order import ServiceOption

BRIEF = msgspec.json.Decoder(tuple[str, ...])
OPTIONS = msgspec.json.Decoder(tuple[ServiceOption, ...])


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One service of a seller. `price`: minor units; `brief`: what the buyer must supply; no limit of revisions if unset.

    `retired_at` (UTC): since when nobody orders it any more; orders under way keep what they were sold with.
    """

    workspace: str
    id: str
    seller: str
    title: str
    price: int
    currency: str
    duration_days: int
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()
    options: tuple[ServiceOption, ...] = ()
    retired_at: datetime | None = None


class Services:
    """Reads and writes services, each time on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, workspace: str, id: str) -> Service | None:
        """One service; None when there is none of this id here."""
        found = self.found((services.c.workspace_id == workspace) & (services.c.id == id))
        return found[0] if found else None

    def of_seller(self, workspace: str, seller: str) -> list[Service]:
        """A seller's services: those on sale first, each by title."""
        return self.found((services.c.workspace_id == workspace) & (services.c.seller_id == seller))

    def of_workspace(self, workspace: str) -> list[Service]:
        """Everybody's."""
        return self.found(services.c.workspace_id == workspace)

    def found(self, which: ColumnElement[bool]) -> list[Service]:
        order = (services.c.retired_at.is_not(None), services.c.title, services.c.id)
        with reading(self.engine) as connection:
            return [read(row) for row in connection.execute(select(services).where(which).order_by(*order))]

    def save(self, service: Service) -> None:
        """Write all of a service, new or known."""
        values = {
            "workspace_id": service.workspace,
            "id": service.id,
            "seller_id": service.seller,
            "title": service.title,
            "price": service.price,
            "currency": service.currency,
            "duration_days": service.duration_days,
            "revisions_included": service.revisions_included,
            "brief": msgspec.json.encode(service.brief).decode(),
            "options": msgspec.json.encode(service.options).decode(),
            "retired_at": service.retired_at,
        }
        with self.engine.begin() as connection:
            upsert(connection, services, values)

    def retire(self, workspace: str, id: str, at: datetime | None) -> None:
        """Take it off sale from now on, or (`at` is None) put it back."""
        this = (services.c.workspace_id == workspace) & (services.c.id == id)
        with self.engine.begin() as connection:
            connection.execute(update(services).where(this).values(retired_at=at))


def read(row: Row[Any]) -> Service:
    """A row of the table."""
    return Service(
        workspace=row.workspace_id,
        id=row.id,
        seller=row.seller_id,
        title=row.title,
        price=row.price,
        currency=row.currency,
        duration_days=row.duration_days,
        revisions_included=row.revisions_included,
        brief=BRIEF.decode(row.brief),
        options=OPTIONS.decode(row.options),
        retired_at=row.retired_at,
    )
