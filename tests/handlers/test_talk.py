"""What people write: relayed in an order's thread, a question anywhere else; nothing that was relayed is taken back."""

from bot.local.beside import TEAM
from bot.people.acquaintance import by_slack
from tests.e2e.people import buttons, said
from tests.handlers.shop import Shop, Trade


def last_of(trade: Trade, who: str) -> str:
    """The newest message of somebody's thread."""
    trade.shop.say()
    person = trade.seller if who == "seller" else trade.buyer
    return said(person.thread(trade.ref)[-1])


def test_a_message_in_the_thread_reaches_the_other_party_escaped(work: Trade) -> None:
    work.seller.write(work.ref, "Bonjour <!channel> & à demain, voir https://example.org/a?b=1&c=2")
    told = last_of(work, "buyer")
    assert "&lt;!channel&gt; &amp; à demain" in told
    assert "https://example.org/a?b=1&amp;c=2" in told


def test_the_sender_of_a_message_in_a_closed_chat_is_told_why_in_the_thread(work: Trade) -> None:
    work.delivered()
    before = len(work.buyer.thread(work.ref))
    work.seller.write(work.ref, "Encore une chose")
    work.shop.say()
    assert len(work.buyer.thread(work.ref)) == before
    told = work.seller.thread(work.ref)[-1]
    assert "bot_id" in told
    assert not told.get("ephemeral")
    assert "Encore" not in said(told)
    assert said(told).startswith("*Votre message n'a pas été transmis.*")


def test_a_mention_is_read_as_a_name(work: Trade) -> None:
    work.seller.write(work.ref, f"Voir avec @{work.buyer.user.lower()} demain")
    told = last_of(work, "buyer")
    assert "@bea" in told.lower()
    assert work.buyer.user not in told.replace(f"<@{work.buyer.user}>", "")


def test_somebody_whom_we_never_met_is_read_by_name_and_stays_a_stranger(work: Trade) -> None:
    nora = work.shop.person("Nora")
    work.seller.write(work.ref, f"Voir avec @{nora.user} demain")
    assert "Voir avec @Nora demain" in last_of(work, "buyer")
    assert by_slack(work.shop.program.parts, work.shop.workspace, nora.user) is None


def test_files_in_a_message_count_as_words(work: Trade) -> None:
    root = work.seller.card(work.ref)["ts"]
    work.seller.act("message", text="", thread_ts=root, files=[{"name": "croquis.png", "content": "png"}])
    assert "croquis.png" in last_of(work, "buyer")


def test_an_edited_message_is_relayed_as_a_correction(work: Trade) -> None:
    sent = work.seller.write(work.ref, "Livraison lundi")
    work.shop.say()
    work.seller.act("edit", ts=sent["ts"], text="Livraison mardi")
    told = last_of(work, "buyer")
    assert "Correction" in told
    assert "mardi" in told


def test_an_edit_that_changes_no_word_is_no_correction(work: Trade) -> None:
    sent = work.seller.write(work.ref, "Livraison lundi")
    work.shop.say()
    before = work.order.version
    work.seller.act("edit", ts=sent["ts"], text="Livraison lundi")
    assert work.order.version == before


def test_who_deletes_a_message_is_told_that_it_stays(work: Trade) -> None:
    sent = work.seller.write(work.ref, "Oubliez cela")
    work.shop.say()
    before = len(work.buyer.thread(work.ref))
    work.seller.act("delete", ts=sent["ts"])
    assert "historique" in last_of(work, "seller")
    assert len(work.buyer.thread(work.ref)) == before


def test_the_same_event_twice_is_relayed_once(work: Trade) -> None:
    work.seller.write(work.ref, "Une seule fois")
    number = next(
        d["n"] for d in reversed(work.shop.slack.deliveries()) if "Une seule fois" in str(d["payload"])
    )
    work.shop.slack.http.post(f"/deliveries/{number}/again", json={}).raise_for_status()
    work.shop.say()
    assert sum("Une seule fois" in said(m) for m in work.buyer.thread(work.ref)) == 1


def test_a_sentence_outside_threads_gets_guidance(shop: Shop, work: Trade) -> None:
    work.seller.act("message", text="Je suis en retard, que faire ?")
    work.shop.say()
    told = work.seller.messages()[-1]
    assert "bot_id" in told
    assert work.ref in said(told)
    assert "request:later_date" in buttons(told)


def test_what_the_bot_says_itself_is_nobodys_message(work: Trade) -> None:
    before = work.order.version
    work.shop.say()
    assert work.order.version == before


def test_the_shortcut_shows_everything_that_may_be_done(work: Trade) -> None:
    reply = work.seller.thread(work.ref)[-1]
    answer = work.seller.act("shortcut", ts=reply["ts"], callback_id="ui:what_now")
    assert answer["views"][-1]["callback_id"] == "ui:more"
    work.seller.close()
    sentence = work.seller.act("message", text="aide")
    answer = work.seller.act("shortcut", ts=sentence["ts"], callback_id="ui:what_now")
    assert answer["views"]
    work.seller.close()


def test_the_home_tab_lists_ones_orders(work: Trade) -> None:
    work.seller.act("home")
    home = work.shop.world.state.homes[work.seller.user].body
    assert work.ref in str(home)


def test_why_a_message_was_not_relayed_waits_in_the_outbox_and_comes_once(work: Trade) -> None:
    work.delivered()
    work.seller.write(work.ref, "Encore une chose")
    number = next(d["n"] for d in reversed(work.shop.slack.deliveries()) if "Encore une" in str(d["payload"]))
    before = len(work.seller.thread(work.ref))
    work.shop.slack.http.post(f"/deliveries/{number}/again", json={}).raise_for_status()
    work.shop.say()
    assert len(work.seller.thread(work.ref)) == before + 1


def test_a_reply_that_is_also_sent_to_the_conversation_counts_as_a_message_once(work: Trade) -> None:
    root = work.seller.card(work.ref)
    event = {
        "type": "message", "subtype": "thread_broadcast", "channel": root["channel"], "channel_type": "im",
        "user": work.seller.user, "text": "À tous les vents", "ts": "1790000001.000100", "thread_ts": root["ts"],
    }  # fmt: skip
    sent = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev0BROADCAST", "event": event}
    assert work.shop.post(sent).status_code == 200
    work.shop.say()
    assert sum("À tous les vents" in said(m) for m in work.buyer.thread(work.ref)) == 1


def test_a_message_of_forty_thousand_characters_arrives_whole(work: Trade) -> None:
    words = [f"mot{number:04}" for number in range(5_000)]
    work.seller.write(work.ref, " ".join(words)[:40_000])
    work.shop.say()
    told = " ".join(said(message) for message in work.buyer.thread(work.ref))
    assert [word for word in words[:4_990] if word not in told] == []
