"""What is down is told truly while Slack still waits, takes no memory, and is forgotten once it is back (P15)."""

from collections.abc import Iterator

import pytest

from tests.e2e.people import Person, buttons
from tests.e2e.processes import eventually
from tests.processes.checks import at_rest
from tests.processes.clicks import ACCEPTED, NOTHING_CHANGED, command, deliver, sentence
from tests.processes.down import event, many, silent, tell
from tests.processes.servers import Cluster, Postgres, cluster

MEGABYTES = 1 << 20
TRUE = (NOTHING_CHANGED, "peut-être enregistrée")


@pytest.fixture(scope="module")
def world(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One web, one worker, and no supervisor's help: nobody may end."""
    with cluster(database.fresh("down"), tmp_path_factory.mktemp("down")) as made:
        made.start(1, 1)
        yield made


def said(world: Cluster, ref: str, user: str, words: str) -> str:
    return said_of(world, user, f"message {ref} {words}")


def said_of(world: Cluster, user: str, words: str) -> str:
    return sentence(deliver(world.webs[0].address, command(user, words), patience=20.0))


def test_without_its_database_nothing_is_taken_and_what_was_written_comes_again(
    world: Cluster, database: Postgres
) -> None:
    ref = world.order(1)
    seller, buyer = Person(world.slack, "U0SELL0001"), Person(world.slack, "U0BUYR0001")
    card, web = seller.card(ref), world.webs[0]
    written = event(seller.user, card["channel"], card["ts"], "écrit pendant la panne")
    process = web.process
    at_rest(world, 60)  # that the card stands there is written down
    database.kill()
    try:
        assert NOTHING_CHANGED in said(world, ref, seller.user, "commande pendant la panne")
        assert tell(web.address, written) == 503
        unheard = event(seller.user, card["channel"], card["ts"], "écrit pour rien")
        assert tell(web.address, unheard, retry=3) == 200
        eventually(
            lambda: [m for m in seller.thread(ref) if "Écrivez-le de nouveau" in m["text"]],
            40,
            what="the excuse",
        )
    finally:
        database.start()
    eventually(lambda: tell(web.address, written, retry=1) == 200, 40, what="the database in the web process")
    assert said(world, ref, seller.user, "après la panne").startswith(ACCEPTED)
    buyer.told(ref, "écrit pendant la panne", seconds=60)
    buyer.told(ref, "après la panne", seconds=60)
    heard = str(buyer.thread(ref))
    assert "commande pendant la panne" not in heard and "écrit pour rien" not in heard
    assert web.process is process, "it went on by itself"


def test_a_frozen_database_holds_neither_the_people_nor_memory(world: Cluster, database: Postgres) -> None:
    ref = world.order(2)
    seller = Person(world.slack, "U0SELL0002")
    root, web = seller.card(ref), world.webs[0]
    assert said(world, ref, seller.user, "avant le gel").startswith(ACCEPTED)
    before = web.memory()
    database.freeze()
    try:
        told = many(world, ref, seller.user, 64, threads=16)
        looked = said_of(world, seller.user, "liste")
        seller.click(root, "ui:more")
        eventually(lambda: any(one in str(seller.views()) for one in TRUE), what="a modal that says it")
    finally:
        database.thaw()
    assert all(any(true in one for true in TRUE) for one in told), set(told)
    assert "Je mets trop de temps à répondre" in looked, "it only asked"
    assert web.memory() - before < 100 * MEGABYTES
    eventually(
        lambda: said(world, ref, seller.user, "après le gel").startswith(ACCEPTED), 40, what="the thaw"
    )
    eventually(lambda: "après le gel" in str(Person(world.slack, "U0BUYR0002").thread(ref)), 40, what="it")


def test_without_slack_what_is_asked_for_is_done_and_said_later(world: Cluster) -> None:
    ref = world.order(3)
    seller, buyer = Person(world.slack, "U0SELL0003"), Person(world.slack, "U0BUYR0003")
    buyer.offered(ref, "supply:logo")
    seller.offered(ref, "decline")
    with silent(world):
        assert said(world, ref, seller.user, "sans Slack").startswith(ACCEPTED)
        assert "rien n'a changé" in sentence(
            deliver(world.webs[0].address, command(seller.user, f"refuser {ref}"))
        )
    buyer.told(ref, "sans Slack", seconds=60)
    assert "withdraw" in buttons(buyer.card(ref)) or buyer.offered(ref, "withdraw")
