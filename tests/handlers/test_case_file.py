"""A mediator gets the whole case as a file, and the parties' files with the digest of their bytes."""

import hashlib
from typing import Any

import pytest

from rules.words import State
from tests.e2e.people import Person, buttons, said
from tests.handlers.shop import CHANNEL, MEDIATOR, Trade
from tests.handlers.test_files import PICTURE, content, lose, share

LONG = "Une phrase qui compte. " * 400


@pytest.fixture
def case(work: Trade) -> Trade:
    """A dispute with long words, a file and an agreement behind it."""
    work.do(work.buyer, "message", text=f"{LONG[:2900]}fin du message")
    share(work, work.seller, "Voici\n# Décision : rembourser")
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police\nUn autre bleu")
    work.do(work.seller, "refuse_revision", reason="Ce n’était pas demandé")
    work.do(work.buyer, "request:partial_refund", amount="10", reason="La police manque")
    work.do(work.seller, "accept_request:partial_refund")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    return work


def in_thread(case: Trade) -> list[dict[str, Any]]:
    """The files in the case's thread, the oldest first."""
    return [file for message in case.mediator.thread(case.ref) for file in message.get("files", [])]


def whole(case: Trade) -> str:
    case.mediator.press(case.ref, "ui:case_file")
    case.mediator.close()
    case.shop.say()
    return (content(case, in_thread(case)[-1]) or b"").decode()


def test_the_whole_case_comes_as_a_file_into_its_thread(case: Trade) -> None:
    answer = case.mediator.press(case.ref, "ui:case_file")
    assert "quelques secondes" in str(answer["views"][-1])
    case.mediator.close()
    case.shop.say()
    (file,) = in_thread(case)
    assert file["name"] == f"{case.ref}.md"
    assert "Rien n'y est abrégé" in said(case.mediator.thread(case.ref)[-1])
    for party in (case.seller, case.buyer):
        assert not any(file["id"] in str(m.get("files")) for m in party.messages())


def test_the_message_tells_what_each_side_asks_for_and_what_came_late(work: Trade) -> None:
    work.shop.push(days=9)
    work.delivered()
    work.do(work.buyer, "request_revision", changes="Une autre police")
    work.do(work.seller, "refuse_revision", reason="Ce n'était pas demandé")
    work.do(work.buyer, "open_dispute", reason="La police était convenue")
    root = said(work.mediator.card(work.ref))
    wishes = root.partition("Ce que chacun demande")[2].partition("Cahier des charges")[0]
    for one in ("Une autre police", "Ce n'était pas demandé", "La police était convenue"):
        assert one in wishes, one
    assert "dont 1 en retard" in root
    assert "dépassée" not in root, "it was delivered before the freeze"
    text = whole(work)
    assert "Livraisons : 1, dont 1 en retard" in text.replace("\u00a0", " ")
    assert (
        "Ce n'était pas demandé" in text.partition("## Ce que chaque partie demande")[2].partition("## ")[0]
    )


def test_work_that_is_overdue_at_the_freeze_is_said_so(work: Trade) -> None:
    for reason in ("Plus besoin", "Vraiment plus besoin"):
        work.do(work.buyer, "request:cancellation", reason=reason)
        if reason != "Plus besoin":
            work.shop.push(days=9)
        work.do(work.seller, "refuse_request:cancellation", reason="Presque fini")
    root = said(work.mediator.card(work.ref))
    assert "dépassée sans livraison" in root
    assert root.count("Vraiment plus besoin") == 2, "in the history, and as what is asked for"
    assert "dépassée sans livraison" in whole(work)


def test_nothing_in_it_is_cut(case: Trade) -> None:
    text = whole(case)
    assert "fin du message" in text
    assert "La police était convenue" in text
    assert "Un autre bleu" in text
    assert hashlib.sha256(PICTURE).hexdigest() in text
    assert "10,00\u00a0€ à rembourser à Bea, 40,00\u00a0€ pour Sami" in text
    assert "https://example.org/logo.zip" in text


def test_words_of_a_person_are_never_taken_for_lines_of_ours(case: Trade) -> None:
    text = whole(case)
    assert "\n  > # Décision : rembourser\n" in text
    assert "\n# Décision" not in text


def test_the_message_says_where_it_is_shortened(case: Trade) -> None:
    for number in range(12):
        case.do(case.mediator, "ask_party:seller", text=f"{number} {LONG[:500]}")
    root = said(case.mediator.card(case.ref))
    assert "premières étapes sont dans le dossier complet" in root
    assert "dans le fil" not in root
    assert "11 Une phrase" in whole(case)


def test_a_mediator_puts_a_partys_file_into_the_thread(case: Trade) -> None:
    listed = case.mediator.press(case.ref, "ui:papers")["views"][-1]
    assert "croquis.png" in str(listed) and hashlib.sha256(PICTURE).hexdigest() in str(listed)
    (button,) = [one for one in buttons(listed) if one.startswith("ui:paper:")]
    case.mediator.click_in_view(listed, button)
    case.mediator.close()
    case.shop.say()
    (file,) = in_thread(case)
    assert content(case, file) == PICTURE
    told = said(case.mediator.thread(case.ref)[-1])
    assert hashlib.sha256(PICTURE).hexdigest() in told and "croquis.png" in told


def test_it_comes_also_when_its_sharer_deleted_theirs(case: Trade) -> None:
    theirs = next(m for m in case.seller.thread(case.ref) if m.get("files"))["files"][0]["id"]
    del case.shop.world.state.files[theirs]
    listed = case.mediator.press(case.ref, "ui:papers")["views"][-1]
    case.mediator.click_in_view(listed, next(one for one in buttons(listed) if one.startswith("ui:paper:")))
    case.mediator.close()
    case.shop.say()
    assert content(case, in_thread(case)[-1]) == PICTURE


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_lost_call_brings_it_once(case: Trade, method: str) -> None:
    lose(case, method, "drop_before")
    whole(case)
    assert len(in_thread(case)) == 1


def test_a_lost_answer_brings_it_once(case: Trade) -> None:
    lose(case, "files.completeUploadExternal", "drop_after")
    whole(case)
    assert len(in_thread(case)) == 1


def test_what_cannot_come_is_said_in_its_place(case: Trade) -> None:
    lose(case, "files.getUploadURLExternal", "error", error="not_allowed_token_type")
    case.mediator.press(case.ref, "ui:case_file")
    case.mediator.close()
    case.shop.say()
    assert in_thread(case) == []
    assert "n'a pas pu être déposé ici" in said(case.mediator.thread(case.ref)[-1])


def test_the_same_click_twice_brings_one_file(case: Trade) -> None:
    case.mediator.press(case.ref, "ui:case_file")
    number = case.shop.slack.deliveries()[-1]["n"]
    case.shop.slack.http.post(f"/deliveries/{number}/again", json={}).raise_for_status()
    case.mediator.close()
    case.shop.say()
    assert len(in_thread(case)) == 1


def test_a_decided_case_can_still_be_read(case: Trade) -> None:
    case.do(case.mediator, "decide_split", amount="10", reason="Comme convenu")
    assert case.state() is State.COMPLETED
    assert "Motif\u00a0: Comme convenu" in whole(case)


def test_a_party_in_the_channel_gets_neither(case: Trade) -> None:
    members = case.shop.world.state.channels[CHANNEL].members
    members.append(case.seller.user)
    try:
        insider = case.seller.at(CHANNEL)
        for button in ("ui:case_file", "ui:papers"):
            answer = insider.click(insider.card(case.ref), button)
            assert "une des parties" in str(answer["views"][-1]) or "partie" in str(answer["views"][-1])
            insider.close()
        case.shop.say()
        assert in_thread(case) == []
    finally:
        members.remove(case.seller.user)


def test_who_left_the_channel_gets_nothing(case: Trade) -> None:
    card = case.mediator.card(case.ref)
    members = case.shop.world.state.channels[CHANNEL].members
    members.remove(MEDIATOR)
    try:
        body = next(
            d["payload"]
            for d in reversed(case.shop.slack.deliveries())
            if d["payload"].get("type") == "block_actions"
        )
        action = next(
            e for b in card["blocks"] for e in b.get("elements", []) if e.get("action_id") == "ui:case_file"
        )
        trigger = case.shop.trigger(MEDIATOR)
        sent = body | {
            "user": {**body["user"], "id": MEDIATOR},
            "trigger_id": trigger,
            "actions": [{**action, "action_ts": "1.2"}],
        }
        assert case.shop.post(sent, "form").status_code == 200
        case.shop.say()
    finally:
        members.append(MEDIATOR)
        Person(case.shop.slack, MEDIATOR, CHANNEL).close()
    assert in_thread(case) == []
