"""Operators are told once of what waits for them: of all of it in one letter, in their language."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from bot.db.tables import orders, outbox
from bot.stuck.telling import Telling
from tests.e2e.people import Person
from tests.handlers.shop import Shop, Trade


@pytest.fixture
def operator(shop: Shop) -> Iterator[Person]:
    """Somebody whom the operators added."""
    person = shop.person("Odile")
    shop.program.parts.homes.appoint(shop.workspace, shop.id_of(person), operator=True)
    yield person
    shop.program.parts.homes.appoint(shop.workspace, shop.id_of(person), operator=False)


def tell(shop: Shop) -> int:
    told = Telling(shop.program.parts).run_once()
    shop.say()
    return told


def park(trade: Trade) -> None:
    with trade.shop.program.parts.engine.begin() as connection:
        now = trade.shop.program.parts.clock.real()
        connection.execute(
            update(orders)
            .where(orders.c.id == trade.id)
            .values(parked_at=now, parked_reason="RuntimeError", told_at=None)
        )


def refuse(trade: Trade, count: int) -> None:
    with trade.shop.program.parts.engine.begin() as connection:
        ids = list(
            connection.scalars(
                outbox.select().with_only_columns(outbox.c.id).where(outbox.c.order_id == trade.id)
            )
        )
        chosen = outbox.c.id.in_(ids[:count])
        connection.execute(update(outbox).where(chosen).values(state="refused", reason="attempts"))


def letters(person: Person) -> list[str]:
    return [message["text"] for message in person.messages()]


def test_operators_are_told_once_of_everything_together(shop: Shop, trade: Trade, operator: Person) -> None:
    park(trade)
    refuse(trade, 2)
    assert tell(shop) == 1
    (said,) = letters(operator)
    assert "2 messages n'ont pas pu partir" in said
    assert f"Une commande n'avance plus toute seule : {trade.ref}." in said.replace("\u00a0", " ")
    assert tell(shop) == 0
    assert len(letters(operator)) == 1


def test_an_order_that_is_parked_again_is_told_again(shop: Shop, trade: Trade, operator: Person) -> None:
    for times in (1, 2):
        park(trade)
        tell(shop)
        assert len(letters(operator)) == times


def test_who_is_operator_no_more_is_told_nothing(shop: Shop, trade: Trade, operator: Person) -> None:
    shop.program.parts.homes.appoint(shop.workspace, shop.id_of(operator), operator=False)
    park(trade)
    assert tell(shop) == 1
    assert letters(operator) == []
    assert letters(trade.seller) != [], "their own conversation goes on"


def test_a_refused_letter_announces_nothing(shop: Shop, trade: Trade, operator: Person) -> None:
    park(trade)
    tell(shop)
    before = letters(operator)
    with shop.program.parts.engine.begin() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.notice == "news")
            .values(state="refused", reason="attempts", told_at=None)
        )
    tell(shop)
    assert letters(operator) == before


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "1 message n'a pas pu partir."), ("en", "1 message could not be sent.")]
)
def test_one_message_alone_is_told_too(shop: Shop, trade: Trade, language: str, words: str) -> None:
    operator = shop.person("Olga", "de-DE")
    shop.program.parts.people.change(shop.workspace, shop.id_of(operator), language=language)
    shop.program.parts.homes.appoint(shop.workspace, shop.id_of(operator), operator=True)
    refuse(trade, 1)
    tell(shop)
    (said,) = letters(operator)
    shop.program.parts.homes.appoint(shop.workspace, shop.id_of(operator), operator=False)
    assert said.replace("\u00a0", " ").startswith(words)
