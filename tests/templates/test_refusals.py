"""An expected "no" says why, from when it opens, and what to do instead, with that button."""

import pytest

from rules.refusal import Refusal
from rules.words import Action, Reason, RequestKind
from tests.rules.play import BUYER as BEA
from tests.rules.play import CLAIM, Play, later
from tests.rules.play import SELLER as ANA
from tests.rules.stories import situations
from tests.templates.reading import BUYER, LANGUAGES, PARTIES, RENDERER, SELLER, ids, reader, view, words

WRITTEN = tuple(Reason)[tuple(Reason).index(Reason.EMPTY_TEXT) :]


def refused(play: Play, role: object, refusal: Refusal, action: str = "message", language: str = "fr") -> str:
    seen = view(play, role, language)  # type: ignore[arg-type]
    return words(RENDERER.refusal(seen, seen.reader, refusal, action))


def test_too_early_says_from_when_how_long_still_and_what_else_there_is() -> None:
    play = Play().accepted(hours=1)
    no = play.no(BEA, Action.CANCEL_LATE)
    read = refused(play, BUYER, no, "cancel_late")
    assert "jeudi 5 mars à 23:59" in read and "dans 3 j 12 h" in read
    made = RENDERER.refusal(view(play, BUYER), reader(BUYER), no, "cancel_late")
    assert ids(made) == ["message", "request:cancellation"]


def test_the_loser_of_a_race_reads_what_happened_instead() -> None:
    play = Play().late().do(BEA, Action.CANCEL_LATE)
    read = refused(play, SELLER, play.no(ANA, Action.DELIVER, work=("x",), complete=True), "deliver", "en")
    assert "The order is cancelled." in read and "The buyer cancelled it, because it was late (" in read


def test_who_acted_reads_it_as_their_own_deed() -> None:
    play = Play().accepted()
    assert "Vous l'avez acceptée (" in refused(play, SELLER, play.no(ANA, Action.ACCEPT), "accept")
    assert "Le vendeur l'a acceptée (" in refused(play, BUYER, play.no(BEA, Action.WITHDRAW), "withdraw")


def test_a_request_that_has_ended_is_told_with_its_end() -> None:
    play = Play().accepted().with_request(ANA, RequestKind.LATER_DATE, until=later(days=6), reason="ill")
    play.do(ANA, Action.WITHDRAW_REQUEST, kind=RequestKind.LATER_DATE)
    no = play.no(BEA, Action.ACCEPT_REQUEST, kind=RequestKind.LATER_DATE)
    assert "La proposition de date est retirée" in refused(play, BUYER, no)


def test_a_changed_consequence_is_shown_with_the_button_to_take_it() -> None:
    play = Play().late()
    no = play.no(BEA, Action.CANCEL_LATE, shown="another")
    assert no.reason is Reason.CONSEQUENCE_CHANGED
    seen = view(play, BUYER)
    made = RENDERER.refusal(seen, seen.reader, no, "cancel_late")
    assert ids(made) == ["cancel_late"] and "50,00 €" in words(made) and "Annulée" in words(made)


def test_what_is_missing_is_named() -> None:
    no = Play(brief=("logo", "police")).no(ANA, Action.ACCEPT)
    assert "il manque « logo » et « police »" in refused(Play(brief=("logo", "police")), SELLER, no)


def test_an_amount_of_everything_is_told_what_is_held() -> None:
    play = Play().accepted()
    no = play.no(BEA, Action.REQUEST, kind=RequestKind.PARTIAL_REFUND, amount=5000, reason="x")
    error = RENDERER.field_error(view(play, BUYER), reader(BUYER), no).replace("\u00a0", " ")
    assert "inférieur à 50,00 €" in error


def test_a_date_that_is_too_early_is_told_in_its_field_in_plain_words() -> None:
    play = Play().accepted()
    no = play.no(ANA, Action.REQUEST, kind=RequestKind.LATER_DATE, until=later(days=1), reason="x")
    error = RENDERER.field_error(view(play, SELLER), reader(SELLER), no).replace("\u00a0", " ")
    assert error.startswith("Cette date ne dépasse pas l'échéance (jeudi 5 mars à 23:59).")
    assert "<" not in error and "mardi 3 mars à 10:00" in error


def test_time_left_in_a_field_counts_from_now() -> None:
    play = Play().accepted(hours=1)
    error = RENDERER.field_error(view(play, BUYER), reader(BUYER), play.no(BEA, Action.CANCEL_LATE))
    assert "dans 3 j 12 h" in error.replace("\u00a0", " ")


def test_of_an_order_that_is_none_of_theirs_nothing_is_told() -> None:
    made = RENDERER.refusal(None, reader(BUYER), Refusal(Reason.NOT_YOURS), "deliver")
    assert words(made).startswith("Ce n'est pas une de vos commandes.")
    assert "C-1" not in words(made)


PLACING = {
    Reason.EMPTY_TEXT: {},
    Reason.SAME_PERSON: {},
    Reason.AMOUNT_NOT_POSITIVE: {},
    Reason.ITEM_TOO_LONG: {"item": "b" * 150, "most": 150},
    Reason.REPEATED_ITEM: {"item": "logo"},
    Reason.TOO_MANY_ITEMS: {"most": 100},
    Reason.DAYS_NEGATIVE: {},
    Reason.DAYS_TOO_MANY: {"most": 3650},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", PLACING)
def test_a_new_order_is_refused_in_its_field_before_there_is_one(reason: Reason, language: str) -> None:
    no = Refusal(reason, facts=PLACING[reason])  # type: ignore[arg-type]
    assert RENDERER.field_error(None, reader(SELLER, language), no)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_that_options_give_has_its_own_words_and_way_on(language: str) -> None:
    said: dict[Reason, set[str]] = {}
    tried = set()
    for _, play in situations():
        for role in PARTIES:
            seen = view(play, role, language)
            for option in RENDERER.scene(seen).options.values():
                kind = (
                    option.refusal and option.refusal.reason,
                    option.id.partition(":")[0],
                    role,
                    play.order.state,
                )
                if option.refusal is not None and kind not in tried:
                    tried.add(kind)
                    made = RENDERER.refusal(seen, seen.reader, option.refusal, option.id)
                    said.setdefault(option.refusal.reason, set()).add(words(made).split("\n")[0])
                    assert ids(made), option
    firsts = [one for texts in said.values() for one in texts]
    assert len(firsts) == len(set(firsts))  # no two reasons begin with the same words


def test_a_dispute_that_begins_with_a_claim_leads_to_the_claim() -> None:
    play = Play(CLAIM).refused_revision()
    no = play.no(BEA, Action.OPEN_DISPUTE, reason="x")
    seen = view(play, BUYER)
    assert ids(RENDERER.refusal(seen, seen.reader, no, "open_dispute"))[0] == "request:claim"
