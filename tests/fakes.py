"""The ports, as a test holds them in its hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is moved. `offset` is the rehearsal's, as in SystemClock."""

    at: datetime = T0
    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The moment that orders live in."""
        return self.at + self.offset

    def real(self) -> datetime:
        """The world's time."""
        return self.at

    def move(self, **span: float) -> None:
        """Let time pass: `clock.move(hours=3)`."""
        self.at += timedelta(**span)


@dataclass
class FakeIds:
    """Counts: `order_0001`, `order_0002`, `secret_0003`."""

    made: int = 0

    def new(self, kind: str) -> str:
        """The next one."""
        self.made += 1
        return f"{kind}_{self.made:04}"

    def secret(self) -> str:
        """The next one, which everybody can guess."""
        return self.new("secret")


@dataclass
class FakeSleep:
    """Moves a clock instead of waiting."""

    clock: FakeClock
    slept: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        """Time passes at once."""
        self.slept.append(seconds)
        self.clock.move(seconds=seconds)
