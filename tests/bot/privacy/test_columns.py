"""Every column that may hold words is declared, with what becomes of it when a person is erased."""

from sqlalchemy import String, Text

from bot.db.tables import metadata
from tests.bot.privacy.story import Story
from tests.bot.privacy.test_erase import erased
from tests.factories import Store

OURS = "nothing of a person: ids of ours, names of states, digests, settings"
FACTS = "stays: what an order is about, with ids of ours in place of people and of their words"
GONE = "the person's own go"
AGED = "goes by itself, and leads to nobody"

DECLARED = {
    "api_keys": {"digest": OURS, "label": OURS},
    "cards": {"order_id": OURS, "audience": GONE, "channel": GONE, "ts": GONE, "shown": GONE},
    "feeds": {"person_id": GONE, "digest": GONE},
    "history": dict.fromkeys(("order_id", "actor", "person_id", "kind", "seals", "digest"), OURS)
    | {"body": FACTS},
    "home_tabs": dict.fromkeys(("person_id", "mark", "hash", "shown", "pages"), GONE),
    "installations": dict.fromkeys(
        ("team_id", "enterprise_id", "bot_token", "bot_user_id", "scopes", "removed_by"), OURS
    )
    | {"installer_id": GONE},
    "lanes": {"lane": GONE},
    "orders": dict.fromkeys(
        ("ref_key", "state", "seller_id", "buyer_id", "mediator_id", "head", "policy", "parked_reason"), OURS
    )
    | {"ref": FACTS, "facts": FACTS},
    "outbox": dict.fromkeys(
        ("order_id", "kind", "notice", "key", "to_role", "recipient", "lane", "state", "reason"), OURS
    )
    | dict.fromkeys(("channel", "ts", "body", "buttons"), GONE),
    "people": dict.fromkeys(
        (
            "slack_id",
            "name",
            "email",
            "locale",
            "zone",
            "quiet_hours",
            "dm_channel",
            "language",
            "digest_day",
        ),
        GONE,
    ),
    "receipts": {"key": AGED, "digest": AGED, "answer": GONE},
    "roots": {"channel": GONE, "ts": GONE, "order_id": OURS},
    "services": {"seller_id": OURS, "currency": OURS, "title": GONE, "brief": GONE, "options": GONE},
    "settings": {"key": OURS, "value": GONE},
    "settlements": {"order_id": OURS, "payee": OURS},
    "texts": {"order_id": OURS, "salt": GONE, "words": GONE},
    "unanswered": dict.fromkeys(("question", "language", "role", "nearest", "why"), AGED),
    "webhooks": dict.fromkeys(("order_id", "kind", "state", "reason"), OURS) | {"body": AGED},
}


def test_every_column_that_may_hold_words_is_declared() -> None:
    found = {
        table.name: {
            column.name
            for column in table.columns
            if isinstance(column.type, String | Text) and column.name not in ("workspace_id", "id")
        }
        for table in metadata.sorted_tables
    }
    declared = {name: set(columns) for name, columns in DECLARED.items()}
    assert {name: columns for name, columns in found.items() if columns} == declared


def test_what_is_declared_to_go_is_gone(any_store: Store) -> None:
    """Of the person's own rows; the story fills each of these columns."""
    story = Story(any_store)
    story.end()
    before = story.traces()
    erased(story)
    assert story.traces() == {}
    told = {name for name, columns in DECLARED.items() if GONE in columns.values()}
    assert before.keys() <= told
