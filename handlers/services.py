"""Services: what sellers keep on sale. A seller changes their own, an operator everybody's; buyers only order."""

from collections.abc import Iterable
from datetime import datetime

from bot.changing.placing import MAX_DAYS, MAX_REVISIONS, problems
from bot.db.services import Service
from bot.people.acquaintance import meet
from bot.typed import offered
from bot.typed.currencies import CURRENCIES, USUAL
from handlers.answers import Answer, Errors, Show, Tell
from handlers.desk import NOT_YOURS, Desk
from handlers.payload import Submitted
from handlers.values import Values
from rules.order import ServiceOption
from rules.refusal import Refusal

CALLBACK = "ui:service:"


def visible(desk: Desk) -> list[Service]:
    """One's own; everybody's for an operator."""
    services = desk.parts.services
    if desk.seems_operator:
        return services.of_workspace(desk.workspace)
    return services.of_seller(desk.workspace, desk.me.id)


def mine(desk: Desk, id: str) -> Service | None:
    """A service that this person may change; what is somebody else's does not exist for them."""
    service = desk.parts.services.get(desk.workspace, id)
    return service if service is not None and (service.seller == desk.me.id or desk.is_operator) else None


def names(desk: Desk, services: list[Service]) -> dict[str, str]:
    """Whose they are, where that says something."""
    sellers = {service.seller for service in services}
    if sellers <= {desk.me.id}:
        return {}
    return {id: person.name for id, person in desk.parts.people.among(desk.workspace, sellers).items()}


def listed(desk: Desk, news: str | None = None, page: int = 1) -> Answer:
    """All of them, with their buttons."""
    found = visible(desk)
    named = names(desk, found)
    told = desk.parts.renderer.services(desk.reader, found, named, news, page)
    return Tell(told, "all_services" if named else "services", instead=True)


def form(desk: Desk, id: str) -> Answer:
    """The form of a service, or of a new one. Its id is made now, so that a form sent twice makes one service."""
    parts = desk.parts
    if not id:
        values = {"currency": usual_currency(desk)}
        new = parts.ids.new("service")
        return Show(
            parts.renderer.service_form(desk.reader, new, values, new=True, for_operator=desk.seems_operator)
        )
    service = mine(desk, id)
    if service is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:service"), "refused")
    return Show(parts.renderer.service_form_of(desk.reader, service))


def usual_currency(desk: Desk) -> str:
    """That of their services, else of their orders."""
    sold = desk.parts.services.of_seller(desk.workspace, desk.me.id)
    ordered = (held.order.currency for held in desk.mine())
    return sold[0].currency if sold else next(ordered, USUAL)


def sent(desk: Desk, form: Submitted) -> Answer:
    """Kept as it was written, unless something in it is wrong."""
    id = form.action.removeprefix(CALLBACK)
    known = desk.parts.services.get(desk.workspace, id)
    if known is not None and mine(desk, id) is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:service"), "refused")
    values = desk.values(form.values, currency_of(desk, form), form.window.id)
    service = read(desk, values, id, known)
    found = problems(
        title=service.title,
        seller=service.seller,
        buyer="",
        price=service.price,
        duration_days=service.duration_days,
        brief=service.brief,
    )
    note_wrong(desk, values, found)
    if values.errors:
        return Errors(values.errors)
    desk.parts.services.save(service)
    return listed(desk, "service_saved")


def note_wrong(desk: Desk, values: Values, found: Iterable[Refusal]) -> None:
    """What is wrong with what was read, in its fields; what could not be read there says so already."""
    for refusal in found:
        assert refusal.field is not None
        values.errors.setdefault(refusal.field, desk.parts.renderer.field_error(None, desk.reader, refusal))


def currency_of(desk: Desk, form: Submitted) -> str:
    """The letters that were typed where they are a currency; else the usual one, beside an error in the field."""
    typed = str(form.values.get("currency", {}).get("value") or "").strip().upper()
    return typed if typed in CURRENCIES else usual_currency(desk)


def read(desk: Desk, values: Values, id: str, known: Service | None) -> Service:
    """The form's fields. What is retired stays so."""
    letters = currency(desk, values)
    days, revisions = whole_numbers(desk, values)
    return Service(
        workspace=desk.workspace,
        id=id,
        seller=known.seller if known else seller(desk, values),
        title=values.text("title"),
        price=values.money("price"),
        currency=letters,
        duration_days=days,
        revisions_included=revisions,
        brief=values.lines("brief"),
        options=options(desk, values, letters),
        retired_at=known.retired_at if known else None,
    )


def currency(desk: Desk, values: Values) -> str:
    """Three letters of ISO 4217, in capitals or not."""
    typed = values.raw("currency").upper()
    if typed not in CURRENCIES:
        values.errors["currency"] = desk.say_plain("currency_unknown", typed=values.raw("currency"))
    return typed if typed in CURRENCIES else values.currency


def whole_numbers(desk: Desk, values: Values) -> tuple[int, int | None]:
    """Days and revisions; those left empty are unlimited (rule 7)."""
    days, revisions = values.whole("duration_days"), values.whole("revisions_included")
    if (days or 0) < 1:
        values.errors.setdefault("duration_days", desk.say_plain("days_none"))
    if revisions is not None and not 0 <= revisions <= MAX_REVISIONS:
        values.errors.setdefault("revisions_included", desk.say_plain("revisions_wrong", most=MAX_REVISIONS))
    return days or 0, revisions


def seller(desk: Desk, values: Values) -> str:
    """Whoever writes it, unless an operator names somebody. Who is not to be found in Slack sells nothing."""
    if "seller" not in values.given or not desk.is_operator:
        return desk.me.id
    named = values.given["seller"].get("selected_user")
    met = meet(desk.parts, desk.workspace, named) if isinstance(named, str) else "unknown"
    if isinstance(met, str):
        values.errors["seller"] = desk.say_plain("person_unknown")
        return ""
    return met.id


def options(desk: Desk, values: Values, currency: str) -> tuple[ServiceOption, ...]:
    """What the service offers beside itself."""
    found = offered.read(values.lines("options"), currency)
    if isinstance(found, offered.Mistake):
        values.errors["options"] = desk.say_plain(
            found.why, line=found.line, typed=found.typed, most=offered.MOST, days=MAX_DAYS, currency=currency
        )
        return ()
    return found


def retired(desk: Desk, id: str) -> Answer:
    """Off sale, until it is brought back."""
    return on_sale(desk, id, desk.parts.clock.now(), "service_retired")


def brought_back(desk: Desk, id: str) -> Answer:
    """On sale again."""
    return on_sale(desk, id, None, "service_is_back")


def on_sale(desk: Desk, id: str, retired_at: datetime | None, news: str) -> Answer:
    if mine(desk, id) is None:
        return Tell(desk.refused(None, NOT_YOURS, "ui:service"), "refused")
    desk.parts.services.retire(desk.workspace, id, retired_at)
    return listed(desk, news)
