"""Options of a service, as their seller types them: one a line, "title ; price ; days"."""

import msgspec

from bot.changing.placing import MAX_DAYS
from bot.typed import amounts
from rules.order import ServiceOption

MOST = 20
MAX_TITLE = 75
"""What a menu of Slack's shows of an option."""


class Mistake(msgspec.Struct, frozen=True):
    """What is wrong with a line (counted from 1): `why` is a key of labels.toml's [say]."""

    line: int
    why: str
    typed: str


def read(lines: tuple[str, ...], currency: str) -> tuple[ServiceOption, ...] | Mistake:
    """The options, or the first mistake. Days may be left out: then the option takes none."""
    if len(lines) > MOST:
        return Mistake(MOST + 1, "options_too_many", lines[MOST])
    found: list[ServiceOption] = []
    for number, line in enumerate(lines, 1):
        option = of_line(line, currency)
        if isinstance(option, str):
            return Mistake(number, option, line)
        if any(option.title == one.title for one in found):
            return Mistake(number, "option_repeated", option.title)
        found.append(option)
    return tuple(found)


UNREAD = {
    "other_currency": "option_currency",
    "too_large": "option_price_large",
    "ambiguous": "option_price_doubt",
}
"""What is said of a price that was read, but not as one."""


def of_line(line: str, currency: str) -> ServiceOption | str:
    """One option, or the key of what is wrong with it."""
    title, *rest = (part.strip() for part in line.split(";"))
    if not title or not 1 <= len(rest) <= 2:
        return "option_unreadable"
    if len(title) > MAX_TITLE:
        return "option_too_long"
    price = amounts.read(rest[0], currency)
    if price == 0 or rest[0][:1] in amounts.MINUS:
        return "option_price_none"
    if not isinstance(price, int):
        return UNREAD.get(price.why, "option_price")
    days = rest[1].split(maxsplit=1)[0] if len(rest) == 2 and rest[1] else "0"
    if not (days.isascii() and days.isdigit() and len(days) <= 9 and int(days) <= MAX_DAYS):
        return "option_days"
    return ServiceOption(title=title, price=price, days=int(days))


def written(option: ServiceOption, price: str) -> str:
    """The line that reads as this option."""
    return f"{option.title} ; {price} ; {option.days}"
