"""Every table. `workspace_id` leads each key: it is ours, one an installation. Moments are UTC, sums minor units."""

from bot.db.tables.about_messages import cards, lanes, outbox, roots
from bot.db.tables.about_orders import erasures, history, orders, receipts, settlements, texts, webhooks
from bot.db.tables.about_people import (
    api_keys,
    feeds,
    home_tabs,
    installations,
    people,
    services,
    unanswered,
    workspaces,
)
from bot.db.tables.base import metadata
from bot.db.tables.shared import settings

__all__ = [
    "api_keys",
    "cards",
    "erasures",
    "feeds",
    "history",
    "home_tabs",
    "installations",
    "lanes",
    "metadata",
    "orders",
    "outbox",
    "people",
    "receipts",
    "roots",
    "services",
    "settings",
    "settlements",
    "texts",
    "unanswered",
    "webhooks",
    "workspaces",
]
