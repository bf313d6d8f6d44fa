"""What people wrote, kept apart from the facts: orders and events hold ids, and only here they become words again.

Which fields are personal is read from their annotation (`rules.order.Text`), once for each type of struct.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, insert, select, update

from bot.db.engine import reading
from bot.db.tables import texts
from bot.ports import Ids
from rules.blank import blank
from rules.commands import Command
from rules.refusal import Refusal

Found = TypeVar("Found")
Change = Callable[[str], str]

ERASED = "…"
"""What is read where somebody's words were erased."""


class Words(msgspec.Struct, frozen=True):
    """One text that somebody wrote, under its id, with the salt that its seal needs."""

    id: str
    salt: str
    words: str

    @property
    def seal(self) -> str:
        """What the history's chain holds of it: tells nothing once the salt is gone."""
        return seal(self.salt, self.words)


def seal(salt: str, words: str) -> str:
    """HMAC-SHA-256 of a text, in hexadecimal."""
    return hmac.digest(salt.encode(), words.encode(), "sha256").hex()


def dehydrate(command: Command, ids: Ids) -> tuple[Command, dict[str, Words]]:
    """The command with an id in place of each text, and the texts by id. Also a text that looks like an id gets one.

    Blank texts stay: the law refuses them or leaves them out.
    """
    found: dict[str, Words] = {}

    def put_away(words: str) -> str:
        words = words.replace("\0", "")  # PostgreSQL holds no NUL
        if blank(words):
            return words
        text = Words(ids.new("text"), ids.secret(), words)
        found[text.id] = text
        return text.id

    return changed(command, put_away), found


def reveal(source: Connection | Engine, workspace: str, value: Found) -> Found:
    """The same struct, or tuple or list of structs, with words in place of its ids: one SELECT at most."""
    ids = frozenset(named(value))
    if not ids:
        return value
    words = look_up(source, workspace, ids)
    shown: Found = changed(value, lambda text: words.get(text, text))
    return shown


def reveal_refusal(connection: Connection, workspace: str, refusal: Refusal, ids: frozenset[str]) -> Refusal:
    """A refusal may name what is missing; of its facts only what is one of the order's own `ids` is a text."""
    words = look_up(connection, workspace, found) if (found := mentioned(refusal, ids)) else {}
    facts = {
        name: tuple(words.get(part, part) for part in fact) if isinstance(fact, tuple) else fact
        for name, fact in refusal.facts.items()
    }
    return replace(refusal, facts=facts) if words else refusal


def mentioned(refusal: Refusal, ids: frozenset[str]) -> frozenset[str]:
    """The texts, of these, that a refusal's facts name."""
    return ids.intersection(
        part for fact in refusal.facts.values() if isinstance(fact, tuple) for part in fact
    )


def look_up(source: Connection | Engine, workspace: str, ids: Iterable[str]) -> dict[str, str]:
    """Words by id."""
    if isinstance(source, Engine):
        with reading(source) as connection:
            return look_up(connection, workspace, ids)
    asked = select(texts.c.id, texts.c.words).where(texts.c.workspace_id == workspace, texts.c.id.in_(ids))
    return {id: ERASED if words is None else words for id, words in source.execute(asked)}


def save(connection: Connection, workspace: str, order: str, new: Iterable[Words]) -> None:
    """Keep texts of an order."""
    rows = [
        {"workspace_id": workspace, "id": text.id, "order_id": order, "salt": text.salt, "words": text.words}
        for text in new
    ]
    if rows:
        connection.execute(insert(texts), rows)


def erase(connection: Connection, workspace: str, ids: Iterable[str]) -> None:
    """Words and salt go for good; the history's chain stays whole."""
    gone = update(texts).where(texts.c.workspace_id == workspace, texts.c.id.in_(tuple(ids)))
    connection.execute(gone.values(salt=None, words=None))


def named(value: Any) -> Iterator[str]:
    """The ids, or the words, of every text in a struct or in a tuple or list of structs."""
    if isinstance(value, tuple | list):
        for one in value:
            yield from named(one)
    elif isinstance(value, msgspec.Struct):
        for name, personal in personal_fields(type(value)).items():
            held = getattr(value, name)
            if not personal:
                yield from named(held)
            elif isinstance(held, tuple):
                yield from held
            elif held is not None:
                yield held


def changed(value: Any, change: Change) -> Any:
    """The same value with each of its texts changed; structs without any are the very same objects."""
    if isinstance(value, tuple | list):
        return type(value)(changed(one, change) for one in value)
    if not isinstance(value, msgspec.Struct):
        return value
    fields = {}
    for name, personal in personal_fields(type(value)).items():
        old = getattr(value, name)
        new = each(old, change) if personal else changed(old, change)
        if new is not old and new != old:
            fields[name] = new
    return replace(value, **fields) if fields else value


def each(value: Any, change: Change) -> Any:
    """A text, a tuple of texts, or nothing."""
    if isinstance(value, tuple):
        return tuple(change(one) for one in value)
    return None if value is None else change(value)


@cache
def personal_fields(struct: type[msgspec.Struct]) -> Mapping[str, bool]:
    """The fields that hold texts (True), or structs in which there are some (False)."""
    found = inspect.type_info(struct)
    assert isinstance(found, inspect.StructType)
    kinds = {field.name: kind(field.type) for field in found.fields}
    return {name: personal for name, personal in kinds.items() if personal is not None}


def kind(type_: inspect.Type) -> bool | None:
    """Whether a field holds texts (True), structs that may (False), or neither (None)."""
    match type_:
        case inspect.Metadata(extra={"personal": True}):
            return True
        case (
            inspect.Metadata(type=inner)
            | inspect.VarTupleType(item_type=inner)
            | inspect.ListType(item_type=inner)
        ):
            return kind(inner)
        case inspect.UnionType(types=types):
            found = [answer for answer in map(kind, types) if answer is not None]
            return found[0] if found else None
        case inspect.StructType(cls=cls):
            return False if personal_fields(cls) else None
        case _:
            return None
