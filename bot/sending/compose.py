"""From a claimed row to the call that says it: who reads, what the order looks like to them, which words."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, func, select
from sqlalchemy import Row as SqlRow

from bot.changing.texts import reveal
from bot.db import tables
from bot.db.engine import reading
from bot.db.orders import Orders
from bot.db.people import People, PersonRow
from bot.people.statistics import record
from bot.ports import Clock
from bot.render import Message, Reader, Renderer, View, action_ids
from bot.render.casefile import file_name
from bot.render.view import Block
from bot.sending import letters, replies, together
from bot.sending.joined import Joined
from bot.sending.plan import is_former
from bot.sending.rows import Call, Claim, Due, Held, Nothing, Standing, Step, read_due
from bot.sending.tidy import Past, Tidy
from bot.trust import history
from rules.busy import Promise, asks_for_a_day
from rules.digest import Digest
from rules.events import Event, FileCarried
from rules.notices import Notice
from rules.order import Attached, Order, other
from rules.policy import Policy
from rules.words import Actor

EVENT_TYPE = "relance_row"
LOOKED_AT = 15
"""Messages: what Slack gives at once to apps that it lets read once a minute."""


class Composer:
    """Reads on connections of its own, after the claim: what it needs beyond the claim never changes."""

    def __init__(
        self,
        engine: Engine,
        people: People,
        clock: Clock,
        renderer: Renderer,
        policy: Policy,
        channel: str | None = None,
    ) -> None:
        self.engine = engine
        self.people = people
        self.clock = clock
        self.renderer = renderer
        self.policy = policy
        self.channel = channel
        self.tidy = Tidy(engine, renderer, Joined(engine, renderer, self.seen, self.morning))

    def compose(self, claim: Claim) -> Call | Nothing:
        """The call of a claim; Nothing where the screen says it already. Raises what a broken template raises."""
        held, row = claim.held, claim.row
        match claim.plan.step:
            case Step.PROFILE:
                person = held.people[claim.plan.person or ""]
                return Call(claim.plan.method, {"user": person.slack_id, "include_locale": True})
            case Step.OPEN:
                return Call(claim.plan.method, {"users": held.people[row.recipient].slack_id})
            case Step.LOOK:
                return self.look(claim)
            case Step.ROOT | Step.EDIT:
                return self.root(claim)
            case Step.REPLY:
                return self.reply(claim)
            case Step.TIDY:
                return self.tidied(claim)
            case Step.LETTER:
                return self.letter(claim)
            case Step.CARRY | Step.WRITE | Step.SHARE | Step.SHARED:
                return self.file(claim)

    def look(self, claim: Claim) -> Call:
        """Was it there already? From a little before the first try that may have been taken; in a thread, which Slack reads from
        its beginning, after the newest message that we know of: nothing of ours follows one that may have been taken.
        """
        row, since = claim.row, claim.row.progress.since or 0.0
        arguments: dict[str, Any] = {
            "channel": self.where(claim.held),
            "include_all_metadata": True,
            "limit": LOOKED_AT,
        }
        if claim.plan.method == "conversations.replies":
            arguments["ts"] = thread_of(claim.held)
            newest = row.ts if row.progress.parts else self.newest(row)
            since = max(since, float(newest or 0))
        return Call(claim.plan.method, {**arguments, "oldest": f"{since:.6f}"})

    def newest(self, row: Due) -> str | None:
        """The last that was said to somebody of an order."""
        said = select(func.max(tables.outbox.c.ts)).where(
            tables.outbox.c.workspace_id == row.workspace,
            tables.outbox.c.order_id == row.order_id,
            tables.outbox.c.recipient == row.recipient,
            tables.outbox.c.state == "sent",
        )
        with reading(self.engine) as connection:
            found: str | None = connection.execute(said).scalar_one()
        return found

    def root(self, claim: Claim) -> Call | Nothing:
        """The card or the case as it is now: a new message, or the old one in its new words."""
        held = claim.held
        message = self.drawn(held)
        shown = digest(message)
        if claim.plan.step is Step.ROOT:
            return Call(claim.plan.method, self.post(held.row, self.where(held), message), shown=shown)
        card = held.card
        assert card is not None
        if card.shown == shown:
            return Nothing()
        arguments = {"channel": card.channel, "ts": card.ts, "text": message.text, "blocks": message.blocks}
        return Call(claim.plan.method, arguments, shown=shown)

    def reply(self, claim: Claim) -> Call | Nothing:
        """One part of a notice, in the thread of its reader's card."""
        held, row = claim.held, claim.row
        assert held.card is not None
        parts = self.told(held)
        part = row.progress.parts
        if part >= len(parts):
            return Nothing()
        assert held.order is not None
        arguments = self.post(row, held.card.channel, parts[part], held.card.ts)
        standing = Standing(row.id, action_ids(parts[part]), held.order.version, self.clock.now())
        return Call(claim.plan.method, arguments, parts=len(parts), standing=standing)

    def file(self, claim: Claim) -> Call:
        """A file is fetched, then shown below the card of its reader; or looked for there."""
        held, step = claim.held, claim.plan.step
        if held.row.to_mediators:
            return self.paper(claim)
        shared = read_file(held.row.body)
        if step is Step.CARRY:
            return Call(claim.plan.method, {"file": shared.id})
        ours = held.row.progress.file
        if step is Step.SHARED:
            return Call(claim.plan.method, {"file": ours})
        assert held.card is not None
        assert held.order is not None
        name, view = reveal(self.engine, held.row.workspace, shared).name, self.view(held)
        whose = view.names.get(held.order.person(other(held.row.role)) or "", "…")
        comment = self.renderer.say(view.reader, "file_of", name=name, whose=whose)
        place = {"channel_id": held.card.channel, "thread_ts": held.card.ts}
        arguments = {"files": [{"id": ours, "title": name}], "initial_comment": comment, **place}
        return Call(claim.plan.method, arguments)

    def paper(self, claim: Claim) -> Call:
        """What mediators asked to have in a case's thread: the whole case file, or a file that a party had shared."""
        held, step, view = claim.held, claim.plan.step, self.view(claim.held)
        if step is Step.WRITE:
            file = self.renderer.case_file(view, self.happened(held))
            return Call(claim.plan.method, {"name": file_name(view.order.ref), "content": file.encode()})
        if step is Step.SHARED:
            return Call(claim.plan.method, {"file": held.row.progress.file})
        carried = None if held.row.is_case_file else self.event(held.row)
        if step is Step.CARRY:
            assert isinstance(carried, FileCarried)
            return Call(claim.plan.method, {"file": carried.copy})
        assert held.card is not None
        shown = carried and reveal(self.engine, held.row.workspace, carried)
        title = shown.name if isinstance(shown, FileCarried) else file_name(view.order.ref)
        arguments = {
            "files": [{"id": held.row.progress.file, "title": title}],
            "initial_comment": self.renderer.paper(view, shown),
            "channel_id": held.card.channel,
            "thread_ts": held.card.ts,
        }
        return Call(claim.plan.method, arguments)

    def happened(self, held: Held) -> list[Event]:
        """An order's history in its words, as far as the claim saw it."""
        assert held.row.order_id is not None and held.order is not None
        entries = history.load(self.engine, held.row.workspace, held.row.order_id, until=held.order.version)
        return list(reveal(self.engine, held.row.workspace, [entry.event for entry in entries]))

    def tidied(self, claim: Claim) -> Call | Nothing:
        """The next message whose buttons must go, in its own words."""
        held = claim.held
        assert held.order is not None
        past = Past(self.engine, held.row, held.order.version)
        call = self.tidy.next(claim.plan, held.row, past, self.view(held, past.people))
        return Nothing() if call is None else call

    def letter(self, claim: Claim) -> Call | Nothing:
        """One part of a letter, in its reader's conversation."""
        row = claim.row
        told = [(one, *self.member(one)) for one in claim.held.members]
        letter = self.joined(claim.held, told) if told else self.written(claim.held)
        parts = (letter.message, *letter.message.following)
        part = row.progress.parts
        if part >= len(parts):
            return Nothing()
        arguments = self.post(row, self.where(claim.held), parts[part], letter.thread)
        blocks = [(held, own) for held, _, own in told]
        members = together.standings(blocks, parts[part], self.clock.now())
        return Call(claim.plan.method, arguments, parts=len(parts), members=members)

    def joined(self, held: Held, told: list[tuple[Held, View | None, list[Block]]]) -> letters.Letter:
        """Several reminders as one letter."""
        face = self.people.among(held.row.workspace, [held.row.recipient])
        count = sum(view is not None for _, view, _ in told)
        shown = [(view, blocks) for _, view, blocks in told]
        return letters.Letter(self.renderer.together(self.reader(held.row, face), shown, count))

    def written(self, held: Held) -> letters.Letter:
        """A letter as it stands in its row; a digest of the orders as the claim saw them."""
        if held.digest is None:
            return letters.decoded(held.row.body)
        return letters.Letter(self.morning(held.row, held.digest, self.clock.now()))

    def morning(self, row: Due, digest: Digest, now: datetime) -> Message:
        """A seller's day as it was seen at `now`."""
        faces = self.people.among(row.workspace, {row.recipient, *(line.buyer for line in digest.lines)})
        names = {id: face.name for id, face in faces.items()}
        return self.renderer.digest(self.reader(row, faces), digest, names, now)

    def seen(self, row: SqlRow[Any]) -> tuple[Past, View]:
        """The order of a message that stands somewhere: its past, and how its reader sees it now."""
        found = Orders(self.engine).load(row.workspace_id, row.order_id)
        assert found is not None
        due = read_due(row)
        past = Past(self.engine, due, found.order.version)
        return past, self.view(Held(due, found.order, {}, None), past.people)

    def member(self, held: Held) -> tuple[View | None, list[Block]]:
        """One reminder among several, in its own words and with its own buttons; a digest is about no one order."""
        if held.order is None:
            return None, self.written(held).message.blocks
        view = msgspec.structs.replace(self.view(held), mentions={})
        notice = msgspec.json.decode(held.row.body or b"", type=Notice)
        told = self.renderer.notice(
            view, notice, reveal(self.engine, held.row.workspace, self.event(held.row))
        )
        return view, [block for part in (told, *told.following) for block in part.blocks]

    def post(self, row: Due, channel: str, message: Message, below: str = "") -> dict[str, Any]:
        """Anybody can read a message's metadata: it holds our row's id and nothing else."""
        arguments: dict[str, Any] = {
            "channel": channel,
            "text": message.text,
            "blocks": message.blocks,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"row": row.id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        return {**arguments, "thread_ts": below} if below else arguments

    def drawn(self, held: Held) -> Message:
        """The root of this row's thread."""
        view = self.view(held)
        if not held.row.to_mediators:
            former = held.order is not None and is_former(held.row, held.order)
            return self.renderer.former(view) if former else self.renderer.card(view)
        return self.renderer.case(view, self.happened(held))

    def told(self, held: Held) -> tuple[Message, ...]:
        """A notice of what its event says, in as many messages as it needs; an answer of ours as it stands."""
        row = held.row
        if (answer := replies.of_row(row.seq, row.body)) is not None:
            return (answer, *answer.following)
        notice = msgspec.json.decode(row.body or b"", type=Notice)
        event = self.event(row)
        message = self.renderer.notice(self.view(held), notice, reveal(self.engine, row.workspace, event))
        return (message, *message.following)

    def event(self, row: Due) -> Event:
        """What the notice tells of."""
        asked = select(tables.history).where(
            tables.history.c.workspace_id == row.workspace,
            tables.history.c.order_id == row.order_id,
            tables.history.c.seq == row.seq,
        )
        with reading(self.engine) as connection:
            return history.read(connection.execute(asked).one()).event

    def view(self, held: Held, named: Iterable[str] = ()) -> View:
        """The order as its reader sees it; `named`: who else has a name in it."""
        row = held.row
        assert row.order_id is not None and held.order is not None
        faces = self.people.among(row.workspace, {*held.people, *named})
        order: Order = reveal(self.engine, row.workspace, held.order)
        return View(
            id=row.order_id,
            order=order,
            role=row.role,
            reader=self.reader(row, faces),
            names={face.id: face.name for face in faces.values()},
            mentions={face.id: face.slack_id for face in faces.values() if face.slack_id is not None},
            now=self.clock.now(),
            policy=self.policy,
            record=lambda: record(self.engine, row.workspace, order.seller, self.clock.now(), self.policy),
            others=self.others(row, order),
            mediated=self.channel is not None,
        )

    def others(self, row: Due, order: Order) -> tuple[Promise, ...]:
        """What else the seller has to deliver, where a button gives them one more date."""
        if not asks_for_a_day(order, row.role) or row.order_id is None:
            return ()
        return Orders(self.engine).promised(row.workspace, order.seller, beside=row.order_id)

    def reader(self, row: Due, faces: Mapping[str, PersonRow]) -> Reader:
        """Mediators read together: in the house's language, by the house's clock."""
        face = faces.get(row.recipient)
        if row.role is Actor.MEDIATOR or face is None:
            return Reader(row.recipient, "", self.renderer.locale_default, self.policy.zone)
        return Reader(face.id, face.name, face.speaks, face.zone or self.policy.zone, face.slack)

    def where(self, held: Held) -> str:
        """The conversation of a row."""
        if held.row.to_mediators:
            assert self.channel is not None
            return self.channel
        return held.people[held.row.recipient].dm_channel or ""


def thread_of(held: Held) -> str:
    """The ts below which a message stands that was lost in a thread."""
    if held.row.order_id is None:
        return letters.thread_of(held.row.notice, held.row.body)
    assert held.card is not None
    return held.card.ts


def read_file(body: str | None) -> Attached:
    """What a row that carries a file holds."""
    return msgspec.json.decode(body or b"", type=Attached)


def digest(message: Message) -> str:
    """What a root says, as a short text."""
    return hashlib.sha256(json.dumps((message.text, message.blocks), sort_keys=True).encode()).hexdigest()[
        :24
    ]
