"""users.*: who is who."""

from typing import Any

from playground.config import Person
from playground.webapi.args import Args
from playground.webapi.conversations import cursor, page
from playground.webapi.errors import SlackError
from playground.wire import wire_person
from playground.world import World


def _found(person: Person | None, code: str) -> Person:
    if person is None:
        raise SlackError(code)
    return person


def info(world: World, args: Args) -> dict[str, Any]:
    """users.info; the language only with include_locale."""
    person = _found(world.state.people.get(args.need("user")), "user_not_found")
    return {"user": wire_person(world, person, locale=args.flag("include_locale"))}


def by_email(world: World, args: Args) -> dict[str, Any]:
    """users.lookupByEmail: active people only, as in Slack."""
    wanted = args.need("email").lower()
    found = next((p for p in world.humans if p.email.lower() == wanted and not p.deleted), None)
    return {"user": wire_person(world, _found(found, "users_not_found"))}


def list_(world: World, args: Args) -> dict[str, Any]:
    """users.list, a page at a time."""
    people = list(world.state.people.values())
    start, size = page(args, 200)
    told = [wire_person(world, p, locale=args.flag("include_locale")) for p in people[start : start + size]]
    more = start + size < len(people)
    return {"members": told, "cache_ts": int(world.now()), **cursor(start + size if more else None)}
