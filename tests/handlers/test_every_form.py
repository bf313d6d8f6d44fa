"""Every form that anybody can open, each field of it, and what does not belong there: all through signed HTTP.

What is wrong is answered under its own field and changes nothing; what may be written arrives whole, and as letters.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot import policies
from playground.config import BOT_USER
from playground.config import Person as Somebody
from rules.order import Order
from rules.words import Action, RequestKind, State
from tests import loops
from tests.factories import BUYER, COMEUP, SELLER, Store
from tests.handlers.forms import forms, said, typed, well
from tests.handlers.houses import CLAIMED, SITUATIONS, SLACK_IDS, Houses, Situation, holds, open_houses

Json = dict[str, Any]

FORMS: dict[str, tuple[str, str]] = {
    "decline": ("pending", "seller"),
    "chase": ("pending", "seller"),
    "supply:logo": ("pending", "buyer"),
    "change_party": ("in progress", "operator"),
    "void": ("in progress", "operator"),
    "message": ("in progress", "seller"),
    "progress": ("in progress", "seller"),
    "deliver": ("in progress", "seller"),
    "cancel_with_reason": ("in progress", "seller"),
    "request:later_date": ("in progress", "seller"),
    "request:supplement": ("in progress", "seller"),
    "request:missing_elements": ("in progress", "seller"),
    "request:partial_refund": ("in progress", "buyer"),
    "request:cancellation": ("in progress", "buyer"),
    "snooze": ("in progress, reminded", "seller"),
    "refuse_request:cancellation": ("cancellation asked", "seller"),
    "refuse_request:later_date": ("later date asked", "buyer"),
    "refuse_request:supplement": ("supplement asked", "buyer"),
    "refuse_request:partial_refund": ("refund asked", "buyer"),
    "counter": ("refund asked", "buyer"),
    "supply:font": ("elements asked", "buyer"),
    "request_revision": ("delivered", "buyer"),
    "refuse_revision": ("revision requested", "seller"),
    "request:revision_details": ("revision requested", "seller"),
    "supply:which blue": ("details asked", "buyer"),
    "open_dispute": ("refund agreed", "seller"),
    "decide_refund": ("disputed", "mediator"),
    "decide_split": ("disputed", "mediator"),
    "decide_restart": ("disputed", "mediator"),
    "decide_pay": ("disputed", "mediator"),
    "ask_party:seller": ("disputed", "mediator"),
    "ask_party:buyer": ("disputed", "mediator"),
    "answer_mediator": ("disputed, a question", "seller"),
    "review": ("completed", "buyer"),
}
"""One situation in which each form opens, and for whom."""

CLAIMS = {
    "request:claim": ("claimed", "seller"),
    "admit_claim": ("claimed", "mediator"),
    "reject_claim": ("claimed", "mediator"),
}
"""Where a dispute begins with a claim."""


def unpaid(store: Store, id: str) -> None:
    extra = {"kind": RequestKind.SUPPLEMENT, "description": "two more", "price": 500, "extra_days": 1}
    store.do(id, SELLER, Action.REQUEST, **extra)
    store.do(id, BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)


CONFIRMED = Path(__file__).parents[1] / "scenarios/policies/confirmed_payments.toml"
PAYMENTS = {"confirm_payment": ("extra work, unpaid", "operator")}
"""Where the platform confirms what was paid."""

WHERE: dict[str, Situation] = {
    **SITUATIONS,
    **CLAIMED,
    "extra work, unpaid": Situation(State.IN_PROGRESS, unpaid),
}
WHOSE = {**FORMS, **CLAIMS, **PAYMENTS}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Houses]]:
    """One for each house that has forms of its own; Slack tells of its own voice as of a person."""
    folder = tmp_path_factory.mktemp
    with (
        open_houses(folder("forms"), COMEUP) as usual,
        open_houses(folder("claims"), policies.load("comeup_claim")) as claims,
        open_houses(folder("payments"), policies.load(str(CONFIRMED)), policy=str(CONFIRMED)) as payments,
    ):
        for houses in (usual, claims, payments):
            houses.world.state.people["USLACKBOT"] = Somebody("USLACKBOT", "slackbot", "Slackbot", "")
        yield dict.fromkeys(FORMS, usual) | dict.fromkeys(CLAIMS, claims) | dict.fromkeys(PAYMENTS, payments)


class Form:
    """One form of one order after another: those of an order that was changed are over."""

    def __init__(self, houses: Houses, action_id: str) -> None:
        self.houses, self.action_id = houses, action_id
        self.situation, self.who = WHOSE[action_id]
        self.anew()
        self.fields = forms(houses, self.id, self.who)[action_id]

    def anew(self) -> None:
        self.id = self.houses.order(WHERE[self.situation])

    @property
    def order(self) -> Order:
        return self.houses.store.load(self.id)

    def send(self, **values: Json) -> Json:
        """The form with these fields, the others filled in well; what Slack is answered."""
        given = well(self.fields, self.action_id, self.order, self.houses.clock.now()) | values
        answer = loops.run(self.houses.submit(SLACK_IDS[self.who], self.action_id, given, holds(self.id)))
        assert answer.status_code == 200
        body: Json = answer.json() if answer.content else {}
        return body


@pytest.fixture(params=WHOSE)
def form(request: pytest.FixtureRequest, towns: dict[str, Houses]) -> Form:
    return Form(towns[request.param], request.param)


# What is wrong

UNSEEN = "\u200b\u2060\u200e\u00ad\ufeff"
EMPTY, UNREADABLE, POSITIVE = "Ce champ est vide", "Je n'ai pas su lire", "supérieur à zéro"
NO_CHOICE, NO_ONE = "Rien n'est choisi", "ne peut pas prendre part"

NOTHING = ("", "  \n\t ", UNSEEN)
NO_WORDS, NO_LINES = dict.fromkeys(NOTHING, EMPTY), dict.fromkeys(NOTHING, "La liste est vide")
CROWD = {"\n".join(f"e{n}" for n in range(200)): "100 éléments au plus", "x" * 40_000: "trop long", "a\nb\n a": "figure deux fois"}  # fmt: skip
SUMS = {
    **dict.fromkeys(("", UNSEEN), EMPTY),
    **dict.fromkeys(("-5", "\u22125,00 €", "0", "0,00"), POSITIVE),
    **dict.fromkeys(("👍", "<!channel>", "NaN", "1e3", "5 6", "9" * 40_000, "mot " * 10_000), UNREADABLE),
    "5 $": "EUR",
}
SHARES = {"50": "inférieur à 50,00 €", "1000000": "inférieur à 50,00 €"}
DAYS = {
    "-1": "ne peut pas être négatif",
    "10000": "3650 au plus",
    **dict.fromkeys(("1e3", "2.5", "👍", UNSEEN, "9" * 40_000), UNREADABLE),
}
WRONG_TEXTS: dict[str, dict[str, str]] = {
    "work": dict.fromkeys(NOTHING, "au moins un fichier, un lien ou un texte"),
    "items": NO_LINES | CROWD,
    "changes": NO_LINES,
    "amount": SUMS | SHARES,
    "price": SUMS,
    "extra_days": DAYS,
}
OPTIONAL = {("chase", "text"), ("review", "text")} | {
    (one, "reason")
    for one in ("request:missing_elements", "request:revision_details", "refuse_request:later_date",
                "refuse_request:supplement", "refuse_request:partial_refund")
}  # fmt: skip
"""What may be left out: a text in which there is nothing to read is left out too."""

NO_DATES: tuple[object, ...] = (None, -5, 10**15, "demain", True)
DATES = {"until": "ne dépasse pas l'échéance", "due_at": "déjà passée"}
PEOPLE = {"USLACKBOT": NO_ONE, BOT_USER: NO_ONE, "U0NOBODY00": NO_ONE, "<@U1>": NO_ONE, "": NO_CHOICE,
          **dict.fromkeys((SLACK_IDS["seller"], SLACK_IDS["buyer"]), "entre deux personnes")}  # fmt: skip
PICKS = {"role": NO_CHOICE, "stars": "de 1 à 5"}


def wrong(action_id: str, field: str, kind: str) -> Iterator[tuple[Json, str]]:
    """Values that this field does not take, each with words of its answer."""
    match kind:
        case "plain_text_input" | "number_input" if (action_id, field) not in OPTIONAL:
            yield from ((typed(value), words) for value, words in WRONG_TEXTS.get(field, NO_WORDS).items())
        case "datetimepicker":
            dates = [(value, "Choisissez une date") for value in NO_DATES] + [(253_402_300_799, "" if action_id == "snooze" else "trop lointaine")]  # fmt: skip
            dates += [
                (at, "déjà passée" if action_id == "snooze" else DATES[field]) for at in (0, 1_500_000_000)
            ]
            yield from (({"type": kind, "selected_date_time": value}, words) for value, words in dates)
        case "users_select":
            yield from (({"type": kind, "selected_user": value}, words) for value, words in PEOPLE.items())
        case "static_select" if field in PICKS:
            for value in ("", "0", "9", "mediator", "👍", "mot " * 10_000):
                yield {"type": kind, "selected_option": {"value": value}}, PICKS[field]
            yield {"type": kind, "selected_option": None}, PICKS[field]
        case "multi_static_select":
            yield {"type": kind, "selected_options": [{"value": "99"}]}, "Rien n'est attendu"
            yield {"type": kind, "selected_options": [{"value": "1"}]}, "Tout n'est pas coché"
        case "checkboxes":
            yield {"type": kind, "selected_options": []}, "Une livraison incomplète est interdite"
        case "file_input":
            huge = {"id": "F0HUGE", "name": "tout.zip", "size": 10**10}
            yield {"type": kind, "files": [huge]}, "dépasse 100 Mo"


LONGEST_ANSWER = 300


def test_what_is_wrong_is_said_under_its_own_field_and_changes_nothing(form: Form) -> None:
    before, tried = form.houses.mark(form.id), 0
    for field, kind in form.fields.items():
        for value, words in wrong(form.action_id, field, kind):
            answer = form.send(**{field: value})
            assert answer.get("response_action") == "errors", (field, str(value)[:80], answer)
            assert list(answer["errors"]) == [field], (field, str(value)[:80])
            said = answer["errors"][field].replace("\u00a0", " ").replace("\u202f", " ")
            assert words in said, (field, str(value)[:80], said)
            assert len(said) <= LONGEST_ANSWER
            tried += 1
    assert form.houses.mark(form.id) == before
    assert tried or {(form.action_id, field) for field in form.fields} <= OPTIONAL


@pytest.mark.parametrize(("action_id", "field"), sorted(OPTIONAL))
def test_where_a_text_may_be_left_out_nothing_to_read_is_nothing(
    towns: dict[str, Houses], action_id: str, field: str
) -> None:
    form = Form(towns[action_id], action_id)
    assert form.send(**{field: typed(UNSEEN)}) == {}
    assert UNSEEN not in kept(form)


# What may be written

SIGNS = "👍🏽 <!channel> <!here> <@U0ADMIN001> <https://evil.example|Ma banque> {{ 7*7 }} {% raw %} &lt;b&gt;"
LIVE = ("<!channel>", "<!here>", "<@U0ADMIN001>", "<https://evil.example")
WORDS = 10_000
LONG = f"{SIGNS} {'mot ' * WORDS}".strip()


def kept(form: Form) -> str:
    """The order's history, with its words."""
    return msgspec.json.encode(form.houses.store.events(form.id)).decode()


def test_a_sign_alone_is_words_enough(form: Form) -> None:
    texts = [field for field in form.fields if field in ("reason", "text", "content", "work", "changes", "items", "description")]  # fmt: skip
    for field in texts:
        assert form.send(**{field: typed("🤷🏽‍♀️")}) == {}
        assert "🤷🏽‍♀️" in kept(form)
        form.anew()
    assert texts or form.action_id == "snooze"


def test_what_is_long_or_looks_like_a_command_arrives_whole_and_as_letters(form: Form) -> None:
    given = {
        field: typed(SIGNS if field == "items" else LONG)
        for field, kind in form.fields.items()
        if kind == "plain_text_input" and field not in ("amount", "price")
    }
    if not given:
        assert form.action_id == "snooze"
        return
    before = said(form.houses)
    assert form.send(**given) == {}
    after = said(form.houses)
    told = {channel: " ".join(after[channel][len(before.get(channel, ())) :]) for channel in after}
    assert not [mark for mark in LIVE if mark in str(told)]
    assert all(words.count("mot") in (0, WORDS) or "…" in words for words in told.values()), "a cut is told"
    mine = f"D{SLACK_IDS[form.who][1:]}"
    whole = WORDS * sum(field != "items" for field in given)
    assert max(told[one].count("mot") for one in told if one != mine) >= whole, "somebody else reads it all"


# All of them


def of_everybody(houses: Houses, situations: dict[str, Situation]) -> set[str]:
    found: set[str] = set()
    for situation in situations.values():
        order = houses.order(situation)
        for who in ("seller", "buyer", "mediator", "operator"):
            found |= set(forms(houses, order, who))
    return found


def test_no_form_is_left_out(towns: dict[str, Houses]) -> None:
    """The tables above are all that "Plus…" leads anybody to, in any situation of the law."""
    assert of_everybody(towns["message"], SITUATIONS) == set(FORMS)
    assert of_everybody(towns["admit_claim"], CLAIMED) >= set(CLAIMS)
    unpaid_only = {name: WHERE[name] for name, _ in PAYMENTS.values()}
    assert of_everybody(towns["confirm_payment"], unpaid_only) >= set(PAYMENTS)
