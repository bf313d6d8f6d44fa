"""A full disk under SQLite: nothing is half done, people read the truth, and it goes on once there is room (P15)."""

from pathlib import Path

from tests.e2e.people import Person
from tests.e2e.processes import eventually
from tests.processes.checks import at_rest
from tests.processes.clicks import ACCEPTED, NOTHING_CHANGED, command, deliver, sentence
from tests.processes.disks import full, small_disk
from tests.processes.down import event, tell
from tests.processes.servers import cluster


def test_a_full_disk_is_told_truly_and_forgotten_once_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk) as mounted, cluster(f"sqlite:///{disk / 'relance.db'}", tmp_path / "run") as world:
        world.start(1, 1)
        ref = world.order(1)
        seller, buyer = Person(world.slack, "U0SELL0001"), Person(world.slack, "U0BUYR0001")
        card, web = seller.card(ref), world.webs[0]
        at_rest(world, 60)

        def said(words: str) -> str:
            fields = command(seller.user, f"message {ref} {words}")
            return sentence(deliver(web.address, fields, patience=20.0))

        before = [server.process for server in world.servers]
        written = event(seller.user, card["channel"], card["ts"], "écrit sans place")
        with full(world, disk / "relance.db", mounted=mounted):
            told = [said(f"plein{number}") for number in range(60)]
            status = tell(web.address, written)
        refused = [number for number, one in enumerate(told) if NOTHING_CHANGED in one]
        assert refused, told[-1]
        assert all(NOTHING_CHANGED in one or one.startswith(ACCEPTED) for one in told), set(told)
        assert status == 503
        eventually(lambda: tell(web.address, written, retry=1) == 200, 40, what="room")
        assert said("de la place").startswith(ACCEPTED)
        buyer.told(ref, "écrit sans place", seconds=60)
        buyer.told(ref, "de la place", seconds=60)
        heard = str(buyer.thread(ref))
        assert not [number for number in refused if f"plein{number}" in heard.split()]
        assert [server.process for server in world.servers] == before, "they went on by themselves"
        world.relance("verify")
