"""The day in typed words: one, or the several that it may be."""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import msgspec

from bot.typed.dates.vocabulary import MONTHS, NUMBERS, RELATIVE, WEEKDAYS

MOST_DAYS = 9_999
WEEK = timedelta(days=7)
FRIDAY, SUNDAY = 4, 6
WEEKDAY, MONTH = ("|".join(sorted(names, key=len, reverse=True)) for names in (WEEKDAYS, MONTHS))
COUNT = r"(?P<n>-?\d{1,5}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"

FILLER = re.compile(
    r"^(?:(?:d'ici|pour|au plus tard|by|until|til|till|jusqu'a|jusqu'au|no later than|for|on|le|la|l'|ce|cet|cette|the|a|au|en|of|du|de)\s+|d'ici )+"
)
SPAN = re.compile(
    rf"^(?:dans |in |within |sous |d'ici )?{COUNT}\s?(?P<unit>j|jours?|d|days?|semaines?|weeks?|mois|months?)(?P<ago> ago)?$"
)
AGO = re.compile(r"^il y a (?P<rest>.+)$")
PLUS = re.compile(r"^[jd]\s?\+\s?(?P<n>\d{1,4})$")
FORTNIGHT = re.compile(r"^(?:dans |in |within )?(?:une |a )?(?:fortnight|quinzaine)$")
OF_WEEK = re.compile(
    rf"^(?P<before>next |last )?(?P<day>{WEEKDAY})(?P<after> prochain| qui vient| dernier| en huit| en quinze)?$"
)
NEXT_WEEK = re.compile(
    rf"^(?:(?P<one>{WEEKDAY}) (?:de )?(?:la )?(?:semaine prochaine|next week)|next week (?:on )?(?P<two>{WEEKDAY})|semaine prochaine (?P<three>{WEEKDAY}))$"
)
NUMBERED = re.compile(rf"^(?:(?P<day>{WEEKDAY}) (?:le |the )?)?(?P<n>\d{{1,2}})(?P<th>er|st|nd|rd|th)?$")
NAMED = re.compile(
    rf"^(?:(?P<day>{WEEKDAY}) (?:le |the )?)?(?:(?P<n1>\d{{1,2}})(?:er|st|nd|rd|th)? ?(?:of |de )?(?P<m1>{MONTH})|(?P<m2>{MONTH}) (?:the )?(?P<n2>\d{{1,2}})(?:st|nd|rd|th)?)(?: (?P<y>\d{{4}}))?$"
)
DIGITS = re.compile(
    rf"^(?:(?P<day>{WEEKDAY}) (?:le )?)?(?P<a>\d{{1,2}})[/.-](?P<b>\d{{1,2}})(?:[/.-](?P<y>\d{{2}}|\d{{4}}))?$"
)
ISO = re.compile(r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})t?$")
END_OF = re.compile(
    rf"^(?:fin|end|late)(?: (?:of|de|du|d'))?(?: (?:la|the|le|ce|cette|this))? ?(?P<what>semaine|week|mois|month|{MONTH})(?P<next> prochaine?)?$"
)
END_OF_NEXT = re.compile(r"^end of next (?P<what>week|month)$")
WEEKEND = re.compile(r"^(?:this )?(?P<before>next )?(?:fin de )?weekend(?P<after> prochain)?$")
LOOSE = re.compile(r"^(?:(?P<week>semaine prochaine|next week)|(?P<month>mois prochain|next month))$")
FEASTS = {
    "noel": (12, 25),
    "christmas": (12, 25),
    "jour de l'an": (1, 1),
    "nouvel an": (1, 1),
    "new year": (1, 1),
}


class Asked(msgspec.Struct, frozen=True):
    """What stands around a day. `timed`: a time beside it; `this`, `article`: a word before it."""

    today: date
    english: bool
    timed: bool
    this: bool = False
    article: bool = False


def days(words: str, today: date, *, english: bool, timed: bool) -> tuple[date, ...]:
    """The days that the words may mean, none where they mean none. `timed`: a time stands beside them."""
    if not words:
        return (today,) if timed else ()
    sign = 1
    if (past := AGO.match(words)) is not None:
        words, sign = past["rest"], -1
    whole = re.sub(r"^(?:avant|before) ", "", words) if timed else words
    bare = re.sub(r"^this ", "", FILLER.sub("", whole))
    this = re.search(r"\b(?:ce|this) ", words) is not None
    asked = Asked(today, english, timed, this, bare != words)
    try:
        if (span := SPAN.match(words) or SPAN.match(bare)) is not None:
            return (after(today, span, -1 if span["ago"] else sign),)
        return tuple(dict.fromkeys(found(bare, asked)))
    except (ValueError, OverflowError):
        return ()


def found(words: str, asked: Asked) -> Iterator[date]:
    """The first form that fits the whole of the words counts."""
    if words in RELATIVE:
        yield asked.today + timedelta(days=RELATIVE[words])
    elif words in FEASTS:
        yield coming(asked.today, *FEASTS[words])
    else:
        for pattern, meant in FORMS:
            if (form := pattern.match(words)) is not None:
                yield from meant(asked, form)
                return


def after(today: date, span: re.Match[str], sign: int) -> date:
    """So many days, weeks or months from today."""
    count = sign * (NUMBERS[span["n"]] if span["n"] in NUMBERS else int(span["n"]))
    unit = span["unit"][0]
    if abs(count) > MOST_DAYS:
        raise OverflowError
    if span["unit"].startswith(("mois", "month")):
        months = today.month - 1 + count
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    return today + timedelta(days=count * (7 if unit in "sw" else 1))


def of_week(asked: Asked, day: re.Match[str]) -> Iterator[date]:
    """The next day of that name. "Next" may be the one of this week or of the one after."""
    today, weekday = asked.today, WEEKDAYS[day["day"]]
    ahead = (weekday - today.weekday()) % 7
    nearest = today + timedelta(days=ahead or 7)
    said = (day["before"] or day["after"] or "").strip()
    if said in ("last", "dernier"):
        yield nearest - (WEEK if ahead else 2 * WEEK)
    elif said in ("en huit", "en quinze"):
        yield nearest + WEEK * (1 if said == "en huit" else 2)
    else:
        if ahead == 0 and not said and (asked.timed or asked.this):
            yield today
        yield nearest
        if said in ("next", "prochain") and nearest < monday(today) + WEEK:
            yield nearest + WEEK


def of_next_week(asked: Asked, day: re.Match[str]) -> Iterator[date]:
    weekday = WEEKDAYS[day["one"] or day["two"] or day["three"]]
    yield monday(asked.today) + WEEK + timedelta(days=weekday)


def named(asked: Asked, day: re.Match[str]) -> Iterator[date]:
    """A day and a month by its name."""
    month, number = MONTHS[day["m1"] or day["m2"]], int(day["n1"] or day["n2"])
    yield from with_weekday(dated(asked.today, month, number, day["y"]), day["day"], asked.today)


def digits(asked: Asked, day: re.Match[str]) -> Iterator[date]:
    """Day and month, as Europeans write them; the English are asked, and so is everybody where only the other way round is a date."""
    a, b = int(day["a"]), int(day["b"])
    year = day["y"] and (day["y"] if len(day["y"]) == 4 else f"20{day['y']}")
    if b <= 12:
        yield from with_weekday(dated(asked.today, b, a, year), day["day"], asked.today)
    if a <= 12 and a != b and (asked.english or b > 12):
        yield dated(asked.today, a, b, year)


def by_number(asked: Asked, day: re.Match[str]) -> Iterator[date]:
    """A number alone is no date: something has to say that it is one."""
    if asked.article or asked.timed or day["day"] or day["th"]:
        yield from with_weekday(numbered(asked.today, int(day["n"])), day["day"], asked.today)


def weekend(asked: Asked, end: re.Match[str]) -> Iterator[date]:
    sunday = monday(asked.today) + timedelta(days=SUNDAY)
    yield sunday
    if end["before"] or end["after"]:
        yield sunday + WEEK


def loosely(asked: Asked, loose: re.Match[str]) -> Iterator[date]:
    """Next week and next month name no day."""
    if loose["week"]:
        yield monday(asked.today) + WEEK
        yield monday(asked.today) + WEEK + timedelta(days=FRIDAY)
    else:
        first = (asked.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first
        yield last_of(first)


def dated(today: date, month: int, day: int, year: str | None) -> date:
    """In the year that is named, else the next such day."""
    return date(int(year), month, day) if year else coming(today, month, day)


def coming(today: date, month: int, day: int) -> date:
    """The next such day, today included; a 29 February waits for its year."""
    for year in range(today.year, today.year + 9):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError(day)


def numbered(today: date, day: int) -> date:
    """The next day of this number, in this month or in one that has it."""
    first = today.replace(day=1)
    for _ in range(3):
        if day <= last_of(first).day and first.replace(day=day) >= today:
            return first.replace(day=day)
        first = (first + timedelta(days=32)).replace(day=1)
    raise ValueError(day)


def with_weekday(day: date, name: str | None, today: date) -> Iterator[date]:
    """A date whose weekday is another one may be either."""
    yield day
    if name is not None and day.weekday() != WEEKDAYS[name]:
        yield today + timedelta(days=(WEEKDAYS[name] - today.weekday()) % 7 or 7)


def end_of(what: str, today: date, *, ahead: bool) -> date:
    """A week's work ends on Friday; on a weekend, with Sunday."""
    if what in ("semaine", "week"):
        day = SUNDAY if today.weekday() > FRIDAY and not ahead else FRIDAY
        return monday(today) + timedelta(days=day) + (WEEK if ahead else timedelta(0))
    if what in ("mois", "month"):
        return last_of((today.replace(day=1) + timedelta(days=32 if ahead else 0)).replace(day=1))
    year = today.year + (MONTHS[what] < today.month)
    return last_of(date(year, MONTHS[what], 1))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


Meant = Callable[[Asked, re.Match[str]], Iterable[date]]
FORMS: tuple[tuple[re.Pattern[str], Meant], ...] = (
    (PLUS, lambda asked, day: [asked.today + timedelta(days=int(day["n"]))]),
    (FORTNIGHT, lambda asked, _: [asked.today + 2 * WEEK]),
    (OF_WEEK, of_week),
    (NEXT_WEEK, of_next_week),
    (ISO, lambda _, day: [date(int(day["y"]), int(day["m"]), int(day["d"]))]),
    (NAMED, named),
    (DIGITS, digits),
    (NUMBERED, by_number),
    (END_OF_NEXT, lambda asked, end: [end_of(end["what"], asked.today, ahead=True)]),
    (END_OF, lambda asked, end: [end_of(end["what"], asked.today, ahead=bool(end["next"]))]),
    (WEEKEND, weekend),
    (LOOSE, loosely),
)
"""The ways in which a day is written, and what each means."""
