"""Checkpoints in the mediators' channel: said by the outbox, quiet, and enough to find out a file that was replaced, key and all (P12)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.trust.checkpoints import Checkpoints
from bot.trust.guard import Guard
from bot.trust.posting import Posting
from bot.trust.witness import attested
from rules.calendar import local
from tests.e2e.people import Person, said
from tests.handlers.shop import CHANNEL, MEDIATOR, Shop, open_shop

SIGNATURE = re.compile(r"--checkpoint ([0-9a-f]{64})")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def posted(shop: Shop) -> list[dict[str, Any]]:
    """What the channel holds of checkpoints."""
    messages = Person(shop.slack, MEDIATOR, CHANNEL).messages()
    return [one for one in messages if SIGNATURE.search(said(one))]


def signature(message: dict[str, Any]) -> str:
    return str(SIGNATURE.findall(said(message))[0])


def roots(shop: Shop) -> list[int]:
    """Below which of them each stands: below itself, where it begins a thread."""
    places = [one["ts"] for one in posted(shop)]
    return [places.index(one.get("thread_ts", one["ts"])) for one in posted(shop)]


def keep(shop: Shop) -> None:
    """The worker's look, and what it has to say."""
    Guard(shop.program.checkpoints, Posting(shop.program.parts).post).keep()
    shop.say()


def grown(shop: Shop, hours: float = 1.1) -> None:
    shop.order()
    shop.push(hours=hours)
    keep(shop)


def until_morning(shop: Shop) -> None:
    """On to nine o'clock by the house's clock: what follows happens on one day."""
    now = local(shop.program.parts.clock.now(), shop.program.parts.policy.zone)
    nine = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    shop.push(seconds=(nine - now).total_seconds())


def test_each_is_shown_once_a_days_later_ones_below_its_first(shop: Shop) -> None:
    until_morning(shop)
    for _ in range(3):
        grown(shop)
    assert roots(shop) == [0, 0, 0]
    assert [signature(one) for one in posted(shop)] == [
        line.signature for line in shop.program.checkpoints.read()
    ]
    grown(shop, hours=24)
    assert roots(shop) == [0, 0, 0, 3]


def test_where_nothing_changed_nothing_is_said(shop: Shop) -> None:
    grown(shop)
    shop.push(hours=5)
    keep(shop)
    assert len(shop.program.checkpoints.read()) == 2
    assert len(posted(shop)) == 1


def test_who_replaced_the_file_with_its_key_is_found_out_by_what_stands_in_the_channel(shop: Shop) -> None:
    grown(shop)
    seen = [signature(posted(shop)[0])]
    parts, ours = shop.program.parts, shop.program.checkpoints
    assert attested(parts.engine, ours, seen) == (1, ())
    ours.path.unlink()
    forged = Checkpoints(parts.engine, parts.clock, ours.path, b"a new key")
    forged.write("due")
    assert attested(parts.engine, forged) == (1, ())
    _, (fault,) = attested(parts.engine, forged, seen)
    assert fault.as_text() == f"the checkpoints: the one signed {seen[0]} was posted, and is not among them"


def test_without_a_channel_nothing_waits_for_one(tmp_path: Path) -> None:
    with open_shop(tmp_path, mediators_channel=None) as shop:
        shop.order()
        made = shop.program.checkpoints.write("due")
        assert made is not None
        assert Posting(shop.program.parts).post(made) is False
