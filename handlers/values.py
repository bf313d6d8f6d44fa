"""What was filled into a form, read field by field; what cannot be read becomes an error in its field."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.slack.carrying import MOST
from bot.typed import amounts
from handlers import shared
from rules.blank import blank
from rules.money import Money
from rules.order import Attached

Say = Callable[..., str]

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a compulsory date is missing; its error keeps it from ever being used."""


def never(field: str, text: str) -> bool:
    """Nothing was echoed before."""
    return False


class Values:
    """One form, sent off. `errors` collects what the person must change, by field, in their words.

    `say` gives a sentence of labels.toml, `person` our id for a Slack id, empty for an app and for who left; `echoed` tells whether this very reading
    of an ambiguous text was shown before, and notes it.
    """

    def __init__(
        self,
        given: dict[str, dict[str, Any]],
        *,
        say: Say,
        currency: str,
        person: Callable[[str], str] = str,
        echoed: Callable[[str, str], bool] = never,
    ) -> None:
        self.given = given
        self.say = say
        self.currency = currency
        self.person_of = person
        self.echoed = echoed
        self.errors: dict[str, str] = {}

    def raw(self, field: str) -> str:
        """A text as it was typed, without the spaces around it."""
        value = self.given.get(field, {}).get("value")
        return value.replace("\x00", "").strip() if isinstance(value, str) else ""

    def text(self, field: str) -> str:
        """A text; an empty one is the law's to refuse."""
        return self.raw(field)

    def some(self, field: str) -> str | None:
        """A text that may be left out; one in which there is nothing to read is."""
        typed = self.raw(field)
        return None if blank(typed) else typed

    def lines(self, field: str) -> tuple[str, ...]:
        """A list: one item a line."""
        return tuple(line.strip() for line in self.raw(field).splitlines() if not blank(line))

    def files(self, field: str = "files") -> tuple[str, ...]:
        """Files by name."""
        return tuple(map(shared.line, shared.listed(self.given.get(field, {}))))

    def attached(self, field: str = "files") -> tuple[Attached, ...] | None:
        """The same to be handed on; what is too large for that is the person's to mend."""
        found = shared.attached(self.given.get(field, {}))
        large = [file.name for file in found if file.size > MOST]
        if large:
            self.errors[field] = self.say("file_too_large", name=large[0])
        return found or None

    def money(self, field: str) -> int:
        """Minor units. What could mean two amounts is echoed once, before it counts."""
        typed = self.raw(field)
        read = amounts.read(typed, self.currency)
        if isinstance(read, int):
            return read
        if blank(typed):
            self.errors[field] = self.say("amount_missing")
        elif read.why == "ambiguous":
            if self.echoed(field, typed):
                return read.readings[-1]
            likely = Money(read.readings[-1], self.currency)
            self.errors[field] = self.say("amount_ambiguous", typed=typed, amount=likely)
        elif read.why == "other_currency":
            self.errors[field] = self.say("amount_currency", currency=self.currency)
        elif read.why == "too_large":
            self.errors[field] = self.say("amount_too_large")
        elif typed[:1] in amounts.MINUS and isinstance(amounts.read(typed[1:], self.currency), int):
            self.errors[field] = self.say("amount_negative")
        else:
            self.errors[field] = self.say("amount_unreadable", typed=typed)
        return 0

    def whole(self, field: str) -> int | None:
        """A whole number; None when the field is empty."""
        typed = self.raw(field)
        if not typed:
            return None
        digits = typed.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= 9:
            return int(typed)
        self.errors[field] = self.say("number_unreadable", typed=typed)
        return 0

    def moment(self, field: str) -> datetime | None:
        """Slack's date and time; UTC."""
        at = self.given.get(field, {}).get("selected_date_time")
        if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < 253_402_300_800:
            return None
        return datetime.fromtimestamp(at, UTC)

    def date(self, field: str) -> datetime:
        """The same where it is compulsory."""
        at = self.moment(field)
        if at is None:
            self.errors[field] = self.say("date_missing")
        return at or NO_DATE

    def chosen_moment(self, field: str) -> datetime | None:
        """A ready moment that was chosen; UTC. None where none was."""
        chosen = self.picked(field)
        fits = chosen.isascii() and chosen.isdigit() and len(chosen) <= 11
        return datetime.fromtimestamp(int(chosen), UTC) if fits else None

    def picked(self, field: str) -> str:
        """The value of the one option that was chosen."""
        option = self.given.get(field, {}).get("selected_option")
        value = option.get("value") if isinstance(option, dict) else None
        return value if isinstance(value, str) else ""

    def one_of(self, field: str, choices: Iterable[str]) -> str:
        """The same where it is compulsory: one of the choices; empty, beside an error, for anything else."""
        value = self.picked(field)
        if value in choices:
            return value
        self.errors[field] = self.say("nothing_chosen")
        return ""

    def several(self, field: str) -> tuple[str, ...] | None:
        """The values of the options that were chosen; None where the form had no such field."""
        found = self.given.get(field, {}).get("selected_options")
        if not isinstance(found, list):
            return None
        return tuple(str(one.get("value", "")) for one in found if isinstance(one, dict))

    def person(self, field: str) -> str:
        """Our id of who was chosen; empty when nobody was, or nobody who can take part."""
        slack_id = self.given.get(field, {}).get("selected_user")
        if not isinstance(slack_id, str) or not slack_id:
            self.errors[field] = self.say("nothing_chosen")
            return ""
        found = self.person_of(slack_id)
        if not found:
            self.errors[field] = self.say("person_no_party")
        return found
