"""Block elements, and which block may hold which."""

import re
from collections.abc import Iterator
from typing import Any

from slackblocks import _limits as limit

from playground.blockkit.objects import CONFIRM, OPTION_GROUP, RICH_TEXT, SLACK_FILE, option, options, plain
from playground.blockkit.shapes import Check, Problem, boolean, integer, items, one_of, shape, string

_ACTION_ID = {"action_id": string(limit.ACTION_ID_MAX_LENGTH, 1)}
_FOCUS = {"focus_on_load": boolean}
_CONFIRM = {"confirm": CONFIRM}
_DISPATCH = {
    "dispatch_action_config": shape(
        {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
    )
}


def _holder(most: int = limit.SELECT_PLACEHOLDER_MAX_LENGTH) -> dict[str, Check]:
    return {"placeholder": plain(most)}


def pattern(expression: str, example: str) -> Check:
    """A text in a fixed form, such as a date."""
    compiled = re.compile(expression)

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield Problem(at, f"must be in the form {example}")

    return check


def _initial_is_offered(element: dict[str, Any], at: str) -> Iterator[Problem]:
    groups = element.get("option_groups") or []
    offered = [*(element.get("options") or []), *(o for g in groups for o in (g.get("options") or []))]
    values = [o.get("value") for o in offered if isinstance(o, dict)]
    one = element.get("initial_option")
    chosen = element.get("initial_options") or ([one] if one else [])
    if any(isinstance(c, dict) and c.get("value") not in values for c in chosen):
        name = "initial_option" if one else "initial_options"
        yield Problem(f"{at}/{name}", f"{name} must be one of the options")


def _one_source(element: dict[str, Any], at: str) -> Iterator[Problem]:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        yield Problem(at, "must provide exactly one of options, option_groups")


def _lengths_agree(element: dict[str, Any], at: str) -> Iterator[Problem]:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    initial = element.get("initial_value") or ""
    if least > most:
        yield Problem(f"{at}/min_length", "min_length must not be greater than max_length")
    if isinstance(initial, str) and len(initial) > most:
        yield Problem(f"{at}/initial_value", f"must be less than {most + 1} characters")


def _image_source(element: dict[str, Any], at: str) -> Iterator[Problem]:
    if bool(element.get("image_url")) == bool(element.get("slack_file")):
        yield Problem(at, "must provide exactly one of image_url, slack_file")


def _element(required: dict[str, Check], optional: dict[str, Check], *more: Check) -> Check:
    return shape({"type": string(), **required}, {**_ACTION_ID, **optional}, *more)


def _select(extra: dict[str, Check], *more: Check) -> Check:
    return _element({}, {**_holder(), **_CONFIRM, **_FOCUS, **extra}, *more)


def _multi(extra: dict[str, Check], *more: Check) -> Check:
    return _select({"max_selected_items": integer(1), **extra}, *more)


_LISTED: dict[str, Check] = {
    "options": options(limit.SELECT_OPTIONS_MAX_ITEMS),
    "option_groups": items(OPTION_GROUP, 1, limit.SELECT_OPTION_GROUPS_MAX_ITEMS),
}
_FILTER = {
    "filter": shape(
        {},
        {
            "include": items(one_of("im", "mpim", "private", "public")),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
    )
}
_URL_BACK = {"response_url_enabled": boolean}
_DATE = pattern(r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD")
_TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")
_NUMERAL = pattern(r"-?\d+(\.\d+)?", "a number in a string")


def _choice(check_options: Check, initial: dict[str, Check]) -> Check:
    return _element({"options": check_options}, {**_CONFIRM, **_FOCUS, **initial}, _initial_is_offered)


def _typed(optional: dict[str, Check], required: dict[str, Check] | None = None, *more: Check) -> Check:
    return _element(required or {}, {**_holder(), **_DISPATCH, **_FOCUS, **optional}, *more)


ELEMENTS: dict[str, Check] = {
    "button": _element(
        {"text": plain(limit.BUTTON_TEXT_MAX_LENGTH)},
        {
            **_CONFIRM,
            "value": string(limit.BUTTON_VALUE_MAX_LENGTH),
            "url": string(limit.BUTTON_URL_MAX_LENGTH, 1),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(limit.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH),
            "visible_to_user_ids": items(string()),
        },
    ),
    "image": shape(
        {"type": string(), "alt_text": string(limit.IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH, 1)},
        {"image_url": string(limit.IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH, 1), "slack_file": SLACK_FILE},
        _image_source,
    ),
    "static_select": _select({**_LISTED, "initial_option": option()}, _one_source, _initial_is_offered),
    "multi_static_select": _multi(
        {**_LISTED, "initial_options": items(option())}, _one_source, _initial_is_offered
    ),
    "external_select": _select({"initial_option": option(), "min_query_length": integer(0)}),
    "multi_external_select": _multi({"initial_options": items(option()), "min_query_length": integer(0)}),
    "users_select": _select({"initial_user": string()}),
    "multi_users_select": _multi({"initial_users": items(string())}),
    "channels_select": _select({"initial_channel": string(), **_URL_BACK}),
    "multi_channels_select": _multi({"initial_channels": items(string())}),
    "conversations_select": _select(
        {
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            **_FILTER,
            **_URL_BACK,
        },
    ),
    "multi_conversations_select": _multi(
        {"initial_conversations": items(string()), "default_to_current_conversation": boolean, **_FILTER},
    ),
    "overflow": _element({"options": options(limit.OVERFLOW_OPTIONS_MAX_ITEMS, url=True)}, _CONFIRM),
    "checkboxes": _choice(
        options(limit.CHECKBOXES_OPTIONS_MAX_ITEMS, mrkdwn=True),
        {"initial_options": items(option(mrkdwn=True))},
    ),
    "radio_buttons": _choice(
        options(limit.RADIO_BUTTONS_OPTIONS_MAX_ITEMS, mrkdwn=True), {"initial_option": option(mrkdwn=True)}
    ),
    "datepicker": _element({}, {**_holder(), **_CONFIRM, **_FOCUS, "initial_date": _DATE}),
    "timepicker": _element(
        {}, {**_holder(), **_CONFIRM, **_FOCUS, "initial_time": _TIME, "timezone": string(None, 1)}
    ),
    "datetimepicker": _element(
        {}, {**_CONFIRM, **_FOCUS, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": _typed(
        {
            "initial_value": string(),
            "multiline": boolean,
            "min_length": integer(0, limit.PLAIN_TEXT_INPUT_MIN_LENGTH_MAX),
            "max_length": integer(1, limit.PLAIN_TEXT_INPUT_MAX_LENGTH_MAX),
        },
        None,
        _lengths_agree,
    ),
    "number_input": _typed(
        {"initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
        {"is_decimal_allowed": boolean},
    ),
    "email_text_input": _typed({"initial_value": string()}),
    "url_text_input": _typed({"initial_value": string()}),
    "rich_text_input": _typed(
        {"initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "file_input": _element(
        {}, {"filetypes": items(string()), "max_files": integer(1, limit.FILE_INPUT_MAX_FILES_MAX)}
    ),
}

_MENUS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "channels", "conversations")
}
_ONE = {name for name in _MENUS if not name.startswith("multi_")}
IN_SECTION = _MENUS | {
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "timepicker",
}
IN_ACTIONS = _ONE | {
    "button", "checkboxes", "datepicker", "datetimepicker", "overflow", "radio_buttons", "timepicker",
}  # fmt: skip
IN_INPUT = _MENUS | {
    "checkboxes", "datepicker", "datetimepicker", "email_text_input", "file_input", "number_input",
    "plain_text_input", "radio_buttons", "rich_text_input", "timepicker", "url_text_input",
}  # fmt: skip


def only(names: set[str]) -> dict[str, Check]:
    """The part of the table that a kind of block may hold."""
    return {name: check for name, check in ELEMENTS.items() if name in names}
