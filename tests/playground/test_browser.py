"""The page in a real Chromium: what people do there reaches the bot, and what the bot does is seen there."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import find
from tests.playground.conftest import SELLER, Playground
from tests.playground.test_interactions import button, field, modal

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find() is None, reason="no Chromium: `make browser`")]


@pytest.fixture
def page(chromium: Any, playground: Playground) -> Iterator[Any]:
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    page.set_default_timeout(5000)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(playground.url)
    yield page
    page.close()
    assert problems == []


def column(page: Any, user: str = SELLER) -> Any:
    return page.locator(f"#column-{user}")


def write(place: Any, text: str) -> None:
    place.locator(".foot textarea").fill(text)
    place.locator(".foot textarea").press("Enter")


def test_a_message_is_written_and_the_bots_answer_appears(page: Any, playground: Playground) -> None:
    write(column(page), "Bonjour <b>vous</b>")
    column(page).get_by_text("Bonjour <b>vous</b>").wait_for()
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    playground.call("chat.postMessage", channel=SELLER, text="bien reçu")
    column(page).get_by_text("bien reçu").wait_for()
    assert playground.bot.of("message")[0].payload["event"]["text"] == "Bonjour &lt;b&gt;vous&lt;/b&gt;"


def test_a_reply_goes_into_its_thread(page: Any, playground: Playground) -> None:
    root = playground.call("chat.postMessage", channel=SELLER, text="racine")
    playground.call("chat.postMessage", channel=SELLER, text="au-dessous", thread_ts=root["ts"])
    composer = column(page).locator(".thread textarea")
    composer.fill("ma réponse")
    composer.press("Enter")
    column(page).locator(".thread").get_by_text("ma réponse").wait_for()
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    people = [
        h.payload["event"] for h in playground.bot.of("message") if h.payload["event"]["user"] == SELLER
    ]
    assert people[0]["thread_ts"] == root["ts"]


def test_a_button_asks_before_it_acts(page: Any, playground: Playground) -> None:
    words = {name: {"type": "plain_text", "text": name} for name in ("title", "text", "confirm", "deny")}
    blocks = [{"type": "actions", "elements": [button("annuler", confirm=words)]}]
    playground.call("chat.postMessage", channel=SELLER, text="x", blocks=blocks)
    column(page).get_by_role("button", name="annuler").click()
    page.get_by_role("button", name="deny").click()
    assert playground.bot.of("block_actions") == []
    column(page).get_by_role("button", name="annuler").click()
    page.get_by_role("button", name="confirm", exact=True).click()
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    assert [h.payload["actions"][0]["action_id"] for h in playground.bot.of("block_actions")] == ["annuler"]


def test_a_modal_is_filled_in_refused_and_sent_off(page: Any, playground: Playground) -> None:
    write(column(page), "/commande")
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    options = [{"text": {"type": "plain_text", "text": t}, "value": t} for t in ("un", "deux")]
    view = modal(
        field("reason", multiline=True),
        field("to", "static_select", options=options),
        field("checklist", "multi_static_select", options=options),
        field("until", "datetimepicker"),
    )
    trigger = playground.bot.of("command")[0].payload["trigger_id"]
    assert playground.call("views.open", trigger_id=trigger, view=view)["ok"]
    dialog = column(page).get_by_role("dialog")
    dialog.get_by_label("reason").fill("parce que")
    dialog.get_by_role("button", name="Envoyer").click()
    dialog.get_by_text("Ce champ est obligatoire.").first.wait_for()
    assert dialog.get_by_label("reason").input_value() == "parce que"
    playground.bot.answers["view_submission"] = {
        "response_action": "errors",
        "errors": {"reason": "trop court"},
    }
    dialog.locator("select").select_option("deux")
    dialog.get_by_label("un", exact=True).check()
    dialog.locator("[type=datetime-local]").fill("2026-05-08T18:00")
    dialog.get_by_role("button", name="Envoyer").click()
    dialog.get_by_text("trop court").wait_for()
    playground.bot.answers.clear()
    dialog.get_by_role("button", name="Envoyer").click()
    dialog.wait_for(state="detached")
    values = playground.bot.of("view_submission")[-1].payload["view"]["state"]["values"]
    assert values["to"]["to"]["selected_option"]["value"] == "deux"
    assert [o["value"] for o in values["checklist"]["checklist"]["selected_options"]] == ["un"]
    assert values["until"]["until"]["selected_date_time"] == 1778256000


def test_what_somebody_types_survives_what_arrives(page: Any, playground: Playground) -> None:
    area = column(page).locator(".foot textarea")
    area.fill("à moitié écrit")
    playground.call("chat.postMessage", channel=SELLER, text="nouveau")
    column(page).get_by_text("nouveau").wait_for()
    assert area.input_value() == "à moitié écrit"


def test_on_a_narrow_screen_people_are_shown_one_at_a_time(page: Any) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.get_by_role("tab", name="Bea Lin").click()
    assert column(page, "U0BUYER001").is_visible()
    assert not column(page).is_visible()
