"""Thousands of payloads, well made and bent: never a failure, never a change by who may not, never another's words."""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.payloads import KINDS, Json, payloads
from tests.fuzz.town import USERS, Town, open_town

SHARES = {
    "command": 1000,
    "click": 1200,
    "form": 1300,
    "shortcut": 200,
    "event": 900,
    "strange": 150,
    "bytes": 250,
}
"""Of five thousand."""

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "0"))
"""Without rounds the same payloads each time; else so many times as many, others each time."""

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


def rounds(given_: Callable[..., Callable[[], None]], test: Callable[..., None], share: int) -> None:
    """So many examples of a test; in each round others."""
    calm = settings(
        max_examples=share,
        derandomize=not ROUNDS,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    for _ in range(max(1, ROUNDS)):
        (seed(int.from_bytes(os.urandom(8), "big")) if ROUNDS else same)(calm(given_(test)))()


def same(test: Callable[[], None]) -> Callable[[], None]:
    return test


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_comes_in_does_harm(town: Town, kind: str, record_property: Record) -> None:
    def harmless(sent: Json) -> None:
        assert town.try_(sent) == []

    begun = town.sent
    rounds(given(payloads(kind, USERS, town.openings)), harmless, SHARES[kind])
    record_property("payloads", town.sent - begun)


RAW = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        (
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b"payload=" + b"%7B" * 9000,
            b"payload=[]",
            b"a=b&" * 500,
            b"\xff\xfe{}",
            b"9" * 9000,
        )
    ),
    st.builds(lambda part: b'payload={"type":"block_actions","actions":' + part, st.binary(max_size=60)),
)
KINDS_OF_CONTENT = st.sampled_from(
    (
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
        "multipart/form-data; boundary=x",
        "application/json; charset=x",
    )
)


def test_bytes_that_are_no_payload_do_no_harm(town: Town, record_property: Record) -> None:
    def harmless(sent: tuple[bytes, str]) -> None:
        assert town.try_bytes(*sent) == []

    begun = town.sent
    rounds(given(st.tuples(RAW, KINDS_OF_CONTENT)), harmless, SHARES["bytes"])
    record_property("payloads", town.sent - begun)


def test_each_round_has_payloads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROUNDS", 3)
    seen: list[int] = []

    def see(number: int) -> None:
        seen.append(number)

    rounds(given(st.integers()), see, 20)
    assert len(seen) == 60
    assert len({tuple(seen[start : start + 20]) for start in (0, 20, 40)}) == 3
