"""Many orders whose reminder is due, and among them what breaks whoever touches it: then the operator mends it and tries again.

Planted by SQL, as a bad disk or a release before this one might leave it: an order whose row cannot be read, a reminder that is
no reminder, one whose words do not exist, and a message that Slack does not draw.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select, update

from bot.changing.outcomes import Done, NewOrder
from bot.db.engine import open_engine
from bot.db.people import People
from bot.db.tables import installations, orders, outbox
from bot.people.homes import Homes
from bot.policies import load
from bot.ports import SystemClock, SystemIds
from bot.render import Message
from bot.sending import replies
from bot.sending.letters import Letters
from bot.service import Service
from rules.words import Actor, Nudge
from tests.e2e.processes import eventually
from tests.processes.catching import due
from tests.processes.checks import at_rest
from tests.processes.lives import miscounted
from tests.processes.servers import Cluster, Postgres, cluster, now

AHEAD = timedelta(hours=24, minutes=5)
"""A day after they were paid, all sellers are reminded to accept."""

EACH = 4
"""Orders of one seller and one buyer: the bad ones share conversations with good ones."""

BAD = "{"
ANSWER = "undrawn"
DRAWN, UNDRAWN = Message("Bien reçu", []), Message("Bien reçu", [{"type": "section"}])


@dataclass
class Poisoned:
    """What became of the good ones and of the bad ones.

    `seconds`: until the good ones were told; `letters`: how many named the parked order to operators.
    """

    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    parked: str = ""
    refused: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    after: str = ""


class Place:
    """A workspace on the database, by the clock of a worker that lives a day ahead."""

    def __init__(self, world: Cluster, engine: Engine) -> None:
        self.world, self.engine = world, engine
        self.policy = load(world.settings["RELANCE_POLICY"])
        self.people = People(engine, SystemClock(), SystemIds())
        with engine.connect() as connection:
            self.id = connection.execute(select(installations.c.workspace_id)).scalar_one()
        self.today = Service(engine, SystemClock(), SystemIds(), self.policy)
        self.tomorrow = Service(engine, SystemClock(AHEAD), SystemIds(), self.policy)

    def person(self, slack: str) -> str:
        """Somebody new, or somebody who is there; our id."""
        self.world.slack.person(slack, slack.title())
        return self.people.by_slack(self.id, slack).id

    def orders(self, count: int) -> list[str]:
        """Our ids. What was said at their beginning is left out: the test is about what comes."""
        placed = []
        for number in range(count):
            seller, buyer = (self.person(f"U0{who}{number // EACH:04}") for who in ("SELL", "BUYR"))
            new = NewOrder(
                seller=seller, buyer=buyer, title="Logo", price=5000, currency="EUR", duration_days=3
            )
            done = self.today.place(self.id, new, by=Actor.OPERATOR, person=None)
            assert isinstance(done, Done)
            placed.append(done.order_id)
        with self.engine.begin() as connection:
            connection.execute(update(outbox).values(state="stale", reason="planted"))
        return placed

    def change(self, id: str, **values: object) -> None:
        """An order's row."""
        with self.engine.begin() as connection:
            connection.execute(update(orders).where(orders.c.id == id).values(values))

    def facts(self, id: str) -> str:
        with self.engine.connect() as connection:
            return str(connection.execute(select(orders.c.facts).where(orders.c.id == id)).scalar_one())

    def reminder(self, id: str) -> str:
        """Rings the order as a worker would; the body of its reminder, which waits."""
        self.tomorrow.tick(self.id, id)
        with self.engine.connect() as connection:
            asked = select(outbox.c.body).where(outbox.c.order_id == id, outbox.c.key.is_not(None))
            return str(connection.execute(asked).scalar_one())

    def put(self, id: str, body: str, attempts: int) -> None:
        """That reminder, with this body, tried so often."""
        with self.engine.begin() as connection:
            mine = (outbox.c.order_id == id) & outbox.c.key.is_not(None)
            connection.execute(update(outbox).where(mine).values(body=body, attempts=attempts))


def play(database: Postgres, folder: Path, *, count: int, attempts: int) -> Poisoned:
    """`attempts`: how often the bad order, and the reminder without words, failed before."""
    folder.mkdir(exist_ok=True)
    policy = folder / "awake.toml"
    policy.write_text('house = "awake"\nquiet_hours = "none"\n')
    with cluster(database.fresh("poison"), folder / "run") as world:
        world.settings["RELANCE_POLICY"] = str(policy)
        world.start(1, 0)
        engine = open_engine(world.url)
        place = Place(world, engine)
        operator = place.person("U0OPERATOR")
        Homes(engine).appoint(place.id, operator, operator=True)
        unreadable, garbled, wordless, undrawable, *good = place.orders(count)
        facts, bodies = place.facts(unreadable), {id: place.reminder(id) for id in (garbled, wordless)}
        place.change(unreadable, facts=BAD, attempts=attempts)
        place.put(garbled, BAD, 0)
        without = bodies[wordless].replace(f'"id":"{Nudge.ACCEPT_SOON}"', '"id":"no_such_words"')
        place.put(wordless, without, attempts)
        undrawn(place, undrawable)

        worker = world.server("worker", 0)
        worker.settings["RELANCE_CLOCK_OFFSET"] = f"+{AHEAD // timedelta(minutes=1)}m"
        begun = now()
        worker.start()
        world.workers.append(worker)
        found = Poisoned()
        eventually(lambda: told(engine, good), 60 + count, what="every good reminder")
        found.seconds = now() - begun
        eventually(lambda: not due(engine, SystemClock().real() + AHEAD), 90, what="the end of the bad order")
        at_rest(world, 60)
        worker.kill()  # one that begins looks at once for what operators do not know yet
        eventually(lambda: knows(engine), 90, what="operators who know")
        worker.kill()  # the next one has nothing new
        found.parked, found.refused = world.relance("orders"), refused(engine)
        world.relance("verify", code=1)

        place.change(unreadable, facts=facts)
        for id, body in bodies.items():
            place.put(id, body, 0)
        answer(engine, DRAWN)
        world.relance("orders", "retry", "C-1001")
        world.relance("outbox", "retry", "--all")
        eventually(lambda: told(engine, [unreadable, garbled, wordless]), 60, what="what was mended")
        at_rest(world, 60)
        found.after = world.relance("orders") + world.relance("outbox")
        found.letters = sum("C-1001" in letter for letter in news(engine))
        found.broken = miscounted(world, engine)
        world.relance("verify")
        engine.dispose()
        return found


def undrawn(place: Place, order: str) -> None:
    """An answer that Slack does not draw."""
    to = replies.Replies(place.engine, SystemClock(), place.today)
    seller = place.person("U0SELL0000")
    to.put(place.id, order, role=Actor.SELLER, person=seller, message=DRAWN, receipt=ANSWER)
    answer(place.engine, UNDRAWN)


def answer(engine: Engine, message: Message) -> None:
    """What that answer says."""
    with engine.begin() as connection:
        mine = outbox.c.id == f"msg_{ANSWER}"
        connection.execute(update(outbox).where(mine).values(body=replies.body(message)))


def told(engine: Engine, ids: list[str]) -> bool:
    """Whether each of these was reminded, and Slack took it."""
    with engine.connect() as connection:
        sent = select(outbox.c.order_id).where(outbox.c.key.is_not(None), outbox.c.state == "sent")
        return set(ids) <= set(connection.execute(sent).scalars())


def knows(engine: Engine) -> bool:
    """Whether operators were told of all that waits for them."""
    with engine.connect() as connection:
        row = connection.execute(
            select(outbox.c.id).where(outbox.c.state == "refused", outbox.c.told_at.is_(None))
        ).first()
        order = connection.execute(
            select(orders.c.id).where(orders.c.parked_at.is_not(None), orders.c.told_at.is_(None))
        ).first()
    return row is None and order is None


def refused(engine: Engine) -> Counter[str]:
    """Messages that nobody will get, by reason."""
    with engine.connect() as connection:
        return Counter(
            connection.execute(select(outbox.c.reason).where(outbox.c.state == "refused")).scalars()
        )


def news(engine: Engine) -> list[str]:
    """Letters to operators."""
    with engine.connect() as connection:
        asked = select(outbox.c.body).where(outbox.c.notice == Letters.NEWS)
        return [body or "" for body in connection.execute(asked).scalars()]
