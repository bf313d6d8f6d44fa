"""Each of the nine ready words goes out in its reader's language: as a message, and together with its request."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from rules.drafts import GOES_WITH, Draft
from tests.e2e.people import Json, Person, said
from tests.handlers.shop import Shop, Trade

GAP = re.compile(r"\[[^\]]+\]")
"""What only the sender knows."""


def as_it_is(trade: Trade) -> None:
    """Work under way."""


def to_cancel(trade: Trade) -> None:
    trade.do(trade.buyer, "request:cancellation", reason="I picked the wrong service")


def to_revise(trade: Trade) -> None:
    trade.delivered()
    trade.do(trade.buyer, "request_revision", changes="The owl should look left")


def day_after_due(trade: Trade) -> int:
    assert trade.order.due_at is not None
    return int(trade.order.due_at.timestamp()) + 86_400


Prepared = Callable[[Trade], None]
Fields = Callable[[Trade], dict[str, Any]]

CASES: dict[Draft, tuple[str | None, Prepared, Fields]] = {
    Draft.LATE_NOTICE: ("running_late", as_it_is, lambda trade: {"until": day_after_due(trade)}),
    Draft.ASKING_ELEMENTS: ("buyer_silent", as_it_is, lambda _: {"items": "font"}),
    Draft.EXTRA_WORK: ("extra_work", as_it_is, lambda _: {"price": "12", "extra_days": "1"}),
    Draft.PARTIAL_REFUND: ("partial_refund", as_it_is, lambda _: {"amount": "12"}),
    Draft.PRECISION: ("revision_accept_or_refuse", to_revise, lambda _: {"items": "which owl"}),
    Draft.REFUSING_REVISION: (None, to_revise, lambda _: {}),
    Draft.CANCELLING: (None, as_it_is, lambda _: {}),
    Draft.ANSWERING_CANCELLATION: ("cancellation_request", to_cancel, lambda _: {}),
    Draft.PROGRESS: ("in_progress", as_it_is, lambda _: {}),
}
"""The question that a draft stands under (None: it stands in its form), what comes before it, and what its form asks for besides the words."""


def drafted(trade: Trade, sender: Person, topic: str | None, draft: Draft) -> Json:
    """The modal behind the draft's button: under an answer, else in the form that it goes with."""
    if topic is None:
        form = sender.press(trade.ref, GOES_WITH[draft].action)["views"][-1]
        view: Json = sender.click_in_view(form, f"ui:draft:{draft}")["views"][-1]
    else:
        told = sender.command(f"/faq {topic}")["messages"][-1]
        view = sender.click(told, f"ui:draft:{draft}")["views"][-1]
    return view


def written(view: Json) -> tuple[str, str]:
    """The field of the words, and the words with their gaps filled."""
    fields = {"message": "text"} | {goes.action: goes.field for goes in GOES_WITH.values()}
    name = fields[view["callback_id"]]
    block = next(one for one in view["blocks"] if one.get("block_id") == name)
    return name, GAP.sub("zorglub", str(block["element"]["initial_value"]))


def sent(trade: Trade, sender: Person, view: Json, fields: dict[str, Any]) -> str:
    """The words that went out."""
    name, words = written(view)
    answer = sender.fill({"views": [view]}, **fields, **{name: words})
    assert not answer.get("errors"), answer
    trade.shop.say()
    return words


def first_line(words: str) -> str:
    return next(line for line in words.splitlines()[1:] if line.strip())


def prepared(shop: Shop, draft: Draft) -> Trade:
    """A French seller's order with an English buyer, where the draft is true."""
    trade = shop.order_of(shop.person("Sami"), shop.person("Bea", "en-GB")).started()
    CASES[draft][1](trade)
    return trade


def test_every_draft_is_tried() -> None:
    assert set(CASES) == set(Draft)


@pytest.mark.parametrize("draft", Draft)
def test_a_draft_goes_out_with_its_request_in_its_readers_language(shop: Shop, draft: Draft) -> None:
    trade = prepared(shop, draft)
    view = drafted(trade, trade.seller, CASES[draft][0], draft)
    assert view["callback_id"] == GOES_WITH[draft].action
    stage = trade.order.stage
    words = sent(trade, trade.seller, view, CASES[draft][2](trade))
    assert words.startswith("Hello Bea,")
    assert first_line(words) in read(trade)
    assert trade.order.stage > stage or draft is Draft.PROGRESS


@pytest.mark.parametrize("draft", [one for one in Draft if one is not Draft.PROGRESS])
def test_a_draft_goes_out_as_a_message_in_its_readers_language(shop: Shop, draft: Draft) -> None:
    """A progress note is a message already: it has no second way."""
    trade = prepared(shop, draft)
    view = drafted(trade, trade.seller, CASES[draft][0], draft)
    view = trade.seller.click_in_view(view, f"ui:draft:{draft}:alone")["views"][-1]
    assert view["callback_id"] == "message"
    stage = trade.order.stage
    words = sent(trade, trade.seller, view, {})
    assert words.startswith("Hello Bea,")
    assert first_line(words) in read(trade)
    assert trade.order.stage == stage


@pytest.mark.parametrize("alone", [False, True])
def test_a_buyers_proposal_goes_to_the_seller_in_the_sellers_language(shop: Shop, alone: bool) -> None:
    trade = prepared(shop, Draft.PARTIAL_REFUND)
    view = drafted(trade, trade.buyer, "refund", Draft.PARTIAL_REFUND)
    if alone:
        view = trade.buyer.click_in_view(view, "ui:draft:partial_refund:alone")["views"][-1]
    words = sent(trade, trade.buyer, view, {} if alone else {"amount": "12"})
    assert words.startswith("Bonjour Sami,")
    assert first_line(words) in "\n".join(said(one) for one in trade.seller.thread(trade.ref))


def read(trade: Trade) -> str:
    """All that the buyer reads in the order's conversation."""
    return "\n".join(said(one) for one in trade.buyer.thread(trade.ref))
