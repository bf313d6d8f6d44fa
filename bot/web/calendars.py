"""A person's deadlines as a calendar to subscribe to: a link that cannot be guessed, read-only, ended at any time."""

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from sqlalchemy import delete, select

from bot.db.engine import reading
from bot.db.people import PersonRow
from bot.db.tables import feeds
from bot.db.upsert import upsert
from bot.parts import Parts
from bot.render import Reader
from bot.settings import Settings
from rules.deadlines import deadlines
from rules.words import PARTIES

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
REFRESH = timedelta(hours=1)


def address(settings: Settings) -> str | None:
    """Where calendars find us: the public address, or beside the local Slack this machine's own; None where neither is."""
    if settings.url is not None:
        return settings.url
    local = settings.slack_api_url and urlsplit(settings.slack_api_url).hostname in LOOPBACK
    return f"http://127.0.0.1:{settings.port}" if local else None


def begin(parts: Parts, person: PersonRow) -> str | None:
    """A new link, which ends the one before; None where no calendar could reach us. Only its digest is kept."""
    base = address(parts.settings)
    if base is None:
        return None
    secret = parts.ids.secret()
    row = {
        "workspace_id": person.workspace,
        "person_id": person.id,
        "digest": digest(secret),
        "created_at": parts.clock.now(),
    }
    with parts.engine.begin() as connection:
        upsert(connection, feeds, row)
    return f"{base}/calendar/{secret}.ics"


def end(parts: Parts, person: PersonRow) -> None:
    """Nobody reads it any more."""
    mine = (feeds.c.workspace_id == person.workspace) & (feeds.c.person_id == person.id)
    with parts.engine.begin() as connection:
        connection.execute(delete(feeds).where(mine))


def read(parts: Parts, secret: str) -> bytes | None:
    """The calendar behind a link, as it is at this moment; None for one that ended, never was, or belongs to a removed workspace."""
    asked = select(feeds.c.workspace_id, feeds.c.person_id).where(feeds.c.digest == digest(secret))
    with reading(parts.engine) as connection:
        found = connection.execute(asked).one_or_none()
    if found is not None and found.workspace_id in parts.homes.removed():
        return None
    person = None if found is None else parts.people.get(found.workspace_id, found.person_id)
    return None if person is None or not person.active else drawn(parts, person).to_ical()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def drawn(parts: Parts, person: PersonRow) -> Calendar:
    """Every date of every order that goes on, in the person's language; moments are UTC, which every calendar converts."""
    reader = Reader(person.id, person.name, person.speaks, person.zone or parts.policy.zone)
    rows = [row for row in parts.orders.of_person(person.workspace, person.id) if row.order.held]
    known = parts.people.among(
        person.workspace, {id for row in rows for id in (row.order.seller, row.order.buyer)}
    )
    calendar = Calendar()
    calendar.add("prodid", "-//Relance//Relance//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Relance")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for row in rows:
        role = next(one for one in PARTIES if row.order.person(one) == person.id)
        other = known[row.order.buyer if row.order.seller == person.id else row.order.seller].name
        for one in deadlines(row.order):
            what = parts.renderer.label(
                reader, "deadlines", one.what, "yours" if one.of is role else "theirs"
            )
            event = Event()
            event.add("uid", f"{row.id}-{one.what}@relance")
            event.add("dtstamp", row.recorded_at.replace(microsecond=0))
            event.add("dtstart", one.at)
            event.add("summary", f"{row.order.ref} · {row.order.title} · {what} ({other})")
            event.add("transp", "TRANSPARENT")
            calendar.add_component(event)
    return calendar
