"""Jinja for the page: the filters that templates use. Autoescape is on; only mrkdwn's own tags are HTML."""

import json
import re
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from playground.config import Person
from playground.deliveries.wire_text import unescape
from playground.page import charts, columns
from playground.page.mrkdwn import Reader, plain
from playground.state import View
from playground.world import World

HERE = Path(__file__).parent
_INPUTS = {
    "number_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}
_LOOPBACK = ("127.0.0.1", "localhost")


def words() -> dict[str, dict[str, str]]:
    """The page's own words, by language."""
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


def initials_of(name: str) -> str:
    """Two letters for a face."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def _all_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _alignment(block: dict[str, Any], column: int) -> str:
    settings = block.get("column_settings") or []
    chosen = settings[column] if column < len(settings) else None
    return str((chosen or {}).get("align") or "left")


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


def _typed_back(text: str) -> str:
    """A message as its author typed it, for editing."""
    return unescape(re.sub(r"<(?:mailto:)?@?([^<>|]+)(?:\|[^<>]*)?>", r"\1", text))


@pass_context
def _mrkdwn(context: Context, text: str) -> Markup:
    html: Markup = context["reader"].html(text)
    return html


@pass_context
def _standing(
    context: Context, element: dict[str, Any], block: dict[str, Any], view: View | None
) -> list[str]:
    return columns.standing(element, block, view, context["person"])


class Drawing:
    """Draws the page and its columns."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.words = words()
        self.env = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
        self.env.filters |= {
            "all_options": _all_options,
            "alignment": _alignment,
            "drawn": charts.draw,
            "input_type": lambda kind: _INPUTS.get(kind, "text"),
            "lines": lambda text: Markup("<br>").join(escape(line) for line in text.split("\n")),
            "loopback": _is_loopback,
            "mrkdwn": _mrkdwn,
            "plain": plain,
            "plain_text": unescape,
            "standing": _standing,
            "typed": _typed_back,
            "web": lambda url: url.startswith(("https://", "http://")),
        }

    def page(self, people: list[Person], lang: str) -> str:
        """The whole page, with everybody's column already in it."""
        setup = {
            "commands": [asdict(c) for c in self.world.manifest.commands or ()],
            "words": self.words[lang],
            "lang": lang,
            "zone": str(people[0].zone) if people else "UTC",
        }
        drawn = {person.id: Markup(self.column(person, "", lang)) for person in people}
        # In a script element only "<" could end it early.
        data = Markup(json.dumps(setup, ensure_ascii=False).replace("<", "\\u003c"))
        return self.env.get_template("page.html").render(
            lang=lang,
            w=self.words[lang],
            people=people,
            columns=drawn,
            setup=data,
            initials=lambda person: initials_of(person.real_name),
        )

    def column(self, person: Person, chosen: str, lang: str) -> str:
        """What one person sees; `chosen` is the place that they opened."""
        tabs = columns.tabs(self.world, person, chosen)
        stack = self.world.views_of(person.id)
        place = next((tab for tab in tabs if tab.open), tabs[0])
        return self.env.get_template("column.html").render(
            person=person,
            reader=Reader(self.world, person),
            tabs=tabs,
            view=stack[-1] if stack else None,
            depth=len(stack),
            w=self.words[lang],
            people=self.world.humans,
            shortcuts=self.world.manifest.shortcuts,
            initials=lambda one: initials_of(one.real_name),
            initials_of=initials_of,
            **self._place(person, place.key),
        )

    def _place(self, person: Person, key: str) -> dict[str, Any]:
        if key == "home":
            home: View | None = self.world.state.homes.get(person.id)
            return {"home": home}
        channel = self.world.state.channels[key]
        return {"channel": channel, "messages": columns.conversation(self.world, person, channel)}
