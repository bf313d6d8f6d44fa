"""What people are told: who is named, what they may do, what the other wrote."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.slack import refs
from rules.words import Action, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import COMEUP, Play, later
from tests.rules.play import MEDIATOR as MAX
from tests.rules.play import SELLER as ANA
from tests.rules.stories import DISPUTES, STORIES, situations
from tests.templates.reading import (
    BUYER,
    LANGUAGES,
    MEDIATOR,
    PARTIES,
    SELLER,
    buttons,
    ids,
    notice_of,
    told,
    words,
)

Kind = RequestKind


def agreed(policy: object = COMEUP) -> Play:
    play = Play(policy).accepted().with_request(ANA, Kind.LATER_DATE, until=later(days=6), reason="ill")  # type: ignore[arg-type]
    return play.do(BEA, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)


RIGHT = {
    ("fr", SELLER): "Bea peut toujours annuler sans accord à partir de cette échéance",
    ("fr", BUYER): "vous pouvez toujours annuler sans accord à partir de cette échéance",
    ("en", SELLER): "Bea can still cancel without your agreement from that due date on",
    ("en", BUYER): "you can still cancel without anybody's agreement from that due date on",
}


@pytest.mark.parametrize(("language", "role"), RIGHT)
def test_both_are_told_in_the_same_message_that_the_right_to_cancel_stays(
    language: str, role: object
) -> None:
    read = words(notice_of(agreed(), "accept_request:later_date:agreed", role, language))  # type: ignore[arg-type]
    assert RIGHT[language, role] in read  # type: ignore[index]
    assert "23:59" in read and ("8 mars" in read or "8 March" in read)


SURE = {"fr": "ne peut pas annuler sans votre accord", "en": "cannot cancel without your agreement"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_accepts_what_is_late_at_once_is_not_told_that_the_buyer_cannot_cancel(language: str) -> None:
    on_time = Play().accepted().wait(hours=1)
    late = Play(duration_days=1).asked().wait(days=3).do(ANA, Action.ACCEPT_REVISION)
    assert SURE[language] in words(notice_of(on_time, "stage_guide", SELLER, language))
    read = words(notice_of(late, "stage_guide", SELLER, language))
    assert SURE[language] not in read
    assert {"fr": "déjà passée", "en": "already passed"}[language] in read


@pytest.mark.parametrize("role", PARTIES)
def test_where_a_house_lets_the_later_date_count_both_are_told_that(role: object) -> None:
    house = replace(COMEUP, name="other", house="other", later_date_keeps_right=False)
    read = words(notice_of(agreed(house), "accept_request:later_date:agreed", role))  # type: ignore[arg-type]
    assert "toujours annuler" not in read and "D'ici là" in read


def test_a_date_that_the_buyer_names_is_told_to_both_with_the_same_right() -> None:
    play = Play().late().with_request(BEA, Kind.LATER_DATE, until=later(days=8))
    for role in PARTIES:
        assert "toujours annuler" in words(notice_of(play, "request:later_date:agreed", role))


def test_who_is_asked_to_act_is_named_first_and_who_is_only_told_is_not() -> None:
    for _, play in situations():
        for notice, message, _ in told(play):
            named = message.text.startswith("<@U0")
            assert named == bool(notice.buttons and notice.to in PARTIES), notice


def test_what_people_write_is_quoted_as_it_is() -> None:
    written = "Bonjour,\n\nvoici *deux* idées & un <lien>"
    play = Play(duration_days=9).accepted().do(BEA, Action.MESSAGE, text=written)
    for language in LANGUAGES:
        quoted = notice_of(play, "message", SELLER, language).blocks[0]["text"]["text"]
        lines = quoted.replace("\u2060", "").split("\n")[1:]
        assert lines == [">Bonjour,", ">", ">voici *deux* idées &amp; un &lt;lien&gt;"]


OFFERS = {
    ("late", "now_late_buyer", BUYER): ["message", "request:later_date", "cancel_late", "ui:topic:seller_late"],
    ("late", "now_late_seller", SELLER): [
        "request:later_date", "deliver", "message", "ui:draft:late_notice", "ui:topic:running_late",
    ],
    ("later date proposed", "request:later_date", BUYER): [
        "accept_request:later_date", "refuse_request:later_date", "ui:topic:seller_late",
    ],
    ("refund proposed", "request:partial_refund", SELLER): [
        "accept_request:partial_refund", "refuse_request:partial_refund", "counter", "ui:topic:partial_refund",
    ],
    ("elements missing", "request:missing_elements", BUYER): ["supply:font", "supply:colour", "ui:topic:giving_brief"],
    ("delivered", "deliver", BUYER): ["close", "request_revision", "ui:topic:checking_delivery"],
    ("completed", "close", BUYER): ["review"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "id", "role"), OFFERS)
def test_a_notice_has_the_buttons_that_answer_it(name: str, id: str, role: object) -> None:
    assert OFFERS[name, id, role] == ids(notice_of(STORIES[name](COMEUP), id, role))  # type: ignore[index, arg-type]


def test_the_door_to_a_dispute_is_one_button() -> None:
    play = Play().asked().wait(hours=49)
    assert ids(notice_of(play, "dispute_door", BUYER)) == ["open_dispute", "ui:topic:dispute"]


def test_reminders_can_be_put_off_and_say_which_one_they_are() -> None:
    play = Play().delivered().wait(days=4)
    [later_button] = [
        one for one in buttons(notice_of(play, "check_delivery", BUYER)) if one["action_id"] == "snooze"
    ]
    ref = refs.decode(later_button["value"])
    assert ref is not None and ref.nudge == "check_delivery"


def test_rights_cannot_be_put_off() -> None:
    assert "snooze" not in ids(notice_of(Play().late(), "now_late_buyer", BUYER))


def test_a_button_that_is_no_longer_open_is_left_out_of_a_late_message() -> None:
    play = Play().delivered()
    before = next(one for one in told(play) if one[0].id == "order_placed" and one[0].to is SELLER)
    assert ids(before[1]) == ["decline", "ui:topic:pending"]  # the brief was not there yet
    from tests.templates.reading import RENDERER, view

    assert ids(RENDERER.notice(view(play, SELLER), before[0], before[2])) == ["ui:topic:pending"]


def test_the_answer_to_a_revision_comes_with_the_date_that_it_gives() -> None:
    play = Play().asked().wait(hours=25)
    assert "Accepter donne pour échéance : jeudi 5 mars à 23:59" in words(
        notice_of(play, "answer_revision", SELLER)
    )


def test_missing_elements_are_named_and_the_seller_is_told_that_the_clock_runs() -> None:
    play = STORIES["elements missing"](COMEUP).wait(hours=25)
    assert "• font\n• colour" in words(notice_of(play, "elements_missing", BUYER))
    play.do(BEA, Action.SUPPLY, item="font", content="Futura")
    assert "Il manque encore : « colour »" in words(notice_of(play, "supply", SELLER))


def test_a_decision_names_its_settlement() -> None:
    play = DISPUTES["disputed"](COMEUP).do(MAX, Action.DECIDE_SPLIT, amount=2000, reason="half is done")
    assert "vous récupérez 20,00 €" in words(notice_of(play, "decide_split", BUYER))
    assert "20,00 € pour Bea" in words(notice_of(play, "decide_split", MEDIATOR))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_of_every_story_still_reads_when_it_is_sent_later(language: str) -> None:
    from tests.templates.reading import RENDERER, view

    for _, play in situations():
        for notice, _, event in told(play, language):
            seen = replace(view(play, notice.to, language), now=play.now + timedelta(days=1))
            assert RENDERER.notice(seen, notice, event).blocks
