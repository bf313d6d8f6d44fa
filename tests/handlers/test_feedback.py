"""“Did this help?”, and what is kept of the questions that were not answered."""

from typing import Any

from sqlalchemy import delete, select

from bot.db.tables import unanswered
from bot.db.unanswered import KEPT, Unanswered, forget_old, listed
from tests.e2e.people import Json, buttons, said
from tests.handlers.shop import Shop, Trade


def kept(shop: Shop) -> list[Unanswered]:
    with shop.program.parts.engine.begin() as connection:
        return listed(connection)


def rows(shop: Shop) -> list[dict[str, Any]]:
    with shop.program.parts.engine.begin() as connection:
        return [row._asdict() for row in connection.execute(select(unanswered))]


def clean(shop: Shop) -> None:
    with shop.program.parts.engine.begin() as connection:
        connection.execute(delete(unanswered))


def asked(trade: Trade, question: str) -> Json:
    message: Json = trade.seller.command(f"/faq {question}")["messages"][-1]
    return message


def test_what_no_topic_answers_is_kept_without_reference_person_or_amount(shop: Shop, work: Trade) -> None:
    clean(shop)
    asked(work, f"zorglub frobnique Bea {work.ref} pour 45 € à bea@example.org")
    [row] = rows(shop)
    assert row["question"] == "zorglub frobnique … pour … à …"
    assert (row["language"], row["role"], row["why"]) == ("fr", "seller", "unknown")
    assert not {work.id, work.ref, shop.id_of(work.seller), shop.id_of(work.buyer)} & set(
        map(str, row.values())
    )


def test_an_answered_question_is_kept_only_when_its_reader_says_no(shop: Shop, work: Trade) -> None:
    clean(shop)
    told = asked(work, "jsui en retar koi faire")
    assert {"ui:helped:yes", "ui:helped:no"} <= set(buttons(told))
    thanked = work.seller.click(told, "ui:helped:yes")["views"][-1]
    assert "Merci" in str(thanked["blocks"])
    work.seller.close()
    assert kept(shop) == []
    menu = work.seller.click(told, "ui:helped:no")["views"][-1]
    assert "ui:topic" in str(menu["blocks"])
    work.seller.close()
    [one] = kept(shop)
    assert (one.question, one.nearest, one.why) == ("jsui en retar koi faire", "running_late", "unhelpful")


def test_an_answer_behind_a_button_may_be_no_help_either(shop: Shop, work: Trade) -> None:
    clean(shop)
    menu = work.seller.click(work.seller.card(work.ref), "ui:help")["views"][-1]
    view = work.seller.click_in_view(menu, "ui:topic:running_late")["views"][-1]
    work.seller.click_in_view(view, "ui:helped:no")
    work.seller.close()
    [one] = kept(shop)
    assert (one.question, one.nearest) == ("", "running_late")


def test_the_same_words_are_counted_together_and_are_gone_after_half_a_year(shop: Shop, work: Trade) -> None:
    clean(shop)
    for _ in range(2):
        asked(work, "zorglub ?")
    asked(work, "frobnique ?")
    assert [(one.question, one.count) for one in kept(shop)] == [("zorglub ?", 2), ("frobnique ?", 1)]
    with shop.program.parts.engine.begin() as connection:
        forget_old(connection, shop.program.parts.clock.real() + KEPT * 0.9)
        assert len(listed(connection)) == 2
        forget_old(connection, shop.program.parts.clock.real() + KEPT * 2)
        assert listed(connection) == []


def test_an_empty_question_and_somebody_elses_reference_keep_nothing(shop: Shop, work: Trade) -> None:
    clean(shop)
    stranger = shop.order().started()
    told = asked(work, f"je suis en retard sur {stranger.ref}")
    asked(work, "")
    assert kept(shop) == []
    assert "ui:helped:no" not in buttons(told)
    assert stranger.ref not in said(told)
