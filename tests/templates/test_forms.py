"""The one modal: the fields of design.md section 9's table, and the consequence on top."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.render.fields import carried
from bot.slack import refs
from rules.drafts import Draft
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, COMEUP, CONFIRMED, Play, later
from tests.rules.play import SELLER as ANA
from tests.rules.stories import CLAIMS, DISPUTES, STORIES, situations
from tests.templates.reading import BUYER, MEDIATOR, OPERATOR, PARTIES, RENDERER, SELLER, reader, view, words

Made = dict[str, object]


def inputs(modal: dict) -> dict[str, dict]:
    return {block["block_id"]: block for block in modal["blocks"] if block["type"] == "input"}


def of(name: str, role: Actor, action: str, **values: object) -> dict:
    story = {**STORIES, **DISPUTES}.get(name)
    play = story(COMEUP) if story else CLAIMS[name](CLAIM)
    return RENDERER.modal(view(play, role), action, values=values or None)


FIELDS = {
    ("pending, brief missing", SELLER, "decline"): {"reason": "plain_text_input"},
    ("pending, brief missing", BUYER, "supply:logo"): {"content": "plain_text_input", "files": "file_input"},
    ("in progress", SELLER, "deliver"): {
        "work": "plain_text_input",
        "files": "file_input",
        "checklist": "multi_static_select",
        "complete": "checkboxes",
    },
    ("in progress", SELLER, "cancel_with_reason"): {"reason": "plain_text_input"},
    ("in progress", SELLER, "message"): {"text": "plain_text_input"},
    ("in progress", SELLER, "progress"): {"text": "plain_text_input"},
    ("in progress", SELLER, "chase"): {"text": "plain_text_input"},
    ("in progress", BUYER, "request:cancellation"): {"reason": "plain_text_input"},
    ("in progress", SELLER, "request:later_date"): {"until": "datetimepicker", "reason": "plain_text_input"},
    ("late", BUYER, "request:later_date"): {"until": "datetimepicker", "reason": "plain_text_input"},
    ("in progress", SELLER, "request:supplement"): {
        "description": "plain_text_input",
        "price": "plain_text_input",
        "extra_days": "number_input",
    },
    ("in progress", SELLER, "request:missing_elements"): {
        "items": "plain_text_input",
        "reason": "plain_text_input",
    },
    ("revision asked", SELLER, "request:revision_details"): {
        "items": "plain_text_input",
        "reason": "plain_text_input",
    },
    ("in progress", BUYER, "request:partial_refund"): {
        "amount": "plain_text_input",
        "reason": "plain_text_input",
    },
    ("refund proposed", SELLER, "counter"): {"amount": "plain_text_input", "reason": "plain_text_input"},
    ("refund proposed", SELLER, "refuse_request:partial_refund"): {"reason": "plain_text_input"},
    ("cancellation asked", SELLER, "refuse_request:cancellation"): {"reason": "plain_text_input"},
    ("delivered", BUYER, "request_revision"): {"changes": "plain_text_input"},
    ("revision asked", SELLER, "refuse_revision"): {"reason": "plain_text_input"},
    ("revision refused", BUYER, "open_dispute"): {"reason": "plain_text_input"},
    ("disputed", MEDIATOR, "decide_refund"): {"reason": "plain_text_input"},
    ("disputed", MEDIATOR, "decide_split"): {"amount": "plain_text_input", "reason": "plain_text_input"},
    ("disputed", MEDIATOR, "decide_restart"): {"due_at": "datetimepicker", "reason": "plain_text_input"},
    ("disputed", MEDIATOR, "decide_pay"): {"reason": "plain_text_input"},
    ("disputed", MEDIATOR, "ask_party:seller"): {"text": "plain_text_input"},
    ("party asked", BUYER, "answer_mediator"): {"text": "plain_text_input"},
    ("claim open", MEDIATOR, "admit_claim"): {"reason": "plain_text_input"},
    ("claim open", MEDIATOR, "reject_claim"): {"reason": "plain_text_input"},
    ("completed", BUYER, "review"): {"stars": "static_select", "text": "plain_text_input"},
    ("in progress", OPERATOR, "void"): {"reason": "plain_text_input"},
    ("in progress", OPERATOR, "change_party"): {
        "role": "static_select",
        "person": "users_select",
        "reason": "plain_text_input",
    },
    ("late", SELLER, "snooze"): {"pause": "static_select", "until": "datetimepicker"},
}


@pytest.mark.parametrize(("name", "role", "action"), FIELDS)
def test_each_field_has_its_name_twice_and_its_element(name: str, role: Actor, action: str) -> None:
    modal = of(name, role, action)
    found = inputs(modal)
    assert FIELDS[name, role, action] == {field: block["element"]["type"] for field, block in found.items()}
    assert all(block["element"]["action_id"] == field for field, block in found.items())
    assert modal["callback_id"] == action


@pytest.mark.parametrize(("name", "role", "action"), FIELDS)
def test_the_consequence_stands_above_the_fields(name: str, role: Actor, action: str) -> None:
    first = of(name, role, action)["blocks"][0]
    assert first["type"] == "context" and first["elements"][0]["text"]


def test_every_open_action_that_carries_something_has_a_form_and_no_other_does() -> None:
    at_once = set()
    for _, play in situations():
        for role in (*PARTIES, MEDIATOR, OPERATOR):
            seen = view(play, role)
            for id, option in RENDERER.scene(seen).options.items():
                if option.open and carried(id):
                    assert inputs(RENDERER.modal(seen, id)), id
                elif option.open:
                    at_once.add(id.partition(":")[0])
    assert at_once == {
        "accept", "withdraw", "cancel_late", "close", "accept_revision", "accept_request", "withdraw_request",
        "take_case", "confirm_item",
    }  # fmt: skip


def test_a_modal_knows_its_order_and_what_was_shown() -> None:
    play = Play().accepted()
    ref = refs.decode(RENDERER.modal(view(play, SELLER), "cancel_with_reason")["private_metadata"])
    assert ref is not None and (ref.order, ref.stage) == ("o1", play.order.stage) and ref.shown


def test_a_seller_says_why_and_a_buyer_who_waits_need_not() -> None:
    assert "optional" not in inputs(of("in progress", SELLER, "request:later_date"))["reason"]
    assert inputs(of("late", BUYER, "request:later_date"))["reason"]["optional"] is True


def test_a_refused_cancellation_needs_a_reason_and_other_refusals_do_not() -> None:
    assert "optional" not in inputs(of("cancellation asked", SELLER, "refuse_request:cancellation"))["reason"]
    assert (
        inputs(of("refund proposed", SELLER, "refuse_request:partial_refund"))["reason"]["optional"] is True
    )


def test_work_may_be_empty_where_files_are_given_and_completeness_may_not() -> None:
    found = inputs(of("in progress", SELLER, "deliver"))
    assert [name for name, block in found.items() if block.get("optional")] == ["work", "files", "checklist"]
    [option] = found["complete"]["element"]["options"]
    assert option["value"] == "complete"


def test_the_checklist_is_numbered_from_one_in_the_order_of_the_law() -> None:
    play = Play(brief=("un logo", "b" * 150, "R&D" * 40)).accepted()
    [*options] = inputs(RENDERER.modal(view(play, SELLER), "deliver"))["checklist"]["element"]["options"]
    assert [one["value"] for one in options] == ["1", "2", "3", "4"]
    labels = [one["text"]["text"] for one in options]
    assert labels == ["Logo", "un logo", "b" * 75, labels[3]]
    assert labels[3].startswith("R&amp;DR&amp;D") and len(labels[3]) <= 75


def test_what_a_label_of_the_checklist_does_not_hold_stands_below_it() -> None:
    play = Play(brief=("un logo", "a" * 75 + "b" * 60, "a" * 75 + "b" * 75)).accepted()
    [*options] = inputs(RENDERER.modal(view(play, SELLER), "deliver"))["checklist"]["element"]["options"]
    below = [one.get("description", {}).get("text") for one in options]
    assert below == [None, None, "…" + "b" * 60, "…" + "b" * 73 + "…"]
    assert [one["text"]["text"] for one in options[2:]] == ["a" * 75] * 2


def test_what_a_field_cannot_hold_from_the_start_ends_in_an_ellipsis() -> None:
    changes = inputs(of("delivered", BUYER, "request_revision", changes=["x" * 4_000]))
    assert changes["changes"]["element"]["initial_value"] == "x" * 2_999 + "…"


def test_a_checklist_of_more_than_a_hundred_is_left_out_and_each_point_is_read_above() -> None:
    def brief(count: int) -> tuple[str, ...]:
        return tuple(f"item {number}" for number in range(count))

    ticked = RENDERER.modal(view(Play(brief=brief(99)).accepted(), SELLER), "deliver")
    assert "checklist" in inputs(ticked)
    assert "(et 88 de plus, dans la liste à cocher)" in words(ticked)
    listed = RENDERER.modal(view(Play(brief=brief(100)).accepted(), SELLER), "deliver")
    assert "checklist" not in inputs(listed)
    told = words(listed)
    assert "101. Utilisé, du cahier des charges : item 99" in told and "de plus" not in told


def test_the_date_picker_opens_on_a_date_that_the_law_takes() -> None:
    play = Play().accepted()
    made = inputs(RENDERER.modal(view(play, SELLER), "request:later_date"))
    at = datetime.fromtimestamp(made["until"]["element"]["initial_date_time"], UTC)
    play.do(ANA, Action.REQUEST, kind=RequestKind.LATER_DATE, until=at, reason="ill")


def test_what_was_filled_in_is_there_again() -> None:
    until = later(days=9)
    found = inputs(of("in progress", SELLER, "request:later_date", until=until, reason="grippe & <b>"))
    assert found["until"]["element"]["initial_date_time"] == int(until.timestamp())
    assert found["reason"]["element"]["initial_value"] == "grippe & <b>"  # a value, not a text object
    split = inputs(of("disputed", MEDIATOR, "decide_split", amount="10,00"))
    assert split["amount"]["element"]["initial_value"] == "10,00"
    changes = inputs(of("delivered", BUYER, "request_revision", changes=["a", "b"]))
    assert changes["changes"]["element"]["initial_value"] == "a\nb"


def test_ready_words_about_long_changes_fit_into_their_field() -> None:
    play = (
        Play()
        .delivered()
        .do(BEA, Action.REQUEST_REVISION, changes=tuple(f"{n}{'x' * 3_000}" for n in range(9)))
    )
    seen = view(play, SELLER)
    said = RENDERER.words(seen, Draft.PRECISION, reader(BUYER), alone=True)
    assert len(said) < 1_500
    assert "« 0xxx" in said.replace("\u00a0", " ") and "(et 4 de plus)" in said.replace("\u00a0", " ")


def test_a_reminder_names_what_is_missing_only_where_something_is() -> None:
    play = Play().accepted()
    assert "vous attendez sa réponse" in words(RENDERER.modal(view(play, SELLER), "chase"))
    play.with_request(ANA, RequestKind.MISSING_ELEMENTS, items=("logo",))
    assert "de ce qui manque : « logo »" in words(RENDERER.modal(view(play, SELLER), "chase"))


def test_the_second_refusal_says_that_it_opens_a_dispute() -> None:
    play = STORIES["cancellation refused once"](COMEUP).with_request(
        BEA, RequestKind.CANCELLATION, reason="really"
    )
    assert "ouvre un litige" in words(RENDERER.modal(view(play, SELLER), "refuse_request:cancellation"))


def test_extra_work_that_waits_for_its_payment_says_so() -> None:
    play = (
        Play(CONFIRMED)
        .accepted()
        .with_request(ANA, RequestKind.SUPPLEMENT, description="more", price=900, extra_days=2)
    )
    seen = view(play, BUYER)
    option = RENDERER.scene(seen).options["accept_request:supplement"]
    assert "dès que le paiement est confirmé, pas avant" in RENDERER.confirm(seen, option)["text"]["text"]


def test_a_new_order_has_its_own_form() -> None:
    made = RENDERER.new_order(reader(SELLER), values={"buyer": "U0BEA"})
    assert list(inputs(made)) == [
        "buyer", "title", "price", "currency", "duration_days", "revisions_included", "brief",
    ]  # fmt: skip
    assert inputs(made)["buyer"]["element"]["initial_user"] == "U0BEA"


def test_a_snooze_suggests_an_hour() -> None:
    play = Play().late()
    at = inputs(RENDERER.modal(view(play, SELLER), "snooze"))["until"]["element"]["initial_date_time"]
    assert at == int((play.now + timedelta(hours=1)).timestamp())
