"""The only writer of orders: one command, one transaction, one outcome."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.changing.outcomes import Done, Mismatch, NewOrder, Outcome, Receipt, Taken, Unsure
from bot.changing.transaction import Lost, Transaction
from bot.db.policy import policy_digest
from bot.ports import Clock, Ids
from rules.commands import Command
from rules.events import Event
from rules.policy import Policy
from rules.words import Actor

__all__ = ["Done", "Mismatch", "NewOrder", "Outcome", "Receipt", "Service", "Taken"]

Result = TypeVar("Result")
TRIES = 5


class Unplaced(Exception):
    """Of many orders not one was placed, because some could not be. `outcomes`: what would have come of each."""

    def __init__(self, outcomes: Sequence[Done | Taken | Mismatch]) -> None:
        super().__init__("not one was placed")
        self.outcomes = outcomes


class Service:
    """Places and changes orders. `committed`: called, without arguments, after each transaction that wrote something; `reports`: the platform is told."""

    def __init__(
        self, engine: Engine, clock: Clock, ids: Ids, policy: Policy, *, reports: bool = False
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.ids = ids
        self.policy = policy
        self.policy_digest = policy_digest(policy)
        self.reports = reports
        self.committed: list[Callable[[], None]] = []

    def act(
        self, workspace: str, order_id: str, command: Command, *, receipt: Receipt | None = None
    ) -> Outcome:
        """Carry out what the clock owes, then the command, whose texts are real words.

        A refusal keeps what the clock did. An order that is unknown here is refused as not theirs. The same receipt
        again gives the same outcome, and changes nothing.
        """
        return self._commit(lambda transaction: transaction.act(workspace, order_id, command, receipt))

    def tick(self, workspace: str, order_id: str) -> Done | None:
        """Carry out what the clock owes, and work out the next wake; None where it owed nothing."""
        return self._commit(lambda transaction: transaction.tick(workspace, order_id))

    def note(
        self, workspace: str, order_id: str, event_at: Callable[[datetime], Event], receipt: Receipt
    ) -> None:
        """A fact that nobody decided: what became of a file. The same receipt again changes nothing."""
        self._commit(lambda transaction: transaction.note(workspace, order_id, event_at, receipt))

    def present(self, workspace: str, order_id: str, person: str, *, here: bool) -> None:
        """Whether somebody can be reached; told where it is news."""
        self._commit(lambda transaction: transaction.present(workspace, order_id, person, here=here))

    def place(
        self, workspace: str, new: NewOrder, *, by: Actor, person: str | None, receipt: Receipt | None = None
    ) -> Done | Taken | Mismatch:
        """A paid order, with what the clock has owed since. Without a reference it gets the workspace's next."""
        return self._commit(lambda transaction: transaction.place(workspace, new, by, person, receipt))

    def place_all(
        self, workspace: str, orders: Callable[[], Iterable[tuple[NewOrder, Receipt]]]
    ) -> list[Done | Taken | Mismatch]:
        """Paid orders in one transaction, in their order; raises Unplaced, with nothing written, where one is not Done.

        `orders` may be asked for again where a race is lost.
        """

        def work(transaction: Transaction) -> list[Done | Taken | Mismatch]:
            outcomes = [
                transaction.place(workspace, new, Actor.OPERATOR, None, receipt) for new, receipt in orders()
            ]
            if not all(isinstance(one, Done) for one in outcomes):
                raise Unplaced(outcomes)
            return outcomes

        return self._commit(work)

    def _commit(self, work: Callable[[Transaction], Result]) -> Result:
        """Whoever loses a race decides again on what is there then. Raises Unsure where the commit was not answered."""
        for left in reversed(range(TRIES)):
            committing = False
            try:
                with self.engine.begin() as connection:
                    transaction = Transaction(
                        connection,
                        self.clock,
                        self.ids,
                        self.policy,
                        self.policy_digest,
                        reports=self.reports,
                    )
                    result = work(transaction)
                    committing = transaction.wrote
            except (Lost, IntegrityError):
                if not left:
                    raise
            except DBAPIError as wrong:
                if committing and wrong.connection_invalidated:
                    raise Unsure(wrong.statement, wrong.params, wrong.orig or wrong) from wrong
                raise
            else:
                break
        if transaction.wrote:
            for tell in self.committed:
                tell()
        return result
