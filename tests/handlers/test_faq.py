"""Questions in free words, through the real chat: which order they are about, and what is said of the others."""

import pytest

from tests.e2e.people import Json, buttons, said
from tests.handlers.shop import Shop, Trade


def asked(trade: Trade, question: str, who: str = "seller") -> Json:
    person = trade.seller if who == "seller" else trade.buyer
    message: Json = person.command(f"/faq {question}")["messages"][-1]
    return message


def test_a_misspelt_question_is_answered_about_ones_own_order(work: Trade) -> None:
    told = asked(work, "jsui en retar koi faire")
    assert work.ref in said(told)
    assert "request:later_date" in buttons(told)


def test_a_buyer_gets_the_buyers_answer(work: Trade) -> None:
    told = asked(work, "le vendeur est en retard", "buyer")
    assert work.ref in said(told)
    assert "request:later_date" not in buttons(told)
    assert "deliver" not in buttons(told)


def test_a_question_picks_the_order_that_it_concerns_not_the_most_urgent(shop: Shop) -> None:
    first = shop.order().started()
    second = shop.order_of(first.seller, first.buyer, duration_days=20).started().delivered()
    assert second.ref in said(asked(first, "j'ai livré, et maintenant ?"))
    assert first.ref in said(asked(first, "je vais être en retard"))


def test_where_several_orders_may_be_meant_the_others_are_one_choice_away(shop: Shop) -> None:
    first = shop.order()
    second = shop.order_of(first.seller, first.buyer, duration_days=20).started()
    told = asked(first, "puis-je annuler ?", "buyer")
    assert first.ref in said(told)
    (menu,) = [
        one for block in told["blocks"] for one in block.get("elements", ()) if one["type"] == "static_select"
    ]
    (other,) = menu["options"]
    assert other["text"]["text"].startswith(second.ref)
    container = {"channel": told["channel"], "ts": told["ts"]}
    answer = first.buyer.act("click", container=container, action_id="ui:topic", value=other["value"])
    assert second.ref in str(answer["views"][-1])
    assert first.ref not in str(answer["views"][-1]["blocks"])
    first.buyer.close()
    assert "static_select" not in str(asked(first, f"puis-je annuler {first.ref} ?", "buyer"))


def test_a_question_about_what_ended_finds_the_order_that_ended(shop: Shop) -> None:
    ended = shop.order()
    ended.do(ended.buyer, "withdraw")
    going = shop.order_of(ended.seller, ended.buyer).started()
    told = said(asked(going, "ma commande a été annulée, que se passe-t-il"))
    assert ended.ref in told
    assert going.ref not in told


def test_a_reference_in_the_question_is_the_order(shop: Shop) -> None:
    urgent = shop.order().started()
    other = shop.order_of(urgent.seller, urgent.buyer, duration_days=20).started()
    told = said(asked(urgent, f"je suis en retard sur {other.ref.lower()}, que faire ?"))
    assert other.ref in told
    assert urgent.ref not in told
    assert f"ui:order:{urgent.ref}" not in buttons(asked(urgent, other.ref))


def test_somebody_elses_order_is_answered_as_one_that_is_not_there(shop: Shop, work: Trade) -> None:
    stranger = shop.order().started()
    of_others = asked(stranger, f"je suis en retard sur {work.ref}")["text"]
    assert of_others == asked(stranger, "je suis en retard sur C-999999")["text"]
    assert "commandes" in of_others
    assert work.ref not in of_others


def test_who_has_no_order_may_ask_as_either_side(shop: Shop) -> None:
    nobody = shop.person("Ines")
    seller = said(nobody.command("/faq mon client ne répond plus")["messages"][-1])
    buyer = said(nobody.command("/faq mon vendeur ne répond plus")["messages"][-1])
    assert seller != buyer


def test_help_takes_questions_too(work: Trade) -> None:
    told = work.seller.command("/commande aide le client demande du travail en plus")["messages"][-1]
    assert "request:supplement" in buttons(told)


def test_what_is_no_question_of_ours_is_said_to_be_none_and_nothing_of_it_comes_back(work: Trade) -> None:
    before = work.order
    for typed in (
        "🔥🔥",
        "quel temps fait-il à Paris",
        "<!channel> zorglub",
        "x" * 3_000,
        "C'est quoi ce binz zorglub",
    ):
        told = asked(work, typed)
        assert "ui:topic" in buttons(told), typed
        assert "zorglub" not in said(told)
        assert "<!channel>" not in said(told)
    assert work.order == before


KINDLY = (
    "",
    "   ",
    "🔥🔥🔥",
    "¿dónde está mi pedido de zapatos?",
    "SELECT * FROM orders; DROP TABLE orders;--",
    "{{ 7 * 7 }} {% for x in y %}",
    "espèce de gros nul, va te faire voir",
    "<!channel> <!here> <!everyone> <@U0MEDIAT01>",
    "zorglub " * 1_250,
    "\u202e\u0000\u200b",
)


@pytest.mark.parametrize("typed", KINDLY)
def test_bad_input_gets_a_short_kind_answer_and_changes_nothing(work: Trade, typed: str) -> None:
    """By command and as a plain sentence in the bot's own conversation, through signed requests."""
    before = work.order
    told = asked(work, typed)
    work.seller.act("message", text=typed or " ")
    work.shop.say()
    seen = [told, work.seller.messages()[-1]]
    for message in seen:
        words = said(message)
        assert len(message["text"]) < 1_500, typed
        for mark in (
            "<!channel>",
            "<!here>",
            "<!everyone>",
            "U0MEDIAT01",
            "zorglub",
            "DROP TABLE",
            "nul,",
        ):
            assert mark not in words, (typed, mark)
    assert work.order == before


BADLY = {
    "nothing": "",
    "10,000 characters": "zorglub " * 1_250,
    "only emoji": "🔥🔥🔥",
    "another language": "¿dónde está mi pedido de zapatos?",
    "code": "for zorglub in range(10): print(zorglub)",
    "an insult": "you zorglub idiot, go to hell",
    "everybody": "<!channel> @everyone <!here> zorglub",
}


WAYS = [
    (by, what)
    for by in ("/faq", "help", "a plain sentence")
    for what in BADLY
    if (by, what) != ("a plain sentence", "nothing")
]


def answered(trade: Trade, by: str, typed: str) -> Json:
    """What the seller reads who asks in this way."""
    if by == "a plain sentence":
        trade.seller.act("message", text=typed)
        trade.shop.say()
        return trade.seller.messages()[-1]
    word = {"/faq": "/faq", "help": "/commande aide"}[by]
    told: Json = trade.seller.command(f"{word} {typed}")["messages"][-1]
    return told


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
@pytest.mark.parametrize(("by", "what"), WAYS)
def test_bad_input_is_answered_shortly_in_ones_own_language(
    shop: Shop, locale: str, by: str, what: str
) -> None:
    typed = BADLY[what]
    trade = shop.order_of(shop.person("Sami", locale), shop.person("Bea", locale)).started()
    before = trade.order
    told = answered(trade, by, typed)
    words = said(told)
    assert ("Toutes les questions" in words) == (locale == "fr-FR")
    assert ("All questions" in words) == (locale == "en-GB")
    assert "zorglub" not in words
    assert "<!" not in words.replace("<!date", "") and "@everyone" not in words
    assert len(told["blocks"]) <= 15
    assert len(told["text"]) < 1_500
    assert trade.order == before


@pytest.mark.parametrize(("locale", "typed"), [("fr-FR", "je suis en retard sur"), ("en-GB", "I am late on")])
@pytest.mark.parametrize("by", ["/faq", "help", "a plain sentence"])
def test_somebody_elses_reference_leaks_nothing_in_either_language(
    shop: Shop, work: Trade, locale: str, typed: str, by: str
) -> None:
    stranger = shop.order_of(shop.person("Tom", locale), shop.person("Ada", locale)).started()
    before = work.order
    of_others = answered(stranger, by, f"{typed} {work.ref}")
    assert of_others["text"] == answered(stranger, by, f"{typed} C-999999")["text"]
    assert work.ref not in said(of_others)
    assert ("your" in said(of_others)) == (locale == "en-GB")
    assert work.order == before


@pytest.mark.parametrize(
    ("locale", "typed"), [("fr-FR", "comment annuler ?"), ("fr-FR", "annuler"), ("en-GB", "how do I cancel?")]
)
def test_how_to_cancel_is_answered_to_each_as_who_they_are(shop: Shop, locale: str, typed: str) -> None:
    trade = shop.order_of(shop.person("Sami", locale), shop.person("Bea", locale)).started()
    assert "request:cancellation" in buttons(asked(trade, typed, "buyer"))
    assert "cancel_with_reason" in buttons(asked(trade, typed))
    nobody = shop.person("Ines", locale).command(f"/faq {typed}")["messages"][-1]
    assert "ui:orders" in buttons(nobody)


def test_help_opens_with_what_fits_now_the_most_urgent_first(work: Trade) -> None:
    told = work.seller.command("/commande aide")["messages"][-1]
    assert buttons(told)[0] == "ui:topic:in_progress"
    assert work.ref in said(told)
    assert "/commande" in said(told)


def test_before_accepting_the_orders_of_the_same_day_are_named(shop: Shop) -> None:
    first = shop.order().started()
    second = shop.order_of(first.seller, first.buyer)
    second.do(second.buyer, "supply:logo", content="Un hibou, deux couleurs")
    more = second.seller.click(second.seller.card(second.ref), "ui:more")["views"][-1]
    second.seller.close()
    assert f"à livrer «\u00a0{first.ref}\u00a0»" in said({"text": "", "blocks": more["blocks"]})
    started = shop.order_of(first.seller, first.buyer, duration_days=9).started()
    more = started.seller.click(started.seller.card(started.ref), "ui:more")["views"][-1]
    started.seller.close()
    assert f"Vos autres échéances\u00a0: {first.ref}" in said({"text": "", "blocks": more["blocks"]})
