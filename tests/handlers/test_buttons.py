"""Buttons and forms: what carries nothing acts at once, the rest opens its form; a form says what is wrong in its field."""

from rules.words import State
from tests.e2e.people import said
from tests.handlers.shop import Trade


def test_a_supplied_brief_is_accepted_by_one_click(trade: Trade) -> None:
    trade.do(trade.buyer, "supply:logo", content="Un hibou")
    trade.do(trade.seller, "accept")
    assert trade.state() is State.IN_PROGRESS


def test_a_delivery_with_its_checklist(work: Trade) -> None:
    view = work.seller.press(work.ref, "deliver")["views"][-1]
    answer = work.seller.act(
        "submit",
        view_id=view["id"],
        values={
            "work": "https://a.example/1\nhttps://a.example/2",
            "checklist": ["1"],
            "complete": ["complete"],
        },
    )
    assert list(answer["errors"]) == ["checklist"]
    answer = work.seller.act(
        "submit",
        view_id=view["id"],
        values={"work": "https://a.example/1", "checklist": ["1", "2"], "complete": ["complete"]},
    )
    assert not answer.get("errors")
    assert work.state() is State.DELIVERED


def test_files_alone_are_work(work: Trade) -> None:
    answer = work.seller.press(work.ref, "deliver")
    work.seller.fill(answer, files=[{"name": "logo.zip", "content": "zip"}], complete=["complete"])
    assert work.state() is State.DELIVERED
    work.shop.say()
    work.buyer.told(work.ref, "logo.zip")


def test_a_click_in_the_modal_of_everything_says_there_what_it_did(trade: Trade) -> None:
    more = trade.buyer.click(trade.buyer.card(trade.ref), "ui:more")
    answer = trade.buyer.click_in_view(more["views"][-1], "withdraw")
    assert trade.state() is State.CANCELLED
    assert len(answer["views"]) == 1
    assert "retirée" in str(answer["views"][0])


def test_a_form_opened_from_the_modal_of_everything_lies_over_it_and_both_close(work: Trade) -> None:
    more = work.seller.click(work.seller.card(work.ref), "ui:more")
    over = work.seller.click_in_view(more["views"][-1], "cancel_with_reason")
    assert [view["callback_id"] for view in over["views"]] == ["ui:more", "cancel_with_reason"]
    after = work.seller.fill(over, reason="Je ne peux plus")
    assert after["views"] == []
    assert work.state() is State.CANCELLED


def test_an_old_button_tells_what_happened_since(trade: Trade) -> None:
    trade.do(trade.buyer, "supply:logo", content="Un hibou")
    old = trade.seller.card(trade.ref)
    assert trade.state() is State.PENDING
    ref = next(
        e["value"] for b in old["blocks"] for e in b.get("elements", []) if e.get("action_id") == "accept"
    )
    trade.do(trade.buyer, "withdraw")
    payload = click_payload(trade, trade.seller.user, "accept", ref)
    answer = trade.shop.post(payload, "form")
    assert answer.status_code == 200
    view = trade.shop.world.views_of(trade.seller.user)[-1].body
    assert "annulée" in str(view)
    assert trade.state() is State.CANCELLED
    trade.seller.close()


def click_payload(trade: Trade, user: str, action_id: str, value: str) -> dict[str, object]:
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T0RELANCE1"},
        "team": {"id": "T0RELANCE1"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "D1"},
        "trigger_id": trade.shop.trigger(user),
        "actions": [
            {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.1"}
        ],
    }


def test_a_repeated_click_has_one_effect(work: Trade) -> None:
    card = work.seller.card(work.ref)
    value = next(
        e["value"] for b in card["blocks"] for e in b.get("elements", []) if e.get("action_id") == "progress"
    )
    payload = click_payload(work, work.seller.user, "progress", value)
    for _ in range(2):
        assert work.shop.post(payload, "form").status_code == 200
    assert len(work.shop.world.views_of(work.seller.user)) == 1
    work.seller.close()


def test_an_amount_is_read_with_comma_and_sign_and_the_rest_refused_in_its_field(work: Trade) -> None:
    opened = work.seller.press(work.ref, "request:partial_refund")
    for typed in ("douze", "50", "5000", "12 $", "-3"):
        assert list(work.seller.fill(opened, amount=typed, reason="Retard")["errors"]) == ["amount"], typed
    assert not work.seller.fill(opened, amount="12,50 €", reason="Retard").get("errors")
    assert work.order.requests[0].amount == 1250


def test_an_ambiguous_amount_is_echoed_once_before_it_counts(shop_big: Trade) -> None:
    opened = shop_big.seller.press(shop_big.ref, "request:partial_refund")
    first = shop_big.seller.fill(opened, amount="1.200", reason="Retard")
    assert "1 200,00 €" in first["errors"]["amount"].replace("\u202f", " ").replace("\u00a0", " ")
    assert not shop_big.order.requests
    assert not shop_big.seller.fill(opened, amount="1.200", reason="Retard").get("errors")
    assert shop_big.order.requests[0].amount == 120000


def test_a_date_before_the_deadline_is_refused_in_its_field(work: Trade) -> None:
    assert work.order.due_at is not None
    opened = work.seller.press(work.ref, "request:later_date")
    too_early = int(work.order.due_at.timestamp()) - 3600
    answer = work.seller.fill(opened, until=too_early, reason="Malade")
    assert list(answer["errors"]) == ["until"]
    work.seller.close()


def test_a_changed_consequence_is_shown_before_it_happens(work: Trade) -> None:
    """Rule 12: the deadline of the form's consequence moved while it was open."""
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Plus clair")
    card = work.seller.card(work.ref)
    value = next(
        e["value"]
        for b in card["blocks"]
        for e in b.get("elements", [])
        if e.get("action_id") == "accept_revision"
    )
    other = value.replace('"shown":"', '"shown":"0')
    assert other != value
    work.shop.post(click_payload(work, work.seller.user, "accept_revision", other), "form")
    view = work.shop.world.views_of(work.seller.user)[-1]
    assert work.state() is State.REVISION_REQUESTED
    assert "accept_revision" in str(view.body)
    again = next(
        e
        for b in view.body["blocks"]
        for e in b.get("elements", [])
        if e.get("action_id") == "accept_revision"
    )
    assert '"shown"' in again["value"]
    work.seller.act("click", container={"view_id": view.id}, action_id="accept_revision", confirmed=True)
    assert work.state() is State.IN_PROGRESS
    work.seller.close()


def test_a_refused_message_tells_why(work: Trade) -> None:
    work.delivered()
    answer = work.seller.press(work.ref, "ui:more")
    assert "message" not in str(
        [
            e
            for b in answer["views"][-1]["blocks"]
            for e in [b.get("accessory", {})]
            if e.get("action_id") == "message"
        ]
    )
    assert "Pas maintenant" in said({"text": "", "blocks": answer["views"][-1]["blocks"]})
    work.seller.close()


def test_a_form_whose_consequence_changed_shows_the_new_one_and_keeps_what_was_typed(work: Trade) -> None:
    """Rule 12: the price grew while the seller wrote down why they cancel."""
    asked = work.seller.press(work.ref, "request:supplement")
    work.seller.fill(asked, description="Un son", price="20", extra_days="1")
    work.shop.say()
    opened = work.seller.press(work.ref, "cancel_with_reason")
    work.do(work.buyer, "accept_request:supplement")
    answer = work.seller.fill(opened, reason="Je ne peux plus")
    assert work.state() is State.IN_PROGRESS
    view = answer["views"][-1]
    assert view["callback_id"] == "cancel_with_reason"
    assert "70,00" in str(view)
    assert view["state"]["values"]["reason"]["reason"]["value"] == "Je ne peux plus"
    assert not work.seller.fill(answer).get("errors")
    assert work.state() is State.CANCELLED
