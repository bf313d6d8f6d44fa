"""What people wrote, made harmless for Slack: shown as it was written, never read as a command, a mention or a format."""

import re

FORMAT = "*_~`"
JOINER = "\u2060"
_URL = re.compile(r"https?://\S+")
_SPACES = re.compile(r"[ \t\n\u2028\u2029]+")  # but not the spaces that keep French signs with their words
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARK = re.compile(rf"(?<!\w)[{FORMAT}]|[{FORMAT}](?!\w)")


class Safe(str):
    """Words of our own, with their dates and mentions: ready for Slack, not escaped again."""

    __slots__ = ()


def escape(text: str) -> Safe:
    """The three characters that Slack reads as its own, as entities, in mrkdwn and plain text alike."""
    return Safe(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def shown(text: str) -> str:
    """Without what cannot be seen: control characters, and marks that turn the direction of the words around."""
    return _NOT_SHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, most: int | None = None) -> str:
    """A name or a title on one line; an ellipsis tells that it was shortened to `most` characters."""
    words = _SPACES.sub(" ", shown(text)).strip(" ") or "…"
    return words if most is None or len(words) <= most else words[: most - 1].rstrip() + "…"


def literal(text: str) -> str:
    """Slack has no escape for its format marks: a word joiner on both sides keeps them marks on paper.

    Addresses stay whole, so that they can be clicked.
    """
    parts, end = [], 0
    for address in _URL.finditer(text):
        parts += [_joined(text[end : address.start()]), address[0]]
        end = address.end()
    return "".join((*parts, _joined(text[end:])))


def _joined(text: str) -> str:
    if not any(text.count(mark) > 1 for mark in FORMAT):
        return text
    return _MARK.sub(lambda mark: f"{JOINER}{mark[0]}{JOINER}", text)


def quoted(text: str) -> Safe:
    """Several lines of what somebody wrote, each behind Slack's mark for a quotation."""
    lines = escape(literal(shown(text).strip("\n"))).split("\n")
    return Safe("\n".join(f">{line}" if line.strip() else ">" for line in lines))


def fitted(text: str, most: int) -> Safe:
    """One line of plain text whose entities count too (Slack counts what it is sent)."""
    words = one_line(text, most)
    while len(escape(words)) > most:
        words = words[:-2].rstrip() + "…"
    return escape(words)
