"""A calendar to subscribe to: true at each fetch, one's own, and over when it is ended."""

import re
from typing import Any

from icalendar import Calendar

from bot.db.tables import feeds
from tests.e2e.people import Person
from tests.handlers.shop import Shop, Trade

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/calendar/[0-9a-f]{48}\.ics)")


def link(person: Person, text: str = "/commande calendrier") -> tuple[str, Any]:
    message = person.command(text)["messages"][-1]
    found = LINK.search(str(message))
    assert found, message
    return found[1], message


def dates(shop: Shop, path: str) -> dict[str, Any]:
    answer = shop.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["uid"]): event for event in events}


def test_each_side_reads_its_own_dates_and_the_next_fetch_is_up_to_date(work: Trade) -> None:
    shop = work.shop
    path, _ = link(work.seller)
    uid = f"{work.id}-due@relance"
    event = dates(shop, path)[uid]
    assert str(event["summary"]) == f"{work.ref} · Logo animé · à livrer (Bea)"
    assert event["dtstart"].dt == work.order.due_at
    theirs, _ = link(work.buyer, "/order calendar")
    assert "livraison prévue (Sami)" in str(dates(shop, theirs)[uid]["summary"])
    work.delivered()
    assert list(dates(shop, path)) == [f"{work.id}-check@relance"]


def test_a_new_link_ends_the_old_one_and_a_click_ends_both(work: Trade) -> None:
    shop = work.shop
    first, _ = link(work.seller)
    second, message = link(work.seller)
    assert [shop.http.get(path).status_code for path in (first, second)] == [404, 200]
    work.seller.click(message, "ui:calendar_off")
    work.seller.close()
    assert shop.http.get(second).status_code == 404


def test_of_a_link_only_a_digest_is_kept_and_it_names_nobody(work: Trade) -> None:
    path, _ = link(work.seller)
    with work.shop.program.parts.engine.connect() as connection:
        kept = str(connection.execute(feeds.select()).all())
    assert path.split("/")[-1].removesuffix(".ics") not in kept
    assert work.seller.user not in path
    answer = work.shop.http.get(path)
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == (
        "private, no-store",
        "no-referrer",
    )


def test_what_never_was_a_link_is_not_found(shop: Shop) -> None:
    for guess in ("x", "A" * 43, "..%2f"):
        assert shop.http.get(f"/calendar/{guess}.ics").status_code == 404
