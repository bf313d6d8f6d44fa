"""Templates, SQL and formulas in every field that people fill: shown as they were written, and never run (threats 8, 9, 10)."""

import pytest

from bot.db.tables import metadata, orders
from rules.words import State
from tests.bot.databases import statements
from tests.e2e.people import said
from tests.handlers.shop import Shop, Trade

PAYLOADS = (
    "{{191*191191}}",
    "{% for one in ().__class__.__mro__ %}{{ one }}{% endfor %}",
    "${191*191191} #{191*191191} %(password)s {0.__class__}",
    "'; DROP TABLE orders; --",
    "x' OR '1'='1",
    '") UNION SELECT words FROM texts --',
    "=cmd|' /C calc'!A0",
)


def seen(trade: Trade) -> str:
    """Everything that stands in both conversations, as people read it."""
    both = (*trade.seller.thread(trade.ref), *trade.buyer.thread(trade.ref))
    roots = (trade.seller.card(trade.ref), trade.buyer.card(trade.ref))
    return "\n".join(said(message) for message in (*both, *roots)).replace("\u2060", "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_is_never_run_whatever_field_it_stands_in(shop: Shop, payload: str) -> None:
    trade = shop.order(brief=(payload,), title=payload)
    trade.do(trade.buyer, f"supply:{trade.order.missing[0]}", content=f"content {payload}")
    trade.do(trade.seller, "accept")
    trade.do(trade.seller, "progress", text=f"note {payload}")
    trade.seller.write(trade.ref, f"message {payload}")
    trade.do(trade.seller, "request:supplement", description=f"extra {payload}", price="5", extra_days="1")
    trade.do(trade.buyer, "refuse_request:supplement", reason=f"reason {payload}")
    trade.do(trade.seller, "deliver", work=f"work {payload}", complete=["complete"])
    trade.do(trade.buyer, "request_revision", changes=f"changes {payload}")
    text = seen(trade)
    assert trade.state() is State.REVISION_REQUESTED
    assert "36517481" not in text and "class 'tuple'" not in text
    assert "{{" not in payload or "{{191*191191}}" in text or "{{ one }}" in text
    with shop.program.parts.engine.connect() as connection:
        names = set(connection.dialect.get_table_names(connection))
    assert names >= {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("payload", PAYLOADS[3:6])
def test_a_reference_or_a_question_never_becomes_part_of_a_statement(work: Trade, payload: str) -> None:
    with statements(work.shop.program.parts.engine) as sent:
        work.seller.command(f"/commande {payload}")
        work.seller.command(f"/commande avancement {payload} Bonjour")
        work.seller.command(f"/faq {payload}")
    assert sent and not [
        one for one in sent if payload in one or "DROP TABLE" in one or "UNION SELECT words" in one
    ]
    with work.shop.program.parts.engine.connect() as connection:
        assert connection.execute(orders.select().where(orders.c.id == work.id)).one()
