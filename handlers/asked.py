"""What a button, a form or a word asks for, before it is a command of the law."""

from collections.abc import Callable

import msgspec

from handlers.values import Values
from rules.commands import COMMANDS, Bare, Command, Person, Reasoned
from rules.order import ServiceOption
from rules.words import Action, Nudge, RequestKind


class Asked(msgspec.Struct, frozen=True):
    """Who asks for which action. `detail`: the kind, item or recipient behind the colon; `shown`: the consequence seen.

    `options`: those of the service that the order was bought from.
    """

    action: Action
    detail: str
    by: Person
    shown: str | None = None
    nudge: Nudge | None = None
    options: tuple[ServiceOption, ...] = ()

    @property
    def kind(self) -> RequestKind:
        """The request that is meant; ValueError when there is no such kind."""
        return RequestKind(self.detail)


Fill = Callable[[Asked, Values], Command]
"""Makes the command of a form out of what was filled in."""


def known(action_id: str) -> Action | None:
    """The action of an id, with or without a detail; None for what is no action that anybody may ask for."""
    base = action_id.partition(":")[0]
    return Action(base) if base in COMMANDS else None


def bare(asked: Asked, values: Values) -> Command:
    """An action that carries nothing of its own."""
    command = COMMANDS[asked.action]
    assert issubclass(command, Bare)
    return command(by=asked.by, shown=asked.shown)


def reasoned(asked: Asked, values: Values) -> Command:
    """An action that carries its reason, and nothing else."""
    command = COMMANDS[asked.action]
    assert issubclass(command, Reasoned)
    return command(by=asked.by, shown=asked.shown, reason=values.text("reason"))
