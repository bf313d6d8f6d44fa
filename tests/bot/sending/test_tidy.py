"""What was said before: buttons that lead nowhere any more go, the words stay, and a line says what happened instead."""

from datetime import timedelta
from typing import Any

import pytest

from bot.render import Message, action_ids
from rules.words import Action, RequestKind, State
from tests.bot.post import Post, gone, lost
from tests.factories import BUYER, OPERATOR, SELLER, Store

SELLERS, BUYERS = "DSELLER", "DBUYER"
Said = dict[str, Any]


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def started(post: Post, **given: Any) -> str:
    id = post.store.order(State.IN_PROGRESS, **given)
    post.send_all()
    return id


def offers(message: Said) -> set[str]:
    return set(action_ids(Message("", message["blocks"])))


def words(message: Said) -> list[str]:
    """The sections of a message, without its small print."""
    return [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]


def small(message: Said) -> str:
    """The last line of small print."""
    lines = [block["elements"][0]["text"] for block in message["blocks"] if block["type"] == "context"]
    return str(lines[-1]) if lines else ""


def asking(post: Post, channel: str, action_id: str) -> Said:
    """The newest notice that offers an action."""
    found = [m for m in post.slack.to(channel) if "thread_ts" in m and action_id in offers(m)]
    return found[-1]


def test_an_answered_request_loses_its_buttons_and_says_how_it_ended(post: Post) -> None:
    id = started(post)
    post.store.do(id, BUYER, Action.REQUEST, kind=RequestKind.CANCELLATION, reason="un imprévu")
    post.send_all()
    asked = asking(post, SELLERS, "accept_request:cancellation")
    before = words(asked)
    post.store.clock.move(hours=3)
    post.store.do(id, SELLER, Action.REFUSE_REQUEST, kind=RequestKind.CANCELLATION, reason="presque fini")
    post.send_all()
    assert words(asked) == before
    assert offers(asked) == set()
    assert "la demande d'annulation a été refusée" in small(asked)
    assert asked["edits"] == 1


def test_the_words_stay_those_of_the_moment_in_which_they_were_said(post: Post) -> None:
    """Also dates with the time left, and a price that grew since."""
    id = post.store.place(brief=())
    post.send_all()
    placed = asking(post, SELLERS, "accept")
    before = words(placed)
    post.store.clock.move(hours=30)
    post.store.do(id, SELLER, Action.ACCEPT)
    post.send_all()
    assert words(placed) == before
    assert "vous avez accepté la commande" in small(placed)


def test_buttons_that_are_still_open_stay(post: Post) -> None:
    id = started(post)
    guide = asking(post, SELLERS, "progress")
    assert {"progress", "request:missing_elements", "request:supplement"} <= offers(guide)
    post.store.do(id, SELLER, Action.REQUEST, kind=RequestKind.MISSING_ELEMENTS, items=("police",))
    post.send_all()
    assert offers(guide) == {"progress", "request:supplement"}
    assert "vous avez ouvert la demande d'éléments" in small(guide)


def test_a_request_of_the_same_kind_brings_no_old_button_back(post: Post) -> None:
    """The first message speaks of another amount: its buttons are not those of the second request."""
    id = started(post)
    kind = RequestKind.PARTIAL_REFUND
    post.store.do(id, SELLER, Action.REQUEST, kind=kind, amount=1000, reason="retard")
    post.send_all()
    first = asking(post, BUYERS, "accept_request:partial_refund")
    post.store.do(id, SELLER, Action.WITHDRAW_REQUEST, kind=kind)
    post.store.clock.move(minutes=1)
    post.store.do(id, SELLER, Action.REQUEST, kind=kind, amount=2000, reason="retard")
    post.send_all()
    second = asking(post, BUYERS, "accept_request:partial_refund")
    assert first is not second
    assert offers(first) == set()
    assert "accept_request:partial_refund" in offers(second)


def test_a_counter_takes_the_buttons_of_what_it_answers(post: Post) -> None:
    id = started(post)
    kind = RequestKind.PARTIAL_REFUND
    post.store.do(id, SELLER, Action.REQUEST, kind=kind, amount=1000, reason="retard")
    post.send_all()
    first = asking(post, BUYERS, "counter")
    post.store.clock.move(minutes=1)
    post.store.do(id, BUYER, Action.COUNTER, amount=1500, reason="plus de retard")
    post.send_all()
    assert offers(first) == set()
    assert "counter" in offers(asking(post, SELLERS, "counter"))


def test_several_changes_become_one_edit_of_each_message(post: Post) -> None:
    id = started(post)
    post.store.do(id, BUYER, Action.MESSAGE, text="Bonjour")
    post.send_all()
    told = asking(post, SELLERS, "message")
    guide = asking(post, SELLERS, "progress")
    post.store.do(
        id, SELLER, Action.REQUEST, kind=RequestKind.SUPPLEMENT, description="x", price=100, extra_days=0
    )
    post.store.do(id, SELLER, Action.WITHDRAW_REQUEST, kind=RequestKind.SUPPLEMENT)
    post.store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)
    post.send_all()
    assert (told["edits"], guide["edits"]) == (1, 1)
    assert offers(told) == offers(guide) == set()
    assert "vous avez livré la commande" in small(told)


def test_new_messages_are_said_before_old_ones_are_tidied(post: Post) -> None:
    id = started(post)
    post.store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)
    made = len(post.slack.calls)
    post.send_all()
    mine = [
        name
        for name, arguments in post.slack.calls[made:]
        if arguments["channel"] == SELLERS
        and arguments.get("ts") not in {m["ts"] for m in post.slack.roots(SELLERS)}
    ]
    assert mine[0] == "chat.postMessage"
    assert set(mine[1:]) == {"chat.update"}


def test_a_reminder_that_was_put_off_or_answered_has_no_buttons_left(post: Post) -> None:
    id = started(post, duration_days=6)
    due = post.store.load(id).due_at
    assert due is not None
    post.store.run_until(due - timedelta(hours=48))
    post.send_all()
    first = asking(post, SELLERS, "snooze")
    post.store.do(id, SELLER, Action.SNOOZE, until=post.store.clock.now() + timedelta(hours=2))
    post.send_all()
    assert offers(first) == set()
    assert "remis à plus tard" in small(first)
    post.store.run_until(due - timedelta(hours=46))
    post.send_all()
    again = asking(post, SELLERS, "snooze")
    post.store.do(id, SELLER, Action.DELIVER, work=("voilà",), complete=True)
    post.send_all()
    assert offers(again) == set()
    assert "vous avez livré la commande" in small(again)


def test_where_only_time_took_a_button_and_others_are_left_nothing_is_said_above_them(post: Post) -> None:
    id = started(post)
    due = post.store.load(id).due_at
    assert due is not None
    post.store.run_until(due - timedelta(hours=2))
    post.send_all()
    reminder = asking(post, SELLERS, "snooze")
    before, small_print = offers(reminder), small(reminder)
    post.store.run_until(due + timedelta(seconds=1))
    post.send_all()
    assert offers(reminder) == before - {"snooze"}
    assert small(reminder) == small_print


def test_an_edit_whose_answer_was_lost_is_simply_repeated(post: Post) -> None:
    id = post.store.place(brief=())
    post.send_all()
    placed = asking(post, BUYERS, "withdraw")
    post.store.do(id, SELLER, Action.ACCEPT)

    def lose_edits(slack: Any, method: str, arguments: Said) -> Any:
        if method == "chat.update":
            return lost(slack, method, arguments)
        slack.turns.insert(0, lose_edits)
        return None

    post.slack.turns.append(lose_edits)
    post.send_all()
    assert offers(placed) == set()
    assert set(post.ends()) <= {"sent", "stale"}


def test_a_message_that_is_gone_is_left_alone(post: Post) -> None:
    id = post.store.place(brief=())
    post.send_all()
    (row,) = [row for row in post.rows(recipient="buyer") if row.buttons]

    def of_this(slack: Any, method: str, arguments: Said) -> Any:
        slack.turns.insert(0, of_this)
        return gone(slack, method, arguments) if arguments.get("ts") == row.ts else None

    post.store.do(id, SELLER, Action.ACCEPT)
    post.slack.turns.append(of_this)
    post.send_all()
    assert {one.state for one in post.rows(kind="tidy")} == {"sent"}
    assert all(one.id != row.id for one in post.rows() if one.buttons)


def test_a_message_whose_answer_was_lost_is_tidied_too(post: Post) -> None:
    id = started(post)
    post.store.do(id, BUYER, Action.REQUEST, kind=RequestKind.CANCELLATION, reason="un imprévu")

    def lose_reply(slack: Any, method: str, arguments: Said) -> Any:
        if method == "chat.postMessage" and "imprévu" in str(arguments):
            return lost(slack, method, arguments)
        slack.turns.insert(0, lose_reply)
        return None

    post.slack.turns.append(lose_reply)
    post.send_all()
    asked = asking(post, SELLERS, "accept_request:cancellation")
    post.store.do(id, BUYER, Action.WITHDRAW_REQUEST, kind=RequestKind.CANCELLATION)
    post.send_all()
    assert offers(asked) == set()


def test_a_message_alone_sends_nobody_looking(post: Post) -> None:
    id = started(post)
    post.store.do(id, BUYER, Action.MESSAGE, text="Bonjour")
    assert post.rows(kind="tidy", state="waiting") == []


def test_what_was_said_to_a_former_party_ends_with_that(post: Post) -> None:
    from rules.commands import Person

    id = started(post)
    post.store.person(Person("newcomer"))
    guide = asking(post, SELLERS, "progress")
    post.store.do(id, OPERATOR, Action.CHANGE_PARTY, role="seller", person="newcomer", reason="congé")
    post.send_all()
    assert offers(guide) == set()
    assert "a remplacé le vendeur" in small(guide)
