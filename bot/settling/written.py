"""The ledger on paper: a table for a terminal, JSON for scripts, CSV for spreadsheets."""

import csv
import io
from collections import Counter
from collections.abc import Iterable

import msgspec
from rich.table import Table

from bot.csv_safe import cell
from bot.render.speech import Speech
from bot.settling.ledger import Line
from rules.money import Money
from rules.settlement import Payee

COLUMNS = (
    "ref",
    "payee",
    "name",
    "owed",
    "paid",
    "left",
    "currency",
    "state",
    "how",
    "since",
    "paid_at",
    "platform",
)


def as_json(line: Line) -> str:
    """One line of JSON; amounts in minor units, moments in ISO 8601."""
    return msgspec.json.encode({**msgspec.to_builtins(line), "left": line.left}).decode()


def as_csv(lines: Iterable[Line]) -> str:
    """Amounts in minor units; nothing in it is ever run as a formula."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([cell(getattr(line, name)) for name in COLUMNS] for line in lines)
    return text.getvalue()


def as_table(lines: Iterable[Line], speech: Speech) -> Table:
    """For people."""
    table = Table("Order", "To", "Name", "Owed", "Left", "Because", "Since", "Paid", "Platform", box=None)
    for line in lines:
        table.add_row(
            line.ref,
            line.payee,
            line.name,
            speech.money(Money(line.owed, line.currency)),
            speech.money(Money(line.left, line.currency)),
            line.how.replace("_", " "),
            speech.absolute(line.since),
            speech.absolute(line.paid_at) if line.paid_at else "",
            line.platform,
        )
    return table


def totals(lines: Iterable[Line]) -> list[tuple[Payee, Money]]:
    """What is left to pay, by payee and currency."""
    sums: Counter[tuple[Payee, str]] = Counter()
    for line in lines:
        sums[line.payee, line.currency] += line.left
    return [(payee, Money(amount, currency)) for (payee, currency), amount in sorted(sums.items()) if amount]
