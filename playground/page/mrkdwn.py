"""Slack's mrkdwn as safe HTML. Whatever people or the bot write, only the tags made here come out."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from playground.config import Person
from playground.deliveries.wire_text import unescape
from playground.page.dates import slack_date
from playground.world import World

_SPECIAL = re.compile(r"<([^<>\n]+)>")
_BLOCK_CODE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_INLINE_CODE = re.compile(r"(?<!\u2060)`([^`\n]+)`(?!\u2060)")
_EDGE = r"(?<![\w\u2060{0}]){0}(?=\S)([^{0}\n]+?)(?<=\S){0}(?![\w\u2060{0}])"  # a word joiner makes no edge
_STYLES = (
    (re.compile(_EDGE.format(r"\*")), "strong"),
    (re.compile(_EDGE.format("_")), "em"),
    (re.compile(_EDGE.format("~")), "s"),
)
_HELD = re.compile("\x00(\\d+)\x00")
_BROADCAST = {"here": "@here", "channel": "@channel", "everyone": "@everyone"}


def plain(text: str) -> Markup:
    """A plain_text object: nothing in it is markup, line ends stay."""
    return Markup("<br>").join(escape(line) for line in unescape(text).split("\n"))


class Reader:
    """Turns mrkdwn into HTML for one person."""

    def __init__(self, world: World, person: Person) -> None:
        self.world, self.person = world, person

    def html(self, text: str) -> Markup:
        """A whole text: lines, quotes, styles, mentions, links and dates."""
        held: list[Markup] = []

        def hold(piece: Markup) -> str:
            held.append(piece)
            return f"\x00{len(held) - 1}\x00"

        text = text.replace("\x00", "")
        text = _BLOCK_CODE.sub(lambda m: hold(Markup("<pre>{}</pre>").format(unescape(m[1]))), text)
        text = _INLINE_CODE.sub(lambda m: hold(Markup("<code>{}</code>").format(unescape(m[1]))), text)
        text = _SPECIAL.sub(lambda m: hold(self._special(m[1])), text)
        html = _lines(text)
        return Markup(_HELD.sub(lambda m: str(held[int(m[1])]), html))

    def _special(self, inside: str) -> Markup:
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            person = self.world.state.people.get(target[1:])
            return Markup('<span class="mention">@{}</span>').format(
                person.real_name if person else target[1:]
            )
        if target.startswith("#"):
            channel = self.world.state.channels.get(target[1:])
            return Markup('<span class="mention">#{}</span>').format(channel.name if channel else target[1:])
        if target.startswith("!"):
            return self._command(target[1:], label)
        return self._link(target, unescape(label))

    def _command(self, target: str, label: str) -> Markup:
        if target.startswith("date^"):
            _, seconds, pattern, *_ = [*target.split("^"), ""]
            if not seconds.lstrip("-").isdigit() or not pattern:
                return escape(label)
            now = self.world.now() + self.world.shift
            shown = slack_date(int(seconds), unescape(pattern), self.person, now)
            return Markup('<time title="{}">{}</time>').format(unescape(label), shown)
        word = _BROADCAST.get(target)
        return (
            Markup('<span class="mention loud">{}</span>').format(word)
            if word
            else escape(unescape(label or target))
        )

    def _link(self, target: str, label: str) -> Markup:
        address = unescape(target)
        if not re.match(r"(https?://|mailto:)", address):
            return escape(f"<{address}>")
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
            address, label or address.removeprefix("mailto:")
        )


def _styled(line: str) -> str:
    html = str(escape(unescape(line)))
    for pattern, tag in _STYLES:
        html = pattern.sub(_wrap(tag), html)
    return html


def _wrap(tag: str) -> Callable[[re.Match[str]], str]:
    return lambda match: f"<{tag}>{match[1]}</{tag}>"


def _lines(text: str) -> str:
    out: list[str] = []
    quoted: list[str] = []
    for line in text.split("\n"):
        quote = re.match(r"(?:&gt;|>) ?(.*)", line)
        if quote:
            quoted.append(_styled(quote[1]))
            continue
        if quoted:
            out.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
            quoted = []
        out.append(_styled(line) + "<br>")
    if quoted:
        out.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
    return "".join(out).removesuffix("<br>")
