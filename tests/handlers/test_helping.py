"""Ready words and walks, through the real chat: what is seen, what is sent, and that nothing is sent by itself."""

from tests.e2e.people import Json, buttons, elements, said
from tests.handlers.shop import Shop, Trade

GAP = "[dites pourquoi, en une phrase]"


def field(view: Json, name: str) -> str:
    block = next(one for one in view["blocks"] if one.get("block_id") == name)
    return str(block["element"].get("initial_value", ""))


def opened(trade: Trade, action_id: str, question: str = "je suis en retard") -> Json:
    """The modal behind a button of an answer."""
    told = trade.seller.command(f"/faq {question}")["messages"][-1]
    view: Json = trade.seller.click(told, action_id)["views"][-1]
    return view


def ids(view: Json) -> list[str]:
    return [one["action_id"] for one in elements(view["blocks"]) if "action_id" in one]


def mixed(shop: Shop) -> Trade:
    """A French seller and an English buyer."""
    return shop.order_of(shop.person("Sami"), shop.person("Bea", "en-GB")).started()


def test_a_draft_is_in_its_readers_language_with_the_senders_own_beside_it(shop: Shop) -> None:
    trade = mixed(shop)
    view = opened(trade, "ui:draft:late_notice")
    assert view["callback_id"] == "request:later_date"
    assert field(view, "reason").startswith("Hello Bea,")
    assert trade.ref in field(view, "reason")
    assert "Bonjour Bea" in said({"text": "", "blocks": view["blocks"]})
    trade.seller.close()


def test_between_two_people_of_one_language_it_stands_once(work: Trade) -> None:
    view = opened(work, "ui:draft:late_notice")
    assert field(view, "reason").startswith("Bonjour Bea,")
    assert str(view["blocks"]).count("Bonjour Bea") == 1
    work.seller.close()


def test_nothing_is_sent_by_opening_and_a_gap_is_not_sent_either(work: Trade) -> None:
    before = work.order.version
    view = opened(work, "ui:draft:late_notice")
    assert GAP in field(view, "reason")
    until = int(work.order.due_at.timestamp()) + 86_400 if work.order.due_at else 0
    answer = work.seller.fill({"views": [view]}, until=until, reason=field(view, "reason"))
    assert GAP in answer["errors"]["reason"]
    assert work.order.version == before
    work.seller.close()


def test_a_filled_draft_goes_together_with_its_request_in_one(work: Trade) -> None:
    view = opened(work, "ui:draft:late_notice")
    words = field(view, "reason").replace(GAP, "Mon disque est en panne.")
    assert work.order.due_at is not None
    answer = work.seller.fill(
        {"views": [view]}, until=int(work.order.due_at.timestamp()) + 86_400, reason=words
    )
    assert not answer.get("errors"), answer
    work.shop.say()
    assert [request.kind for request in work.order.requests] == ["later_date"]
    assert "Mon disque est en panne." in said(work.buyer.thread(work.ref)[-1])


def test_the_same_words_go_as_a_message(work: Trade) -> None:
    view = opened(work, "ui:draft:late_notice")
    view = work.seller.click_in_view(view, "ui:draft:late_notice:alone")["views"][-1]
    assert view["callback_id"] == "message"
    assert "[la date]" in field(view, "text")
    answer = work.seller.fill({"views": [view]}, text="J'aurai un jour de retard, sauf imprévu.")
    assert not answer.get("errors"), answer
    work.shop.say()
    assert "un jour de retard" in said(work.buyer.thread(work.ref)[-1])
    assert not work.order.requests


def test_words_that_were_changed_go_on_from_the_request_to_the_message_and_back(work: Trade) -> None:
    view = opened(work, "ui:draft:late_notice")
    own = "Mon disque est en panne, je répare."
    view = work.seller.click_in_view(view, "ui:draft:late_notice:alone", reason=own)["views"][-1]
    assert (view["callback_id"], field(view, "text")) == ("message", own)
    more = f"{own} Merci de votre patience."
    view = work.seller.click_in_view(view, "ui:draft:late_notice", text=more)["views"][-1]
    assert (view["callback_id"], field(view, "reason")) == ("request:later_date", more)
    work.seller.close()


def test_every_date_of_a_draft_names_its_zone(shop: Shop) -> None:
    trade = mixed(shop)
    theirs = field(opened(trade, "ui:draft:late_notice"), "reason")
    assert "(Paris time)" in theirs
    trade.seller.close()
    view = opened(trade, "ui:draft:late_notice")
    assert "(heure de Paris)" in said({"text": "", "blocks": view["blocks"]})
    trade.seller.close()


def test_forms_and_reminders_have_their_words_too(work: Trade) -> None:
    form = work.seller.press(work.ref, "progress")["views"][-1]
    assert "ui:draft:progress" in ids(form)
    view = work.seller.click_in_view(form, "ui:draft:progress")["views"][-1]
    assert view["callback_id"] == "progress"
    assert "[ce qui est fait]" in field(view, "text")
    work.seller.close()
    work.shop.push(days=5)
    for _ in range(3):
        work.shop.program.parts.service.tick(work.shop.workspace, work.id)
    work.shop.say()
    assert any("ui:draft:late_notice" in buttons(one) for one in work.seller.thread(work.ref))


def test_elements_are_asked_for_with_a_word(work: Trade) -> None:
    work.do(work.seller, "request:missing_elements", items="police", reason="Sans la police, je suis bloqué.")
    assert "je suis bloqué" in said(work.buyer.thread(work.ref)[-1])


def test_a_stranger_opens_no_words_and_no_walk(shop: Shop, work: Trade) -> None:
    stranger = shop.order().started()
    for action_id in ("ui:draft:late_notice", "ui:draft:zorglub", "ui:walk:revision", "ui:walk:zorglub:x"):
        value = f'{{"order":"{work.id}"}}'
        body = {
            "type": "block_actions",
            "trigger_id": shop.trigger(stranger.seller.user),
            "team": {"id": shop.program.parts.homes.all()[0].team},
            "user": {"id": stranger.seller.user},
            "actions": [{"action_id": action_id, "value": value, "action_ts": "1.1", "type": "button"}],
        }
        assert shop.post(body, "payload").status_code == 200
        views = stranger.seller.slack.http.get(f"/as/{stranger.seller.user}/views").json()["views"]
        assert work.ref not in str(views)
        assert "Bea" not in str(views)
        stranger.seller.close()


def test_a_revision_is_decided_step_by_step_and_ends_in_the_button_and_why(work: Trade) -> None:
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Le hibou doit regarder à gauche")
    view = opened(work, "ui:walk:revision", "accepter ou refuser la retouche ?")
    assert "regarder à gauche" in str(view["blocks"])
    for step in ("clear", "none", "correction"):
        view = work.seller.click_in_view(view, next(one for one in ids(view) if one.endswith(f":{step}")))[
            "views"
        ][-1]
    assert "illimitées" in str(view["blocks"])
    assert ids(view)[0] == "accept_revision"
    work.seller.click_in_view(view, "accept_revision")
    assert work.state() == "in_progress"
    work.seller.close()


def test_a_cancellation_is_decided_step_by_step(work: Trade) -> None:
    work.do(work.buyer, "request:cancellation", reason="Je me suis trompée de service")
    view = opened(work, "ui:walk:cancellation", "le client demande l'annulation")
    assert "trompée de service" in str(view["blocks"])
    view = work.seller.click_in_view(view, "ui:walk:cancellation:can")["views"][-1]
    view = work.seller.click_in_view(view, "ui:walk:cancellation:can:nothing")["views"][-1]
    assert ids(view)[0] == "accept_request:cancellation"
    work.seller.close()
