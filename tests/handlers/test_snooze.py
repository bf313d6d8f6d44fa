"""A reminder is put off from its own button, never past what it announces."""

from datetime import timedelta

from rules.words import Nudge
from tests.handlers.shop import Trade


def test_a_reminder_is_put_off_by_whoever_got_it(work: Trade) -> None:
    assert work.order.due_at is not None
    work.do(work.seller, "progress", text="Le croquis est prêt")
    parts = work.shop.program.parts
    parts.people.change(work.shop.workspace, work.shop.id_of(work.seller), digest=False)
    clock = work.shop.program.parts.clock
    hours = (work.order.due_at - clock.now()).total_seconds() / 3600
    work.shop.push(hours=hours - 23)
    work.shop.program.parts.service.tick(work.shop.workspace, work.id)
    work.shop.push(hours=12)  # past any quiet hours
    work.shop.say()
    reminder = work.seller.offered(work.ref, "snooze")
    late = work.seller.click(reminder, "snooze")
    after = int((work.order.due_at + timedelta(hours=1)).timestamp())
    assert list(work.seller.fill(late, until=after)["errors"]) == ["until"]
    ready = next(block for block in late["views"][-1]["blocks"] if block.get("block_id") == "pause")
    named = {one["value"]: one["text"]["text"] for one in ready["element"]["options"]}
    assert any(words.startswith("Dans une heure · ") and " à " in words for words in named.values())
    soon = next(int(value) for value, words in named.items() if words.startswith("Dans trois heures"))
    assert not work.seller.fill(late, until=after, pause=str(soon)).get("errors")
    assert [(one.nudge, int(one.until.timestamp())) for one in work.order.snoozes] == [(Nudge.DUE_SOON, soon)]
