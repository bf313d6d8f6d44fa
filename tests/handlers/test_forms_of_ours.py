"""The forms that are about no order yet: a new order, a service, one's own settings; what does not belong there is refused."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.db.tables import orders, people, services
from playground.config import BOT_USER
from playground.config import Person as Somebody
from tests import loops
from tests.factories import COMEUP
from tests.handlers.forms import inputs, opened, typed
from tests.handlers.houses import SLACK_IDS, TEAM, Houses, open_houses

Json = dict[str, Any]

WELL: Json = {
    "buyer": {"type": "users_select", "selected_user": SLACK_IDS["buyer"]},
    "title": typed("Logo animé"),
    "price": typed("50"),
    "currency": typed("EUR"),
    "duration_days": {"type": "number_input", "value": "3"},
    "revisions_included": {"type": "number_input", "value": "1"},
    "brief": typed("logo\ncouleurs"),
    "options": typed("Fichiers sources ; 15 € ; 1"),
    "language": {"type": "static_select", "selected_option": {"value": "en"}},
    "quiet_from": {"type": "timepicker", "selected_time": "21:00"},
    "quiet_to": {"type": "timepicker", "selected_time": "08:00"},
    "wanted": {"type": "checkboxes", "selected_options": [{"value": "quiet"}]},
}

LONG, UNSEEN = "mot " * 10_000, "\u200b\u2060\u200e"
EMPTY, UNREADABLE, TOO_LONG = "Ce champ est vide", "Je n'ai pas su lire", "trop long"
NO_ONE, LINE = "ne peut pas prendre part", "Ligne 1"

WRONG: dict[str, dict[str, str]] = {
    "title": {"": EMPTY, UNSEEN: EMPTY, "x" * 151: TOO_LONG, LONG: TOO_LONG},
    "price": {"": EMPTY, UNSEEN: EMPTY, "-5": "supérieur à zéro", "0": "supérieur à zéro", "👍": UNREADABLE, LONG: UNREADABLE, "5 $": "EUR"},
    "currency": dict.fromkeys(("", UNSEEN, "€€", "<!channel>", "EURO", LONG), "pas une devise"),
    "duration_days": dict.fromkeys(("1e3", "2.5", "👍", "9" * 40_000), UNREADABLE)
    | dict.fromkeys(("", "-1", "0"), "au moins 1 jour") | {"10000": "3650 au plus"},
    "revisions_included": dict.fromkeys(("1e3", "👍", "9" * 40_000), UNREADABLE) | dict.fromkeys(("-1", "1001"), "de 0 à 1000"),
    "brief": {"\n".join(f"e{n}" for n in range(200)): "100 éléments au plus", LONG: TOO_LONG, "a\na": "figure deux fois"},
    "options": dict.fromkeys(("A", "A ; -5 ; 1", "A ; 0", "A ; 5 ; -1", "A ; 5 ; 99999", "👍 ; 👍", "<!channel> ; x", LONG), LINE)
    | {"\n".join(f"e{n} ; 5" for n in range(200)): "plus de 20"},
    "buyer": {"USLACKBOT": NO_ONE, BOT_USER: NO_ONE, "U0NOBODY00": NO_ONE, "": "Rien n'est choisi", SLACK_IDS["seller"]: "deux personnes"},
    "quiet_to": dict.fromkeys(("21:00", "25:00", "", "<!channel>"), "deux heures différentes"),
}  # fmt: skip
FORMS = ("ui:new_order", "ui:service", "ui:settings")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with open_houses(tmp_path_factory.mktemp("ours"), COMEUP) as made:
        made.world.state.people["USLACKBOT"] = Somebody("USLACKBOT", "slackbot", "Slackbot", "")
        yield made


def sent(houses: Houses, view: Json, **values: Json) -> Json:
    """The form with these fields, the others filled in well; what Slack is answered."""
    given = {field: WELL[field] for field in inputs(view)} | values
    answer = loops.run(houses.submit(SLACK_IDS["seller"], view["callback_id"], given, "", TEAM))
    assert answer.status_code == 200
    body: Json = answer.json() if answer.content else {}
    return body


def stored(houses: Houses) -> list[Any]:
    """All that these forms may change."""
    chosen = [(one.id, one.language, one.quiet_hours, one.digest) for one in houses.store.rows(people)]
    return [houses.store.rows(orders), houses.store.rows(services), chosen]


def value(field: str, wrong: str) -> Json:
    """As the element of this field would bring it."""
    key = {"users_select": "selected_user", "timepicker": "selected_time"}.get(WELL[field]["type"], "value")
    return {**WELL[field], key: wrong}


@pytest.mark.parametrize("action_id", FORMS)
def test_what_is_wrong_is_said_under_its_own_field_and_changes_nothing(
    houses: Houses, action_id: str
) -> None:
    view = opened(houses, "seller", action_id, "{}")
    assert view is not None
    fields = [field for field in inputs(view) if field in WRONG]
    assert fields
    before = stored(houses)
    for field in fields:
        for wrong, words in WRONG[field].items():
            answer = sent(houses, view, **{field: value(field, wrong)})
            assert answer.get("response_action") == "errors", (field, wrong[:80], answer)
            assert list(answer["errors"]) == [field], (field, wrong[:80])
            said = answer["errors"][field].replace("\u00a0", " ").replace("\u202f", " ")
            assert words in said, (field, wrong[:80], said)
            assert len(said) <= 300
    assert stored(houses) == before


@pytest.mark.parametrize("action_id", FORMS)
def test_what_is_right_is_taken(houses: Houses, action_id: str) -> None:
    view = opened(houses, "seller", action_id, "{}")
    assert view is not None
    before = stored(houses)
    assert sent(houses, view).get("response_action") != "errors"
    assert stored(houses) != before
