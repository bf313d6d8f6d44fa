"""What happens within one transaction on one order: lock, decide, fold, and write row, history, texts, outbox, receipt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from bot.changing import texts
from bot.changing.change import Change
from bot.changing.outcomes import Done, Mismatch, NewOrder, Outcome, Receipt, Taken
from bot.changing.outgoing import Hours, outgoing
from bot.changing.texts import Words
from bot.db import orders, outbox, policy, receipts, workspaces
from bot.db.people import hours
from bot.ports import Clock, Ids
from bot.trust import history
from bot.waking import digests
from bot.webhooks import store as reporting
from rules import events as did
from rules.commands import Command
from rules.leaving import presence
from rules.place import place
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Actor, Reason

HEALED: Mapping[str, Any] = {"claimed_until": None, "attempts": 0, "parked_at": None, "parked_reason": None}
"""An order that could be written rings again."""


class Lost(Exception):
    """Somebody else wrote the order first."""


class Transaction:
    """`wrote`: whether there is anything to commit."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        ids: Ids,
        policy: Policy,
        policy_digest: str,
        *,
        reports: bool = False,
    ) -> None:
        self.connection = connection
        self.clock = clock
        self.ids = ids
        self.policy = policy
        self.policy_digest = policy_digest
        self.reports = reports
        self.wrote = False

    def act(self, workspace: str, id: str, command: Command, receipt: Receipt | None) -> Outcome:
        found = orders.lock(self.connection, workspace, id)
        if found is None:
            return Refusal(Reason.NOT_YOURS)
        if (again := self.repeated(workspace, receipt)) is not None:
            return again
        row = orders.read(found)
        change = self.change(row)
        command, new = texts.dehydrate(command, self.ids)
        outcome = change.decide(command)
        if change.taken:
            self.write(row, change, self.hours(found), new)
        if isinstance(outcome, Refusal):
            return self.refused(row, change, outcome, receipt)
        answer = receipts.Answer(
            order_id=id, version=change.order.version, first=change.number_of(outcome[0]), count=len(outcome)
        )
        self.keep(workspace, receipt, answer)
        return Done(order_id=id, order=change.order, events=outcome, at=change.now)

    def tick(self, workspace: str, id: str) -> Done | None:
        found = orders.lock(self.connection, workspace, id)
        if found is None:
            return None
        row = orders.read(found)
        change = self.change(row)
        change.carry_out_what_is_owed()
        self.write(row, change, self.hours(found), {})
        if not change.taken:
            return None
        return Done(order_id=id, order=change.order, events=change.events, at=change.now)

    def note(
        self, workspace: str, id: str, event_at: Callable[[datetime], did.Event], receipt: Receipt
    ) -> None:
        found = orders.lock(self.connection, workspace, id)
        if found is None or self.repeated(workspace, receipt) is not None:
            return
        row = orders.read(found)
        change = self.change(row)
        change.carry_out_what_is_owed()
        event = event_at(change.now)
        change.take(event)
        self.write(row, change, self.hours(found), {})
        answer = receipts.Answer(
            order_id=id, version=change.order.version, first=change.number_of(event), count=1
        )
        self.keep(workspace, receipt, answer)

    def present(self, workspace: str, id: str, person: str, *, here: bool) -> None:
        found = orders.lock(self.connection, workspace, id)
        if found is None:
            return
        row = orders.read(found)
        change = self.change(row)
        change.carry_out_what_is_owed()
        for event in tuple(presence(change.order, person, here=here, at=change.now)):
            change.take(event)
        if change.taken:
            self.write(row, change, self.hours(found), {})

    def place(
        self, workspace: str, new: NewOrder, by: Actor, person: str | None, receipt: Receipt | None
    ) -> Done | Taken | Mismatch:
        if (again := self.repeated(workspace, receipt)) is not None:
            assert not isinstance(again, Refusal)  # placing refuses nothing
            return again
        if new.ref is not None and orders.is_taken(self.connection, workspace, new.ref):
            return Taken(new.ref)
        now = max(self.clock.now(), new.paid_at or self.clock.now())
        placed = place(
            self.policy,
            ref=new.ref if new.ref is not None else self.next_ref(workspace),
            title=new.title,
            seller=new.seller,
            buyer=new.buyer,
            price=new.price,
            currency=new.currency,
            duration_days=new.duration_days,
            paid_at=new.paid_at or now,
            brief=new.brief,
            revisions_included=new.revisions_included,
            service=new.service,
            options=new.options,
            actor=by,
            person=person,
        )
        id = self.ids.new("order")
        change = Change(None, now, self.policy)
        change.take(placed)
        change.carry_out_what_is_owed()
        self.add(workspace, id, change)
        self.keep(
            workspace, receipt, receipts.Answer(order_id=id, version=change.order.version, first=1, count=1)
        )
        return Done(order_id=id, order=change.order, events=(placed,), at=now)

    def repeated(self, workspace: str, receipt: Receipt | None) -> Outcome | None:
        """What the same delivery was answered before. Asked after the lock, so that of two at once one waits."""
        if receipt is None:
            return None
        return receipts.repeated(self.connection, workspace, receipt, self.clock.real())

    def change(self, row: orders.Row) -> Change:
        """The order from now on. Time never runs backwards in a history, whatever the clock says (P9).

        A process that still has the policy of before switches nothing back: what fell due since would not be said.
        """
        now = max(self.clock.now(), row.recorded_at, row.order.woken_at)
        change = Change(row.order, now, self.policy)
        if row.policy != self.policy_digest:
            found = policy.in_force(self.connection)
            if found is None or found.digest == self.policy_digest:
                change.switch(now if found is None else min(found.since, now))
        return change

    def hours(self, found: Row[Any]) -> dict[str, Hours]:
        """When each party may be reminded."""
        return {
            found.seller_id: hours(found.seller_zone, found.seller_quiet, self.policy),
            found.buyer_id: hours(found.buyer_zone, found.buyer_quiet, self.policy),
        }

    def write(
        self, row: orders.Row, change: Change, parties: Mapping[str, Hours], new: Mapping[str, Words]
    ) -> None:
        """All that the change means, in the order in which the tables need each other."""
        entries = history.chained(row.head, row.order.version, change.now, change.events, new)
        head, recorded_at = (entries[-1].digest, change.now) if entries else (row.head, row.recorded_at)
        values = {**self.values(change, head, recorded_at), **HEALED}
        if not orders.replace(self.connection, row.workspace, row.id, row.order.version, values):
            raise Lost
        self.append(row.workspace, row.id, change, entries, parties, new)

    def add(self, workspace: str, id: str, change: Change) -> None:
        """A new order, its parties' reminders by the hours that they have now."""
        entries = history.chained(history.beginning(workspace, id), 0, change.now, change.events, {})
        values = self.values(change, entries[-1].digest, change.now)
        orders.add(self.connection, {"workspace_id": workspace, "id": id, **values})
        found = orders.lock(self.connection, workspace, id)
        assert found is not None
        self.append(workspace, id, change, entries, self.hours(found), {})

    def values(self, change: Change, head: str, recorded_at: datetime) -> dict[str, Any]:
        """The columns of the row."""
        return {
            **orders.columns(change.order, self.policy),
            "head": head,
            "recorded_at": recorded_at,
            "policy": self.policy_digest,
        }

    def append(
        self,
        workspace: str,
        id: str,
        change: Change,
        entries: list[history.Entry],
        parties: Mapping[str, Hours],
        new: Mapping[str, Words],
    ) -> None:
        """History, the texts that it names, and what goes out."""
        self.wrote = True
        used = {name for event in change.events for name in texts.named(event)} & new.keys()
        texts.save(self.connection, workspace, id, [new[name] for name in sorted(used)])
        history.save(self.connection, workspace, id, entries)
        if change.dropped_nudges() and policy.governs(self.connection, self.policy_digest):
            people = {change.order.seller, change.order.buyer}
            outbox.drop_nudges(self.connection, workspace, id, held=change.nudge_keys, people=people)
        if any(isinstance(event, did.OrderPlaced | did.PartyChanged) for event in change.events):
            seller = change.order.seller
            when = parties.get(seller) or Hours(self.policy.quiet_hours, self.policy.zone)
            digests.arm_seller(self.connection, workspace, seller, when, self.policy, change.now)
        told = change.tells(Actor.OPERATOR)
        operators = workspaces.operators(self.connection, workspace) if told else ()
        outbox.put(self.connection, workspace, id, outgoing(change, parties, self.ids, operators))
        if self.reports:
            reporting.put(self.connection, workspace, id, change, self.ids, self.clock.real())

    def refused(self, row: orders.Row, change: Change, refusal: Refusal, receipt: Receipt | None) -> Refusal:
        """A refusal in real words. One for a field is mended and sent again, so it keeps no receipt."""
        ids = frozenset(texts.named(change.order))
        if receipt is not None and receipt.refusals and refusal.field is None:
            answer = receipts.Answer(order_id=row.id, refusal=receipts.kept(refusal, ids))
            self.keep(row.workspace, receipt, answer)
        return texts.reveal_refusal(self.connection, row.workspace, refusal, ids)

    def keep(self, workspace: str, receipt: Receipt | None, answer: receipts.Answer) -> None:
        if receipt is not None:
            receipts.keep(self.connection, workspace, receipt, answer, self.clock.real())

    def next_ref(self, workspace: str) -> str:
        """The next number that nobody chose as a reference of their own."""
        while True:
            ref = workspaces.next_ref(self.connection, workspace, self.clock.now())
            if not orders.is_taken(self.connection, workspace, ref):
                return ref
