"""An order that a question is about, as one of its parties sees it: for the terminal, where nobody is signed in."""

from sqlalchemy import Engine, select

from bot.changing.texts import reveal
from bot.clock import StoredClock, world
from bot.db.engine import open_engine, reading
from bot.db.migrate import require_current
from bot.db.orders import Orders, Row, ref_key
from bot.db.people import People
from bot.db.tables import orders
from bot.ports import SystemIds
from bot.render import Reader, View
from bot.settings import Settings
from rules.clock import owed
from rules.evolve import fold
from rules.policy import Policy
from rules.words import Actor


def view(settings: Settings, policy: Policy, ref: str, role: Actor, language: str) -> View:
    """The order of this reference, with what the clock owes it. ValueError where there is none, or more than one."""
    engine = open_engine(settings.database_url)
    require_current(engine)
    row = find(engine, ref)
    clock = StoredClock(engine, world(engine, settings.clock_offset))
    people = People(engine, clock, SystemIds())
    order = reveal(engine, row.workspace, row.order)
    order = fold(order, tuple(owed(order, clock.now(), policy)))
    known = people.among(row.workspace, filter(None, (order.seller, order.buyer, order.mediator)))
    me = known.get(order.buyer if role is Actor.BUYER else order.seller)
    reader = Reader(str(role), me.name if me else str(role), language, (me and me.zone) or policy.zone)
    names = {id: person.name for id, person in known.items()}
    return View(row.id, order, role, reader, names, {}, clock.now(), policy)


def find(engine: Engine, ref: str) -> Row:
    """The only order of this reference, in whichever workspace it is."""
    asked = select(orders.c.workspace_id, orders.c.id).where(orders.c.ref_key == ref_key(ref)).limit(2)
    with reading(engine) as connection:
        found = connection.execute(asked).all()
    row = Orders(engine).load(found[0].workspace_id, found[0].id) if len(found) == 1 else None
    if row is None:
        raise ValueError(f"{ref}: {'more than one order' if found else 'no order'} has this reference")
    return row
