"""The API by its own description: schemathesis makes requests, right and wrong; none breaks it, none learns too much."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from sqlalchemy import select

from bot.db import tables
from tests.fuzz.payloads import NASTY, Json, bend
from tests.fuzz.test_slack import Record, rounds
from tests.fuzz.town import SECRET, Town, open_town
from tests.handlers.shop import KEY

SHARE = 60
"""Requests of each operation in each mode; three times as many bent orders."""

OURS = {"Authorization": f"Bearer {KEY}"}
STRANGERS: tuple[Json, ...] = (
    {"Authorization": "Bearer another"},
    {"Authorization": "Basic x"},
    {"Authorization": "Bearer "},
    {},
)
ORDER: Json = {
    "seller": "USELLER",
    "buyer": "ubuyer@example.org",
    "title": "Logo animé",
    "price": {"amount": 5000, "currency": "EUR"},
    "duration_days": 3,
    "revisions_included": None,
    "brief": ["logo", "couleurs"],
    "ref": "A-1",
    "paid_at": "2026-03-02T09:00:00Z",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


def asked(town: Town, who: Json, *, method: str, url: str, **how: Any) -> Any:
    """A request, and what must hold of every answer."""
    town.sent += 1
    town.errors.clear()
    how["headers"] = {name: plain(value) for name, value in {**dict(how.get("headers") or {}), **who}.items()}
    answer = town.portal.call(lambda: town.client.request(method, url, **how))
    assert answer.status_code < 500, answer.text
    assert town.errors == []
    if answer.status_code >= 400 and answer.status_code != 405:
        assert answer.headers["content-type"] in ("application/problem+json", "application/json")
    if who.get("Authorization") != OURS["Authorization"]:
        assert answer.status_code in (401, 404, 405), answer.text
    if answer.status_code != 200:
        assert SECRET not in answer.text
    assert f"{SECRET}{len(town.orders) - 1}q" not in answer.text, "the other workspace's"
    return answer


def plain(value: object) -> str:
    """A header as a client can send it."""
    return (
        str(value)
        .encode("latin-1", "replace")
        .decode("latin-1")
        .replace("\r", "")
        .replace("\n", "")
        .replace("\0", "")
    )


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_its_description_leads_to_never_breaks_it(
    town: Town, mode: GenerationMode, record_property: Record
) -> None:
    begun = town.sent
    for found in schemathesis.openapi.from_dict(town.web.openapi()).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # a description that cannot be read raises here
        if mode is GenerationMode.NEGATIVE and operation.method == "get":
            continue  # any text may stand in its address
        cases = operation.as_strategy(generation_mode=mode)

        def one(case: Any, who: Json) -> None:
            request = case.as_transport_kwargs(base_url="http://relance")
            request.pop("cookies", None)
            if isinstance(request.get("data"), bytes | str):
                request["content"] = request.pop("data")
            asked(town, who, **request)

        rounds(given(cases, st.sampled_from((OURS, OURS, OURS, *STRANGERS))), one, SHARE)
    town.restore()
    record_property("payloads", town.sent - begun)


@st.composite
def bent(draw: st.DrawFn) -> Json:
    body = copy.deepcopy(ORDER)
    for _ in range(draw(st.integers(0, 3))):
        bend(draw, body)
    return body


def test_an_order_that_is_bent_is_taken_whole_or_refused_in_its_fields(
    town: Town, record_property: Record
) -> None:
    begun = town.sent

    def one(body: Json, key: str) -> None:
        before = counted(town)
        answer = asked(
            town, OURS | {"Idempotency-Key": key}, method="POST", url="/api/orders", content=json.dumps(body)
        )
        assert answer.status_code in (201, 409, 422)
        assert counted(town) == before + (answer.status_code == 201)
        if answer.status_code == 422:
            assert all(error["field"] is not None and error["message"] for error in answer.json()["errors"])
        if answer.status_code == 201:
            town.restore()

    rounds(given(bent(), st.sampled_from(("", *NASTY[7:20])).map(plain)), one, SHARE * 3)
    record_property("payloads", town.sent - begun)


def counted(town: Town) -> int:
    with town.program.parts.engine.connect() as connection:
        return len(connection.execute(select(tables.orders.c.id)).all())
