"""The Slack app as manifest.yaml asks for it: what the design lists, and nothing that Slack would refuse."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

SLACK_TAKES_US_AT = "/slack/events"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """manifest.yaml."""
    text = (Path(__file__).parents[3] / "manifest.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def test_it_asks_for_these_scopes_and_no_more(manifest: dict[str, Any]) -> None:
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {
        "commands",
        "chat:write",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
        "groups:read",
        "files:read",
        "files:write",
    }
    assert list(manifest["oauth_config"]["scopes"]) == ["bot"]


def test_what_mediators_say_among_themselves_is_never_received(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {
        "message.im",
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "user_change",
    }


def test_three_commands_that_name_people_by_their_ids(manifest: dict[str, Any]) -> None:
    commands = manifest["features"]["slash_commands"]
    assert [one["command"] for one in commands] == ["/commande", "/order", "/faq"]
    assert all(one["should_escape"] is True for one in commands)


def test_one_shortcut_where_commands_do_not_work(manifest: dict[str, Any]) -> None:
    (shortcut,) = manifest["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", "ui:what_now")


def test_people_can_write_to_it_and_no_agent_view_turns_that_into_threads(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert not {"agent_view", "assistant_view"} & manifest["features"].keys()


def test_everything_arrives_at_one_address(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    addresses = {one["url"] for one in manifest["features"]["slash_commands"]}
    addresses |= {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}
    (address,) = addresses
    assert address.endswith(SLACK_TAKES_US_AT)
    assert settings["interactivity"]["is_enabled"] is True
    assert not any(
        settings[name] for name in ("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled")
    )


def test_nothing_is_longer_than_slack_takes(manifest: dict[str, Any]) -> None:
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    for command in manifest["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


def test_the_docs_tell_of_each_scope_and_event_and_of_no_other(manifest: dict[str, Any]) -> None:
    """docs/slack-setup.md is what an administrator reads before they grant anything."""
    text = (Path(__file__).parents[3] / "docs" / "slack-setup.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    told = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(told) == sorted([*scopes, *events])
