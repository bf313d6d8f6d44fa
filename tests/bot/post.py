"""A sender on a test's database, and a Slack in memory that takes, refuses or loses what it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from bot.db import tables
from bot.render import Message, Renderer, View
from bot.sending.claims import Claims
from bot.sending.compose import Composer
from bot.sending.rows import Call, Claim
from bot.sending.sender import Sender
from bot.sending.settle import Settling
from bot.slack.answers import Answer, Refused, Taken, Unknown
from rules.events import Event
from rules.notices import Notice
from tests import loops
from tests.factories import Store

CHANNEL = "C0MEDIATORS"

Said = dict[str, Any]
Turn = Callable[["FakeSlack", str, Said], Answer | None]


@dataclass
class FakeSlack:
    """Holds messages as Slack does. `turns`: what the next calls meet; one that gives None lets its call through."""

    store: Store
    turns: list[Turn] = field(default_factory=list)
    calls: list[tuple[str, Said]] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    made: int = 0

    async def call(self, workspace: str, method: str, arguments: Said) -> Answer:
        self.calls.append((method, arguments))
        answer = self.turns.pop(0)(self, method, arguments) if self.turns else None
        return answer or self.take(method, arguments)

    def take(self, method: str, arguments: Said) -> Answer:
        """What Slack does when nothing is wrong."""
        return Taken(getattr(self, method.lower().replace(".", "_"))(arguments))

    def users_info(self, arguments: Said) -> Said:
        user = arguments["user"]
        return {
            "user": {
                "id": user,
                "name": user.lower(),
                "profile": {"display_name": user[1:].title()},
                "locale": "fr-FR",
            }
        }

    def conversations_open(self, arguments: Said) -> Said:
        return {"channel": {"id": f"D{arguments['users'][1:]}"}}

    def chat_postmessage(self, arguments: Said) -> Said:
        self.made += 1
        message = {**arguments, "ts": f"{self.store.clock.real().timestamp():.0f}.{self.made:06}", "edits": 0}
        message["at"] = self.store.clock.real()
        self.messages.append(message)
        return {"channel": arguments["channel"], "ts": message["ts"]}

    def chat_update(self, arguments: Said) -> Said:
        message = next(m for m in self.messages if m["ts"] == arguments["ts"])
        message.update(text=arguments["text"], blocks=arguments["blocks"], edits=message["edits"] + 1)
        return {"channel": arguments["channel"], "ts": arguments["ts"]}

    def conversations_history(self, arguments: Said) -> Said:
        """The newest first."""
        here = [m for m in self.messages if m["channel"] == arguments["channel"] and "thread_ts" not in m]
        return {"messages": since(here[::-1], arguments)}

    def conversations_replies(self, arguments: Said) -> Said:
        """The oldest first."""
        below = [m for m in self.messages if arguments["ts"] in (m.get("thread_ts"), m["ts"])]
        return {"messages": since(below, arguments)}

    # What tests look at

    def asked(self, method: str) -> list[Said]:
        return [arguments for name, arguments in self.calls if name == method]

    def to(self, channel: str) -> list[Said]:
        return [message for message in self.messages if message["channel"] == channel]

    def roots(self, channel: str) -> list[Said]:
        return [message for message in self.to(channel) if "thread_ts" not in message]


def since(messages: list[Said], arguments: Said) -> list[Said]:
    """As many as were asked for."""
    return [m for m in messages if float(m["ts"]) > float(arguments["oldest"])][: arguments["limit"]]


def answer(what: Answer) -> Turn:
    """The call is not done; Slack says this."""
    return lambda slack, method, arguments: what


def lost(slack: FakeSlack, method: str, arguments: Said) -> Answer:
    """The call is done, and its answer is lost."""
    slack.take(method, arguments)
    return Unknown("timeout")


def let(slack: FakeSlack, method: str, arguments: Said) -> None:
    """As if nothing were."""


def gone(slack: FakeSlack, method: str, arguments: Said) -> Answer:
    return Refused("message_not_found")


def no_chance(low: float, high: float) -> float:
    return low


class NoChance:
    """Adds nothing to a pause."""

    def uniform(self, low: float, high: float) -> float:
        return low


class Faulty(Renderer):
    """Cannot draw the notices of one id."""

    broken = ""

    def notice(self, view: View, notice: Notice, event: Event) -> Message:
        if notice.id == self.broken:
            raise KeyError(notice.id)
        return super().notice(view, notice, event)


class Post:
    """One sender, called by hand."""

    def __init__(self, store: Store, *, channel: str | None = CHANNEL) -> None:
        self.store = store
        self.slack = FakeSlack(store)
        self.renderer = Faulty("fr", store.policy)
        self.claims = Claims(store.engine, store.clock, store.policy, channel)
        self.composer = Composer(
            store.engine, store.people, store.clock, self.renderer, store.policy, channel
        )
        self.settling = Settling(store.engine, store.clock, NoChance(), store.service.note)

    def send(self) -> int:
        """Say what may be said at this very moment."""
        sender = Sender(self.claims, self.composer, self.settling, self.slack)
        return loops.run(sender.run_once())

    def send_all(self, most: int = 120) -> None:
        """Say everything that is due, second by second."""
        for _ in range(most):
            self.send()
            if not self.claims.open_now():
                return
            self.store.clock.move(seconds=1)
        raise AssertionError(f"still to be said: {self.waiting()}")

    def claim(self) -> Claim:
        """One claim, which nobody settles yet."""
        (claim,), _ = self.claims.claim(1)
        return claim

    def finish(self, claim: Claim, answer: Answer) -> bool:
        call = self.composer.compose(claim)
        assert isinstance(call, Call)
        return self.settling.settle(claim, call, answer)

    def rows(self, **where: Any) -> list[Any]:
        return self.store.rows(tables.outbox, **where)

    def waiting(self) -> list[tuple[str, str | None, str]]:
        return [
            (row.kind, row.notice, row.state) for row in self.rows() if row.state in ("waiting", "sending")
        ]

    def ends(self) -> dict[str, int]:
        """How many rows are in which state."""
        states = [row.state for row in self.rows()]
        return {state: states.count(state) for state in sorted(set(states))}

    def change(self, row: Any, **values: Any) -> None:
        """Plant something in the outbox."""
        with self.store.engine.begin() as connection:
            connection.execute(update(tables.outbox).where(tables.outbox.c.id == row.id).values(**values))
