"""Slack's writing of what somebody typed, turned back into the words that they see; escaping happens on rendering."""

import html
import re

_MARKED = re.compile(r"<([^<>]*)>")
_CALLED = {"channel": "@channel", "here": "@here", "everyone": "@everyone"}


def words(text: str) -> str:
    """Plain words of escaped text, as events and commands bring it. What comes from a modal is plain already."""
    return html.unescape(_MARKED.sub(lambda found: marked(found[1]), text)).replace("\x00", "")


def marked(inside: str) -> str:
    """A mention, a channel, a link or a date as a person reads it."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or _CALLED.get(target[1:].partition("^")[0], target[1:])
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label in (address, address.split("://")[-1]):
        return address
    return f"{label} ({address})"


def mentioned(text: str) -> str | None:
    """The Slack id of the first person that a text mentions."""
    found = re.search(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", text)
    return found[1] if found else None
