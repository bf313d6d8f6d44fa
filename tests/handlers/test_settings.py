"""One's own settings: seen, changed, in force at once, in words that one reads."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.db.tables import outbox
from tests.e2e.people import Person
from tests.handlers.shop import Shop, Trade
from tests.handlers.test_presence import change


def opened(person: Person, command: str = "/commande reglages") -> dict[str, Any]:
    answer = person.command(command)
    (view,) = answer["views"]
    assert view["callback_id"] == "ui:settings"
    return answer


def row(shop: Shop, person: Person) -> Any:
    found = shop.program.parts.people.get(shop.workspace, shop.id_of(person))
    assert found is not None
    return found


ALL = ["quiet", "digest"]


def save(person: Person, answer: Any, **changes: Any) -> Any:
    given = {"language": "slack", "quiet_from": "21:00", "quiet_to": "08:00", "wanted": ALL, **changes}
    return person.fill(answer, **given)


def test_the_form_opens_by_either_word_and_from_the_home_tab(work: Trade) -> None:
    for command in ("/commande reglages", "/commande reglages langue", "/order settings"):
        assert "Europe/Paris" in str(opened(work.seller, command)) or "Paris" in str(
            opened(work.seller, command)
        )
        work.seller.close()
    work.seller.act("home")
    assert "ui:settings" in str(work.shop.world.state.homes[work.seller.user].body)


def test_a_language_that_was_chosen_holds_everywhere_and_at_once(work: Trade) -> None:
    answer = save(work.seller, opened(work.seller), language="en")
    assert "Noted" in str(answer)
    work.seller.close()
    work.shop.say()
    assert "Due" in str(work.seller.card(work.ref)) or "In progress" in str(work.seller.card(work.ref))
    assert "Échéance" in str(work.buyer.card(work.ref)) or "En cours" in str(work.buyer.card(work.ref))
    work.do(work.buyer, "message", text="Bonjour à vous")
    assert "Your orders" in str(work.seller.command("/order list")) or "order" in str(
        work.seller.command("/order list")
    )
    save(work.seller, opened(work.seller), language="slack")
    work.seller.close()
    assert row(work.shop, work.seller).language is None


def test_dates_are_in_the_language_that_was_chosen_whatever_slack_speaks(work: Trade) -> None:
    assert "<!date^" in str(work.seller.card(work.ref))
    save(work.seller, opened(work.seller), language="en")
    work.seller.close()
    work.shop.say()
    card = str(work.seller.card(work.ref))
    assert "<!date^" not in card and "(Paris time)" in card
    change(work, work.seller, locale="en-US")
    assert "<!date^" in str(work.seller.card(work.ref))


def test_quiet_hours_are_ones_own_or_none(work: Trade) -> None:
    save(work.seller, opened(work.seller), quiet_from="22:30", quiet_to="06:00")
    work.seller.close()
    assert row(work.shop, work.seller).quiet_hours == "22:30-06:00"
    save(work.seller, opened(work.seller), wanted=["digest"])
    work.seller.close()
    assert row(work.shop, work.seller).quiet_hours == ""


def test_two_equal_hours_are_told_in_their_field_and_change_nothing(work: Trade) -> None:
    answer = save(work.seller, opened(work.seller), quiet_from="08:00", quiet_to="08:00")
    assert list(answer["errors"]) == ["quiet_to"]
    assert row(work.shop, work.seller).quiet_hours is None
    work.seller.close()


def test_the_digest_can_be_switched_off_and_on(work: Trade) -> None:
    save(work.seller, opened(work.seller), wanted=["quiet"])
    work.seller.close()
    assert row(work.shop, work.seller).digest is False
    save(work.seller, opened(work.seller))
    work.seller.close()
    assert row(work.shop, work.seller).digest is True


def test_reminders_that_were_held_come_with_the_new_hours(work: Trade) -> None:
    parts = work.shop.program.parts
    me = work.shop.id_of(work.seller)
    later = parts.clock.now().replace(microsecond=0)
    with parts.engine.begin() as connection:
        mine = (outbox.c.recipient == me) & (outbox.c.kind == "notice")
        held = {"state": "waiting", "joins": True, "not_before": later + timedelta(hours=9)}
        connection.execute(update(outbox).where(mine).values(held))
    save(work.seller, opened(work.seller), wanted=["digest"])
    work.seller.close()
    with parts.engine.connect() as connection:
        found = {row.not_before for row in connection.execute(outbox.select().where(mine)) if row.joins}
    assert found and max(found) <= parts.clock.now()


def test_a_language_named_in_the_command_holds_at_once_and_is_answered_in_it(work: Trade) -> None:
    assert "I speak English" in str(work.seller.command("/commande reglages langue anglais"))
    work.shop.say()
    assert "In progress" in str(work.seller.card(work.ref))
    assert "en français" in str(work.seller.command("/order settings language Français"))
    assert row(work.shop, work.seller).language == "fr"
    assert "en français" in str(work.seller.command("/commande réglages langue slack"))
    assert row(work.shop, work.seller).language is None
    opened(work.seller, "/commande reglages langue klingon")
    work.seller.close()


def test_whoever_changes_slacks_language_finds_their_cards_in_it(work: Trade) -> None:
    work.shop.say()
    assert "En cours" in str(work.seller.card(work.ref))
    work.shop.slack.http.post(f"/people/{work.seller.user}", json={"locale": "en-GB"}).raise_for_status()
    work.shop.say()
    assert "In progress" in str(work.seller.card(work.ref))
    assert "En cours" in str(work.buyer.card(work.ref))
