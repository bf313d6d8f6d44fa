"""Commands, clicks and modals between a person and the bot."""

import hashlib
import hmac
import time
from typing import Any

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from tests.playground.conftest import BUYER, MEDIATOR, SECRET, SELLER, Playground


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain("Titre"),
        "submit": plain("Envoyer"),
        "blocks": list(blocks),
        **more,
    }


def field(name: str, kind: str = "plain_text_input", **more: Any) -> dict[str, Any]:
    optional = more.pop("optional", False)
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, "optional": optional}


def post_card(playground: Playground, *elements: dict[str, Any], to: str = SELLER) -> dict[str, Any]:
    blocks = [{"type": "actions", "block_id": "card", "elements": list(elements)}]
    return playground.call("chat.postMessage", channel=to, text="carte", blocks=blocks)


def open_modal(playground: Playground, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    playground.act(SELLER, "command", text="/commande")
    trigger = playground.bot.of("command")[-1].payload["trigger_id"]
    answer = playground.call("views.open", trigger_id=trigger, view=modal(*blocks, **more))
    assert answer["ok"], answer
    view: dict[str, Any] = answer["view"]
    return view


def test_a_command_arrives_signed_as_slack_signs_it(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande liste")
    heard = playground.bot.of("command")[0]
    assert SignatureVerifier(SECRET).is_valid_request(heard.raw, heard.headers)
    assert heard.payload["command"] == "/commande"
    assert heard.payload["text"] == "liste"
    assert heard.payload["user_id"] == SELLER
    assert heard.payload["channel_name"] == "directmessage"


def test_typed_text_is_escaped_and_people_are_named_as_in_slack(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande nouvelle @bea <!channel> a&b")
    assert playground.bot.of("command")[0].payload["text"] == (
        "nouvelle <@U0BUYER001|bea> &lt;!channel&gt; a&amp;b"
    )


def test_what_a_command_answers_is_seen_by_that_person_alone(playground: Playground) -> None:
    playground.bot.answers["command"] = {"text": "pour vous"}
    answer = playground.act(SELLER, "command", text="/commande aide")
    assert [m["text"] for m in answer["messages"]] == ["pour vous"]
    assert playground.seen(SELLER)[0]["ephemeral"]
    channel = playground.call("conversations.history", channel="D0SELLER01")
    assert channel["messages"] == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"txet": "oops"}, "invalid_arguments"),
        ({"text": ""}, "no_text"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ((500, ""), "dispatch_failed"),
        ((404, ""), "dispatch_failed"),
    ],
)
def test_a_wrong_answer_to_a_command_is_shown_as_a_failure(
    playground: Playground, answer: Any, error: str
) -> None:
    playground.bot.answers["command"] = answer
    failure = playground.act(SELLER, "command", text="/commande")["failure"]
    assert failure["error"].startswith(error)
    assert "/commande" in failure["text"]


class TestSlowBot:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"answer_within": 0.2}

    def test_a_bot_that_is_too_slow_is_a_timeout_to_the_person(self, playground: Playground) -> None:
        playground.bot.delay["command"] = 0.5
        assert playground.act(SELLER, "command", text="/commande")["failure"]["error"] == "operation_timeout"


def test_commands_are_refused_in_threads(playground: Playground) -> None:
    root = playground.call("chat.postMessage", channel=SELLER, text="racine")
    answer = playground.act(SELLER, "command", text="/commande", thread_ts=root["ts"])
    assert answer["failure"]["error"] == "not_supported_in_threads"
    assert playground.bot.of("command") == []


def test_a_click_carries_the_message_and_what_the_button_holds(playground: Playground) -> None:
    posted = post_card(playground, button("accept", value="C-1", style="primary"))
    container = {"channel": posted["channel"], "ts": posted["ts"]}
    assert playground.act(SELLER, "click", container=container, action_id="accept")["ok"]
    payload = playground.bot.of("block_actions")[0].payload
    assert payload["actions"][0]["value"] == "C-1"
    assert payload["actions"][0]["block_id"] == "card"
    assert payload["message"]["ts"] == posted["ts"]
    assert payload["container"]["channel_id"] == posted["channel"]


def test_what_was_not_posted_cannot_be_clicked(playground: Playground) -> None:
    posted = post_card(playground, button("accept"))
    container = {"channel": posted["channel"], "ts": posted["ts"]}
    assert (
        playground.act(SELLER, "click", container=container, action_id="refuse")["error"]
        == "element_not_found"
    )
    assert (
        playground.act(BUYER, "click", container=container, action_id="accept")["error"]
        == "channel_not_found"
    )


def test_a_button_with_a_dialog_asks_first(playground: Playground) -> None:
    confirm = {
        "title": plain("Sûr ?"),
        "text": plain("Vraiment ?"),
        "confirm": plain("Oui"),
        "deny": plain("Non"),
    }
    posted = post_card(playground, button("cancel", confirm=confirm))
    container = {"channel": posted["channel"], "ts": posted["ts"]}
    asked = playground.act(SELLER, "click", container=container, action_id="cancel")
    assert asked["confirm"]["title"]["text"] == "Sûr ?"
    assert playground.bot.of("block_actions") == []
    playground.act(SELLER, "click", container=container, action_id="cancel", confirmed=True)
    assert len(playground.bot.of("block_actions")) == 1


def test_a_response_url_may_be_used_five_times(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande")
    url = playground.bot.of("command")[0].payload["response_url"]
    answers = [httpx.post(url, json={"text": f"{n}"}, trust_env=False).status_code for n in range(6)]
    assert answers == [200] * 5 + [404]
    assert all(message["ephemeral"] for message in playground.seen(SELLER))


def test_a_response_url_replaces_or_deletes_its_message(playground: Playground) -> None:
    posted = post_card(playground, button("accept"))
    container = {"channel": posted["channel"], "ts": posted["ts"]}
    playground.act(SELLER, "click", container=container, action_id="accept")
    url = playground.bot.of("block_actions")[0].payload["response_url"]
    httpx.post(url, json={"text": "fait", "replace_original": True}, trust_env=False)
    assert [m["text"] for m in playground.seen(SELLER)] == ["fait"]
    httpx.post(url, json={"delete_original": True}, trust_env=False)
    assert playground.seen(SELLER) == []


def test_a_trigger_opens_one_modal(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande")
    trigger = playground.bot.of("command")[0].payload["trigger_id"]
    assert playground.call("views.open", trigger_id=trigger, view=modal())["ok"]
    assert playground.call("views.open", trigger_id=trigger, view=modal())["error"] == "exchanged_trigger_id"
    assert playground.call("views.open", trigger_id="x", view=modal())["error"] == "invalid_trigger_id"


class TestShortTriggers:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"trigger_life": 0.1}

    def test_a_trigger_dies_of_age(self, playground: Playground) -> None:
        playground.act(SELLER, "command", text="/commande")
        trigger = playground.bot.of("command")[0].payload["trigger_id"]
        time.sleep(0.15)
        assert (
            playground.call("views.open", trigger_id=trigger, view=modal())["error"] == "expired_trigger_id"
        )


def test_the_client_checks_fields_before_the_bot_hears_of_them(playground: Playground) -> None:
    view = open_modal(
        playground, field("reason"), field("extra_days", "number_input", is_decimal_allowed=False)
    )
    values = {"extra_days": {"extra_days": "deux"}}
    answer = playground.act(SELLER, "submit", view_id=view["id"], values=values)
    assert set(answer["errors"]) == {"reason", "extra_days"}
    assert not answer["sent"]
    assert playground.bot.of("view_submission") == []


def test_a_submission_carries_raw_text_and_closes_the_modal(playground: Playground) -> None:
    view = open_modal(playground, field("reason"), field("text", optional=True))
    answer = playground.act(
        SELLER, "submit", view_id=view["id"], values={"reason": {"reason": "<!channel> & co"}}
    )
    assert answer["ok"]
    assert answer["views"] == []
    values = playground.bot.of("view_submission")[0].payload["view"]["state"]["values"]
    assert values["reason"]["reason"] == {"type": "plain_text_input", "value": "<!channel> & co"}
    assert values["text"]["text"] == {"type": "plain_text_input", "value": None}


def test_the_bots_field_errors_keep_the_modal_open(playground: Playground) -> None:
    view = open_modal(playground, field("reason"))
    playground.bot.answers["view_submission"] = {
        "response_action": "errors",
        "errors": {"reason": "trop court"},
    }
    answer = playground.act(SELLER, "submit", view_id=view["id"], values={"reason": {"reason": "x"}})
    assert answer["errors"] == {"reason": "trop court"}
    assert [v["id"] for v in answer["views"]] == [view["id"]]


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors"},
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"text": "hello"},
        (500, ""),
    ],
)
def test_a_wrong_answer_to_a_submission_is_a_failure_and_the_modal_stays(
    playground: Playground, answer: Any
) -> None:
    view = open_modal(playground, field("reason"))
    playground.bot.answers["view_submission"] = answer
    told = playground.act(SELLER, "submit", view_id=view["id"], values={"reason": {"reason": "x"}})
    assert told["failure"]["error"]
    assert len(told["views"]) == 1


def test_modals_stack_three_high_and_no_higher(playground: Playground) -> None:
    view = open_modal(playground, {"type": "actions", "elements": [button("more")]})
    for expected in (2, 3):
        playground.act(SELLER, "click", container={"view_id": view["id"]}, action_id="more")
        trigger = playground.bot.of("block_actions")[-1].payload["trigger_id"]
        pushed = playground.call(
            "views.push", trigger_id=trigger, view=modal({"type": "actions", "elements": [button("more")]})
        )
        assert pushed["view"]["previous_view_id"] == view["id"]
        view = pushed["view"]
        assert len(playground.http.get(f"/as/{SELLER}/views").json()["views"]) == expected
    playground.act(SELLER, "click", container={"view_id": view["id"]}, action_id="more")
    trigger = playground.bot.of("block_actions")[-1].payload["trigger_id"]
    assert playground.call("views.push", trigger_id=trigger, view=modal())["error"] == "push_limit_reached"


def test_a_view_is_updated_only_by_who_knows_its_hash(playground: Playground) -> None:
    view = open_modal(playground, field("reason"))
    update = {"view_id": view["id"], "view": modal(field("reason"), field("more"))}
    assert playground.call("views.update", **update, hash="old")["error"] == "hash_conflict"
    assert playground.call("views.update", **update, hash=view["hash"])["ok"]
    assert playground.call("views.update", **update, hash=view["hash"])["error"] == "hash_conflict"


def test_update_push_and_clear_are_taken_as_answers(playground: Playground) -> None:
    view = open_modal(playground, field("reason"))
    values = {"reason": {"reason": "x"}}
    playground.bot.answers["view_submission"] = {"response_action": "push", "view": modal(field("reason"))}
    views = playground.act(SELLER, "submit", view_id=view["id"], values=values)["views"]
    assert len(views) == 2
    playground.bot.answers["view_submission"] = {"response_action": "update", "view": modal(field("other"))}
    views = playground.act(SELLER, "submit", values=values)["views"]
    assert [b["block_id"] for b in views[-1]["blocks"]] == ["other"]
    playground.bot.answers["view_submission"] = {"response_action": "clear"}
    assert playground.act(SELLER, "submit", values={"other": {"other": "x"}})["views"] == []


def test_closing_is_told_to_the_bot_only_where_it_asked(playground: Playground) -> None:
    open_modal(playground, field("reason"), notify_on_close=True)
    assert playground.act(SELLER, "close_view")["views"] == []
    open_modal(playground, field("reason"))
    playground.act(SELLER, "close_view")
    assert len(playground.bot.of("view_closed")) == 1


def test_every_kind_of_field_is_written_as_slack_writes_it(playground: Playground) -> None:
    option = {"text": plain("un"), "value": "1"}
    view = open_modal(
        playground,
        field("to", "static_select", options=[option]),
        field("checklist", "multi_static_select", options=[option]),
        field("complete", "checkboxes", options=[option]),
        field("until", "datetimepicker"),
        field("day", "datepicker"),
        field("files", "file_input", optional=True),
    )
    given: dict[str, Any] = {
        "to": "1", "checklist": ["1"], "complete": ["1"], "until": "2026-05-08T18:00", "day": "2026-05-08",
        "files": [{"name": "logo.svg", "content": "<svg/>"}],
    }  # fmt: skip
    playground.act(
        SELLER, "submit", view_id=view["id"], values={name: {name: v} for name, v in given.items()}
    )
    values = playground.bot.of("view_submission")[0].payload["view"]["state"]["values"]
    assert values["to"]["to"]["selected_option"]["value"] == "1"
    assert values["checklist"]["checklist"]["selected_options"][0]["value"] == "1"
    assert values["complete"]["complete"]["selected_options"][0]["value"] == "1"
    assert values["until"]["until"]["selected_date_time"] == 1778256000
    assert values["day"]["day"]["selected_date"] == "2026-05-08"
    assert values["files"]["files"]["files"][0]["name"] == "logo.svg"


def test_the_mediators_channel_is_closed_to_others(playground: Playground) -> None:
    assert playground.act(SELLER, "message", channel="C0MEDIATE1", text="x")["error"] == "channel_not_found"
    assert playground.act(MEDIATOR, "message", channel="C0MEDIATE1", text="x")["ok"]


def test_the_signature_is_made_of_the_raw_body(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/commande é&x=1")
    heard = playground.bot.of("command")[0]
    base = f"v0:{heard.headers['x-slack-request-timestamp']}:".encode() + heard.raw
    expected = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert expected == heard.headers["x-slack-signature"]


def test_a_modal_that_the_bot_replaced_meanwhile_stays_replaced(playground: Playground) -> None:
    first = open_modal(playground, field("reason"))
    second = open_modal(playground, field("other"))
    answer = playground.act(SELLER, "submit", view_id=first["id"], values={"reason": {"reason": "x"}})
    assert answer["error"] == "view_not_found"
    assert [v["id"] for v in playground.http.get(f"/as/{SELLER}/views").json()["views"]] == [second["id"]]


def test_a_zone_that_nobody_knows_is_read_as_utc(playground: Playground) -> None:
    playground.http.post(f"/people/{SELLER}", json={"tz": "Mars/Phobos"})
    told = playground.call("users.info", user=SELLER)["user"]
    assert (told["tz"], told["tz_offset"]) == ("Mars/Phobos", 0)
    assert playground.http.get(f"/page/column/{SELLER}").status_code == 200


def test_a_message_shortcut_carries_its_message(playground: Playground) -> None:
    posted = playground.call("chat.postMessage", channel=SELLER, text="carte")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert playground.act(SELLER, "shortcut", **place, callback_id="ui:what_now")["ok"]
    payload = playground.bot.of("message_action")[0].payload
    assert ("ui:what_now", posted["ts"]) == (payload["callback_id"], payload["message"]["ts"])
