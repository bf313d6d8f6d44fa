"""When nudges go: their offsets, and the table of process.md section 7."""

from datetime import datetime, timedelta

import msgspec


class Schedule(msgspec.Struct, frozen=True):
    """The offsets of one nudge; empty means that it is switched off. A share of 0.5 is half-way."""

    before: tuple[timedelta, ...] = ()  # before the end, which is what the nudge announces
    after: tuple[timedelta, ...] = ()  # after what began
    every: timedelta | None = None  # after what began, again and again
    times: int = 0
    share: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        """Whether the nudge can ever be sent."""
        return bool(self.before or self.after or self.times or self.share)

    def moments(self, start: datetime, end: datetime | None = None) -> tuple[datetime, ...]:
        """Every moment of the nudge between what began and what it announces, in time order.

        An offset longer than the time between them is dropped (section 7), and so is one that counts from
        the start and falls on the end: it would announce what is over. Without an end, only those from the start.
        """
        moments = {start + offset for offset in self.from_start()}
        if end is None:
            return tuple(sorted(moments))
        moments |= {(start + (end - start) * share).replace(microsecond=0) for share in self.share}
        moments = {moment for moment in moments if moment < end}
        moments |= {end - offset for offset in self.before if end - offset >= start}
        return tuple(sorted(moments))

    def from_start(self) -> tuple[timedelta, ...]:
        """The offsets that count from what began, repetitions included."""
        if self.every is None:
            return self.after
        return self.after + tuple(self.every * count for count in range(1, self.times + 1))


def _hours(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(hours=count) for count in counts)


def _days(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(days=count) for count in counts)


_DAILY = Schedule(every=timedelta(hours=24), times=5)

DEFAULTS: dict[str, Schedule] = {
    "accept_soon": Schedule(before=_hours(24, 4)),
    "brief_missing": Schedule(before=_hours(24)),
    "keep_informed": Schedule(share=(0.5,)),
    "due_soon": Schedule(before=_hours(48, 24, 3)),
    "still_late": _DAILY,
    "promise_due": Schedule(before=_hours(24, 0)),
    "answer_cancellation": Schedule(before=_hours(24, 4)),
    "check_delivery": Schedule(after=_days(3, 5), before=_hours(24)),
    "answer_revision": Schedule(before=_hours(24, 4)),
    "elements_missing": _DAILY,
    "refusal_choice": Schedule(after=_days(5), before=_hours(24)),
    "supplement_open": Schedule(after=_days(5), before=_hours(24)),
    "refund_open": Schedule(after=_hours(24)),
    "refund_agreed": Schedule(after=_hours(24), before=_hours(24)),
    "review_invite": Schedule(after=_days(3)),
    "case_unclaimed": Schedule(after=_hours(24, 48)),
    "case_idle": Schedule(after=_hours(48)),
    "case_idle:question": Schedule(after=_hours(24)),
    "expiring": Schedule(before=_days(30, 7, 1)),
}
