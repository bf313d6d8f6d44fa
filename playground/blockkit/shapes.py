"""Small checks that join into bigger ones. A check yields what Slack would complain about, and where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One complaint, with the JSON pointer of what it is about."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Problem]]


def string(most: int | None = None, least: int = 0) -> Check:
    """A text of `least` to `most` characters."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
        elif most is not None and len(value) > most:
            yield Problem(at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Problem(at, f"must be more than {least - 1} characters")

    return check


def boolean(value: Any, at: str) -> Iterator[Problem]:
    """True or false, never 0, 1 or a text."""
    if not isinstance(value, bool):
        yield Problem(at, "must provide a boolean")


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number within its bounds."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(at, "must provide an integer")
        elif least is not None and value < least:
            yield Problem(at, f"must be at least {least}")
        elif most is not None and value > most:
            yield Problem(at, f"must be at most {most}")

    return check


def number(value: Any, at: str) -> Iterator[Problem]:
    """Any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Problem(at, "must provide a number")


def one_of(*allowed: str) -> Check:
    """One of a closed list of words."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(at, f"must be one of {', '.join(allowed)}")

    return check


def items(each: Check, least: int = 1, most: int | None = None) -> Check:
    """A list of `least` to `most` items that all pass `each`."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must provide an array")
            return
        if len(value) < least:
            yield Problem(at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            yield Problem(at, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *more: Check) -> Check:
    """An object with exactly these fields; `more` are checks of the fields together."""
    fields = {**(optional or {}), **required}

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        for name in required:
            if value.get(name) is None:
                yield Problem(at, f"missing required field: {name}")
        for name, content in value.items():
            if name not in fields:
                yield Problem(f"{at}/{name}", f"invalid additional property: {name}")
            elif content is not None or name not in required:
                yield from fields[name](content, f"{at}/{name}")
        for together in more:
            yield from together(value, at)

    return check


def by_type(table: Mapping[str, Check], what: str = "type") -> Check:
    """An object whose `type` chooses its check."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
        elif not isinstance(value.get("type"), str):
            yield Problem(at, "missing required field: type")
        elif value["type"] not in table:
            yield Problem(f"{at}/type", f"unsupported {what}: {value['type']}")
        else:
            yield from table[value["type"]](value, at)

    return check


def anything(value: Any, at: str) -> Iterator[Problem]:
    """Checked elsewhere."""
    return iter(())
