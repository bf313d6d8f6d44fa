"""What a newcomer finds in the local workspace: its people, two services, one order that waits for its brief."""

import msgspec
from sqlalchemy import delete, func, insert, select

from bot.changing.outcomes import NewOrder
from bot.db.engine import reading
from bot.db.tables import orders, services
from bot.parts import Parts
from rules.words import Actor

SELLER, BUYER, MEDIATOR = "U0SELLER01", "U0BUYER001", "U0MEDIAT01"


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the sample seller sells. `price`: minor units of EUR."""

    title: str
    price: int
    duration_days: int
    revisions_included: int | None = None
    brief: tuple[str, ...]


LOGO = Service(
    title="Logo animé", price=5_000, duration_days=3, brief=("Nom à animer", "Couleurs et style souhaités")
)
PAGE = Service(
    title="Landing page",
    price=18_000,
    duration_days=7,
    revisions_included=2,
    brief=("Textes de la page", "Logo et images", "Exemples de pages appréciées"),
)


def seed(parts: Parts, workspace: str) -> bool:
    """Put it there once; whether it was put there now. People come first: a start that was cut off goes on."""
    if not empty(parts, workspace):
        return False
    seller, buyer, _ = (parts.people.by_slack(workspace, id).id for id in (SELLER, BUYER, MEDIATOR))
    with parts.engine.begin() as connection:
        connection.execute(delete(services).where(services.c.workspace_id == workspace))
        rows = [service_row(parts, workspace, seller, service) for service in (LOGO, PAGE)]
        connection.execute(insert(services), rows)
    parts.service.place(workspace, order(LOGO, seller, buyer), by=Actor.OPERATOR, person=None)
    return True


def empty(parts: Parts, workspace: str) -> bool:
    """Whether nobody ordered anything here yet."""
    held = select(func.count()).select_from(orders).where(orders.c.workspace_id == workspace)
    with reading(parts.engine) as connection:
        return not connection.scalar(held)


def service_row(parts: Parts, workspace: str, seller: str, service: Service) -> dict[str, object]:
    return {
        "workspace_id": workspace,
        "id": parts.ids.new("service"),
        "seller_id": seller,
        "title": service.title,
        "price": service.price,
        "currency": "EUR",
        "duration_days": service.duration_days,
        "revisions_included": service.revisions_included,
        "brief": msgspec.json.encode(service.brief).decode(),
    }


def order(service: Service, seller: str, buyer: str) -> NewOrder:
    """A service, bought just now."""
    return NewOrder(
        seller=seller,
        buyer=buyer,
        title=service.title,
        price=service.price,
        currency="EUR",
        duration_days=service.duration_days,
        revisions_included=service.revisions_included,
        brief=service.brief,
    )
