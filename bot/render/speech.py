"""Dates, amounts, lengths of time and lists, as one reader says them: their language, zone and moment."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import ClassVar

import msgspec
from babel import Locale
from babel.dates import format_datetime, get_timezone, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from bot.render.escape import Safe, escape, literal, one_line, shown
from bot.typed import currencies
from rules.calendar import Span
from rules.money import Money

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Tongue(msgspec.Struct, frozen=True):
    """What a language says its own way."""

    babel: str
    first: str  # the pattern of a first day of the month
    day: str
    year: str
    clock: str
    ahead: str
    behind: str
    moment: str
    units: tuple[str, str, str]
    bytes: tuple[str, str, str]
    days: tuple[str, str]
    months: tuple[str, str]
    zone: str
    colon: str
    slack_date: str
    slack_short: str
    quotes: str


TONGUES = {
    "fr": Tongue(
        babel="fr",
        first="EEEE d'er' MMMM",
        day="EEEE d MMMM",
        year=" y",
        clock=" 'à' HH:mm",
        ahead="dans {}",
        behind="il y a {}",
        moment="moins d'une minute",
        units=("j", "h", "min"),
        bytes=("o", "ko", "Mo"),
        days=("jour", "jours"),
        months=("mois", "mois"),
        zone="heure de {}",
        colon="\u00a0: ",
        slack_date="{date_long} à {time}",
        slack_short="{date_short_pretty} à {time}",
        quotes="«\u00a0{}\u00a0»",
    ),
    "en": Tongue(
        babel="en_GB",
        first="EEEE d MMMM",
        day="EEEE d MMMM",
        year=" y",
        clock=" 'at' HH:mm",
        ahead="in {}",
        behind="{} ago",
        moment="less than a minute",
        units=("d", "h", "min"),
        bytes=("bytes", "kB", "MB"),
        days=("day", "days"),
        months=("month", "months"),
        zone="{} time",
        colon=": ",
        slack_date="{date_long} at {time}",
        slack_short="{date_short_pretty} at {time}",
        quotes="“{}”",
    ),
}


class Speech(msgspec.Struct, frozen=True):
    """How one reader is spoken to. `plain`: where Slack takes no format, dates are written out.

    `foreign`: their Slack speaks another language, in which it would write our dates.
    `whole`: in a file, which nobody shortens, in which nothing is escaped, and every date has its year.
    """

    locale: str
    zone: str
    now: datetime
    plain: bool = False
    whole: bool = False
    foreign: bool = False
    most: ClassVar[int] = 60  # of a name within a plain sentence

    @property
    def tongue(self) -> Tongue:
        return TONGUES[self.locale]

    def text(self, words: str) -> Safe:
        """What a person wrote, within a sentence of ours."""
        if self.whole:
            return in_full(words)
        if self.plain:
            return escape(one_line(words, self.most))
        return escape(literal(one_line(words)))

    def date(self, at: datetime, *, short: bool = False) -> Safe:
        """Slack writes it in the viewer's own zone; beside it, for where Slack cannot, the reader's zone by name.

        `short`: in lists, where many stand one below the other; only there is "today" said: a message that is read
        another day must still be true.
        """
        if self.plain:
            return Safe(self.absolute(at))
        written = f"{self.absolute(at)} ({self.city()})"
        if self.foreign:
            return Safe(written)
        form = self.tongue.slack_short if short else self.tongue.slack_date
        return Safe(f"<!date^{int(at.timestamp())}^{form}|{written}>")

    def absolute(self, at: datetime) -> str:
        """The date in words, on the reader's wall clock; the year only where it is another one."""
        zone = get_timezone(self.zone)
        wall, today = at.astimezone(zone), self.now.astimezone(zone)
        pattern = self.tongue.first if wall.day == 1 else self.tongue.day
        pattern += self.tongue.year if self.whole or wall.year != today.year else ""
        return format_datetime(wall, pattern + self.tongue.clock, tzinfo=zone, locale=self.tongue.babel)

    def city(self) -> str:
        """The zone as people name it."""
        return city(self.zone, self.locale)

    def left(self, at: datetime) -> Safe:
        """How far a moment is: "dans 2 j 4 h", "2 d 4 h ago"."""
        form = self.tongue.ahead if at > self.now else self.tongue.behind
        return Safe(form.format(self.spent(abs(at - self.now))))

    def since(self, at: datetime) -> Safe:
        """How much time lies between now and a moment, without saying on which side."""
        return Safe(self.spent(abs(at - self.now)))

    def spent(self, time: timedelta) -> str:
        """A length of time in its two largest units: enough to act on."""
        days, rest = divmod(time, DAY)
        hours, rest = divmod(rest, HOUR)
        minutes = rest // MINUTE
        day, hour, minute = self.tongue.units
        parts = [(days, day), (hours, hour)] if days else [(hours, hour), (minutes, minute)]
        said = " ".join(f"{count}\u00a0{unit}" for count, unit in parts if count)
        return said or self.tongue.moment

    def span(self, span: Span) -> Safe:
        """A window of the policy: "48 h", "7 days", "5 months"."""
        parts = []
        if span.months:
            parts.append(f"{span.months}\u00a0{self.tongue.months[span.months > 1]}")
        days, rest = divmod(span.time, DAY)
        if days > 2 and not rest:
            parts.append(f"{days}\u00a0{self.tongue.days[1]}")
        elif span.time:
            hours, rest = divmod(span.time, HOUR)
            parts.append(self.spent(span.time) if rest else f"{hours}\u00a0{self.tongue.units[1]}")
        return Safe(" ".join(parts) or self.tongue.moment)

    def days(self, count: int) -> Safe:
        """So many days, in full."""
        return Safe(f"{count}\u00a0{self.plural(count, *self.tongue.days)}")

    def plural(self, count: int, one: str, many: str) -> str:
        """The form that goes with a number (0 is singular in French, plural in English)."""
        return one if _plural(self.tongue.babel)(count) == "one" else many

    def money(self, money: Money) -> Safe:
        """An amount with its currency, as written in the reader's language."""
        digits = currencies.digits(money.currency)
        units = Decimal(money.amount).scaleb(-digits)
        usual = Locale(self.tongue.babel).currency_formats["standard"].pattern
        pattern = usual.replace("0.00", f"0.{'0' * digits}" if digits else "0")
        told = format_currency(
            units, money.currency, pattern, locale=self.tongue.babel, currency_digits=False
        )
        return escape(told)

    def size(self, count: int) -> Safe:
        """Bytes, in the unit that is read most easily."""
        unit, *larger = self.tongue.bytes
        for step, name in zip((10**6, 10**3), reversed(larger), strict=True):
            if count >= step:
                number = format_decimal(round(count / step, 1), locale=self.tongue.babel)
                return Safe(f"{number}\u00a0{name}")
        return Safe(f"{count}\u00a0{unit}")

    def listed(self, words: Iterable[str]) -> Safe:
        """Names one after the other, the last behind "and"."""
        return self.joined([self.text(word) for word in words])

    def joined(self, said: Sequence[Safe]) -> Safe:
        """What is said already, the last behind "and"."""
        return Safe(format_list(said, locale=self.tongue.babel))

    def quoted(self, words: Iterable[str]) -> Safe:
        """The same, each between quotation marks: what people called something may hold an "and" of its own."""
        return self.joined([Safe(self.tongue.quotes.format(self.text(word))) for word in words])


def in_full(words: str) -> Safe:
    """Every line; of several, each behind the mark of a quotation, so that none can be taken for a line of ours."""
    lines = shown(words).strip("\n").split("\n")
    return Safe(lines[0] if len(lines) == 1 else "".join(f"\n  > {line}".rstrip() for line in lines) + "\n")


@cache
def _plural(locale: str) -> Callable[[int], str]:
    return Locale.parse(locale).plural_form


@cache
def city(zone: str, locale: str) -> str:
    """The zone by its city, as a reader of this language says it."""
    tongue = TONGUES[locale]
    if zone == "UTC":
        return zone
    return tongue.zone.format(get_timezone_location(zone, locale=tongue.babel, return_city=True))
