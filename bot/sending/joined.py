"""A message that several reminders became, drawn anew when one of them is over: each in the words of then."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlalchemy import Row as SqlRow

from bot.changing.texts import reveal
from bot.db.engine import reading
from bot.db.tables import outbox
from bot.render import Message, Reader, Renderer, View, action_ids, tidied
from bot.sending.rows import Call, Due, Plan, Standing, read_due
from bot.sending.tidy import Past, Said, edit, instead, last_of
from rules.digest import Digest

See = Callable[[SqlRow[Any]], tuple[Past, View]]
"""The order of a member: its past, and how its reader sees it now."""

Morning = Callable[[Due, Digest, datetime], Message]
"""A day as it was seen at a moment."""


class Joined:
    """Knows the members of a message by the letter that they name and by where it stands."""

    def __init__(self, engine: Engine, renderer: Renderer, see: See, morning: Morning) -> None:
        self.engine = engine
        self.renderer = renderer
        self.see = see
        self.morning = morning

    def __call__(self, plan: Plan, found: SqlRow[Any], reader: Reader) -> Call:
        """The edit of the message in which `found` stands, with everything in it that is over by now."""
        members = self.members(found)
        here = [row for row in members if row.ts == found.ts]
        drawn = [self.drawn(row) for row in here]
        first = min(row.place for row in members) == min(row.place for row in here)
        count = sum(row.order_id is not None for row in members) if first else None
        message = self.renderer.together(reader, [(one.view, one.said.blocks) for one in drawn], count)
        if message.following:  # one that is too large for a message ends in its last part, alone
            message = drawn[0].tidied(last_of(message))
        else:
            now = [(one.view, one.tidied(one.said).blocks) for one in drawn]
            message = self.renderer.together(reader, now, count)
        standing = {row.id: Standing(row.id, one.left) for row, one in zip(here, drawn, strict=True)}
        own = standing.pop(found.id)
        return edit(plan, found, message, own, tuple(standing.values()))

    def members(self, found: SqlRow[Any]) -> list[SqlRow[Any]]:
        """All that was said together with this one, in its order, but for what was erased since."""
        said = (outbox.c.workspace_id == found.workspace_id, outbox.c.reason == found.reason)
        asked = select(outbox).where(*said, outbox.c.said_at.is_not(None), outbox.c.body.is_not(None))
        with reading(self.engine) as connection:
            return list(connection.execute(asked.order_by(outbox.c.place)))

    def drawn(self, row: SqlRow[Any]) -> "Member":
        """A member as it was said, and what is left of its buttons."""
        if row.order_id is None:
            told = msgspec.json.decode(row.body, type=Digest)
            return Member(None, self.morning(read_due(row), told, row.said_at), ())
        past, view = self.see(row)
        said = Said(row, past)
        assert said.notice is not None
        assert said.event is not None
        then, event = reveal(self.engine, row.workspace_id, (past.orders[said.version - 1], said.event))
        before = replace(view, order=then, now=said.at, mentions={})
        message = whole(self.renderer.notice(before, said.notice, event))
        standing, said.buttons = said.buttons, action_ids(message)
        left = tuple(one for one in said.still_open(self.renderer.scene(view)) if one in standing)
        if left == said.buttons:
            return Member(before, message, left)
        return Member(before, message, left, instead(self.renderer, said, past, view, left))


class Member(NamedTuple):
    """One of several reminders, or a day: as it was said, its buttons that are left, and what took the others; None: nothing."""

    view: View | None
    said: Message
    left: tuple[str, ...]
    instead: str | None = None

    def tidied(self, words: Message) -> Message:
        """Its words, or their last part, without the buttons that lead nowhere any more."""
        return words if self.instead is None else tidied(words, self.left, self.instead)


def whole(message: Message) -> Message:
    """All parts as one."""
    return Message(message.text, [block for part in (message, *message.following) for block in part.blocks])
