"""What a person typed, as Slack sends it on: escaped, with mentions and links marked."""

import re

from playground.config import Person

_LINK = re.compile(
    r"(?P<url>https?://[^\s<>|]+?)(?=[.,;:!?)]*(?:\s|$))|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
_NAMED = re.compile(r"(?<![\w<])@([\w.-]+(?: [\w.-]+)?)")


def escape(text: str) -> str:
    """Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The other way round."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _person_named(words: str, people: list[Person]) -> tuple[Person, str] | None:
    first = words.split(maxsplit=1)[0]
    for asked in (words, first):
        for person in people:
            if asked.lower() in (person.name.lower(), person.real_name.lower(), person.id.lower()):
                return person, words[len(asked) :]
    return None


def _mention(match: re.Match[str], people: list[Person], *, named: bool) -> str:
    if (found := _person_named(match[1], people)) is None:
        return match[0]
    person, rest = found
    return f"<@{person.id}|{person.name}>{rest}" if named else f"<@{person.id}>{rest}"


def _link(match: re.Match[str]) -> str:
    return f"<{match['url']}>" if match["url"] else f"<mailto:{match['mail']}|{match['mail']}>"


def to_wire(text: str, people: list[Person], *, named: bool = False) -> str:
    """Typed text in Slack's writing. `named` writes mentions with their name, as slash commands do.

    Mentions are typed as @name, @Real Name or @U…
    """
    links = _LINK.sub(_link, escape(text))
    return _NAMED.sub(lambda match: _mention(match, people, named=named), links)
