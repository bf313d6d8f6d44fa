"""What Slack might send, and what it never would: well-made payloads of each kind, bent in up to five places.

ORDER_n, REF_n, ROOT_n, TRIGGER, VIEW and UNIQUE stand for what only a running town knows.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from handlers.forms import DETAILED
from handlers.roads import SHOWN
from handlers.words import WORDS
from handlers.workspace import BUTTONS
from rules.deciding import Walk
from rules.drafts import Draft
from rules.guidance import Topic
from rules.words import Action, Nudge, RequestKind

Json = dict[str, Any]
TEAMS = ("T0RELANCE1", "T0OTHER0001", "T0NOBODY001")
ORDERS = 24
"""So many orders a payload may name; some of them nobody has."""

NASTY = (
    "", " ", "\x00", "a\x00b", "\ud800", "x\udfff\ud83d", "\u202e gnirts", "👍👍", "<!channel>", "<@USELLER>", "<@U", "&lt;b&gt;",
    "{{ 7*7 }}", "{% for x in y %}", "'; DROP TABLE orders; --", "=1+1", "-1", "0", "1e400", "NaN", "12,50 €", "demain 18h",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "[why]", "[pourquoi]", "*_~`", "```", "\\", '"', "x" * 151, "x" * 3001, "é" * 40_001,
    "<" * 4000, "&" * 3000, "a\n" * 300, "https://example.org/" + "a" * 3000, "١٢", "²", "0x10", "1_000", "True", "null",
)  # fmt: skip
ODD = st.one_of(
    st.sampled_from(NASTY),
    st.none(),
    st.booleans(),
    st.sampled_from((0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 1e308, -0.0, 253_402_300_799)),
    st.sampled_from(([], {}, [None], {"": ""}, [[]], {"id": {}}, [{}], {"value": []}, [1] * 500)).map(
        copy.deepcopy
    ),
    st.text(max_size=12),
)
"""What may stand where something else is expected."""


def ids() -> tuple[str, ...]:
    """Every action of the law, by the ids that buttons and forms have."""
    found = [str(action) for action in Action]
    details = [*RequestKind, "logo", "font", "seller", "buyer", "", "nothing"]
    found += [f"{action}:{detail}" for action in sorted(DETAILED) for detail in details]
    return tuple(found)


ACTIONS = ids()
UI = (
    *(f"ui:{name}" for name in SHOWN),
    *BUTTONS,
    *(f"ui:topic:{topic}" for topic in Topic),
    *(f"ui:draft:{draft}{mode}" for draft in Draft for mode in ("", ":alone")),
    *(f"ui:walk:{walk}{steps}" for walk in Walk for steps in ("", ":yes", ":no:yes", ":x:x:x:x")),
    *(f"ui:home:{role}:{page}" for role in ("seller", "buyer", "mediator") for page in ("1", "-1", "9" * 9)),
    *(f"ui:order:REF_{number}" for number in range(ORDERS)),
    "ui:helped:yes", "ui:helped:no", "ui:order_from:SERVICE:USELLER", "ui:service:SERVICE", "ui:service_retire:SERVICE",
    "ui:service_back:SERVICE", "ui:", "ui", "",
)  # fmt: skip
FIELDS = (
    "reason", "text", "content", "description", "title", "brief", "changes", "items", "work", "options", "amount", "price",
    "extra_days", "duration_days", "revisions_included", "currency", "until", "due_at", "role", "stars", "option", "language",
    "complete", "checklist", "chosen", "wanted", "files", "person", "buyer", "seller", "quiet_from", "quiet_to",
)  # fmt: skip
SUBTYPES = (
    None, "file_share", "thread_broadcast", "message_changed", "message_deleted", "bot_message", "me_message", "channel_join",
    "message_replied", "tombstone", "reminder_add", "huddle_thread", "assistant_app_thread",
)  # fmt: skip


PLAUSIBLE: Json = {
    **{name: {"type": "plain_text_input", "value": "Bien, voilà"} for name in FIELDS[:10]},
    **{name: {"type": "plain_text_input", "value": "12,50"} for name in ("amount", "price")},
    **{
        name: {"type": "plain_text_input", "value": "2"}
        for name in ("extra_days", "duration_days", "revisions_included")
    },
    **{name: {"type": "datetimepicker", "selected_date_time": 1_774_000_000} for name in ("until", "due_at")},
    **{
        name: {"type": "checkboxes", "selected_options": [{"value": "complete"}]}
        for name in ("complete", "checklist", "wanted")
    },
    **{name: {"type": "users_select", "selected_user": "UBUYER"} for name in ("person", "buyer", "seller")},
    "currency": {"type": "plain_text_input", "value": "EUR"},
    "stars": {"type": "static_select", "selected_option": {"value": "4"}},
    "role": {"type": "static_select", "selected_option": {"value": "seller"}},
}
"""What most forms would take."""


class Opening(NamedTuple):
    """What somebody may do on an order, at the beginning."""

    user: str
    order: int
    action: str


def number(draw: DrawFn) -> int:
    return draw(st.integers(0, ORDERS - 1))


def words(draw: DrawFn) -> str:
    """What somebody may write."""
    return draw(
        st.one_of(
            st.sampled_from(NASTY),
            st.sampled_from(("Bonjour", "je suis en retard", "20")),
            st.text(max_size=20),
        )
    )


def ref(draw: DrawFn) -> str:
    """What a button carries, ours or not."""
    carried: Json = {"order": f"ORDER_{number(draw)}"}
    for name, values in (
        ("stage", st.one_of(st.integers(0, 5), ODD)),
        ("shown", st.text(max_size=8)),
        ("nudge", st.sampled_from([*map(str, Nudge), "none"])),
        ("topic", st.sampled_from([*map(str, Topic), "none"])),
        ("asked", st.sampled_from(NASTY[:12])),
    ):
        if draw(st.integers(0, 4)) == 0:
            carried[name] = draw(values)
    return draw(st.sampled_from(NASTY)) if draw(st.integers(0, 15)) == 0 else json.dumps(carried)


def by(user: str, team: str) -> Json:
    return {
        "user": {"id": user, "team_id": team, "username": "x", "name": "x"},
        "team": {"id": team, "domain": "relance"},
        "enterprise": None,
        "api_app_id": "A1",
        "token": "x",
        "is_enterprise_install": False,
    }


def command(draw: DrawFn, user: str, team: str) -> Json:
    names = [name for word in WORDS for name in (word.french, word.english)]
    parts = [draw(st.sampled_from([*names, "aide", "?", "livre", "xyz"]))] if draw(st.integers(0, 9)) else []
    parts += [f"REF_{number(draw)}"] if draw(st.booleans()) else []
    parts += [words(draw)] if draw(st.booleans()) else []
    return {
        "command": draw(st.sampled_from(("/commande", "/order", "/faq", "/else"))),
        "text": " ".join(parts),
        "user_id": user,
        "user_name": "x",
        "team_id": team,
        "enterprise_id": "",
        "channel_id": "D1",
        "trigger_id": "TRIGGER",
        "response_url": "https://example.org/x",
        "is_enterprise_install": "false",
    }


def element(draw: DrawFn) -> Json:
    """The state of an input, of any kind, whatever its field."""
    date = st.one_of(st.sampled_from((1_772_500_000, 1_790_000_000, 0, -1)), ODD)
    some = st.sampled_from(
        ("complete", "quiet", "digest", "5", "1", "buyer", "seller", "en", "logo", "Logo", "nothing")
    )
    match draw(st.integers(0, 7)):
        case 0:
            return {"type": "datetimepicker", "selected_date_time": draw(date)}
        case 1:
            return {"type": "checkboxes", "selected_options": [{"value": draw(some)}, {"value": draw(some)}]}
        case 2:
            return {"type": "static_select", "selected_option": {"value": draw(some)}}
        case 3:
            return {
                "type": "users_select",
                "selected_user": draw(st.sampled_from(("USELLER", "UBUYER", "UNONE", "x", ""))),
            }
        case 4:
            return {
                "type": "timepicker",
                "selected_time": draw(st.sampled_from(("08:00", "25:99", "", None))),
            }
        case 5:
            return {"type": "file_input", "files": files(draw)}
    return {"type": "plain_text_input", "value": words(draw)}


def files(draw: DrawFn) -> list[Any]:
    known = {
        "id": "F1",
        "name": "a.png",
        "size": 10,
        "mimetype": "image/png",
        "url_private": "https://example.org/f",
    }
    return [
        known | {draw(st.sampled_from((*known, "title", "mode", "is_external"))): draw(ODD)}
        for _ in range(draw(st.integers(0, 2)))
    ]


def view(draw: DrawFn, callback: str) -> Json:
    typed = dict(PLAUSIBLE) if draw(st.booleans()) else {}
    typed |= {
        name: element(draw) for name in draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True))
    }
    return {
        "id": "VIEW",
        "hash": "UNIQUE",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": ref(draw),
        "previous_view_id": draw(st.sampled_from((None, "VIEW", "V2"))),
        "root_view_id": "VIEW",
        "title": {"type": "plain_text", "text": "x"},
        "blocks": [],
        "state": {"values": {name: {name: one} for name, one in typed.items()}},
    }


def click(draw: DrawFn, user: str, team: str) -> Json:
    id = draw(st.sampled_from(ACTIONS if draw(st.booleans()) else UI))
    action = {"action_id": id, "block_id": "b", "type": "button", "value": ref(draw), "action_ts": "UNIQUE"}
    made: Json = {"type": "block_actions", "trigger_id": "TRIGGER", "actions": [action], **by(user, team)}
    if draw(st.booleans()):
        return made | {
            "view": view(draw, draw(st.sampled_from((*ACTIONS[:9], "ui:more", "ui:walk")))),
            "container": {"type": "view", "view_id": "VIEW"},
        }
    at = f"ROOT_{number(draw)}"
    return made | {
        "channel": {"id": f"D{user}"},
        "message": {"ts": at, "thread_ts": at, "text": "x", "blocks": []},
        "container": {"type": "message", "channel_id": f"D{user}", "message_ts": at},
    }


def form(draw: DrawFn, user: str, team: str) -> Json:
    ours = (
        "ui:new_order:",
        "ui:new_order:SERVICE",
        "ui:service:SERVICE",
        "ui:service:new",
        "ui:settings",
        "ui:operator_add",
    )
    callback = draw(st.sampled_from(ACTIONS if draw(st.integers(0, 3)) else ours))
    return {
        "type": "view_submission",
        "trigger_id": "TRIGGER",
        "view": view(draw, callback),
        "response_urls": [],
        **by(user, team),
    }


def shortcut(draw: DrawFn, user: str, team: str) -> Json:
    at = f"ROOT_{number(draw)}"
    made = {
        "callback_id": draw(st.sampled_from(("ui:what_now", "x"))),
        "trigger_id": "TRIGGER",
        "action_ts": "UNIQUE",
        **by(user, team),
    }
    if draw(st.booleans()):
        return {"type": "shortcut", **made}
    channel = draw(st.sampled_from((f"D{user}", "DUSELLER", "DUBUYER", "C0MEDIATE1")))
    return {
        "type": "message_action", **made,
        "channel": {"id": channel}, "message_ts": at, "message": {"ts": at, "thread_ts": at, "text": words(draw), "user": user},
    }  # fmt: skip


def message(draw: DrawFn, user: str) -> Json:
    channel = draw(st.sampled_from((f"D{user}", f"D{user}", "DUSELLER", "DUBUYER", "C0MEDIATE1")))
    root, said = (
        f"ROOT_{number(draw)}",
        {"type": "message", "user": user, "text": words(draw), "ts": "UNIQUE"},
    )
    if draw(st.integers(0, 3)):
        said["thread_ts"] = root
    if draw(st.integers(0, 3)) == 0:
        said["files"] = files(draw)  # type: ignore[assignment]
    subtype = draw(st.sampled_from(SUBTYPES)) if draw(st.booleans()) else None
    outer = {
        "type": "message",
        "channel": channel,
        "channel_type": "im",
        "event_ts": "UNIQUE",
        "ts": "UNIQUE",
    }
    if subtype in ("message_changed", "message_deleted"):
        return outer | {
            "subtype": subtype,
            "message": said,
            "previous_message": said | {"text": words(draw)},
            "deleted_ts": root,
        }
    return outer | said | ({"subtype": subtype} if subtype else {})


def event(draw: DrawFn, user: str, team: str) -> Json:
    kind = draw(
        st.sampled_from(
            ("message",) * 6
            + ("app_home_opened", "user_change", "app_uninstalled", "tokens_revoked", "team_join")
        )
    )
    inner: Json = {"type": kind, "user": user, "event_ts": "UNIQUE"}
    match kind:
        case "message":
            inner = message(draw, user)
        case "app_home_opened":
            inner |= {
                "tab": draw(st.sampled_from(("home", "messages"))),
                "channel": f"D{user}",
                "view": {"hash": words(draw)},
            }
        case "user_change":
            profile = {"display_name": words(draw), "email": words(draw), "real_name": words(draw)}
            told = {
                "tz": draw(st.sampled_from(("Europe/Paris", "Mars/Olympus", "../x"))),
                "locale": words(draw),
                "profile": profile,
            }
            inner["user"] = {
                "id": user,
                "team_id": team,
                "deleted": draw(st.booleans()),
                "is_bot": False,
                **told,
            }
    who = {"team_id": team, "user_id": user, "is_bot": True}
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A1",
        "event": inner,
        "event_id": "UNIQUE",
        "authorizations": [who],
    }


def strange(draw: DrawFn, user: str, team: str) -> Json:
    """Kinds that we never asked for, and what has no kind."""
    kind = draw(
        st.sampled_from(
            (
                "view_closed",
                "block_suggestion",
                "dialog_submission",
                "workflow_step_edit",
                "url_verification",
                "",
                "x",
            )
        )
    )
    more = {
        "view": view(draw, "accept"),
        "action_id": "x",
        "value": words(draw),
        "challenge": draw(ODD),
        "trigger_id": "TRIGGER",
    }
    return {
        "type": kind,
        **by(user, team),
        **more,
        **draw(st.dictionaries(st.text(max_size=6), ODD, max_size=3)),
    }


KINDS: dict[str, Callable[[DrawFn, str, str], Json]] = {
    "command": command, "click": click, "form": form, "shortcut": shortcut, "event": event, "strange": strange,
}  # fmt: skip

Place = tuple[Any, Any]
"""A dict or a list, and a key or an index of it."""


def places(value: Any) -> Iterator[Place]:
    """All that can be bent."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)


def bend(draw: DrawFn, body: Json) -> None:
    """One place: taken out, something odd instead, wrapped, or something more beside it."""
    found = list(places(body))
    if not found:
        return
    holder, key = found[draw(st.integers(0, len(found) - 1))]
    match draw(st.integers(0, 5)):
        case 0:
            del holder[key]
        case 1:
            holder[key] = [holder[key]]
        case 2 if isinstance(holder, dict):
            holder[draw(st.sampled_from(("state", "version", "price", "workspace_id", "actor", "é", "")))] = (
                draw(ODD)
            )
        case _:
            holder[key] = draw(ODD)


def aimed(draw: DrawFn, body: Json, opening: Opening) -> None:
    """At something that this very person may do now."""
    who, carried = body["user"], json.dumps({"order": f"ORDER_{opening.order}"})
    who["id"] = opening.user
    if body["type"] == "view_submission":
        body["view"] |= {"callback_id": opening.action, "private_metadata": carried}
    else:
        body["actions"][0] |= {"action_id": opening.action, "value": carried}


@st.composite
def payloads(draw: DrawFn, kind: str, users: tuple[str, ...], openings: list[Opening]) -> Json:
    """One payload of this kind; two of three are bent."""
    team = draw(st.sampled_from((TEAMS[0],) * 8 + TEAMS[1:]))
    body = copy.deepcopy(KINDS[kind](draw, draw(st.sampled_from(users)), team))
    if kind in ("click", "form") and draw(st.booleans()):
        aimed(draw, body, draw(st.sampled_from(openings)))
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 5)))):
        bend(draw, body)
    return body
