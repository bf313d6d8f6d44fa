"""Words behind /commande and /order: in both languages, the same as the buttons; a typo gets the nearest word."""

from typing import Any

import pytest

from handlers.words import WORDS, find, nearest
from rules.words import RequestKind, State
from tests.e2e.people import buttons, said
from tests.handlers.shop import Shop, Trade


def test_every_word_of_the_design_is_known_in_both_languages() -> None:
    french = "nouvelle liste voir accepter refuser message avancement retard supplement elements remboursement livrer"
    french += " annuler retouche litige services stats reglages calendrier espace aide"
    english = (
        "new list show accept decline message progress late extra elements refund deliver cancel revision"
    )
    english += " dispute services stats settings calendar workspace help"
    assert [word.french for word in WORDS] == french.split()
    assert [word.english for word in WORDS] == english.split()


def test_accents_and_capitals_do_not_matter() -> None:
    assert find("Réglages") is find("reglages")
    assert find("ÉLÉMENTS") is find("elements")
    assert find("nothing") is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("livre", "livrer"), ("acepter", "accepter"), ("cancle", "annuler")]
)
def test_a_typo_has_a_nearest_word(typed: str, meant: str) -> None:
    assert nearest(typed, "fr") == meant


def test_what_is_no_typo_has_none() -> None:
    assert nearest("xyzzy", "fr") is None


def test_an_unknown_word_gets_the_nearest_one_and_the_help(shop: Shop, trade: Trade) -> None:
    answer = trade.seller.command("/commande livrr")
    assert "livrer" in said(answer["messages"][-1])
    assert "`/commande`" in said(answer["messages"][-1])


def test_a_seller_walks_the_road_by_commands(shop: Shop, trade: Trade) -> None:
    trade.do(trade.buyer, "supply:logo", content="Un hibou")
    assert "acceptée" in said(trade.seller.command(f"/commande accepter {trade.ref}")["messages"][-1])
    assert trade.state() is State.IN_PROGRESS
    trade.seller.command(f"/commande message {trade.ref.lower()} Bonjour <b>Bea</b> & merci")
    shop.say()
    assert "&lt;b&gt;" in said(trade.buyer.told(trade.ref, "Bonjour"))
    trade.seller.command("/order progress The sketch is ready")
    assert trade.order.progress_at is not None
    opened = trade.seller.command("/order deliver")
    assert opened["views"][-1]["callback_id"] == "deliver"
    trade.seller.fill(opened, work="https://example.org/logo.zip", complete=["complete"])
    assert trade.state() is State.DELIVERED


@pytest.mark.parametrize(
    ("text", "callback"),
    [
        ("retard", "request:later_date"),
        ("supplement", "request:supplement"),
        ("elements", "request:missing_elements"),
        ("remboursement", "request:partial_refund"),
        ("annuler", "cancel_with_reason"),
        ("late", "request:later_date"),
        ("extra", "request:supplement"),
        ("refund", "request:partial_refund"),
        ("message", "message"),
        ("avancement", "progress"),
    ],
)
def test_a_word_opens_the_form_that_its_button_opens(work: Trade, text: str, callback: str) -> None:
    answer = work.seller.command(f"/commande {text} {work.ref}")
    assert [view["callback_id"] for view in answer["views"]] == [callback]
    work.seller.close()


def test_a_date_that_is_typed_stands_in_the_form(work: Trade) -> None:
    answer = work.seller.command(f"/commande retard {work.ref} dans 30 jours, je suis malade")
    values = {
        block["block_id"]: block["element"] for block in answer["views"][-1]["blocks"] if "element" in block
    }
    assert values["reason"]["initial_value"] == "je suis malade"
    assert work.order.due_at is not None
    assert values["until"]["initial_date_time"] > work.order.due_at.timestamp()
    work.seller.close()


@pytest.mark.parametrize(
    ("locale", "typed", "echo"),
    [
        ("fr-FR", "31 décembre 2031 18h", "J'ai lu : mercredi 31 décembre 2031 à 18:00 (heure de Paris)."),
        ("fr-FR", "december 31st 2031 6pm", "J'ai lu : mercredi 31 décembre 2031 à 18:00 (heure de Paris)."),
        ("en-GB", "31 décembre 2031 18h", "I read: Wednesday 31 December 2031 at 18:00 (Paris time)."),
    ],
)
def test_a_typed_date_is_said_in_full_before_it_counts(
    shop: Shop, locale: str, typed: str, echo: str
) -> None:
    work = shop.order(locale=locale).started()
    answer = work.seller.command(f"/commande retard {work.ref} {typed}, raison")
    first = answer["views"][-1]["blocks"][0]["text"]["text"].replace("\xa0", " ")
    assert echo in first and not work.order.requests
    work.seller.close()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("32 mars", "pas su lire"),
        ("hier", "Écrivez une date à venir, par exemple"),
        ("bientôt", "pas su lire"),
        ("demain minuit, je suis malade", "« demain minuit » peut vouloir dire plusieurs choses"),
        ("next week", "« next week » peut vouloir dire plusieurs choses"),
    ],
)
def test_a_date_that_cannot_be_used_is_said(work: Trade, typed: str, words: str) -> None:
    answer = work.seller.command(f"/commande retard {work.ref} {typed}")
    assert words in said(answer["messages"][-1]).replace("\xa0", " ")
    assert answer["views"] == []
    assert not work.order.requests


def test_a_past_date_is_answered_with_one_that_would_be_taken(work: Trade) -> None:
    told = said(work.seller.command(f"/commande retard {work.ref} hier")["messages"][-1])
    example = told.replace("\xa0", " ").partition("par exemple « ")[2].partition(" »")[0]
    answer = work.seller.command(f"/commande retard {work.ref} {example}, je suis malade")
    work.seller.fill(answer)
    assert work.order.request(RequestKind.LATER_DATE) is not None


def test_somebody_elses_order_and_no_order_look_the_same(shop: Shop, work: Trade) -> None:
    stranger = shop.person()
    for word in ("voir", "livrer", "message", "annuler"):
        foreign = stranger.command(f"/commande {word} {work.ref} texte")["messages"][-1]
        missing = stranger.command(f"/commande {word} C-999999 texte")["messages"][-1]
        assert shown(foreign) == shown(missing)
        assert "pas une de vos commandes" in foreign["text"]


def shown(message: dict[str, Any]) -> list[Any]:
    """What a message says, without the ids that Slack gives to blocks."""
    return [message["text"], *({**block, "block_id": ""} for block in message["blocks"])]


def test_the_other_sides_word_is_told_whose_it_is(work: Trade) -> None:
    answer = work.buyer.command(f"/commande livrer {work.ref}")
    assert "vendeur" in said(answer["messages"][-1])
    assert work.state() is State.IN_PROGRESS


def test_without_a_reference_several_orders_get_a_picker_and_nothing_typed_is_lost(
    shop: Shop, work: Trade
) -> None:
    second = shop.order_of(work.seller, shop.person("Leo")).started()
    answer = work.seller.command("/commande message Où en êtes-vous ?")
    shown = said(answer["messages"][-1])
    assert work.ref in shown
    assert second.ref in shown
    assert "Où en êtes-vous" in shown
    assert buttons(answer["messages"][-1]).count("message") == 2


def test_a_late_order_is_cancelled_by_its_reference_and_shown_first_without_it(
    shop: Shop, work: Trade
) -> None:
    refused = work.buyer.command(f"/commande annuler {work.ref}")
    assert refused["views"][-1]["callback_id"] == "request:cancellation"
    work.buyer.close()
    shop.push(days=5)
    shown = work.buyer.command("/commande annuler")
    assert buttons(shown["messages"][-1]) == ["cancel_late"]
    assert work.state() is State.IN_PROGRESS
    work.buyer.command(f"/commande annuler {work.ref}")
    assert work.state() is State.CANCELLED


def test_a_new_order_is_written_down_by_its_seller(shop: Shop) -> None:
    seller, buyer = shop.person("Sami"), shop.person("Bea")
    opened = seller.command(f"/commande nouvelle @{buyer.user.lower()}")
    form = {
        "title": "Logo",
        "price": "50,00 €",
        "duration_days": "3",
        "currency": "EUR",
        "brief": "logo\nlogo",
    }
    wrong = seller.fill(opened, buyer=seller.user, **form)
    assert set(wrong["errors"]) == {"buyer", "brief"}
    done = seller.fill(opened, **{**form, "buyer": buyer.user, "brief": "logo\ncouleurs"})
    assert not done.get("errors")
    orders = shop.program.parts.orders.of_person(shop.workspace, shop.id_of(buyer))
    assert len(orders) == 1
    assert (orders[0].order.price, [item.name for item in orders[0].order.brief]) == (
        5000,
        ["logo", "couleurs"],
    )
    assert orders[0].order.revisions_included is None
    assert orders[0].order.ref in str(done["views"])
    seller.close()


def test_lists_help_settings_and_stats_answer(shop: Shop, trade: Trade) -> None:
    for text in ("liste", "voir", "aide", "stats", "", "help", "aide retard"):
        answer = trade.seller.command(f"/commande {text}")
        assert answer["messages"], text
    assert trade.seller.command("/commande reglages")["views"]
    trade.seller.close()


def test_a_question_gets_its_topic_with_the_persons_own_order(shop: Shop, work: Trade) -> None:
    answer = work.seller.command("/faq je suis en retard, que faire ?")
    assert work.ref in said(answer["messages"][-1])
    assert "request:later_date" in buttons(answer["messages"][-1])
    menu = work.seller.command("/faq quelle est la capitale du Pérou ?")
    assert "ui:topic:running_late" in buttons(menu["messages"][-1])
    for topic in ("in_progress", "extra_work", "partial_refund", "missing_details", "running_late"):
        shown = work.seller.click(menu["messages"][-1], f"ui:topic:{topic}")
        assert shown["views"], topic
        work.seller.close()


def test_elements_are_asked_for_and_supplied_by_their_words(shop: Shop, work: Trade) -> None:
    opened = work.seller.command(f"/commande elements {work.ref} la police\nle fond")
    work.seller.fill(opened, items="la police\nle fond")
    assert work.order.requests[0].kind is RequestKind.MISSING_ELEMENTS
    chosen = work.buyer.command(f"/commande elements {work.ref}")
    assert buttons(chosen["messages"][-1]) == ["supply:la police", "supply:le fond"]
    form = work.buyer.click(chosen["messages"][-1], "supply:le fond")
    work.buyer.fill(form, content="bleu")
    assert work.order.requests[0].missing == ("la police",)


def test_a_command_that_comes_again_gets_the_same_answer(shop: Shop, trade: Trade) -> None:
    """Rule 13, P2: the order has moved on by then."""
    trade.do(trade.buyer, "supply:logo", content="Un hibou")
    first = trade.seller.command(f"/commande accepter {trade.ref}")["messages"][-1]
    number = next(d["n"] for d in reversed(shop.slack.deliveries()) if d["kind"] == "command")
    version = trade.order.version
    again = shop.slack.http.post(f"/deliveries/{number}/again", json={}).json()
    assert trade.order.version == version
    assert first["text"] in str(again) or "acceptée" in str(again)


def test_several_orders_are_offered_each_with_what_the_word_means_there(shop: Shop, work: Trade) -> None:
    waiting = shop.order_of(work.seller, shop.person("Leo"), brief=())
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Plus clair")
    answer = work.seller.command("/commande accepter")
    assert sorted(buttons(answer["messages"][-1])) == ["accept", "accept_revision"]
    assert waiting.ref in said(answer["messages"][-1])
