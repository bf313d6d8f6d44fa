"""Payloads into our structs: who, where, which order; text in one plain form; bots and Slack itself are nobody."""

from typing import Any

import pytest

from handlers import plain
from handlers.parse import parse
from handlers.payload import Deleted, Edited, HomeOpened, Place, Said, Typed, Uninstalled, Who

PERSON: dict[str, Any] = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "2.0", "text": "Bonjour"}  # fmt: skip


def event(**inner: Any) -> Any:
    return parse({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": inner})


def test_a_message_in_a_thread() -> None:
    assert event(**PERSON, thread_ts="1.0") == Said(
        who=Who("T1", "", "U1"), receipt="event:Ev1", place=Place("D1", "2.0", "1.0"), threaded=True, text="Bonjour"
    )  # fmt: skip


def test_broadcasts_and_files_are_messages_too() -> None:
    assert isinstance(event(**PERSON, subtype="thread_broadcast", thread_ts="1.0"), Said)
    files = [{"title": "Croquis", "permalink": "https://x.example/f"}, {"name": "b.png"}]
    told = event(**(PERSON | {"text": ""}), subtype="file_share", files=files)
    assert told.text == "Croquis\nb.png"


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"app_id": "A1"},
        {"user": ""},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"channel_type": "group"},
        {"text": ""},
        {"text": "  \n"},
    ],
)
def test_bots_and_announcements_are_nobodys_words(change: dict[str, Any]) -> None:
    assert event(**(PERSON | change)) is None


def changed(before: dict[str, Any], after: dict[str, Any]) -> Any:
    return event(
        type="message", subtype="message_changed", channel="D1", channel_type="im",
        message=PERSON | after, previous_message=PERSON | before,
    )  # fmt: skip


def test_an_edit_is_one_when_the_words_changed() -> None:
    assert isinstance(changed({}, {"text": "Bonsoir"}), Edited)
    assert changed({}, {"attachments": [{"text": "a preview"}]}) is None
    assert changed({"text": "x"}, {"bot_id": "B1"}) is None


def test_a_deletion_is_its_authors_also_where_a_tombstone_stays() -> None:
    gone = event(
        type="message", subtype="message_deleted", channel="D1", channel_type="im", previous_message=PERSON
    )
    assert isinstance(gone, Deleted)
    assert gone.who.user == "U1"
    assert isinstance(changed({}, {"subtype": "tombstone", "user": "USLACKBOT"}), Deleted)


def test_commands_keep_what_they_mention() -> None:
    told = parse(
        {
            "command": "/order",
            "text": "new <@U2|bea> A &amp; B",
            "user_id": "U1",
            "team_id": "T1",
            "trigger_id": "1.2",
        }
    )
    assert isinstance(told, Typed)
    assert told.text == "new @bea A & B"
    assert plain.mentioned(told.raw) == "U2"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<!channel> <!here>", "@channel @here"),
        ("<!subteam^S1|@team>", "@team"),
        ("<!date^1^{date}|lundi>", "lundi"),
        ("<#C1|général>", "#général"),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
        ("<https://x.example|x.example>", "https://x.example"),
        ("<https://x.example|le site>", "le site (https://x.example)"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("un < seul", "un < seul"),
    ],
)
def test_slacks_writing_becomes_the_words_that_people_see(written: str, read: str) -> None:
    assert plain.words(written) == read


def test_home_tab_and_uninstallation() -> None:
    assert isinstance(event(type="app_home_opened", user="U1", tab="home", view={"hash": "h"}), HomeOpened)
    assert event(type="app_home_opened", user="U1", tab="messages") is None
    assert isinstance(event(type="tokens_revoked", tokens={}), Uninstalled)
    assert isinstance(event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": ["U2"]}), Uninstalled)
    assert event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []}) is None, (
        "the bot's is still good"
    )


def test_an_org_wide_payload_names_its_enterprise() -> None:
    told = parse(
        {
            "type": "block_actions", "team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True,
            "user": {"id": "W1", "team_id": "T9"}, "trigger_id": "1.2", "container": {"type": "message"},
            "actions": [{"type": "button", "action_id": "accept", "value": '{"order":"o1"}', "action_ts": "1"}],
        }
    )  # fmt: skip
    assert told is not None
    assert told.who == Who("T9", "E1", "W1")
