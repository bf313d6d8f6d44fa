"""What must hold once all is at rest: read from the fake Slack's log, from the rows, and by `relance verify`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, create_engine, select

from bot.db.tables import history, outbox, texts
from tests.e2e.processes import eventually
from tests.processes.clicks import Clicked
from tests.processes.servers import Cluster

WORD = re.compile(r"mot\d{6}")


def at_rest(cluster: Cluster, seconds: float) -> None:
    """Until every message has ended: sent, or left out with its reason."""
    engine = create_engine(cluster.url, pool_pre_ping=True)
    try:
        eventually(lambda: not still_open(engine), seconds, what="rest")
    finally:
        engine.dispose()


def still_open(engine: Engine) -> list[Any]:
    """Messages that are due and wait, or are on their way."""
    with engine.connect() as connection:
        waiting = select(outbox.c.id, outbox.c.state).where(outbox.c.state.in_(("waiting", "sending")))
        return list(connection.execute(waiting.where(~outbox.c.joins)))


def broken(cluster: Cluster, clicks: list[Clicked]) -> list[str]:
    """Each promise that did not hold, in a line."""
    engine = create_engine(cluster.url)
    try:
        with engine.connect() as connection:
            written = written_words(connection)
            rows = list(connection.execute(select(outbox)))
    finally:
        engine.dispose()
    posts = said(cluster)
    found = [*accounted(clicks, written), *spoken(written, posts), *ordered(written, posts)]
    found += [f"P4 {row.id} ended {row.state} {row.reason}" for row in rows if row.state == "refused"]
    found += [
        f"P7 {row.id} is stale for no reason" for row in rows if row.state == "stale" and not row.reason
    ]
    cluster.relance("verify")
    return found


def written_words(connection: Any) -> dict[tuple[str, int], str]:
    """The words of the histories, by order and place in it."""
    in_text = {row.id: row.words or "" for row in connection.execute(select(texts))}
    found = {}
    for row in connection.execute(select(history).where(history.c.kind == "message_sent")):
        named = next((words for id, words in in_text.items() if id in row.body), "")
        if word := WORD.search(named):
            found[row.order_id, row.seq] = word[0]
    return found


def accounted(clicks: list[Clicked], written: dict[tuple[str, int], str]) -> Iterator[str]:
    """P1, P2: what was accepted stands there once; what was refused does not; nothing stands twice."""
    there = Counter(written.values())
    for click in clicks:
        if there[click.word] > 1:
            yield f"P2 {click.word} stands {there[click.word]} times"
        if click.accepted and not there[click.word]:
            yield f"P1 {click.word} was accepted and is lost: {click.heard}"
        if click.untouched and there[click.word]:
            yield f"P15 {click.word} was told that nothing changed, and is there: {click.heard}"


def said(cluster: Cluster) -> list[tuple[str, str]]:
    """Channel and word of each message that Slack took, in the order in which it took them."""
    found = []
    for call in cluster.slack.log():
        word = WORD.search(str(call["args"].get("blocks", ""))) or WORD.search(
            str(call["args"].get("text", ""))
        )
        if (
            call["method"] == "chat.postMessage"
            and call["accepted"]
            and word
            and call["args"].get("thread_ts")
        ):
            found.append((str(call["args"]["channel"]), word[0]))
    return found


def spoken(written: dict[tuple[str, int], str], posts: list[tuple[str, str]]) -> Iterator[str]:
    """P4, P5: each word of a history was said to both parties, once."""
    times = Counter(posts)
    heard = Counter(word for _, word in times)
    yield from (
        f"P5 {word} was said {many} times in {channel}" for (channel, word), many in times.items() if many > 1
    )
    yield from (f"P4 {word} was said to {heard[word]} of 2" for word in written.values() if heard[word] != 2)


def ordered(written: dict[tuple[str, int], str], posts: list[tuple[str, str]]) -> Iterator[str]:
    """P6: in one conversation, messages come in the order of their history."""
    place = {word: key for key, word in written.items()}
    lanes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for channel, word in posts:
        if word in place and (channel, word) not in lanes[channel]:
            lanes[channel].append((channel, word))
    for channel, words in lanes.items():
        places = [place[word] for _, word in words]
        if places != sorted(places):
            yield f"P6 in {channel}: {places}"
