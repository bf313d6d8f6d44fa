"""What a person typed or chose in an element, checked as Slack's client does, and written as Slack sends it."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo


class Refused(Exception):
    """Slack's client would not send this: the words that the person reads."""


_WORDS = {
    "required": ("Ce champ est obligatoire.", "Please complete this required field."),
    "number": ("Saisissez un nombre.", "Please enter a number."),
    "whole": ("Saisissez un nombre entier.", "Please enter a whole number."),
    "small": ("La valeur doit être au moins {0}.", "The value must be at least {0}."),
    "big": ("La valeur doit être au plus {0}.", "The value must be at most {0}."),
    "short": ("Saisissez au moins {0} caractères.", "Please enter at least {0} characters."),
    "long": ("Saisissez au plus {0} caractères.", "Please enter at most {0} characters."),
    "mail": ("Saisissez une adresse e-mail valide.", "Please enter a valid email address."),
    "url": ("Saisissez une adresse web valide.", "Please enter a valid URL."),
    "date": ("Saisissez une date valide.", "Please enter a valid date."),
    "option": ("Ce choix n’existe pas.", "That is not one of the options."),
    "many": ("Choisissez au plus {0} éléments.", "Please choose at most {0} items."),
    "file": ("Ce fichier n’est pas accepté.", "That file is not accepted."),
}


def words(code: str, locale: str, *facts: Any) -> str:
    """What Slack's client says, in the person's language."""
    return _WORDS[code][0 if locale.startswith("fr") else 1].format(*facts)


def _no(code: str, locale: str, *facts: Any) -> Refused:
    return Refused(words(code, locale, *facts))


def _text(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    text = str(value)
    if len(text) < (element.get("min_length") or 0):
        raise _no("short", locale, element["min_length"])
    if len(text) > (element.get("max_length") or 3000):
        raise _no("long", locale, element.get("max_length") or 3000)
    return {"value": text}


def _number(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    text = str(value).strip()
    try:
        figure = float(text)
    except ValueError:
        raise _no("number", locale) from None
    if not element["is_decimal_allowed"] and not re.fullmatch(r"-?\d+", text):
        raise _no("whole", locale)
    if (least := element.get("min_value")) and figure < float(least):
        raise _no("small", locale, least)
    if (most := element.get("max_value")) and figure > float(most):
        raise _no("big", locale, most)
    return {"value": text}


def _mail(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(value)):
        raise _no("mail", locale)
    return {"value": str(value)}


def _url(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    if not re.fullmatch(r"https?://\S+", str(value)):
        raise _no("url", locale)
    return {"value": str(value)}


def _offered(element: dict[str, Any]) -> dict[str, dict[str, Any]]:
    groups = element.get("option_groups") or []
    listed = [*(element.get("options") or []), *(o for group in groups for o in group["options"])]
    return {option["value"]: option for option in listed}


def _option(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    found = _offered(element).get(str(value))
    if found is None:
        raise _no("option", locale)
    return {"selected_option": found}


def _options(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    offered = _offered(element)
    chosen = [str(one) for one in (value if isinstance(value, list) else [value])]
    if any(one not in offered for one in chosen):
        raise _no("option", locale)
    if len(chosen) > (element.get("max_selected_items") or len(chosen)):
        raise _no("many", locale, element["max_selected_items"])
    return {"selected_options": [offered[one] for one in chosen]}


def _moment(element: dict[str, Any], value: Any, locale: str, zone: ZoneInfo) -> dict[str, Any]:
    if isinstance(value, int) or str(value).isdigit():
        return {"selected_date_time": int(value)}
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise _no("date", locale) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return {"selected_date_time": int(moment.timestamp())}


def _date(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    try:
        return {"selected_date": date.fromisoformat(str(value)).isoformat()}
    except ValueError:
        raise _no("date", locale) from None


def _time(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
        raise _no("date", locale)
    return {"selected_time": str(value)}


def _as(name: str) -> Callable[[dict[str, Any], Any, str], dict[str, Any]]:
    def read(element: dict[str, Any], value: Any, locale: str) -> dict[str, Any]:
        return {name: value}

    return read


_READERS: dict[str, Callable[[dict[str, Any], Any, str], dict[str, Any]]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _mail,
    "url_text_input": _url,
    "static_select": _option,
    "radio_buttons": _option,
    "overflow": _option,
    "multi_static_select": _options,
    "checkboxes": _options,
    "datepicker": _date,
    "timepicker": _time,
    "users_select": _as("selected_user"),
    "multi_users_select": _as("selected_users"),
    "channels_select": _as("selected_channel"),
    "multi_channels_select": _as("selected_channels"),
    "conversations_select": _as("selected_conversation"),
    "multi_conversations_select": _as("selected_conversations"),
    "rich_text_input": _as("rich_text_value"),
    "file_input": _as("files"),
}
_EMPTY: dict[str, dict[str, Any]] = {
    "plain_text_input": {"value": None},
    "number_input": {"value": None},
    "email_text_input": {"value": None},
    "url_text_input": {"value": None},
    "static_select": {"selected_option": None},
    "radio_buttons": {"selected_option": None},
    "multi_static_select": {"selected_options": []},
    "checkboxes": {"selected_options": []},
    "datepicker": {"selected_date": None},
    "timepicker": {"selected_time": None},
    "datetimepicker": {"selected_date_time": None},
    "users_select": {"selected_user": None},
    "file_input": {"files": []},
}
_NOTHING: tuple[Any, ...] = (None, "", [])


def typed(element: dict[str, Any], value: Any, locale: str, zone: ZoneInfo) -> dict[str, Any]:
    """An element's part of `state.values`. Raises Refused with the words that the person reads."""
    kind = element["type"]
    if value in _NOTHING:
        return {"type": kind, **_EMPTY.get(kind, {})}
    if kind == "datetimepicker":
        return {"type": kind, **_moment(element, value, locale, zone)}
    return {"type": kind, **_READERS[kind](element, value, locale)}


def initial(element: dict[str, Any]) -> dict[str, Any]:
    """An element's part of `state.values` before anybody touched it."""
    kind = element["type"]
    out: dict[str, Any] = {"type": kind, **_EMPTY.get(kind, {})}
    for given, name in (
        ("initial_value", "value"),
        ("initial_option", "selected_option"),
        ("initial_options", "selected_options"),
        ("initial_date", "selected_date"),
        ("initial_time", "selected_time"),
        ("initial_date_time", "selected_date_time"),
        ("initial_user", "selected_user"),
        ("initial_users", "selected_users"),
    ):
        if given in element:
            out[name] = element[given]
    return out


def is_empty(part: dict[str, Any]) -> bool:
    """Whether a part of `state.values` holds nothing."""
    return all(value in _NOTHING for name, value in part.items() if name != "type")


# Elements that keep what was chosen in them; buttons and menus of one click do not.
STATEFUL = frozenset(_READERS) - {"overflow"} | {"datetimepicker"}
