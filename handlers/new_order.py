"""`nouvelle`: a paid order is written down by its seller, or by an operator. The buyer sees by whom, and may withdraw."""

from bot.changing.outcomes import Done, NewOrder, Receipt
from bot.changing.placing import MAX_TITLE, problems
from bot.db.services import Service
from bot.render.paging import page_of
from handlers import services
from handlers.answers import Answer, Errors, Show, Tell, sentence
from handlers.desk import Desk
from handlers.payload import Submitted
from handlers.values import Values
from rules.order import ServiceOption
from rules.words import Actor

CALLBACK = "ui:new_order:"


def begin(desk: Desk, buyer: str | None = None, page: int = 1, *, instead: bool = False) -> Answer:
    """Which service was bought; where there is none to choose from, the form at once. `buyer`: whom the command mentioned."""
    on_sale = [service for service in services.visible(desk) if service.retired_at is None]
    if not on_sale:
        return form(desk, "", buyer or "")
    named = services.names(desk, on_sale)
    return Show(desk.parts.renderer.which_service(desk.reader, on_sale, named, buyer or "", page), instead)


def turned(desk: Desk, rest: str) -> Answer:
    """Another page of the services to choose from: "PAGE:BUYER"; both are empty where a button only begins."""
    page, _, buyer = rest.partition(":")
    return begin(desk, buyer, page_of(page), instead=bool(page))


def from_service(desk: Desk, rest: str) -> Answer:
    """The form, filled from what was chosen: "SERVICE:BUYER", of which either may be empty."""
    id, _, buyer = rest.partition(":")
    return form(desk, id, buyer, instead=True)


def form(desk: Desk, id: str, buyer: str, *, instead: bool = False) -> Answer:
    """The form of a new order."""
    service = services.mine(desk, id) if id else None
    values = {"currency": services.usual_currency(desk)} | ({"buyer": buyer} if buyer else {})
    seller = desk.parts.people.get(desk.workspace, service.seller) if service else desk.me
    if seller is not None and seller.slack_id:
        values["seller"] = seller.slack_id
    if service is not None:
        values["currency"] = service.currency
    made = desk.parts.renderer.new_order(
        desk.reader, values=dict(values), service=service, for_operator=desk.seems_operator
    )
    return Show(made, instead)


def sent(desk: Desk, form: Submitted) -> Answer:
    """The order as it was written down; it counts as paid now."""
    service = services.mine(desk, form.action.removeprefix(CALLBACK))
    values = desk.values(form.values, services.currency_of(desk, form), form.window.id)
    new = read(desk, values, service)
    found = problems(
        title=new.title,
        seller=new.seller,
        buyer=new.buyer,
        price=new.price,
        duration_days=new.duration_days,
        brief=new.brief,
    )
    services.note_wrong(desk, values, found)
    if values.errors:
        return Errors(values.errors)
    by = Actor.SELLER if new.seller == desk.me.id else Actor.OPERATOR
    receipt = Receipt(form.receipt)
    placed = desk.parts.service.place(desk.workspace, new, by=by, person=desk.me.id, receipt=receipt)
    desk.saved = True
    assert isinstance(placed, Done)  # without a reference of its own, none can be taken
    return Tell(sentence(desk.say("order_created", ref=placed.order.ref)), "new_order")


def read(desk: Desk, values: Values, service: Service | None) -> NewOrder:
    """The form's fields. Revisions left empty are unlimited (rule 7); options that were chosen add their price and days."""
    days, revisions = services.whole_numbers(desk, values)
    bought = chosen(values, service)
    title = titled(values.text("title"), bought)
    if bought and len(title) > MAX_TITLE:
        values.errors["title"] = desk.say_plain(
            "title_with_options", most=MAX_TITLE, over=len(title) - MAX_TITLE
        )
    price = values.money("price")
    return NewOrder(
        title=title,
        seller=services.seller(desk, values),
        buyer=values.person("buyer"),
        price=price + sum(option.price for option in bought) if price else 0,
        currency=services.currency(desk, values),
        duration_days=days + sum(option.days for option in bought) if days else 0,
        revisions_included=revisions,
        brief=values.lines("brief"),
        service=service.id if service else None,
        options=service.options if service else (),
    )


def chosen(values: Values, service: Service | None) -> list[ServiceOption]:
    """The options that are bought with the service."""
    numbers = values.several("chosen") or ()
    offered = service.options if service else ()
    return [option for number, option in enumerate(offered, 1) if str(number) in numbers]


def titled(title: str, bought: list[ServiceOption]) -> str:
    """What was bought, by name."""
    return " + ".join([title, *(option.title for option in bought)]) if title else title
