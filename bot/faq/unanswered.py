"""`relance faq --unanswered`: what the answers still lack, for whoever writes them."""

import json
from collections.abc import Iterable, Iterator

import msgspec

from bot.db.engine import open_engine, reading
from bot.db.migrate import require_current
from bot.db.unanswered import Unanswered, listed
from bot.settings import Settings

HEAD = f"{'times':>5}  {'last':<10}  {'lang':<4}  {'role':<6}  {'why':<9}  {'nearest':<25}  question"
NOTHING = "nothing was left unanswered"


def lines(*, as_json: bool = False) -> Iterator[str]:
    """All of it, the most frequent first: a table, or a line of JSON each."""
    engine = open_engine(Settings.load().database_url)
    require_current(engine)
    with reading(engine) as connection:
        found = listed(connection)
    yield from map(as_one_line, found) if as_json else table(found)


def as_one_line(one: Unanswered) -> str:
    return json.dumps(msgspec.to_builtins(one), ensure_ascii=False)


def table(found: Iterable[Unanswered]) -> Iterator[str]:
    """A row each; a question that was only a click on a topic stands as a dash."""
    rows = [row(one) for one in found]
    yield from (HEAD, *rows) if rows else (NOTHING,)


def row(one: Unanswered) -> str:
    nearest, question = one.nearest or "–", one.question or "–"
    start = (
        f"{one.count:>5}  {one.last:%Y-%m-%d}  {one.language:<4}  {one.role:<6}  {one.why:<9}  {nearest:<25}"
    )
    return f"{start}  {question}"
