"""Composition objects: texts, options, confirm dialogs, rich text. Limits are those of slackblocks' registry."""

from collections.abc import Iterator
from typing import Any

from slackblocks import _limits as limit

from playground.blockkit.shapes import Check, Problem, boolean, by_type, integer, items, one_of, shape, string


def plain(most: int, least: int = 1) -> Check:
    """A plain_text object of at most `most` characters."""
    return shape(
        {"type": one_of("plain_text"), "text": string(most, least)},
        {"emoji": boolean},
    )


def text(most: int = limit.TEXT_MAX_LENGTH, least: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(most, least)}, {"verbatim": boolean})
    return by_type({"plain_text": plain(most, least), "mrkdwn": mrkdwn}, "text type")


CONFIRM = shape(
    {
        "title": plain(limit.CONFIRMATION_TITLE_MAX_LENGTH),
        "text": text(limit.CONFIRMATION_TEXT_MAX_LENGTH),
        "confirm": plain(limit.CONFIRMATION_CONFIRM_MAX_LENGTH),
        "deny": plain(limit.CONFIRMATION_DENY_MAX_LENGTH),
    },
    {"style": one_of("primary", "danger")},
)


def option(*, mrkdwn: bool = False, url: bool = False) -> Check:
    """One option. Only checkboxes and radio buttons may hold mrkdwn, only overflow menus a url."""
    label, about = (text, text) if mrkdwn else (plain, plain)
    optional = {"description": about(limit.OPTION_DESCRIPTION_MAX_LENGTH)}
    if url:
        optional["url"] = string(limit.OPTION_URL_MAX_LENGTH, 1)
    return shape(
        {"text": label(limit.OPTION_TEXT_MAX_LENGTH), "value": string(limit.OPTION_VALUE_MAX_LENGTH, 1)},
        optional,
    )


def _distinct(value: Any, at: str) -> Iterator[Problem]:
    values = (
        [item.get("value") for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    )
    for index, one in enumerate(values):
        if one in values[:index]:
            yield Problem(f"{at}/{index}/value", f"option values must be unique: {one}")


def options(most: int, *, mrkdwn: bool = False, url: bool = False) -> Check:
    """A list of 1 to `most` options with different values."""
    listed = items(option(mrkdwn=mrkdwn, url=url), 1, most)

    def check(value: Any, at: str) -> Iterator[Problem]:
        yield from listed(value, at)
        yield from _distinct(value, at)

    return check


OPTION_GROUP = shape(
    {
        "label": plain(limit.OPTION_GROUP_LABEL_MAX_LENGTH),
        "options": options(limit.OPTION_GROUP_OPTIONS_MAX_ITEMS),
    }
)

SLACK_FILE = shape({}, {"id": string(), "url": string()})

_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_INLINE = by_type(
    {
        "text": shape({"type": string(), "text": string(None, 1)}, {"style": _STYLE}),
        "link": shape(
            {"type": string(), "url": string(None, 1)},
            {"text": string(), "unsafe": boolean, "style": _STYLE},
        ),
        "user": shape({"type": string(), "user_id": string(None, 1)}, {"style": _STYLE}),
        "channel": shape({"type": string(), "channel_id": string(None, 1)}, {"style": _STYLE}),
        "usergroup": shape({"type": string(), "usergroup_id": string(None, 1)}, {"style": _STYLE}),
        "emoji": shape({"type": string(), "name": string(None, 1)}, {"unicode": string(), "style": _STYLE}),
        "date": shape(
            {"type": string(), "timestamp": integer(), "format": string(None, 1)},
            {"url": string(), "fallback": string(), "style": _STYLE},
        ),
        "broadcast": shape({"type": string(), "range": one_of("here", "channel", "everyone")}),
        "color": shape({"type": string(), "value": string(None, 1)}),
    },
    "rich text element",
)
_SECTION = shape({"type": string(), "elements": items(_INLINE, 0)})
_BORDERED = shape({"type": string(), "elements": items(_INLINE, 0)}, {"border": integer(0, 1)})
RICH_TEXT_ELEMENT = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": _BORDERED,
        "rich_text_quote": _BORDERED,
        "rich_text_list": shape(
            {
                "type": string(),
                "style": one_of("bullet", "ordered"),
                "elements": items(by_type({"rich_text_section": _SECTION}, "list element")),
            },
            {"indent": integer(0, 8), "offset": integer(0), "border": integer(0, 1)},
        ),
    },
    "rich text element",
)
RICH_TEXT = shape(
    {"type": one_of("rich_text"), "elements": items(RICH_TEXT_ELEMENT)},
    {"block_id": string(limit.BLOCK_ID_MAX_LENGTH)},
)
