"""Messages that are about no order keep the outbox's promises: said once, in their lane's order, looked for when lost."""

import pytest

from bot.db import outbox
from bot.render import Message
from bot.sending import letters
from bot.sending.letters import Letter, Letters
from bot.slack.answers import Unknown
from rules.words import Action, Actor
from tests.bot.post import Post, answer, let, lost
from tests.factories import BUYER, HERE, Store

SELLERS = "DSELLER"


@pytest.fixture
def post(any_store: Store) -> Post:
    return Post(any_store)


def words(text: str, *following: str) -> Message:
    return Message(text=text, blocks=[], following=tuple(words(one) for one in following))


def put(post: Post, message: Message, *, thread: str = "", id: str = "msg_1") -> None:
    store = post.store
    row = letters.outgoing(
        id, Actor.SELLER, "seller", Letter(message, thread), store.clock.now(), Letters.NEWS
    )
    with store.engine.begin() as connection:
        outbox.put(connection, HERE, None, [row])


def said(post: Post) -> list[str]:
    return [message["text"] for message in post.slack.to(SELLERS)]


def test_a_letter_is_said_in_the_conversation_to_somebody_whom_we_never_wrote_to(post: Post) -> None:
    put(post, words("Bonjour"))
    post.send_all()
    (message,) = post.slack.roots(SELLERS)
    assert message["text"] == "Bonjour"
    assert message["metadata"]["event_payload"] == {"row": "msg_1"}
    assert post.ends() == {"sent": 1}


def test_a_letter_may_stand_below_what_was_asked(post: Post) -> None:
    put(post, words("Voici"), thread="123.45")
    post.send_all()
    assert [message["thread_ts"] for message in post.slack.to(SELLERS)] == ["123.45"]


def test_what_is_too_long_goes_on_in_its_order(post: Post) -> None:
    put(post, words("un", "deux", "trois"))
    post.send_all()
    assert said(post) == ["un", "deux", "trois"]


def test_a_letter_keeps_its_place_among_the_notices_of_its_reader(post: Post) -> None:
    id = post.store.place()
    post.send_all()
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="alpha")
    put(post, words("kappa"))
    post.store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="omega")
    post.send_all()
    told = [next((w for w in ("alpha", "kappa", "omega") if w in text), "") for text in said(post)]
    assert [word for word in told if word] == ["alpha", "kappa", "omega"]


@pytest.mark.parametrize("thread", ["", "123.45"])
@pytest.mark.parametrize(
    ("turn", "looks"), [(lost, 1), (answer(Unknown("timeout")), 1)], ids=["it-came", "it-never-came"]
)
def test_a_lost_answer_is_looked_up_so_that_it_stands_there_once(
    post: Post, thread: str, turn: object, looks: int
) -> None:
    put(post, words("Une fois", "et la suite"), thread=thread)
    post.slack.turns = [let, let, turn]  # type: ignore[list-item]
    post.send_all()
    assert said(post) == ["Une fois", "et la suite"]
    method = "conversations.replies" if thread else "conversations.history"
    assert len(post.slack.asked(method)) == looks
    assert post.ends() == {"sent": 1}


def test_a_letter_to_somebody_who_left_is_refused(post: Post) -> None:
    post.store.people.change(HERE, "seller", active=False)
    put(post, words("Bonjour"))
    post.send_all()
    (row,) = post.rows()
    assert (row.state, row.reason) == ("refused", "account_inactive")
