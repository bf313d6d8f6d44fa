"""Draws home tabs anew that somebody opened lately, once what they show has changed."""

from datetime import datetime, timedelta

import msgspec
import structlog

from bot import homepage
from bot.db.home_tabs import Tab
from bot.parts import Parts
from bot.ports import Random
from bot.sending import paces
from bot.sending.pace import later
from bot.slack.calls import No

log = structlog.get_logger(__name__)

METHOD = "views.publish"
REST = timedelta(seconds=3)
"""Between two drawings of one tab: several changes in a row become one."""

CLAIM = timedelta(seconds=20)
SILENCE = timedelta(seconds=10)
"""After which a Slack that did not answer is asked again."""

LIMITED = frozenset({"ratelimited", "rate_limited"})


class Redrawing:
    """One pass looks at the tabs of the last hour; of two workers, one draws each."""

    def __init__(self, parts: Parts, random: Random) -> None:
        self.parts = parts
        self.random = random

    def run_once(self) -> int:
        """How many tabs were looked through, as far as Slack's pace allows."""
        stale = self.parts.home_tabs.stale(self.parts.clock.real(), REST)
        worked = 0
        for tab, mark in stale:
            if not self.draw(tab, mark):
                break
            worked += 1
        return worked

    def draw(self, tab: Tab, mark: str) -> bool:
        """One tab; False when no more may be drawn now. One that cannot be drawn keeps nobody else's from it (P10)."""
        real, tabs = self.parts.clock.real(), self.parts.home_tabs
        until = real + CLAIM
        if not tabs.claim(tab, real, until):
            return True
        try:
            page = homepage.again(self.parts, tab)
            view = page.view() if page is not None else None
        except Exception:
            log.exception("home_not_drawn", workspace=tab.workspace)
            tabs.drawn(msgspec.structs.replace(tab, mark=mark), until)
            return True
        if page is None or view is None:
            tabs.forget(tab)
            return True
        after = msgspec.structs.replace(tab, mark=mark, shown=homepage.digest(view), drawn_at=real)
        if after.shown == tab.shown:
            tabs.drawn(after, until)
            return True
        if not self.may_call(tab.workspace):
            tabs.drawn(tab, until)
            return False
        drawn = self.parts.slack.publish(tab.workspace, page.person.slack_id or "", view, tab.hash)
        if isinstance(drawn, No):
            return self.refused(tab, drawn, until)
        tabs.drawn(msgspec.structs.replace(after, hash=drawn), until)
        return True

    def refused(self, tab: Tab, no: No, until: datetime) -> bool:
        """Somebody else drew it: once more over theirs. Slack asks to wait, or does not answer: later."""
        real, tabs = self.parts.clock.real(), self.parts.home_tabs
        if no.word == homepage.CONFLICT:
            tabs.drawn(msgspec.structs.replace(tab, hash=""), until)
            return True
        if no.word in LIMITED:
            with self.parts.engine.begin() as connection:
                held = later(real, no.after, self.random)
                paces.hold(connection, tab.workspace, paces.lane_of(METHOD), held)
            tabs.drawn(tab, until)
            return False
        if not no.word:
            tabs.drawn(msgspec.structs.replace(tab, drawn_at=real + SILENCE - REST), until)
            return False
        tabs.forget(tab)
        return True

    def may_call(self, workspace: str) -> bool:
        """Whether Slack's pace has room for one more; it is taken."""
        real = self.parts.clock.real()
        with self.parts.engine.begin() as connection:
            if not paces.free(connection, workspace, METHOD, real):
                return False
            paces.spend_method(connection, workspace, METHOD, real)
            return True
