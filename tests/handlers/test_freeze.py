"""A dispute freezes order and chat on every path (rule 10): each action, by each way in, for each party and the operator."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from bot.waking.wake import Wake
from handlers.words import WORDS
from rules.actions import RULES
from rules.options import as_role, samples
from rules.words import PARTIES, Action, Actor, State
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import KEY, Trade, open_shop
from tests.handlers.test_door import pressed, sent

ADMIN = "U0ADMIN001"
OPEN_TO_PARTIES = frozenset({"answer_mediator", "snooze"})
"""All that stays open while a dispute lasts; the decisions are the mediator's."""

WORDS_OF_EACH = {
    name: {"type": "plain_text_input", "value": "Encore une chose"}
    for name in ("reason", "text", "content", "work", "changes", "items", "description")
}
FILLED: dict[str, Any] = {
    **WORDS_OF_EACH,
    "amount": {"type": "plain_text_input", "value": "5"},
    "price": {"type": "plain_text_input", "value": "5"},
    "extra_days": {"type": "number_input", "value": "1"},
    "until": {"type": "datetimepicker", "selected_date_time": 1_999_999_999},
    "due_at": {"type": "datetimepicker", "selected_date_time": 1_999_999_999},
    "stars": {"type": "static_select", "selected_option": {"value": "5"}},
    "role": {"type": "static_select", "selected_option": {"value": "buyer"}},
    "person": {"type": "users_select", "selected_user": "U0SOMEBODY"},
    "complete": {"type": "checkboxes", "selected_options": [{"value": "complete"}]},
}
"""Every field that any form has: what a form does not know it does not read."""


@dataclass
class Frozen:
    """A disputed order with something of everything in its past, and who might still want to change it."""

    trade: Trade
    admin: Person
    before: int

    @property
    def people(self) -> dict[Actor, Person]:
        return {Actor.SELLER: self.trade.seller, Actor.BUYER: self.trade.buyer, Actor.OPERATOR: self.admin}

    def ids(self, role: Actor) -> Iterator[str]:
        """Each action of a role, with each kind or item: also those that this state does not have."""
        order = self.trade.order
        held = {
            one.id
            for one in samples(order, role, as_role(order, role), self.trade.shop.program.parts.clock.now())
        }
        yield from sorted(held - OPEN_TO_PARTIES)

    def unchanged(self, what: str) -> None:
        assert (self.trade.state(), self.trade.order.version) == (State.DISPUTED, self.before), what


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frozen]:
    with open_shop(tmp_path_factory.mktemp("frozen")) as shop:
        trade = shop.order().started()
        trade.delivered()
        trade.do(trade.buyer, "request_revision", changes="Une autre police")
        trade.do(trade.seller, "refuse_revision", reason="Ce n’était pas demandé")
        admin = shop.slack.person(ADMIN, "Ada")
        shop.world.state.people[ADMIN].is_admin = True
        yield Frozen(trade, admin, 0)


@pytest.fixture(scope="module")
def opened_before(frozen: Frozen) -> dict[Actor, list[dict[str, Any]]]:
    """Forms that were opened while the order was still free, with what they carry; then the buyer opens the dispute."""
    trade = frozen.trade
    forms: dict[Actor, list[dict[str, Any]]] = {}
    ways = {Actor.SELLER: ("message", "request:supplement", "cancel_with_reason", "request:partial_refund"),
            Actor.BUYER: ("message", "request:partial_refund", "open_dispute")}  # fmt: skip
    for role, ids in ways.items():
        for action_id in ids:
            frozen.people[role].press(trade.ref, action_id)
            view = trade.shop.world.views_of(frozen.people[role].user)[-1].body
            forms.setdefault(role, []).append(view)
            frozen.people[role].close()
    trade.do(trade.buyer, "open_dispute", reason="La police était convenue")
    frozen.before = trade.order.version
    return forms


@pytest.fixture(autouse=True)
def nothing_changes(frozen: Frozen, opened_before: object) -> Iterator[None]:
    yield
    frozen.unchanged("at the end")


def test_a_form_that_was_opened_before_does_nothing_after(
    frozen: Frozen, opened_before: dict[Actor, list[dict[str, Any]]]
) -> None:
    for role, forms in opened_before.items():
        user = frozen.people[role].user
        for nth, form in enumerate(forms):
            payload = sent(user, form["callback_id"], frozen.trade.id, FILLED, id=f"VB{role}{nth}")
            payload["view"]["private_metadata"] = form["private_metadata"]
            answer = frozen.trade.shop.post(payload, "form").json()
            assert answer["response_action"] == "update", (form["callback_id"], answer)
            assert "La commande est gelée" in str(answer["view"])
            frozen.unchanged(form["callback_id"])


@pytest.mark.parametrize("role", [*PARTIES, Actor.OPERATOR])
def test_no_button_does_anything(frozen: Frozen, role: Actor) -> None:
    shop, user = frozen.trade.shop, frozen.people[role].user
    for action_id in frozen.ids(role):
        payload = pressed(user, action_id, {"order": frozen.trade.id, "stage": 1}) | {
            "trigger_id": shop.trigger(user)
        }
        assert shop.post(payload, "form").status_code == 200
        view = shop.world.views_of(user)[-1].body
        assert view["callback_id"] == "ui:result", action_id
        assert "gelée" in str(view), (action_id, view)
        frozen.unchanged(action_id)
        frozen.people[role].close()


@pytest.mark.parametrize("role", [*PARTIES, Actor.OPERATOR])
def test_no_form_does_anything(frozen: Frozen, role: Actor) -> None:
    shop, user = frozen.trade.shop, frozen.people[role].user
    for nth, action_id in enumerate(frozen.ids(role)):
        payload = sent(user, action_id, frozen.trade.id, FILLED, id=f"VF{role}{nth}")
        assert shop.post(payload, "form").status_code == 200
        frozen.unchanged(action_id)


@pytest.mark.parametrize("role", PARTIES)
@pytest.mark.parametrize("word", WORDS, ids=[word.english for word in WORDS])
def test_no_command_does_anything(frozen: Frozen, role: Actor, word: Any) -> None:
    for text in (f"{word.french} {frozen.trade.ref}", f"{word.english} {frozen.trade.ref} encore une chose"):
        frozen.people[role].command(f"/commande {text}")
        frozen.people[role].close()
        frozen.unchanged(text)
        if word.actions:
            views = frozen.trade.shop.world.views_of(frozen.people[role].user)
            assert not views, "no form opens"


@pytest.mark.parametrize("role", PARTIES)
def test_no_message_and_no_file_passes_and_its_author_is_told(frozen: Frozen, role: Actor) -> None:
    trade, person = frozen.trade, frozen.people[role]
    other = trade.buyer if role is Actor.SELLER else trade.seller
    root, heard = person.card(trade.ref)["ts"], len(other.thread(trade.ref))
    person.write(trade.ref, "Ce message ne passe pas")
    trade.shop.say()
    person.act("message", text="", thread_ts=root, files=[{"name": "preuve.png", "content": "png"}])
    trade.shop.say()
    assert len(other.thread(trade.ref)) == heard
    told = [said(one) for one in person.thread(trade.ref) if "bot_id" in one][-2:]
    assert all("n'a pas été transmis" in one and "gelée" in one for one in told), told


def test_no_edit_passes(frozen: Frozen) -> None:
    trade = frozen.trade
    sent_before = trade.seller.write(trade.ref, "Ceci non plus")
    trade.shop.say()
    heard = len(trade.buyer.thread(trade.ref))
    trade.seller.act("edit", ts=sent_before["ts"], text="Ceci non plus, corrigé")
    trade.seller.act("delete", ts=sent_before["ts"])
    trade.shop.say()
    assert len(trade.buyer.thread(trade.ref)) == heard


@pytest.mark.parametrize("role", PARTIES)
def test_what_may_be_done_is_nothing_but_waiting(frozen: Frozen, role: Actor) -> None:
    """The message shortcut and "Plus…" show the same: no way to change the order."""
    person = frozen.people[role]
    place = next(one for one in person.messages() if "ui:more" in buttons(one))
    more = person.click(place, "ui:more")["views"][-1]
    offered = {block["accessory"]["action_id"] for block in more["blocks"] if "accessory" in block}
    assert offered <= OPEN_TO_PARTIES
    assert "gelée" in str(more)
    person.close()
    payload = {
        "type": "message_action",
        "callback_id": "ui:what_now",
        "user": {"id": person.user, "team_id": "T0RELANCE1"},
        "team": {"id": "T0RELANCE1"},
        "trigger_id": frozen.trade.shop.trigger(person.user),
        "channel": {"id": place["channel"]},
        "message_ts": place["ts"],
        "message": {"ts": place["ts"], "thread_ts": place["ts"]},
    }
    assert frozen.trade.shop.post(payload, "form").status_code == 200
    shown = frozen.trade.shop.world.views_of(person.user)[-1].body
    assert {b["accessory"]["action_id"] for b in shown["blocks"] if "accessory" in b} <= OPEN_TO_PARTIES
    person.close()


def test_the_api_tells_the_freeze_and_offers_no_way_round_it(frozen: Frozen) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    told = frozen.trade.shop.http.get(f"/api/orders/{frozen.trade.ref}", headers=headers).json()
    assert (told["state"], told["frozen"], told["chat"]) == ("disputed", True, "closed")
    for role in PARTIES:
        still_open = {id for id, option in told["options"][role].items() if option["open"]}
        assert still_open <= OPEN_TO_PARTIES
    again = {
        "seller": frozen.trade.seller.user,
        "buyer": frozen.trade.buyer.user,
        "title": "Autre",
        "price": {"amount": 1, "currency": "EUR"},
        "duration_days": 1,
        "ref": frozen.trade.ref,
    }
    assert frozen.trade.shop.http.post("/api/orders", json=again, headers=headers).status_code == 409


def test_every_action_is_tried() -> None:
    """The table above is whole: what is left out is the mediator's own, or the clock's."""
    parties = {action for action, rule in RULES.items() if set(rule.actors) & {*PARTIES, Actor.OPERATOR}}
    left = set(Action) - parties
    assert {rule.actors[0] for action, rule in RULES.items() if action in left} == {
        Actor.MEDIATOR,
        Actor.CLOCK,
    }


def test_the_clock_moves_nothing_either(frozen: Frozen) -> None:
    """Half a year later: no window closes it, it does not expire, and nobody is paid."""
    shop, order = frozen.trade.shop, frozen.trade.order
    parts = shop.program.parts
    shop.push(days=200)
    Wake(parts.engine, parts.service).run_once()
    headers = {"Authorization": f"Bearer {KEY}"}
    told = shop.http.get(f"/api/orders/{frozen.trade.ref}", headers=headers).json()
    assert (told["state"], told["settlement"], told["held"]) == ("disputed", {"buyer": 0, "seller": 0}, 5000)
    told_nudges = replace(
        frozen.trade.order, version=order.version, woken_at=order.woken_at, woken=order.woken, told=order.told
    )
    assert told_nudges == order, "only reminders were rung"
    frozen.before = frozen.trade.order.version
