"""A snapshot of yesterday is put under processes at work: nothing is said or taken before an operator releases it (P13)."""

from pathlib import Path

from tests.e2e.people import Person
from tests.e2e.processes import answers, eventually
from tests.processes.checks import at_rest
from tests.processes.clicks import ACCEPTED, command, deliver, sentence
from tests.processes.down import silent
from tests.processes.servers import Cluster, Postgres, cluster

WAITS = "rétabli à partir d'une sauvegarde"


def said(world: Cluster, ref: str, words: str) -> str:
    fields = command("U0SELL0001", f"message {ref} {words}")
    return sentence(deliver(world.webs[0].address, fields, patience=20.0))


def test_an_older_snapshot_under_processes_at_work_says_nothing_before_it_is_released(
    database: Postgres, tmp_path: Path
) -> None:
    with cluster(database.fresh("older"), tmp_path) as world:
        world.start(1, 1)
        ref, buyer = world.order(1), Person(world.slack, "U0BUYR0001")
        buyer.card(ref)
        at_rest(world, 60)
        with silent(world):
            assert said(world, ref, "avant").startswith(ACCEPTED)
            world.relance("backup", "old.db")
        assert said(world, ref, "après").startswith(ACCEPTED)
        buyer.told(ref, "après", seconds=60)
        at_rest(world, 60)
        world.relance("release")  # writes a checkpoint
        database.fresh("older")
        assert "nothing is done, taken or sent" in world.relance("restore", "old.db")
        before = len(world.slack.log())
        web = world.webs[0]
        eventually(lambda: WAITS in said(world, ref, "trop tôt"), 40, what="that it waits")
        world.workers[0].kill()  # comes again, and begins held
        eventually(lambda: "held" in world.workers[0].log.read_text(), 60, what="a worker that says so")
        assert not answers(f"{web.address}/readyz")
        new = [call for call in world.slack.log()[before:] if call["method"].startswith("chat.")]
        assert new == []
        assert "1 were given up" in world.relance("release")
        eventually(lambda: said(world, ref, "de nouveau").startswith(ACCEPTED), 40, what="the release")
        buyer.told(ref, "de nouveau", seconds=90)
        assert str(buyer.thread(ref)).count("trop tôt") == 0
        world.relance("verify")
