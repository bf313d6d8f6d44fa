"""People at their Slack: what they see, and what they do with it. Knows the screen only, nothing of the bot."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx

from playground.blockkit.second_opinion import second_opinion
from tests.e2e.processes import eventually

Json = dict[str, Any]


class Slack:
    """The local Slack from outside: its people, and its log."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30.0)

    def person(self, user: str, name: str, locale: str = "fr-FR") -> "Person":
        """Somebody new, or somebody who is there."""
        body = {
            "name": name.lower(),
            "real_name": name,
            "email": f"{user.lower()}@example.org",
            "locale": locale,
        }
        self.http.post(f"/people/{user}", json=body).raise_for_status()
        return Person(self, user)

    def log(self) -> list[Json]:
        found: list[Json] = self.http.get("/log").json()["calls"]
        return found

    def deliveries(self) -> list[Json]:
        found: list[Json] = self.http.get("/deliveries").json()["deliveries"]
        return found


class Person:
    """One person of the workspace. `channel`: nothing is their own messages with the bot."""

    def __init__(self, slack: Slack, user: str, channel: str = "") -> None:
        self.slack, self.user, self.channel = slack, user, channel

    def at(self, channel: str) -> "Person":
        """The same person, looking at another conversation."""
        return Person(self.slack, self.user, channel)

    # What they see

    def messages(self) -> list[Json]:
        """The whole conversation; every block of the bot's is held against slackblocks."""
        answer = self.slack.http.get(f"/as/{self.user}/messages", params={"channel": self.channel})
        found: list[Json] = answer.json()["messages"]
        for message in found:
            if "bot_id" in message:
                well_made(message.get("blocks", []))
                assert message["text"].strip(), "a message without text says nothing to a screen reader"
        return found

    def card(self, ref: str) -> Json:
        """The root of an order's thread: its card, or in the mediators' channel its case."""
        found = eventually(lambda: self._roots(ref), what=f"the card of {ref} for {self.user}")
        last: Json = found[-1]
        return last

    def _roots(self, ref: str) -> list[Json]:
        roots = [m for m in self.messages() if m.get("thread_ts", m["ts"]) == m["ts"] and ref in m["text"]]
        return [m for m in roots if not of_several(m)]

    def thread(self, ref: str) -> list[Json]:
        """What stands below the card, oldest first."""
        root = self.card(ref)["ts"]
        return [m for m in self.messages() if m.get("thread_ts") == root and m["ts"] != root]

    def told(self, ref: str, *words: str, seconds: float = 20.0) -> Json:
        """The newest message of the thread that says all of this, as soon as it is there."""
        return self._reply(ref, lambda m: all(word in said(m) for word in words), f"« {words} »", seconds)

    def offered(self, ref: str, action_id: str) -> Json:
        """The newest message, the card last, that has this button, as soon as there is one."""
        return self._reply(ref, lambda m: action_id in buttons(m), action_id)

    def _reply(self, ref: str, fits: Any, what: str, seconds: float = 20.0) -> Json:
        def look() -> Json | None:
            found = [m for m in (self.card(ref), *self.thread(ref)) if fits(m)]
            return found[-1] if found else None

        found: Json = eventually(look, seconds, what=f"{what} of {ref} for {self.user}")
        return found

    def views(self) -> list[Json]:
        """The modals that they have open, the topmost last."""
        found: list[Json] = self.slack.http.get(f"/as/{self.user}/views").json()["views"]
        return found

    # What they do

    def act(self, what: str, **body: Any) -> Json:
        """One act, after which Slack shows no failure; every modal that is open is well made."""
        answer: Json = self.slack.http.post(f"/as/{self.user}/{what}", json=body).json()
        assert "failure" not in answer, answer
        for view in answer.get("views", []):
            well_made(view["blocks"])
        for message in answer.get("messages", []):
            well_made(message.get("blocks", []))
        return answer

    def click(self, message: Json, action_id: str) -> Json:
        """Press a button that really stands there, and say yes to its dialog."""
        container = {"channel": message["channel"], "ts": message["ts"]}
        return self._press({"container": container, "action_id": action_id})

    def click_in_view(self, view: Json, action_id: str, **typed: str) -> Json:
        """`typed`: what was written into the form before the click."""
        where = {"container": {"view_id": view["id"]}, "action_id": action_id}
        return self._press(where | ({"values": typed} if typed else {}))

    def _press(self, what: Json) -> Json:
        answer = self.act("click", **what)
        if not answer.get("ok", True) and "confirm" in answer:
            answer = self.act("click", **what, confirmed=True)
        assert answer.get("ok"), answer
        return answer

    def press(self, ref: str, action_id: str) -> Json:
        """Press a button of this order, wherever it is offered: on the card, on a notice, or behind "Plus…"."""
        shown = [m for m in (self.card(ref), *self.thread(ref)) if action_id in buttons(m)]
        if shown:
            return self.click(shown[-1], action_id)
        more = self.click(self.card(ref), "ui:more")
        return self.click_in_view(more["views"][-1], action_id)

    def fill(self, answer: Json, **fields: Any) -> Json:
        """Fill in the modal on top and send it off."""
        view = answer["views"][-1]
        return self.act("submit", view_id=view["id"], values=fields)

    def do(self, ref: str, action_id: str, **fields: Any) -> Json:
        """Press and fill in, and see the modals closed without a complaint."""
        answer = self.press(ref, action_id)
        if fields:
            answer = self.fill(answer, **fields)
            assert not answer.get("errors"), answer
        self.close()
        return answer

    def close(self) -> None:
        """Close what is still open."""
        if self.views():
            self.act("close_view", all=True)

    def command(self, text: str) -> Json:
        return self.act("command", text=text)

    def write(self, ref: str, text: str) -> Json:
        """Write in the thread of an order."""
        return self.act("message", text=text, thread_ts=self.card(ref)["ts"])


HEADING = re.compile(r"\*\S+-\d+ · ")
"""Above each of several reminders stands its order."""


def of_several(message: Json) -> bool:
    """A digest, or several reminders, with or without their buttons: it names orders, and is no order's card."""
    headed = (HEADING.match(block["text"]["text"]) for block in message.get("blocks", ()) if "text" in block)
    return any(headed) or any(one == "snooze" or one.startswith("ui:order:") for one in buttons(message))


def said(message: Json) -> str:
    """Everything that a message says, buttons included."""
    return f"{message['text']} {json.dumps(message.get('blocks', []), ensure_ascii=False)}"


def elements(blocks: list[Json]) -> Iterator[Json]:
    """All buttons and menus."""
    for block in blocks:
        yield from block.get("elements", [])
        if "accessory" in block:
            yield block["accessory"]


def buttons(message: Json) -> list[str]:
    """The ids of the buttons that a message has."""
    return [e["action_id"] for e in elements(message.get("blocks", [])) if "action_id" in e]


def well_made(blocks: list[Json]) -> None:
    """What slackblocks refuses, no test lets pass."""
    for block in blocks:
        problems = list(second_opinion(block, block["type"]))
        assert not problems, f"{problems}: {block}"
