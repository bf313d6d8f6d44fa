"""What sellers sell: the form of a new order is filled from it."""

from typing import Any

import msgspec
from sqlalchemy import Engine, Row, select

from bot.db.engine import reading
from bot.db.tables import services
from bot.db.upsert import upsert

BRIEF = msgspec.json.Decoder(tuple[str, ...])


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One service of a seller. `price`: minor units; `brief`: what the buyer must supply; no limit of revisions if unset."""

    workspace: str
    id: str
    seller: str
    title: str
    price: int
    currency: str
    duration_days: int
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()


class Services:
    """Reads and writes services, each time on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of_seller(self, workspace: str, seller: str) -> list[Service]:
        """A seller's services, by title."""
        mine = (services.c.workspace_id == workspace) & (services.c.seller_id == seller)
        with reading(self.engine) as connection:
            rows = connection.execute(select(services).where(mine).order_by(services.c.title, services.c.id))
            return [read(row) for row in rows]

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
        }
        with self.engine.begin() as connection:
            upsert(connection, services, values)


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
    )
