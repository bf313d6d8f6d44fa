"""`relance faq`: questions and answers in the terminal, one by one or a file at a time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bot.faq import order
from bot.faq.answers import answer
from bot.faq.matcher import Found, Match, usual
from bot.policies import load
from bot.render import Message, Reader, Renderer, View
from bot.render.preview import shown
from bot.settings import Settings
from rules.words import PARTIES, Actor


class Said(msgspec.Struct, frozen=True):
    """What was understood, and the answer."""

    topics: tuple[Match, ...]
    message: Message

    def as_json(self) -> str:
        """One line: `topics`, the best first, none when it is no question of ours; `answer`, Block Kit's blocks."""
        topics = [{"id": one.topic, "score": round(one.score, 4)} for one in self.topics]
        return json.dumps(
            {"topics": topics, "answer": self.message.blocks}, ensure_ascii=False, separators=(",", ":")
        )

    def as_text(self) -> str:
        """What was understood on one line, then the answer as it is read."""
        found = ", ".join(f"{one.topic} {one.score:.2f}" for one in self.topics) or "–"
        return f"{found}\n\n{shown(self.message)}"


class Desk:
    """Answers as the chat does, under the policy that is set, without the chat."""

    def __init__(self) -> None:
        self.settings = Settings.load()
        self.policy = load(self.settings.policy)
        self.renderer = Renderer(self.settings.locale, self.policy)

    def ask(self, question: str, role: str, language: str, ref: str | None = None) -> Said:
        """About the order `ref`, else in general. ValueError where nobody has that role, or no order that reference."""
        who = party(role)
        found: Found = usual().ask(question, who)
        view: View | None = None
        if ref is not None:
            view = order.view(self.settings, self.policy, ref, who, language)
        reader = view.reader if view else Reader(str(who), str(who), language, self.policy.zone)
        return Said(found.matches, answer(self.renderer, reader, found, view, who))

    def batch(self, path: Path) -> Iterator[Said]:
        """A file of `lang<TAB>role<TAB>question` lines, in their order; empty lines are skipped."""
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            language, role, question = fields(line, f"{path}:{number}")
            yield self.ask(question, role, language)


def fields(line: str, where: str) -> tuple[str, str, str]:
    """The three parts of a line. ValueError, with the line's number, where they are not there."""
    parts: list[Any] = line.removesuffix("\r").split("\t", 2)
    if len(parts) != 3 or parts[1] not in PARTIES:
        raise ValueError(f"{where}: write lang, role (seller or buyer) and question apart by tabs")
    return parts[0], parts[1], parts[2]


def party(role: str) -> Actor:
    """Who asks."""
    if role not in PARTIES:
        raise ValueError(f"{role}: choose one of {', '.join(PARTIES)}")
    return Actor(role)
