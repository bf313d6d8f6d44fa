"""What people send that is odd, late or hostile: a clear answer where it belongs, and nothing changes that should not."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rules.words import Actor, RequestKind, State
from tests.e2e.people import said
from tests.handlers.shop import Trade
from tests.handlers.test_door import pressed, sent

NASTY = "👍 <!channel> <@U0ADMIN001> https://example.org/?a=1&b=2 *gras* {{ 7*7 }}"


def line(value: str, kind: str = "plain_text_input") -> dict[str, Any]:
    return {"type": kind, "value": value}


def submitted(trade: Trade, user: str, action_id: str, **values: Any) -> dict[str, Any]:
    """A form as Slack sends it, whatever its own client would have let through."""
    given = {name: line(value) if isinstance(value, str) else value for name, value in values.items()}
    number = next(trade.shop.numbers)
    answer = trade.shop.post(sent(user, action_id, trade.id, given, id=f"VN{number}"), "form")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json() if answer.content else {}
    return body


def refused_in(trade: Trade, user: str, field: str, action_id: str, **values: Any) -> str:
    """The words under the field at fault; the order is as it was."""
    version = trade.order.version
    answer = submitted(trade, user, action_id, **values)
    assert answer.get("response_action") == "errors", answer
    assert list(answer["errors"]) == [field]
    assert trade.order.version == version
    return str(answer["errors"][field]).replace("\u00a0", " ")


@pytest.fixture
def case(work: Trade) -> Trade:
    """A dispute."""
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Ce n’était pas demandé")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    return work


EXTRA = {"description": "Une version sonore", "price": "20", "extra_days": "2"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("price", "-5", "supérieur à zéro"),
        ("price", "\u22125,00 €", "supérieur à zéro"),
        ("price", "0", "supérieur à zéro"),
        ("price", "gratuit", "Je n'ai pas su lire le montant"),
        ("price", "5 $", "EUR"),
        ("extra_days", "10000", "3650 au plus"),
        ("extra_days", "-1", "ne peut pas être négatif"),
        ("extra_days", "deux", "Je n'ai pas su lire le nombre"),
        ("description", "  ", "Ce champ est vide"),
    ],
)
def test_extra_work_that_is_none(work: Trade, field: str, value: str, words: str) -> None:
    assert words in refused_in(work, work.seller.user, field, "request:supplement", **EXTRA | {field: value})


@pytest.mark.parametrize(("amount", "words"), [("0", "supérieur à zéro"), ("50", "inférieur à 50,00 €"), ("1000000", "inférieur à 50,00 €")])  # fmt: skip
@pytest.mark.parametrize("action_id", ["request:partial_refund", "decide_split"])
def test_a_share_of_nothing_or_of_everything_is_no_share(
    request: pytest.FixtureRequest, action_id: str, amount: str, words: str
) -> None:
    trade: Trade = request.getfixturevalue("case" if action_id == "decide_split" else "work")
    user = trade.mediator.user if action_id == "decide_split" else trade.buyer.user
    assert words in refused_in(trade, user, "amount", action_id, amount=amount, reason="Voilà")


def test_a_restart_in_the_past_is_refused_in_its_field(case: Trade) -> None:
    past = {"type": "datetimepicker", "selected_date_time": 1_500_000_000}
    told = refused_in(case, case.mediator.user, "due_at", "decide_restart", due_at=past, reason="Reprenez")
    assert "déjà passée" in told
    assert case.state() is State.DISPUTED


def test_two_hundred_elements_are_too_many_and_none_is_dropped_in_silence(work: Trade) -> None:
    lines = "\n".join(f"e{number}" for number in range(200))
    assert "100 éléments au plus" in refused_in(
        work, work.seller.user, "items", "request:missing_elements", items=lines
    )
    assert not submitted(
        work, work.seller.user, "request:missing_elements", items=lines.partition("\ne100\n")[0]
    )
    work.shop.say()
    standing = work.order.request(RequestKind.MISSING_ELEMENTS)
    assert standing is not None and len(standing.missing) == 100
    told = " ".join(said(message) for message in work.buyer.thread(work.ref))
    assert all(f"supply:e{number}" in told for number in range(100)), "each has its button"


def test_an_element_that_is_too_long_or_twice_there_is_named(work: Trade) -> None:
    assert "trop long" in refused_in(
        work, work.seller.user, "items", "request:missing_elements", items="x" * 151
    )
    assert "figure deux fois" in refused_in(
        work, work.seller.user, "items", "request:missing_elements", items="a\nb\na"
    )


FIELDS = [
    ("seller", "request:supplement", {"description": NASTY, "price": "5", "extra_days": "0"}, "buyer"),
    ("seller", "request:missing_elements", {"items": NASTY}, "buyer"),
    ("buyer", "request:cancellation", {"reason": NASTY}, "seller"),
    ("buyer", "request:partial_refund", {"amount": "5", "reason": NASTY}, "seller"),
    ("seller", "progress", {"text": NASTY}, "buyer"),
    ("seller", "message", {"text": NASTY}, "buyer"),
]


@pytest.mark.parametrize(("who", "action_id", "values", "reads"), FIELDS, ids=[one[1] for one in FIELDS])
def test_signs_mentions_and_links_are_passed_on_as_letters(
    work: Trade, who: str, action_id: str, values: dict[str, str], reads: str
) -> None:
    people = {"seller": work.seller, "buyer": work.buyer}
    assert submitted(work, people[who].user, action_id, **values) == {}
    work.shop.say()
    told = people[reads].thread(work.ref)[-1]["text"]
    assert "👍" in told and "{{ 7*7 }}" in told and "https://example.org/?a=1&amp;b=2" in told
    assert "<!channel>" not in told and "<@U0ADMIN001>" not in told


@pytest.mark.parametrize("reason", ["👍", "🤷🏽‍♀️", "…"])
def test_a_reason_of_signs_alone_is_passed_on_as_it_is(work: Trade, reason: str) -> None:
    assert submitted(work, work.buyer.user, "request:cancellation", reason=reason) == {}
    work.shop.say()
    assert reason in said(work.seller.thread(work.ref)[-1])


def test_of_an_answer_and_a_withdrawal_at_once_one_counts_and_the_other_is_told(work: Trade) -> None:
    shop = work.shop
    for _ in range(5):
        submitted(work, work.seller.user, "request:supplement", **EXTRA)
        total, clicks = work.order.total, []
        for person, action_id in ((work.buyer, "accept_request:supplement"), (work.seller, "withdraw_request:supplement"), (work.buyer, "accept_request:supplement")):  # fmt: skip
            clicks.append(
                pressed(person.user, action_id, {"order": work.id})
                | {"trigger_id": shop.trigger(person.user)}
            )
        with ThreadPoolExecutor(3) as pool:
            assert {one.status_code for one in pool.map(lambda body: shop.post(body, "form"), clicks)} == {
                200
            }
        last = work.order.last_ended(RequestKind.SUPPLEMENT)
        assert last is not None and work.order.request(RequestKind.SUPPLEMENT) is None
        assert work.order.total - total == (2000 if last.end == "accepted" else 0), "once, or not at all"
        views = [*shop.world.views_of(work.buyer.user), *shop.world.views_of(work.seller.user)]
        assert views, "who came too late reads why"
        assert all(
            "Aucune demande de ce type n'attend de réponse" in str(view.body).replace("\u00a0", " ")
            for view in views
        )
        work.buyer.close()
        work.seller.close()


def test_a_request_answered_after_it_lapsed_is_told_how_it_ended(shop: Any) -> None:
    trade = shop.order(duration_days=30).started()
    submitted(trade, trade.seller.user, "request:supplement", **EXTRA)
    shop.push(days=8)
    user = trade.buyer.user
    payload = pressed(user, "accept_request:supplement", {"order": trade.id}) | {
        "trigger_id": shop.trigger(user)
    }
    shop.post(payload, "form")
    told = str(shop.world.views_of(user)[-1].body)
    assert "est restée sans réponse" in told and "depuis" in told
    assert (trade.order.total, trade.order.request(RequestKind.SUPPLEMENT)) == (5000, None)
    trade.buyer.close()


def test_words_that_put_a_part_of_the_work_off_are_asked_about_once(work: Trade) -> None:
    done = {"type": "checkboxes", "selected_options": [{"value": "complete"}]}
    given = {"work": line("Le recto ; le reste suivra demain"), "complete": done}
    form = sent(work.seller.user, "deliver", work.id, given, id="VPUT")
    first = work.shop.post(form, "form").json()
    assert "un litige, un mauvais avis, et une sanction" in first["errors"]["work"]
    assert work.state() is State.IN_PROGRESS
    form["view"]["hash"] = "2.b"
    assert work.shop.post(form, "form").content == b""
    assert work.state() is State.DELIVERED


def test_a_delivery_that_does_not_state_that_it_is_whole_is_none(work: Trade) -> None:
    unticked = {"type": "checkboxes", "selected_options": []}
    told = refused_in(work, work.seller.user, "complete", "deliver", work="voici", complete=unticked)
    assert "un litige, un mauvais avis, et une sanction" in told and "deux voies honnêtes" in told
    assert work.order.person(Actor.SELLER)
