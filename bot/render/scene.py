"""An order, its reader and their language together: what every text about an order is made from."""

from functools import cached_property
from typing import Any

from bot.render.blocks import Paragraph
from bot.render.escape import Safe
from bot.render.facts import OrderFacts, RequestFacts, of_effect, of_order, of_request
from bot.render.view import View
from bot.render.voice import Voice
from rules.busy import ahead, same_day
from rules.commands import Command
from rules.effect import Effect
from rules.options import Option, as_role, samples, tried
from rules.order import Request
from rules.stats import Finished, Outcome, rates, with_one_more
from rules.words import Actor

LOST = {"completion": Outcome.CANCELLED, "acceptance": Outcome.DECLINED}
"""How an order ends that costs a rate something."""


class Scene:
    """Works out each thing once, and only when a text asks for it."""

    def __init__(self, view: View, voice: Voice) -> None:
        self.view = view
        self.voice = voice
        self._tried: dict[str, Option] = {}

    @cached_property
    def facts(self) -> OrderFacts:
        view = self.view
        return of_order(view.order, view.role, view.reader.name, view.names, view.now, view.policy)

    @cached_property
    def commands(self) -> dict[str, Command]:
        """A well-filled sample of every action of this role, in the order of the process."""
        order, role, now = self.view.order, self.view.role, self.view.now
        return {one.id: one for one in samples(order, role, as_role(order, role), now)}

    @cached_property
    def options(self) -> dict[str, Option]:
        """Every action of this role, open or closed."""
        return {id: self.tried(command) for id, command in self.commands.items()}

    def option(self, action_id: str) -> Option | None:
        """One action of this role, without asking the law about the others."""
        command = self.commands.get(action_id)
        return None if command is None else self.tried(command)

    def tried(self, command: Command) -> Option:
        if command.id not in self._tried:
            self._tried[command.id] = tried(self.view.order, command, self.view.now, self.view.policy)
        return self._tried[command.id]

    def open(self, action_id: str) -> Option | None:
        """The option, if it is open now."""
        option = self.option(action_id)
        return option if option is not None and option.open else None

    def given(self, **facts: Any) -> dict[str, Any]:
        """What every template about an order may use."""
        return {
            "order": self.facts,
            "role": str(self.view.role),
            "policy": self.view.policy,
            "mediated": self.view.mediated,
            "cost": self.cost,
            **facts,
        }

    def cost(self, rate: str) -> tuple[int, int] | None:
        """A rate of this seller's in percent, before and after ending the order now; None where it is not shown yet.

        `rate`: "completion", of a cancellation, or "acceptance", of a refusal to take it.
        """
        if self.view.role is not Actor.SELLER or self.view.record is None:
            return None
        record, now, policy = self.record, self.view.now, self.view.policy
        before = getattr(rates(record, now, policy), rate)
        after = getattr(with_one_more(record, LOST[rate], now, policy), rate)
        return (before.percent, after.percent) if before is not None and after is not None else None

    @cached_property
    def record(self) -> tuple[Finished, ...]:
        return self.view.record() if self.view.record is not None else ()

    def paragraphs(self, name: str, **facts: Any) -> list[Paragraph]:
        return self.voice.paragraphs(name, **self.given(**facts))

    def line(self, name: str, **facts: Any) -> Safe:
        """In plain words, on one line."""
        return self.voice.plain.line(name, **self.given(**facts))

    def consequence(self, action_id: str, effect: Effect | None, *, plain: bool = False) -> list[Paragraph]:
        """What an action would do, as its text says it before the click."""
        voice = self.voice.plain if plain else self.voice
        after = of_effect(effect or Effect(), self.view.order)
        told = voice.paragraphs(
            template("modals", action_id), **self.given(effect=after, **detail(action_id))
        )
        return [*self.full_day(action_id, effect, voice), *told]

    def full_day(self, action_id: str, effect: Effect | None, voice: Voice) -> list[Paragraph]:
        """What else the seller has promised for the day that this would add a deadline to."""
        view = self.view
        if action_id == EXTRA:
            near = ahead(view.now, view.others, NAMED)
            return [Paragraph(voice.say("other_deadlines", others=near))] if near else []
        if action_id not in GIVES_DATE or effect is None or effect.due_at is None:
            return []
        refs = same_day(effect.due_at, view.others, view.policy.zone)
        return [Paragraph(voice.say("same_day", refs=refs))] if refs else []

    def facts_of(self, request: Request) -> RequestFacts:
        """A request that has ended, as the facts of an open one."""
        called = {Actor.SELLER: self.facts.seller, Actor.BUYER: self.facts.buyer}
        return of_request(request, self.view.role, called, self.view.order, self.view.now, self.view.policy)

    def name(self, role: Actor) -> str:
        return {Actor.SELLER: self.facts.seller, Actor.BUYER: self.facts.buyer}.get(role, "")


GIVES_DATE = frozenset({"accept", "accept_revision"})
EXTRA = "request:supplement"
NAMED = 3
"""Other deadlines that are named where the new one is not known yet."""


def template(folder: str, action_id: str) -> str:
    """The text of an id: its own file, or for an item or a recipient that of its action."""
    base = action_id.partition(":")[0]
    name = base if base in BY_DETAIL else action_id.replace(":", "__")
    return f"{folder}/{name}"


BY_DETAIL = frozenset({"supply", "confirm_item", "ask_party"})
"""Actions whose detail is somebody's word: one text serves all of them."""


def detail(action_id: str) -> dict[str, str]:
    """The item or recipient behind the colon, as a fact for the text."""
    base, _, rest = action_id.partition(":")
    return {"item": rest} if base in BY_DETAIL else {}
