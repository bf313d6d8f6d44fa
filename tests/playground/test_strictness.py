"""What Slack refuses in blocks and views is refused, and the complaint says where."""

from typing import Any

import pytest

from playground.blockkit.check import check_blocks, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str = "choix") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("ok"), "action_id": "ok", **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn("x"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": [option("1")], **more}


def confirm(**more: Any) -> dict[str, Any]:
    return {"title": plain("t"), "text": mrkdwn("t"), "confirm": plain("c"), "deny": plain("d"), **more}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def chart(**more: Any) -> dict[str, Any]:
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    return {"type": "data_visualization", "title": "t", "chart": pie, **more}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def bars(**more: Any) -> dict[str, Any]:
    series = [{"name": "s", "data": [{"label": "a", "value": 1}]}]
    return {"type": "bar", "series": series, "axis_config": {"categories": ["a"]}, **more}


ACCEPTED = [
    section(),
    section(text=mrkdwn("x" * 3000)),
    section(fields=[mrkdwn("x" * 2000)] * 10),
    section(accessory=button(value="x" * 2000, confirm=confirm(style="danger"))),
    section(accessory={"type": "multi_static_select", "action_id": "m", "options": [option("1")]}),
    section(
        accessory={
            "type": "multi_static_select",
            "action_id": "m",
            "option_groups": [{"label": plain("g"), "options": [option("1")]}],
        }
    ),
    section(accessory={"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"}),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("x"), plain("y")] * 5},
    actions(*(button(action_id=str(n)) for n in range(25))),
    actions(select(initial_option=option("1"), placeholder=plain("x" * 150))),
    actions(select(options=[option(str(n)) for n in range(100)])),
    actions({"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(5)]}),
    actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_700_000_000}),
    actions({"type": "radio_buttons", "action_id": "r", "options": [option("1")]}),
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"},
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
    {"type": "markdown", "text": "# x"},
    {"type": "table", "rows": [[raw("a"), rich({"type": "text", "text": "b"})]]},
    {
        "type": "data_table",
        "caption": "c",
        "rows": [[raw("a")], [{"type": "raw_number", "value": 1, "text": "1"}]],
    },
    chart(),
    chart(chart=bars()),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: block["type"])
def test_what_slack_takes_is_taken(block: dict[str, Any]) -> None:
    assert check_blocks([block], "message") == []


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "nope"}, "/blocks/0/type"),
    ({"text": plain("x")}, "/blocks/0"),
    ({"type": "section"}, "/blocks/0"),
    (section(text="x"), "/blocks/0/text"),
    (section(text=mrkdwn("")), "/blocks/0/text/text"),
    (section(text=mrkdwn("x" * 3001)), "/blocks/0/text/text"),
    (section(text={"type": "html", "text": "x"}), "/blocks/0/text/type"),
    (section(text={**mrkdwn("x"), "emoji": True}), "/blocks/0/text/emoji"),
    (section(colour="red"), "/blocks/0/colour"),
    (section(block_id="x" * 256), "/blocks/0/block_id"),
    (section(fields=[mrkdwn("x")] * 11), "/blocks/0/fields"),
    (section(fields=[mrkdwn("x" * 2001)]), "/blocks/0/fields/0/text"),
    (section(accessory={"type": "datetimepicker", "action_id": "d"}), "/blocks/0/accessory/type"),
    (section(accessory={"type": "plain_text_input", "action_id": "d"}), "/blocks/0/accessory/type"),
    ({"type": "header", "text": mrkdwn("x")}, "/blocks/0/text/type"),
    ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "divider", "text": plain("x")}, "/blocks/0/text"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "/blocks/0/elements"),
    ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    (actions(), "/blocks/0/elements"),
    (actions(*(button(action_id=str(n)) for n in range(26))), "/blocks/0/elements"),
    (actions(button(), button()), "/blocks/0/elements"),
    (actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
    (actions(button(text=mrkdwn("x"))), "/blocks/0/elements/0/text/type"),
    (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    (actions(button(value=1)), "/blocks/0/elements/0/value"),
    (actions(button(url="x" * 3001)), "/blocks/0/elements/0/url"),
    (actions(button(action_id="x" * 256)), "/blocks/0/elements/0/action_id"),
    (actions(button(style="default")), "/blocks/0/elements/0/style"),
    (actions(button(confirm=confirm(title=plain("x" * 101)))), "/blocks/0/elements/0/confirm/title/text"),
    (actions(button(confirm=confirm(text=mrkdwn("x" * 301)))), "/blocks/0/elements/0/confirm/text/text"),
    (actions(button(confirm=confirm(confirm=plain("x" * 31)))), "/blocks/0/elements/0/confirm/confirm/text"),
    (actions(button(confirm={"title": plain("x")})), "/blocks/0/elements/0/confirm"),
    (actions({"type": "multi_static_select", "options": [option("1")]}), "/blocks/0/elements/0/type"),
    (actions({"type": "file_input"}), "/blocks/0/elements/0/type"),
    (actions(select(options=[option(str(n)) for n in range(101)])), "/blocks/0/elements/0/options"),
    (actions(select(options=[])), "/blocks/0/elements/0/options"),
    (actions(select(options=[option("1"), option("1")])), "/blocks/0/elements/0/options/1/value"),
    (actions(select(options=[option("x" * 151)])), "/blocks/0/elements/0/options/0/value"),
    (actions(select(options=[option("1", "x" * 76)])), "/blocks/0/elements/0/options/0/text/text"),
    (actions(select(initial_option=option("2"))), "/blocks/0/elements/0/initial_option"),
    (actions(select(placeholder=plain("x" * 151))), "/blocks/0/elements/0/placeholder/text"),
    (
        actions({"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(6)]}),
        "/blocks/0/elements/0/options",
    ),
    (
        actions({"type": "checkboxes", "action_id": "o", "options": [option(str(n)) for n in range(11)]}),
        "/blocks/0/elements/0/options",
    ),
    (actions({"type": "datepicker", "initial_date": "8 mai"}), "/blocks/0/elements/0/initial_date"),
    (actions({"type": "datetimepicker", "initial_date_time": 5}), "/blocks/0/elements/0/initial_date_time"),
    ({"type": "image", "alt_text": "a"}, "/blocks/0"),
    ({"type": "image", "image_url": "https://example.org/a.png"}, "/blocks/0"),
    (rich({"type": "texte", "text": "x"}), "/blocks/0/elements/0/elements/0/type"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ({"type": "table", "rows": []}, "/blocks/0/rows"),
    ({"type": "table", "rows": [[raw("a")] * 21]}, "/blocks/0/rows/0"),
    ({"type": "table", "rows": [[raw("a")], [raw("a"), raw("b")]]}, "/blocks/0/rows"),
    (chart(title="x" * 51), "/blocks/0/title"),
    (chart(chart={"type": "pie", "segments": [{"label": "a", "value": 0}]}), "/blocks/0"),
    (chart(chart=bars(axis_config={"categories": ["a", "b"]})), "/blocks/0"),
    ({"type": "alert", "text": mrkdwn("x")}, "/blocks/0/type"),
    ({"type": "video", "alt_text": "x"}, "/blocks/0"),
    ({"type": "card", "body": mrkdwn("x" * 201)}, "/blocks/0"),
]


@pytest.mark.parametrize(
    ("block", "pointer"), REFUSED, ids=lambda part: part if isinstance(part, str) else part.get("type")
)
def test_what_slack_refuses_is_refused_where_it_is(block: dict[str, Any], pointer: str) -> None:
    assert pointer in [problem.pointer for problem in check_blocks([block], "message")]


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "divider"}] * 51, "/blocks"),
        ([section(block_id="a"), section(block_id="a")], "/blocks/1/block_id"),
        ([{"type": "table", "rows": [[raw("a")]]}] * 2, "/blocks"),
        ([chart()] * 3, "/blocks"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "/blocks"),
        ({"type": "divider"}, "/blocks"),
        (["x"], "/blocks/0"),
    ],
)
def test_blocks_of_a_message_are_counted_together(blocks: Any, pointer: str) -> None:
    assert pointer in [problem.pointer for problem in check_blocks(blocks, "message")]


def field(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain("l"), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("t"), "submit": plain("s"), "blocks": list(blocks), **more}


def typed(kind: str, **more: Any) -> dict[str, Any]:
    return field(element={"type": kind, "action_id": "a", **more})


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(field(hint=plain("h"), optional=True), close=plain("c"), private_metadata="x" * 3000),
        modal(typed("number_input", is_decimal_allowed=False, min_value="1"), notify_on_close=True),
        modal(typed("datetimepicker"), callback_id="x" * 255, clear_on_close=True),
        modal(typed("multi_static_select", options=[option("1")], max_selected_items=2)),
        modal(typed("checkboxes", options=[{"text": mrkdwn("*x*"), "value": "1"}])),
        modal(typed("file_input", max_files=10, filetypes=["png"])),
        modal(typed("plain_text_input", multiline=True, min_length=1, max_length=3000)),
        modal(typed("email_text_input"), external_id="x"),
        modal({"type": "alert", "text": plain("x"), "level": "warning"}),
        {"type": "home", "blocks": [section()]},
    ],
)
def test_views_that_slack_takes_are_taken(view: dict[str, Any]) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(title=mrkdwn("x")), "/view/title/type"),
        (modal(submit=plain("x" * 25)), "/view/submit/text"),
        (modal(close=plain("x" * 25)), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(nonsense=True), "/view/nonsense"),
        (modal(field(), submit=None), "/view/submit"),
        (modal(*[{"type": "divider"}] * 101), "/view/blocks"),
        (modal({"type": "table", "rows": [[raw("a")]]}), "/view/blocks/0/type"),
        (modal(field(label=plain("x" * 2001))), "/view/blocks/0/label/text"),
        (modal(typed("button", text=plain("x"))), "/view/blocks/0/element/type"),
        (modal(typed("number_input")), "/view/blocks/0/element"),
        (modal(typed("plain_text_input", max_length=3001)), "/view/blocks/0/element/max_length"),
        (
            modal(typed("plain_text_input", max_length=2, initial_value="xxx")),
            "/view/blocks/0/element/initial_value",
        ),
        (modal(typed("plain_text_input", min_length=3, max_length=2)), "/view/blocks/0/element/min_length"),
        (modal(typed("file_input", max_files=11)), "/view/blocks/0/element/max_files"),
        (
            modal(
                typed("plain_text_input", focus_on_load=True),
                typed("plain_text_input", focus_on_load=True),
            ),
            "/view/blocks",
        ),
        ({"type": "home", "blocks": [section()], "submit": plain("s")}, "/view/submit"),
        ({"type": "dialog", "blocks": []}, "/view/type"),
        ([], "/view"),
    ],
)
def test_views_that_slack_refuses_are_refused_where_it_is(view: Any, pointer: str) -> None:
    assert pointer in [problem.pointer for problem in check_view(view)]
