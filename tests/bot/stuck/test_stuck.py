"""A refused message and a parked order are shown to operators, and tried again by a command (P10)."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.db import tables
from bot.slack.answers import Refused
from bot.stuck.store import Stuck
from tests.bot.post import Post, answer, let
from tests.bot.test_cli_store import relance
from tests.factories import HERE, Store


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def refused(post: Post, **given: object) -> str:
    """An order of which one message was refused; its id."""
    id = post.store.place(**given)  # type: ignore[arg-type]
    post.send_all()
    change(post.store, "outbox", id, state="refused", reason="restricted_action", attempts=3)
    return id


def change(store: Store, table: str, order: str, **values: object) -> None:
    found = getattr(tables, table)
    mine = found.c.id == order if table == "orders" else found.c.order_id == order
    with store.engine.begin() as connection:
        connection.execute(update(found).where(mine).values(**values))


def park(store: Store, order: str) -> None:
    change(store, "orders", order, parked_at=store.clock.at, parked_reason="RuntimeError", attempts=5)


def test_what_slack_refused_is_listed_with_its_reason(post: Post) -> None:
    id = post.store.place()
    post.slack.turns = [let] * 4 + [answer(Refused("restricted_action"))]
    post.send_all()
    (message,) = Stuck(post.store.engine).messages()
    assert (message.ref, message.reason) == (post.store.load(id).ref, "restricted_action")
    assert message.whom in {"Seller", "Buyer"}


def test_a_refused_message_goes_out_again_last_in_its_conversation(post: Post) -> None:
    refused(post)
    later = post.store.place()
    stuck = Stuck(post.store.engine, HERE)
    again = stuck.messages()
    assert stuck.send_again(again) == len(again)
    assert stuck.send_again(again) == 0, "they wait already"
    with post.store.engine.connect() as connection:
        rows = connection.execute(text("SELECT lane, place, order_id, state, attempts FROM outbox")).all()
    for row in rows:
        if row.order_id != later:
            assert (row.state, row.attempts) == ("waiting", 0)
            assert all(
                row.place > other.place
                for other in rows
                if other.order_id == later and other.lane == row.lane
            )
    post.send_all()
    assert stuck.messages() == []


def test_what_is_past_its_moment_is_not_said_by_a_retry(post: Post) -> None:
    id = refused(post)
    change(post.store, "outbox", id, valid_until=post.store.clock.at)
    stuck = Stuck(post.store.engine)
    stuck.send_again(stuck.messages())
    post.store.clock.move(hours=1)
    post.send_all()
    assert post.ends().get("stale", 0) > 0
    assert stuck.messages() == []


def test_a_parked_order_is_listed_and_rings_again(any_store: Store) -> None:
    id, other = any_store.place(brief=()), any_store.place(brief=())
    park(any_store, id)
    stuck = Stuck(any_store.engine)
    (one,) = stuck.parked()
    assert (one.id, one.reason, one.at) == (id, "RuntimeError", any_store.clock.at)
    any_store.clock.move(hours=24)
    assert any_store.wake.run_once() == 1
    assert stuck.ring_again([one]) == 1
    assert any_store.wake.run_once() == 1
    assert stuck.parked() == []
    assert len(any_store.events(id)) == len(any_store.events(other))


def test_another_workspace_is_left_alone(any_store: Store) -> None:
    id = any_store.place()
    park(any_store, id)
    change(any_store, "outbox", id, state="refused", reason="x")
    elsewhere = Stuck(any_store.engine, "another")
    assert (elsewhere.messages(), elsewhere.parked()) == ([], [])


def test_the_commands_list_and_retry(store: Store, database: str, tmp_path: Path) -> None:
    id = store.place()
    ref = store.load(id).ref
    park(store, id)
    change(store, "outbox", id, state="refused", reason="account_inactive")

    def run(*words: str) -> tuple[int, str]:
        done = relance(*words, database=database, folder=tmp_path)
        return done.returncode, done.stdout + done.stderr

    code, listed = run("outbox")
    assert code == 0
    assert listed.count("account_inactive") == len(Stuck(store.engine).messages())
    lines = [json.loads(line) for line in run("outbox", "--json")[1].splitlines()]
    assert {line["ref"] for line in lines} == {ref}
    assert "RuntimeError" in run("orders")[1]
    assert json.loads(run("orders", "--json")[1])["ref"] == ref

    code, said = run("orders", "retry", ref, "C-9999")
    assert (code, "c-9999" in said, len(Stuck(store.engine).parked())) == (2, True, 1)
    assert run("orders", "retry")[0] == 2
    assert run("orders", "retry", ref.lower()) == (0, "1 to be rung again\n")
    assert run("orders") == (0, "no order is parked\n")
    assert run("outbox", "retry", lines[0]["id"]) == (0, "1 to be sent again\n")
    assert run("outbox", "retry", "--all") == (0, f"{len(lines) - 1} to be sent again\n")
    assert run("outbox") == (0, "no message was refused\n")
