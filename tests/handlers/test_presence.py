"""Who leaves, and who comes back, is told to whom it concerns; a change of language or zone counts at once."""

from typing import Any

from tests.e2e.people import Person, buttons, said
from tests.handlers.houses import TEAM
from tests.handlers.shop import Trade


def change(trade: Trade, who: Person, **what: Any) -> None:
    """Slack changes what it knows of somebody, and tells us."""
    trade.shop.slack.http.post(f"/people/{who.user}", json=what).raise_for_status()
    trade.shop.say()


def test_when_a_party_leaves_the_other_is_told_with_the_ways_that_remain(work: Trade) -> None:
    change(work, work.seller, deleted=True)
    told = work.buyer.thread(work.ref)[-1]
    assert "n'est plus joignable" in said(told)
    assert "request:cancellation" in buttons(told)
    assert work.order.away == ("seller",)


def test_it_is_told_once(work: Trade) -> None:
    change(work, work.buyer, deleted=True)
    change(work, work.buyer, real_name="Bea Autre")
    assert sum("n'est plus joignable" in said(m) for m in work.seller.thread(work.ref)) == 1


def test_who_comes_back_is_told_and_the_other_too(work: Trade) -> None:
    change(work, work.seller, deleted=True)
    change(work, work.seller, deleted=False)
    assert "est de nouveau joignable" in said(work.buyer.thread(work.ref)[-1])
    assert "Vous êtes de retour" in said(work.seller.thread(work.ref)[-1])
    assert work.order.away == ()


def test_what_was_said_to_who_was_away_is_said_when_they_are_back(work: Trade) -> None:
    """In its order; a reminder whose moment is over is not."""
    change(work, work.seller, deleted=True)
    for words in ("Une première chose", "Une seconde chose"):
        work.do(work.buyer, "message", text=words)
    change(work, work.seller, deleted=False)
    told = [said(m) for m in work.seller.thread(work.ref)]
    places = [next(n for n, one in enumerate(told) if words in one) for words in ("Une première", "Une seconde", "de retour")]  # fmt: skip
    assert places == sorted(places)
    assert sum("Une première chose" in one for one in told) == 1


def test_a_message_that_cannot_arrive_shows_that_somebody_left(work: Trade) -> None:
    """Also where Slack's own event was lost."""
    work.shop.world.state.people[work.seller.user].deleted = True
    work.buyer.write(work.ref, "Bonjour")
    work.shop.say()
    assert "n'est plus joignable" in said(work.buyer.thread(work.ref)[-1])


def test_a_language_counts_from_the_next_message_on(work: Trade) -> None:
    change(work, work.buyer, locale="en-US", tz="America/New_York")
    work.seller.write(work.ref, "Bonjour")
    work.shop.say()
    told = said(work.buyer.thread(work.ref)[-1])
    assert "*Sami* writes:" in told
    assert "Bonjour" in told
    me = work.shop.program.parts.people.by_slack(work.shop.workspace, work.buyer.user)
    assert (me.locale, me.zone) == ("en-US", "America/New_York")


def test_what_is_no_text_in_a_profile_was_not_told(work: Trade) -> None:
    """It was answered 503, and so came again; what is well made beside it counts."""
    people, here, seller = work.shop.program.parts.people, work.shop.workspace, work.seller.user
    before = people.by_slack(here, seller)
    good = {"name": "Ana Neu", "email": "new@example.org", "locale": "en-US", "zone": "America/New_York"}
    spoilt = {"display_name": (), "real_name": ("name",), "email": ("email",), "locale": ("locale",), "tz": ("zone",), "profile": ("name", "email")}  # fmt: skip
    for place, lost in spoilt.items():
        for odd in (["a"], {"a": "b"}, 7, True):
            people.change(here, before.id, **{name: getattr(before, name) for name in good})
            profile: dict[str, object] = {
                "display_name": "",
                "email": "NEW@example.org",
                "real_name": "Ana Neu",
            }
            user: dict[str, object] = {
                "id": seller,
                "profile": profile,
                "locale": "en-US",
                "tz": "America/New_York",
            }
            (profile if place in profile else user)[place] = odd
            inner = {"type": "user_change", "user": user}
            told = {"type": "event_callback", "team_id": TEAM, "event_id": f"{place} {odd}", "event": inner}
            assert work.shop.post(told).status_code == 200
            after = people.by_slack(here, seller)
            expected = {name: getattr(before, name) if name in lost else good[name] for name in good}
            assert {name: getattr(after, name) for name in good} == expected, (place, odd)
