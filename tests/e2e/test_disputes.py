"""A dispute freezes the order and goes to the mediators' private channel; four buttons decide it."""

import pytest

from tests.e2e.conftest import Trade, World

DAY = 86_400


@pytest.fixture
def case(world: World) -> Trade:
    """A dispute that the buyer opened after a refused revision."""
    trade = world.started()
    trade.deliver()
    trade.buyer.do(trade.ref, "request_revision", changes="Une autre police")
    trade.seller.do(trade.ref, "refuse_revision", reason="Ce n’était pas demandé")
    trade.buyer.offered(trade.ref, "open_dispute")
    trade.buyer.do(trade.ref, "open_dispute", reason="La police était dans le cahier des charges")
    trade.mediator.offered(trade.ref, "decide_refund")
    return trade


def test_a_dispute_freezes_order_and_chat(case: Trade) -> None:
    assert case.seen()["state"] == "disputed"
    assert case.seen()["frozen"] is True
    case.seller.write(case.ref, "Ce message ne passe pas")
    case.seller.messages()
    assert not any("ne passe pas" in m["text"] and "bot_id" in m for m in case.buyer.thread(case.ref))


def test_the_case_file_tells_both_sides(case: Trade) -> None:
    root = str(case.mediator.card(case.ref))
    assert "police" in root


def test_a_party_answers_a_mediators_question(case: Trade) -> None:
    case.mediator.do(case.ref, "ask_party:seller", text="Avez-vous la maquette ?")
    case.seller.told(case.ref, "Avez-vous la maquette")
    case.seller.offered(case.ref, "answer_mediator")
    case.seller.do(case.ref, "answer_mediator", text="Oui, la voici")
    case.mediator.told(case.ref, "Oui, la voici")
    assert not any("maquette" in str(m) for m in case.buyer.thread(case.ref))


@pytest.mark.parametrize(
    ("action", "fields", "state", "settlement"),
    [
        ("decide_refund", {}, "cancelled", {"buyer": 5000, "seller": 0}),
        ("decide_split", {"amount": "12,50 €"}, "completed", {"buyer": 1250, "seller": 3750}),
        ("decide_pay", {}, "completed", {"buyer": 0, "seller": 5000}),
    ],
)
def test_a_mediator_decides(
    case: Trade, action: str, fields: dict[str, str], state: str, settlement: dict[str, int]
) -> None:
    case.mediator.do(case.ref, action, reason="Vu l’échange", **fields)
    told = case.seen()
    assert told["state"] == state
    assert told["settlement"] == settlement
    case.buyer.told(case.ref, "Vu l’échange")
    case.seller.told(case.ref, "Vu l’échange")


def test_a_mediator_restarts_the_order(case: Trade) -> None:
    from datetime import datetime, timedelta

    due = datetime.fromisoformat(case.seen()["paid_at"]) + timedelta(days=9)
    case.mediator.do(case.ref, "decide_restart", reason="Reprenez", due_at=int(due.timestamp()))
    assert case.seen()["state"] == "in_progress"
    case.seller.told(case.ref, "Reprenez")


def test_an_amount_of_everything_is_refused_in_its_field(case: Trade) -> None:
    answer = case.mediator.press(case.ref, "decide_split")
    complained = case.mediator.fill(answer, amount="50", reason="Tout")
    assert "amount" in complained["errors"]
    case.mediator.close()
    assert case.seen()["state"] == "disputed"
