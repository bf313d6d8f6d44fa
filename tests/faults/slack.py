"""A Slack that writes down what it took, and fails as Slack and the way to it do."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.slack.answers import Answer, Held, Taken, Unknown, Unreached
from tests.faults.sim import Sim

Said = dict[str, Any]
FAULTS = ("away", "error", "lost", "held", "slow", "paused")


@dataclass
class Log:
    """One thing that Slack took: when its sending began (virtual seconds), of which row, and as which version.

    `row`: whose message it is, where it is new; `sake`: for the sake of which row it was said or drawn again.
    """

    at: float
    method: str
    row: str | None
    sake: str | None
    version: int
    channel: str
    ts: str
    text: str
    root: str | None


@dataclass
class Slack:
    """`rates`: how likely each fault is; empty once the faults are off."""

    sim: Sim
    rates: dict[str, float] = field(default_factory=dict)
    log: list[Log] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    lost: int = 0
    hung: Counter[str | None] = field(default_factory=Counter)
    """How often whoever held a row slept past its lease."""

    troubled: set[str | None] = field(default_factory=set)
    """Rows of which a call did not go well."""

    async def call(self, workspace: str, method: str, arguments: Said) -> Answer:
        sim, process = self.sim, self.sim.current
        begun, fault = sim.now, self.fault()
        if process is not None:
            process.calling = True
            if fault != "ok":
                self.troubled.add(process.saying)
        sim.point(f"http {method}")
        try:
            return self.meet(fault, method, arguments, begun)
        finally:
            if process is not None:
                process.calling = False

    def fault(self) -> str:
        draw = self.sim.random.random()
        for name in FAULTS:
            draw -= self.rates.get(name, 0.0)
            if draw < 0:
                return name
        return "ok"

    def meet(self, fault: str, method: str, arguments: Said, begun: float) -> Answer:
        sim = self.sim
        match fault:
            case "away":
                return Unreached("no_connection")
            case "error":
                return Unknown("http_500")
            case "held":
                return Held(float(sim.random.randint(1, 40)))
            case "lost":
                self.take(method, arguments, begun)
                self.lost += 1
                sim.wait(10.0)
                return Unknown("timeout")
            case "slow":
                sim.wait(sim.random.uniform(1.0, 9.0))
        answer = Taken(self.take(method, arguments, begun))
        sim.point("answer")
        if fault == "paused":
            self.hung[sim.current.saying if sim.current is not None else None] += 1
            sim.wait(30.0)  # SIGSTOP: longer than any lease
        return answer

    def take(self, method: str, arguments: Said, begun: float) -> Said:
        """Slack does it."""
        found: Said = getattr(self, method.lower().replace(".", "_"))(arguments, begun)
        return found

    def users_info(self, arguments: Said, begun: float) -> Said:
        user = arguments["user"]
        return {"user": {"id": user, "profile": {"display_name": user[1:].title()}, "locale": "fr-FR"}}

    def conversations_open(self, arguments: Said, begun: float) -> Said:
        return {"channel": {"id": f"D{arguments['users'][1:]}"}}

    def chat_postmessage(self, arguments: Said, begun: float) -> Said:
        ts = f"{self.sim.of_world().timestamp():.0f}.{len(self.messages) + 1:06}"
        self.messages.append({**arguments, "ts": ts})
        self.write("chat.postMessage", arguments, ts, begun, arguments["metadata"]["event_payload"]["row"])
        return {"channel": arguments["channel"], "ts": ts}

    def chat_update(self, arguments: Said, begun: float) -> Said:
        message = next(one for one in self.messages if one["ts"] == arguments["ts"])
        message.update(text=arguments["text"], blocks=arguments["blocks"])
        self.write("chat.update", arguments, arguments["ts"], begun, None)
        return {"channel": arguments["channel"], "ts": arguments["ts"]}

    def write(self, method: str, arguments: Said, ts: str, begun: float, row: str | None) -> None:
        process = self.sim.current
        sake, version = (process.saying, process.version) if process is not None else (None, 0)
        self.log.append(
            Log(
                begun,
                method,
                row,
                sake,
                version,
                arguments["channel"],
                ts,
                arguments["text"],
                arguments.get("thread_ts"),
            )
        )

    def conversations_history(self, arguments: Said, begun: float) -> Said:
        """The newest first, as Slack gives them."""
        found = [m for m in self.messages if m["channel"] == arguments["channel"] and "thread_ts" not in m]
        return {"messages": self.since(found[::-1], arguments)}

    def conversations_replies(self, arguments: Said, begun: float) -> Said:
        found = [m for m in self.messages if m.get("thread_ts") == arguments["ts"]]
        return {"messages": self.since(found, arguments)}

    def since(self, found: list[Said], arguments: Said) -> list[Said]:
        return [m for m in found if float(m["ts"]) > float(arguments["oldest"])][: arguments["limit"]]
