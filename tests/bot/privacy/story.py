"""Somebody who left traces in every corner of the database, among others who did too."""

from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.db import outbox, tables
from bot.db.upsert import upsert
from bot.render import Message
from bot.sending.letters import Letter, Letters, outgoing
from bot.sending.replies import Replies
from bot.service import Receipt
from rules.commands import Person
from rules.words import Action, Actor, RequestKind
from tests.bot.post import Post
from tests.factories import BUYER, HERE, Store

CAMILLE = Person("person_camille")
SLACK_ID, NAME, EMAIL, DM = "U0CANARI77", "Camille & Cie", "camille.canari@example.org", "D0CANARI77"
SAYS = "canari-jaune"
TRACES = (SLACK_ID, "Camille", EMAIL, "CANARI77", SAYS, "canari")
"""What must be nowhere once Camille is erased."""


def message(text: str) -> Message:
    return Message(text=text, blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": text}}])


class Story:
    """Camille sells to the store's buyer. `refs`: of her orders."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.post = Post(store)
        self.installed()
        store.people.save(store.person(CAMILLE).__class__(
            workspace=HERE, id=CAMILLE.id, slack_id=SLACK_ID, name=NAME, email=EMAIL, locale="fr-FR",
            zone="Europe/Paris", quiet_hours="", dm_channel=DM, seen_at=store.clock.now(), profile_at=store.clock.real(), language="fr",
        ))  # fmt: skip
        self.sold()
        self.id = self.order()
        self.talked()

    def installed(self) -> None:
        now = self.store.clock.now()
        with self.store.engine.begin() as connection:
            connection.execute(insert(tables.workspaces).values(id=HERE, created_at=now, last_number=1100))
            row = {"workspace_id": HERE, "team_id": "T0TEAM", "installed_at": now, "installer_id": SLACK_ID}
            connection.execute(insert(tables.installations).values(row))
            connection.execute(
                insert(tables.settings).values(key=f"operators:{HERE}", value=f'["{CAMILLE.id}","operator"]')
            )

    def sold(self) -> None:
        now = self.store.clock.now()
        with self.store.engine.begin() as connection:
            row = {
                "workspace_id": HERE,
                "id": "service_1",
                "seller_id": CAMILLE.id,
                "title": f"Logo {SAYS}",
                "price": 5000,
            }
            more = {"currency": "EUR", "duration_days": 3, "brief": f'["{SAYS}"]', "options": "[]"}
            connection.execute(insert(tables.services).values(**row, **more))
            feed = {"workspace_id": HERE, "person_id": CAMILLE.id, "digest": "d" * 64, "created_at": now}
            connection.execute(insert(tables.feeds).values(feed))
            tab = {
                "workspace_id": HERE,
                "person_id": CAMILLE.id,
                "opened_at": now,
                "mark": SAYS,
                "hash": "",
                "shown": "",
            }
            more = {"pages": "{}", "mediating": False, "keeping": False}
            connection.execute(insert(tables.home_tabs).values(**tab, **more))

    def order(self) -> str:
        """Words of hers in every kind of event, and of the buyer's in some."""
        store = self.store
        id = store.place(seller=CAMILLE.id, ref="C-7", duration_days=9)
        store.do(id, BUYER, Action.SUPPLY, item="logo", content="what the buyer supplied")
        store.do(id, CAMILLE, Action.ACCEPT)
        store.do(id, CAMILLE, Action.MESSAGE, in_thread=False, text=f"{SAYS} message")
        store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="what the buyer said")
        carries = {"description": f"{SAYS} extra", "price": 900, "extra_days": 1}
        store.do(id, CAMILLE, Action.REQUEST, kind=RequestKind.SUPPLEMENT, **carries)
        store.do(id, BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
        store.do(id, CAMILLE, Action.DELIVER, work=(f"{SAYS} work",), complete=True)
        store.do(id, BUYER, Action.REQUEST_REVISION, changes=("bluer",))
        store.no(id, CAMILLE, Action.SUPPLY, item=f"{SAYS} item", content="x")
        receipt = Receipt("a click")
        store.try_(id, CAMILLE, Action.CLOSE, receipt=receipt)
        return id

    def end(self) -> None:
        """The revision is made, and the buyer content; everything is said."""
        store = self.store
        store.do(self.id, CAMILLE, Action.ACCEPT_REVISION)
        store.do(self.id, CAMILLE, Action.DELIVER, work=(f"{SAYS} again",), complete=True)
        store.do(self.id, BUYER, Action.CLOSE)
        with store.engine.begin() as connection:
            paid = {"workspace_id": HERE, "order_id": self.id, "payee": "seller", "amount": 5900}
            upsert(connection, tables.settlements, {**paid, "at": store.clock.real()})
        self.post.send_all()

    def talked(self) -> None:
        """Answers of ours that quote her, in her thread, in the buyer's, and about no order."""
        replies = Replies(self.store.engine, self.store.clock, self.store.service)
        said = message(f"{SAYS} was understood")
        replies.put(HERE, self.id, role=Actor.SELLER, person=CAMILLE.id, message=said, receipt="one")
        replies.put(HERE, self.id, role=Actor.BUYER, person=BUYER.id, message=said, receipt="two")
        for nth, (role, person) in enumerate(((Actor.SELLER, CAMILLE.id), (Actor.BUYER, BUYER.id))):
            letter = Letter(message("Camille &amp; Cie has left"))
            row = outgoing(f"msg_l{nth}", role, person, letter, self.store.clock.now(), Letters.NEWS)
            with self.store.engine.begin() as connection:
                outbox.put(connection, HERE, None, [row])

    def talked_late(self) -> None:
        """Something is still to be said to her."""
        letter = Letter(message(f"{SAYS} was understood"))
        row = outgoing("msg_late", Actor.SELLER, CAMILLE.id, letter, self.store.clock.now(), Letters.NEWS)
        with self.store.engine.begin() as connection:
            outbox.put(connection, HERE, None, [row])

    def traces(self) -> dict[str, list[Any]]:
        """Rows in which something of hers stands, by table."""
        found = {
            table.name: [row for row in self.store.rows(table) if any(one in str(row) for one in TRACES)]
            for table in tables.metadata.sorted_tables
        }
        return {name: rows for name, rows in found.items() if rows}

    def bytes_of_file(self) -> bytes:
        """What stands in SQLite's files, used or not."""
        path = Path(str(self.store.engine.url.database))
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*") if one.suffix != ".key")
