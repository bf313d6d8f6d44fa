"""What an order over the API is of: its own fields, and for those that it leaves out, a service of the seller's."""

from typing import Protocol

import msgspec

from bot.changing.placing import MAX_TITLE
from bot.db.services import Service, Services
from bot.web.problem import Errors, fault
from rules.order import ServiceOption

REQUIRED = "Required, unless a service gives it."


class Amount(Protocol):
    amount: int
    currency: str


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """An order's terms; `price` in minor units."""

    title: str = ""
    price: int = 0
    currency: str = ""
    duration_days: int = 0
    revisions_included: int | None = None
    brief: tuple[str, ...] = ()
    service: str | None = None
    options: tuple[ServiceOption, ...] = ()


def of_service(
    services: Services, workspace: str, seller: str, named: str | None, chosen: list[str], errors: Errors
) -> Sold:
    """The terms of a service with the options that were bought; what cannot be found is a fault of its field."""
    if named is None:
        if chosen:
            errors.append(fault("service", "Options belong to a service: name it."))
        return Sold()
    service = found(services.of_seller(workspace, seller), named) if seller else None
    if service is None:
        if seller:
            errors.append(fault("service", "The seller has no such service on sale."))
        return Sold()
    bought = []
    for title in chosen:
        option = next((one for one in service.options if same(one.title, title)), None)
        if option is None:
            errors.append(fault("service_options", f"The service has no option “{title[:MAX_TITLE]}”."))
        elif option in bought:
            errors.append(fault("service_options", f"“{option.title}” stands there twice."))
        else:
            bought.append(option)
    return sold(service, bought)


def found(services: list[Service], named: str) -> Service | None:
    """By id, else by title where only one has it; nothing that is off sale."""
    on_sale = [one for one in services if one.retired_at is None]
    titled = [one for one in on_sale if same(one.title, named)]
    by_id = [one for one in on_sale if one.id == named]
    return next(iter(by_id or (titled if len(titled) == 1 else [])), None)


def same(title: str, typed: str) -> bool:
    return title.casefold().strip() == typed.casefold().strip()


def sold(service: Service, bought: list[ServiceOption]) -> Sold:
    """A service with options: their prices and days are added, their names as far as a title goes."""
    whole = " + ".join([service.title, *(one.title for one in bought)])
    return Sold(
        title=whole if len(whole) <= MAX_TITLE else service.title,
        price=service.price + sum(one.price for one in bought),
        currency=service.currency,
        duration_days=service.duration_days + sum(one.days for one in bought),
        revisions_included=service.revisions_included,
        brief=service.brief,
        service=service.id,
        options=service.options,
    )


def lacking(terms: Sold) -> Errors:
    """What neither the order nor a service gives."""
    named = {"title": terms.title, "price": terms.currency, "duration_days": terms.duration_days}
    return [fault(field, REQUIRED) for field, value in named.items() if not value]
