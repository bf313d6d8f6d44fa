"""Another policy is put in force as an operator does it: one process after the other begins with it, while people click.

The policy of before reminds each seller every minute to accept, the one after it each buyer of the brief.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from bot import policies
from bot.db.engine import open_engine
from bot.db.orders import read
from bot.db.policy import in_force, policy_digest
from bot.db.tables import orders, outbox
from bot.ports import SystemClock
from rules.agenda import nudges, wake_at
from rules.events import Nudged, PolicySwitched
from rules.policy import Policy
from rules.words import Nudge
from tests.e2e.processes import eventually
from tests.processes.checks import at_rest, broken
from tests.processes.lives import lives, miscounted, reminders
from tests.processes.rolling import Crowd, Rolled, replace
from tests.processes.servers import Postgres, Server, cluster

BEFORE, AFTER = Nudge.ACCEPT_SOON, Nudge.BRIEF_MISSING
ORDERS = 12
"""Paid one after the other within a minute, so that some order is reminded every five seconds."""


def written(folder: Path, nudge: Nudge) -> str:
    """The path of a policy that reminds of this each minute, at night too."""
    file = folder / f"{nudge}.toml"
    other = AFTER if nudge is BEFORE else BEFORE
    said = f'{nudge} = {{every = "1m", times = 60}}\n{other} = []\n'
    file.write_text(f'house = "every minute"\nquiet_hours = "none"\n[nudges]\n{said}')
    return str(file)


def play(database: Postgres, folder: Path) -> Rolled:
    """All four processes are replaced; what did not hold at rest."""
    folder.mkdir(exist_ok=True)
    before, after = written(folder, BEFORE), written(folder, AFTER)
    with cluster(database.fresh("switching"), folder / "run") as world:
        world.settings["RELANCE_POLICY"] = before
        world.prepare(2, 2)
        world.begin(supervised=False)
        engine = open_engine(world.url)
        refs = [(world.order(number, paid_at=paid(number)), number) for number in range(1, ORDERS + 1)]
        crowd, rolled = Crowd(world, refs, threads=4, pause=0.3), Rolled([])
        eventually(lambda: reminded(engine, BEFORE), 60, what="a reminder by the policy of before")

        def switched(server: Server) -> None:
            server.settings["RELANCE_POLICY"] = after

        world.settings["RELANCE_POLICY"] = after
        for server in (world.webs[0], world.workers[0], world.webs[1], world.workers[1]):
            replace(server, crowd, rolled, switched)
        gone = SystemClock().real()
        eventually(lambda: len(reminded(engine, AFTER, gone)) > 1, 60, what="reminders by the new policy")
        clicks = crowd.stop()
        at_rest(world, 60)
        rolled.failed = crowd.failed()
        rolled.counted.update(clicks=len(crowd.heard), accepted=sum(one.accepted for one in clicks))
        rolled.broken = [
            *broken(world, clicks),
            *miscounted(world, engine),
            *wrong(engine, policies.load(after), gone),
        ]
        rolled.counted.update(before=len(reminded(engine, BEFORE)), after=len(reminded(engine, AFTER)))
        engine.dispose()
        return rolled


def paid(number: int) -> str:
    """Another second of the minute for each."""
    return (SystemClock().real() - timedelta(minutes=1) * number / ORDERS).isoformat()


def reminded(engine: Engine, nudge: Nudge, since: datetime | None = None) -> list[Nudged]:
    """What the clock told of this, at moments after `since`."""
    told = (one for entries in lives(engine).values() for one in reminders(entries))
    return [one for one in told if one.nudge is nudge and (since is None or one.at > since)]


def wrong(engine: Engine, after: Policy, gone: datetime) -> Iterator[str]:
    """What an order, or somebody, still has of the policy of before. `gone`: when its last process had ended."""
    histories, digest = lives(engine), policy_digest(after)
    with engine.connect() as connection:
        rows = [read(row) for row in connection.execute(select(orders))]
        ends = {(row.order_id, row.key): row for row in connection.execute(select(outbox))}
        force = in_force(connection)
    assert force is not None and force.digest == digest
    for row in rows:
        entries, ref = histories[row.id], row.order.ref
        told = reminders(entries)
        keys = Counter(one.key for one in told)
        yield from (f"P2 {ref}: {key} stands {many} times" for key, many in keys.items() if many > 1)
        if row.policy != digest or row.wake_at != wake_at(row.order, after):
            yield f"{ref} is still woken by the policy of before"
        if not any(isinstance(entry.event, PolicySwitched) for entry in entries):
            yield f"{ref} was never switched"
        if late := [one.key for one in told if one.nudge is BEFORE and one.at > gone]:
            yield f"{ref}: {late} by the policy of before, after its last process had ended"
        if early := [one.key for one in told if one.nudge is AFTER and one.sent and one.at <= force.since]:
            yield f"{ref}: {early} lie before the switch"
        due = {one.key for one in nudges(row.order, after) if gone < one.at <= row.order.woken_at}
        if lost := due - keys.keys():
            yield f"P8 {ref}: {lost} were never told"
        for one in told:
            end = ends.get((row.id, one.key))
            if one.nudge is AFTER and one.sent and (end is None or end.state != "sent"):
                yield f"P4 {ref}: {one.key} ended {end and (end.state, end.reason)}"
