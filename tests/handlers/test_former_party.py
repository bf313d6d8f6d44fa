"""Who hands an order over learns nothing of what comes after, and their old buttons answer honestly."""

from rules.commands import ChangeParty
from rules.commands import Person as By
from rules.words import Actor
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import Trade


def hand_over(trade: Trade) -> Person:
    """The operator gives the seller's part to somebody new; everything is said."""
    shop = trade.shop
    new = shop.person("Nina")
    operator = By("operator", operator=True)
    command = ChangeParty(by=operator, role=Actor.SELLER, person=shop.id_of(new), reason="congé")
    shop.program.parts.service.act(shop.workspace, trade.id, command)
    shop.say()
    return new


def test_the_former_partys_card_ends_for_them_and_the_new_one_gets_a_card(work: Trade) -> None:
    new = hand_over(work)
    card = work.seller.card(work.ref)
    assert "terminée pour vous" in said(card)
    assert buttons(card) == []
    assert "deliver" in buttons(new.card(work.ref))
    assert any("vous est confiée" in said(m) for m in new.thread(work.ref))


def test_nothing_of_what_comes_after_reaches_the_former_party(work: Trade) -> None:
    new = hand_over(work)
    told = work.seller.thread(work.ref)[-1]
    assert "n'est plus la vôtre" in said(told) and "congé" in said(told)
    assert told["text"].startswith(f"<@{work.seller.user}>")
    before = [said(m) for m in work.seller.messages()]
    work.buyer.write(work.ref, "Un secret pour Nina")
    new.act("message", text="Bonjour Bea", thread_ts=new.card(work.ref)["ts"])
    work.shop.say()
    assert [said(m) for m in work.seller.messages()] == before
    assert any("Un secret pour Nina" in said(m) for m in new.thread(work.ref))


def test_no_button_is_left_to_the_former_party_and_what_they_write_is_not_relayed(work: Trade) -> None:
    hand_over(work)
    assert all(not [id for id in buttons(m) if not id.startswith("ui:")] for m in work.seller.messages())
    work.seller.act("message", text="Je suis encore là", thread_ts=work.seller.card(work.ref)["ts"])
    work.shop.say()
    assert not any("encore là" in said(m) for m in work.buyer.messages())
