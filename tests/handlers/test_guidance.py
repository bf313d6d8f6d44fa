"""The questions in chat: those that fit as buttons, every other in the menu, each about one's own order."""

from typing import Any

import pytest

from bot.slack import refs
from rules.guidance import TOPICS, Topic
from rules.words import Actor
from tests.e2e.people import Person, buttons, elements
from tests.handlers.shop import Shop, Trade
from tests.handlers.test_door import pressed

Json = dict[str, Any]


def menu(message: Json) -> Json:
    [found] = [one for one in elements(message["blocks"]) if one["type"] == "static_select"]
    return found


def options(message: Json) -> dict[str, str]:
    """What may be chosen, by question."""
    found = {}
    for option in menu(message)["options"]:
        ref = refs.decode(option["value"])
        assert ref is not None and ref.topic is not None
        found[ref.topic] = option["value"]
    return found


def choose(person: Person, message: Json, topic: str) -> Json:
    """Pick a question from the menu of a message."""
    container = {"channel": message["channel"], "ts": message["ts"]}
    answer = person.act("click", container=container, action_id="ui:topic", value=options(message)[topic])
    view: Json = answer["views"][-1]
    person.close()
    return view


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_every_question_is_one_click_away_from_help(work: Trade, side: str) -> None:
    person: Person = getattr(work, side)
    help_ = person.command("/faq")["messages"][-1]
    at_hand = [one.removeprefix("ui:topic:") for one in buttons(help_) if one.startswith("ui:topic:")]
    assert set(at_hand) | set(options(help_)) == {str(topic) for topic in TOPICS[Actor(side)]}
    for topic in at_hand:
        assert person.click(help_, f"ui:topic:{topic}")["views"], topic
        person.close()


def test_a_question_from_the_menu_is_answered_with_ones_own_order(work: Trade) -> None:
    help_ = work.seller.command("/faq")["messages"][-1]
    view = choose(work.seller, help_, "expired")
    assert f"Terminez {work.ref} avant son expiration" in str(view["blocks"])
    help_ = work.buyer.command("/faq")["messages"][-1]
    view = choose(work.buyer, help_, "seller_late")
    assert f"{work.ref} n'est pas en retard" in str(view["blocks"])


def test_the_buyer_gets_the_buyers_words_for_the_sellers_question(work: Trade) -> None:
    """Also from an old button, or from one that was passed on."""
    help_ = work.seller.command("/faq")["messages"][-1]
    offered = f"ui:topic:{Topic.PARTIAL_REFUND}"
    assert offered in buttons(help_)
    mine = str(work.seller.click(help_, offered)["views"][-1]["blocks"])
    work.seller.close()
    assert "le reste est pour vous" in mine
    told = str(work.buyer.command(f"/faq {Topic.PARTIAL_REFUND}")["messages"][-1]["blocks"])
    assert "ce que la commande retient" in told and "le reste est pour vous" not in told


def test_without_an_order_the_menu_still_answers(shop: Shop) -> None:
    person = shop.person("Noa")
    help_ = person.command("/faq")["messages"][-1]
    view = choose(person, help_, "statistics")
    assert "Quatre chiffres" in str(view["blocks"])
    assert person.click(help_, "ui:topic:running_late")["views"]
    person.close()


def test_a_strangers_menu_says_nothing_of_the_order(shop: Shop, work: Trade) -> None:
    """The id of somebody else's order in a menu's option leads to general advice."""
    stranger = shop.person("Noa").user
    payload = pressed(stranger, "ui:topic", "") | {"trigger_id": shop.trigger(stranger)}
    chosen = {"value": refs.encode(refs.Ref(work.id, topic="expired"))}
    payload["actions"] = [{"type": "static_select", "action_id": "ui:topic", "selected_option": chosen}]
    assert shop.post(payload, "form").status_code == 200
    view = shop.world.views_of(stranger)[-1].body
    assert "Une commande qui expire est perdue" in str(view)
    assert work.ref not in str(view)
