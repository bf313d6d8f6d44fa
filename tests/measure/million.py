"""A database with as many events as are asked for, each history chained for itself: what `relance verify` is measured on.

`python -m tests.measure.million URL EVENTS`, on an empty database. Stories come from the real service, and are copied under new
ids, references and texts.
"""

import re
import sys
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, insert

from bot.db import tables
from bot.db.migrate import migrate
from bot.trust import history
from rules.events import Event
from rules.words import Action, State
from tests.factories import BUYER, SELLER, Store

BATCH = 200
"""Orders in one statement."""

Rows = dict[Table, list[dict[str, Any]]]
LONG = {State.IN_PROGRESS: 20, State.REVISION_REFUSED: 8, State.COMPLETED: 12, State.PENDING: 4}
"""Messages that are written beside the way to each state."""


class Story(NamedTuple):
    """An order, as stored."""

    order: Row[Any]
    events: list[tuple[Row[Any], Event]]
    texts: list[Row[Any]]


def stories(store: Store) -> list[Story]:
    """As long as they are in life: up to thirty events."""
    made = []
    for state in (*LONG, State.DISPUTED, State.DELIVERED, State.CANCELLED):
        id = store.order(state)
        for said in range(LONG.get(state, 0)):
            store.do(
                id, (SELLER, BUYER)[said % 2], Action.MESSAGE, text=f"Bonjour, voici la suite numéro {said}"
            )
        events = store.rows(tables.history, order_id=id)
        made.append(
            Story(
                store.rows(tables.orders, id=id)[0],
                [(event, history.EVENTS.decode(event.body)) for event in events],
                store.rows(tables.texts, order_id=id),
            )
        )
    return made


def copied(story: Story, number: int, rows: Rows) -> int:
    """One more order that went the same way; how many events it has."""
    order, suffix = story.order, f"x{number}"
    names = [text.id for text in story.texts] + [order.ref]
    known = re.compile("|".join(map(re.escape, names)))

    def renamed(text: str) -> str:
        return known.sub(lambda found: found[0] + suffix, text)

    id = order.id + suffix
    head = history.beginning(order.workspace_id, id)
    for row, event in story.events:
        body, seals = renamed(row.body), renamed(row.seals)
        head = history.digest(head, row.recorded_at, event, body, seals)
        rows[tables.history].append(
            row._asdict() | {"order_id": id, "body": body, "seals": seals, "digest": head}
        )
    rows[tables.texts] += [text._asdict() | {"id": text.id + suffix, "order_id": id} for text in story.texts]
    ref = order.ref + suffix
    fresh = {"id": id, "ref": ref, "ref_key": ref.casefold(), "facts": renamed(order.facts), "head": head}
    rows[tables.orders].append(order._asdict() | fresh)
    return len(story.events)


def filled(store: Store, events: int) -> Iterator[int]:
    """So many events, a batch of orders at a time; how many there are now."""
    made, told = 0, stories(store)
    turns = zip(count(), cycle(told), strict=False)
    while made < events:
        rows: Rows = {tables.orders: [], tables.history: [], tables.texts: []}
        for _ in range(BATCH):
            number, story = next(turns)
            made += copied(story, number, rows)
        with store.engine.begin() as connection:
            for table, some in rows.items():
                connection.execute(insert(table), some)
        yield made


def main() -> None:
    url, events = sys.argv[1], int(sys.argv[2])
    store = Store.at(url)
    migrate(store.engine)
    for made in filled(store, events):
        sys.stderr.write(f"\r{made}")
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
