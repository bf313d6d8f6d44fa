"""A file that one party shares reaches the other: the very same bytes, once, with their digest in the history."""

import hashlib
from base64 import b64encode
from typing import Any

from bot.changing.texts import reveal
from bot.trust import history
from rules.events import Event, FileCarried, FileLost
from rules.words import Actor
from tests.e2e.people import Person, said
from tests.handlers.shop import Trade

PICTURE = bytes(range(256)) * 1000


def share(
    trade: Trade, who: Person, text: str = "", name: str = "croquis.png", content: bytes = PICTURE
) -> Any:
    """A file in somebody's own thread; then everything is said."""
    file = {"name": name, "content_base64": b64encode(content).decode()}
    told = who.act("message", text=text, thread_ts=who.card(trade.ref)["ts"], files=[file])
    trade.shop.say()
    return told


def files(trade: Trade, who: Person) -> list[dict[str, Any]]:
    """The files that the bot has put into somebody's thread."""
    found = [m for m in who.thread(trade.ref) if "bot_id" in m]
    return [file for message in found for file in message.get("files", [])]


def content(trade: Trade, file: dict[str, Any]) -> bytes | None:
    return trade.shop.world.state.files[file["id"]].content


def events(trade: Trade, kind: type[Event]) -> list[Any]:
    entries = history.load(trade.shop.program.parts.engine, trade.shop.workspace, trade.id)
    told = reveal(trade.shop.program.parts.engine, trade.shop.workspace, [entry.event for entry in entries])
    return [event for event in told if isinstance(event, kind)]


def lose(trade: Trade, method: str, kind: str, **more: Any) -> None:
    """What the next call of a method meets."""
    trade.shop.slack.http.post("/faults", json={"method": method, "kind": kind, **more}).raise_for_status()


def test_a_file_in_ones_thread_stands_in_the_other_partys_with_the_same_bytes(work: Trade) -> None:
    share(work, work.seller, "Voici le croquis")
    (file,) = files(work, work.buyer)
    assert content(work, file) == PICTURE
    assert file["title"] == "croquis.png"
    told = next(said(m) for m in work.buyer.thread(work.ref) if "Voici le croquis" in said(m))
    assert "Le fichier suit ci-dessous" in told
    assert files(work, work.seller) == []


def test_its_digest_is_kept_as_evidence(work: Trade) -> None:
    share(work, work.seller)
    (kept,) = events(work, FileCarried)
    assert kept.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert (kept.name, kept.size, kept.sharer) == ("croquis.png", len(PICTURE), Actor.SELLER)
    row = history.load(work.shop.program.parts.engine, work.shop.workspace, work.id)[-1]
    assert "croquis" not in row.body  # a name is a person's own word: the history holds its id


def test_files_of_forms_are_handed_on_too(work: Trade) -> None:
    answer = work.seller.press(work.ref, "deliver")
    work.seller.fill(answer, files=[{"name": "logo.zip", "content": "zip"}], complete=["complete"])
    work.shop.say()
    (file,) = files(work, work.buyer)
    assert content(work, file) == b"zip"


def test_a_buyer_gives_an_element_as_a_file(trade: Trade) -> None:
    answer = trade.buyer.press(trade.ref, "supply:logo")
    trade.buyer.fill(answer, files=[{"name": "logo.svg", "content": "<svg/>"}])
    trade.shop.say()
    assert not trade.order.missing
    (file,) = files(trade, trade.seller)
    assert content(trade, file) == b"<svg/>"


def test_an_answer_that_was_lost_shows_the_file_once(work: Trade) -> None:
    lose(work, "files.completeUploadExternal", "drop_after")
    share(work, work.seller)
    assert len(files(work, work.buyer)) == 1
    assert len(events(work, FileCarried)) == 1


def test_a_call_that_never_arrived_is_made_again(work: Trade) -> None:
    lose(work, "files.completeUploadExternal", "drop_before")
    lose(work, "files.getUploadURLExternal", "drop_before")
    share(work, work.seller)
    assert len(files(work, work.buyer)) == 1
    assert len(events(work, FileCarried)) == 1


def test_of_a_file_that_slack_does_not_give_its_sender_is_told(work: Trade) -> None:
    lose(work, "files.info", "error", error="file_not_found")
    share(work, work.seller, "Voici")
    assert files(work, work.buyer) == []
    told = said(work.seller.thread(work.ref)[-1])
    assert "Je n'ai pas pu transmettre croquis.png à" in told
    (gone,) = events(work, FileLost)
    assert not gone.too_large


def test_of_a_file_that_is_too_large_a_link_is_asked_for_and_the_words_are_relayed(work: Trade) -> None:
    body = work.shop.slack.deliveries()[-1]["payload"]
    root = work.seller.card(work.ref)["ts"]
    event = {
        "type": "message", "subtype": "file_share", "channel_type": "im", "channel": work.seller.card(work.ref)["channel"],
        "user": work.seller.user, "ts": "1790000000.000100", "thread_ts": root, "text": "Le film entier",
        "files": [{"id": "F0LARGE001", "name": "film.mov", "size": 100_000_001}],
    }  # fmt: skip
    sent = {
        **body,
        "type": "event_callback",
        "event": event,
        "event_id": "Ev0LARGE",
        "team_id": body.get("team_id") or body["team"]["id"],
    }
    assert work.shop.post(sent).status_code == 200
    work.shop.say()
    assert "dépasse 100 Mo" in said(work.seller.thread(work.ref)[-1])
    assert any("Le film entier" in said(m) for m in work.buyer.thread(work.ref))
    assert files(work, work.buyer) == []


def test_a_file_in_a_closed_chat_is_not_handed_on(work: Trade) -> None:
    work.delivered()
    share(work, work.seller)
    assert files(work, work.buyer) == []
    assert said(work.seller.thread(work.ref)[-1]).startswith("*Votre message n'a pas été transmis.*")


def test_two_files_and_words_keep_their_order(work: Trade) -> None:
    two = [{"name": "un.txt", "content": "1"}, {"name": "deux.txt", "content": "2"}]
    work.seller.act("message", text="Deux essais", thread_ts=work.seller.card(work.ref)["ts"], files=two)
    work.shop.say()
    last = work.buyer.thread(work.ref)[-3:]
    assert "Deux essais" in said(last[0])
    assert [m["files"][0]["title"] for m in last[1:]] == ["un.txt", "deux.txt"]
