"""The straight road of an order, over signed HTTP, with every button found in what was posted."""

from datetime import UTC, datetime, timedelta

from tests.e2e.conftest import World
from tests.e2e.people import buttons, said


def test_an_order_goes_from_payment_to_its_end(world: World) -> None:
    trade = world.trade()
    ref, seller, buyer = trade.ref, trade.seller, trade.buyer

    assert "supply:logo" in buttons(buyer.offered(ref, "supply:logo"))
    refused = seller.press(ref, "accept") if "accept" in buttons(seller.card(ref)) else None
    assert refused is None, "an order without its brief offers no acceptance"
    trade.brief()
    seller.told(ref, "Un hibou")
    trade.accept()
    assert trade.seen()["state"] == "in_progress"
    buyer.offered(ref, "request:cancellation")

    seller.write(ref, "Bonjour, je commence demain.")
    buyer.told(ref, "je commence demain")
    buyer.write(ref, "Merci, prenez votre temps.")
    seller.told(ref, "prenez votre temps")

    seller.do(ref, "progress", text="Le croquis est prêt")
    buyer.told(ref, "croquis")
    trade.deliver()
    buyer.told(ref, "https://example.org/logo.zip")
    assert trade.seen()["state"] == "delivered"

    buyer.do(ref, "request_revision", changes="Le bleu plus clair\nSans ombre")
    seller.told(ref, "Le bleu plus clair")
    seller.do(ref, "accept_revision")
    buyer.told(ref, "retouche")
    trade.deliver()
    buyer.offered(ref, "close")
    buyer.do(ref, "close")
    told = trade.seen()
    assert told["state"] == "completed"
    assert told["settlement"] == {"buyer": 0, "seller": 5000}
    seller.told(ref, "50,00")


def test_the_checklist_of_a_delivery_names_what_was_ordered(world: World) -> None:
    trade = world.started()
    view = trade.seller.press(trade.ref, "deliver")["views"][-1]
    checklist = next(block for block in view["blocks"] if block.get("block_id") == "checklist")
    labels = [option["text"]["text"] for option in checklist["element"]["options"]]
    assert any("Logo animé" in label for label in labels)
    values = [option["value"] for option in checklist["element"]["options"]]
    incomplete = trade.seller.act(
        "submit",
        view_id=view["id"],
        values={"work": "voici", "checklist": values[:1], "complete": ["complete"]},
    )
    assert "checklist" in incomplete["errors"]
    done = trade.seller.act(
        "submit", view_id=view["id"], values={"work": "voici", "checklist": values, "complete": ["complete"]}
    )
    assert not done.get("errors")
    assert trade.seen()["state"] == "delivered"


def test_a_refused_revision_is_closed_by_the_buyer(world: World) -> None:
    trade = world.started()
    trade.deliver()
    trade.buyer.offered(trade.ref, "request_revision")
    trade.buyer.do(trade.ref, "request_revision", changes="Tout en vert")
    trade.seller.offered(trade.ref, "refuse_revision")
    trade.seller.do(trade.ref, "refuse_revision", reason="La couleur était convenue")
    trade.buyer.told(trade.ref, "La couleur était convenue")
    trade.buyer.do(trade.ref, "close")
    assert trade.seen()["state"] == "completed"


def test_the_card_is_edited_in_place(world: World) -> None:
    trade = world.started()
    before = trade.seller.card(trade.ref)
    trade.deliver()
    trade.seller.told(trade.ref, "livr")
    roots = [
        m for m in trade.seller.messages() if trade.ref in said(m) and m.get("thread_ts", m["ts"]) == m["ts"]
    ]
    assert [m["ts"] for m in roots] == [before["ts"]]


def test_an_english_reader_reads_english(world: World) -> None:
    trade = world.trade(locale="en-US")
    assert "Pending" in said(trade.seller.card(trade.ref))


def test_a_later_date_is_agreed_and_the_contract_stays(world: World) -> None:
    trade = world.started()
    until = datetime.fromisoformat(trade.seen()["due_at"]) + timedelta(days=2)
    trade.seller.do(trade.ref, "request:later_date", reason="Je suis malade", until=int(until.timestamp()))
    trade.buyer.offered(trade.ref, "accept_request:later_date")
    trade.buyer.do(trade.ref, "accept_request:later_date")
    told = trade.seen()
    assert datetime.fromisoformat(told["agreed_until"]).astimezone(UTC) == until.replace(microsecond=0)
    assert datetime.fromisoformat(told["due_at"]) < until


def test_messages_carry_our_row_and_nothing_else(world: World) -> None:
    trade = world.trade()
    trade.seller.card(trade.ref)
    posts = [call for call in world.slack.log() if call["method"] == "chat.postMessage"]
    assert posts
    for post in posts:
        assert post["args"]["metadata"]["event_type"] == "relance_row"
        assert list(post["args"]["metadata"]["event_payload"]) == ["row"]
