"""A CSV file's lines, as the API would get them, or what is wrong with each."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import msgspec
from pydantic import ValidationError

from bot.csv_safe import DANGEROUS
from bot.typed import amounts
from bot.typed.currencies import CURRENCIES
from bot.web.api import OrderIn, of_pydantic
from bot.web.problem import Errors, fault

NEEDED = ("seller", "buyer", "title", "price", "currency", "duration_days")
COLUMNS = (*NEEDED, "revisions_included", "brief", "ref", "paid_at")
NUMBERS = ("duration_days", "revisions_included")
BETWEEN = "|"
"""Stands between the items of a brief, as does a new line in the cell."""

MOST_LINES = 5_000
MOST_BYTES = 50_000_000


class Line(msgspec.Struct, frozen=True):
    """One order of the file, or its faults. `number`: of the line on which it begins."""

    number: int
    order: OrderIn | None
    faults: Errors = []


class Unreadable(Exception):
    """The file as a whole cannot be read; one line says why."""


def lines(raw: bytes) -> list[Line]:
    """Every order of a file, UTF-8, its columns apart by commas, semicolons or tabs. Raises Unreadable."""
    return [of_cells(number, cells) for number, cells in rows(raw)]


def rows(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty, by column, with its first line's number."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"the file has more than {MOST_BYTES // 1_000_000} MB; split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("the file is not UTF-8; save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    found = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        head = columns(next(found, []))
        begins = found.line_num + 1
        for count, cells in enumerate(found):
            if count >= MOST_LINES:
                raise Unreadable(f"the file has more than {MOST_LINES} orders; split it")
            if any(cell.strip() for cell in cells):
                yield begins, {**dict(zip(head, map(typed, cells), strict=False)), **too_many(head, cells)}
            begins = found.line_num + 1
    except csv.Error as wrong:
        raise Unreadable(f"line {found.line_num}: {wrong}") from None


def columns(head: list[str]) -> list[str]:
    """The header's names. Raises Unreadable where one is unknown, comes twice or is missing."""
    names = [name.strip().casefold() for name in head]
    unknown = [name for name in names if name not in COLUMNS]
    if not any(names):
        raise Unreadable(f"line 1: the file is empty; its first line names the columns: {', '.join(COLUMNS)}")
    if unknown:
        raise Unreadable(f"line 1: unknown column {unknown[0]!r}; there are {', '.join(COLUMNS)}")
    if len(set(names)) < len(names):
        raise Unreadable("line 1: a column comes twice")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Unreadable(f"line 1: the column {missing[0]} is missing")
    return names


def typed(cell: str) -> str:
    """What was meant: our own exports put an apostrophe before what a spreadsheet could run."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def too_many(head: list[str], cells: list[str]) -> dict[str, str]:
    return {"": "more cells than columns"} if any(cell.strip() for cell in cells[len(head) :]) else {}


def of_cells(number: int, cells: dict[str, str]) -> Line:
    """An order as the API takes it; an empty cell is as if it had been left out."""
    given: dict[str, Any] = {name: cell for name, cell in cells.items() if cell}
    faults: Errors = [fault("", given.pop(""))] if "" in given else []
    for name in NUMBERS:
        if name in given:
            given[name] = whole(name, given[name], faults)
    if "brief" in given:
        parts = given["brief"].replace("\n", BETWEEN).split(BETWEEN)
        given["brief"] = [part.strip() for part in parts if part.strip()]
    currency = given.pop("currency", "").upper()
    if "price" in given:
        given["price"] = {"amount": price(given["price"], currency, faults), "currency": currency}
    if faults:
        return Line(number, None, faults)
    try:
        return Line(number, OrderIn.model_validate(given))
    except ValidationError as wrong:
        return Line(number, None, [of_pydantic(dict(one)) for one in wrong.errors()])


def whole(name: str, text: str, faults: Errors) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    faults.append(fault(name, f"{text[:40]!r} is no whole number"))
    return 0


def price(text: str, currency: str, faults: Errors) -> int:
    """As people write it, in the line's currency; never guessed."""
    if currency not in CURRENCIES:
        faults.append(fault("currency", f"{currency[:10]!r} is no currency of ISO 4217, such as EUR"))
        return 0
    read = amounts.read(text, currency)
    if isinstance(read, int):
        return read
    why = {
        "ambiguous": "could mean two amounts; write 1200 or 1.20",
        "other_currency": f"is not in {currency}",
        "unreadable": "is no amount such as 50.00",
    }
    faults.append(fault("price", f"{text[:40]!r} {why[read.why]}"))
    return 0
