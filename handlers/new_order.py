"""`nouvelle`: a seller writes down an order that a buyer has just paid. The buyer sees by whom, and may withdraw."""

from bot.outcomes import Done, NewOrder, Receipt
from bot.placing import MAX_REVISIONS, problems
from handlers.answers import Answer, Errors, Show, Tell, sentence
from handlers.desk import Desk
from handlers.payload import Submitted
from handlers.values import Values
from rules.words import Actor

CALLBACK = "ui:new_order"
CURRENCY = "EUR"


def form(desk: Desk, buyer: str | None = None) -> Answer:
    """The form of a new order; whom the command mentioned is its buyer."""
    values = {"buyer": buyer} if buyer else {}
    return Show(desk.parts.renderer.new_order(desk.reader, values=values))


def sent(desk: Desk, form: Submitted) -> Answer:
    """The order as it was written down; it counts as paid now, by the one who wrote it as its seller."""
    values = desk.values(form.values, CURRENCY, form.window.id)
    new = read(desk, values)
    for refusal in problems(
        title=new.title,
        seller=new.seller,
        buyer=new.buyer,
        price=new.price,
        duration_days=new.duration_days,
        brief=new.brief,
    ):
        assert refusal.field is not None
        values.errors.setdefault(refusal.field, desk.parts.renderer.field_error(None, desk.reader, refusal))
    if values.errors:
        return Errors(values.errors)
    receipt = Receipt(form.receipt)
    placed = desk.parts.service.place(
        desk.workspace, new, by=Actor.SELLER, person=desk.me.id, receipt=receipt
    )
    assert isinstance(placed, Done)  # without a reference of its own, none can be taken
    return Tell(sentence(desk.say("order_created", ref=placed.order.ref)), "new_order")


def read(desk: Desk, values: Values) -> NewOrder:
    """The form's fields. Revisions left empty are unlimited (rule 7)."""
    days, revisions = values.whole("duration_days"), values.whole("revisions_included")
    for field, number, least, most in (
        ("duration_days", days or 0, 1, 10**9),
        ("revisions_included", revisions or 0, 0, MAX_REVISIONS),
    ):
        if not least <= number <= most:
            values.errors.setdefault(field, desk.say_plain("number_unreadable", typed=values.raw(field)))
    return NewOrder(
        title=values.text("title"),
        seller=desk.me.id,
        buyer=values.person("buyer"),
        price=values.money("price"),
        currency=CURRENCY,
        duration_days=days or 0,
        revisions_included=revisions,
        brief=values.lines("brief"),
    )
