"""A list is narrowed by all that was asked for at once."""

import pytest

from rules.sieve import Sieve, keeps
from rules.words import Action
from tests.rules.play import BUYER, Play

PARIS = "Europe/Paris"


def kept(sieve: Sieve, play: Play, me: str = "seller", text: str = "c-1 logo bea") -> bool:
    return keeps(sieve, play.order, me, text, play.now, PARIS)


def test_without_anything_asked_all_stay() -> None:
    assert kept(Sieve(), Play()) and kept(Sieve(), Play().delivered())


def test_late_is_past_the_deadline() -> None:
    assert not kept(Sieve(late=True), Play().accepted()) and kept(Sieve(late=True), Play().late())


@pytest.mark.parametrize(("me", "waits"), [("seller", False), ("buyer", True)])
def test_what_waits_for_me_is_my_turn(me: str, waits: bool) -> None:
    assert kept(Sieve(mine=True), Play().delivered(), me) is waits
    assert kept(Sieve(mine=True), Play().accepted(), me) is not waits


def test_this_week_is_monday_to_sunday_on_the_readers_wall_clock() -> None:
    """Paid on a Monday: three days end on Thursday, eight on the next Tuesday."""
    assert kept(Sieve(week=True), Play(duration_days=3).accepted())
    assert kept(Sieve(week=True), Play(duration_days=6).accepted())
    assert not kept(Sieve(week=True), Play(duration_days=7).accepted())


def test_ended_with_whom_and_by_words() -> None:
    ended = Play().delivered().do(BUYER, Action.CLOSE)
    assert kept(Sieve(ended=True), ended) and not kept(Sieve(ended=True), Play())
    assert kept(Sieve(person="buyer"), Play()) and not kept(Sieve(person="stranger"), Play())
    assert kept(Sieve(words=("log", "bea")), Play()) and not kept(Sieve(words=("logo", "ugo")), Play())
