"""The API: what it takes and refuses, its keys, and the order as it tells it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from bot.db.services import Service
from rules.order import Order, ServiceOption
from tests.handlers.shop import KEY, Shop, open_shop

ORDER = {
    "seller": "U0SELLER01",
    "buyer": "bea@example.org",
    "title": "Logo animé",
    "price": {"amount": 5000, "currency": "EUR"},
    "duration_days": 3,
    "revisions_included": None,
    "brief": ["logo", "couleurs"],
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("api")) as opened:
        yield opened


def post(shop: Shop, body: Any, key: str | None = None, bearer: str = KEY) -> httpx.Response:
    headers = {"Authorization": f"Bearer {bearer}"} | ({"Idempotency-Key": key} if key else {})
    return shop.http.post("/api/orders", json=body, headers=headers)


def get(shop: Shop, ref: str) -> httpx.Response:
    return shop.http.get(f"/api/orders/{ref}", headers={"Authorization": f"Bearer {KEY}"})


def fields(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(error["message"] for error in answer.json()["errors"])
    return [error["field"] for error in answer.json()["errors"]]


def count(shop: Shop) -> int:
    from sqlalchemy import func, select

    from bot.db.tables import orders

    with shop.program.parts.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(orders)).scalar_one())


def test_a_paid_order_comes_in(shop: Shop) -> None:
    answer = post(shop, ORDER)
    assert answer.status_code == 201
    told = answer.json()
    assert told["ref"].startswith("C-")
    assert (told["state"], told["late"], told["frozen"], told["chat"]) == ("pending", False, False, "open")
    assert (told["due_at"], told["agreed_until"], told["held"]) == (None, None, 5000)
    assert told["price"] == {"amount": 5000, "currency": "EUR"}
    assert told["settlement"] == {"buyer": 0, "seller": 0}
    assert told["requests"] == []
    assert told["options"]["seller"]["accept"] == {"open": False, "reason": "brief_incomplete"}
    assert told["options"]["buyer"]["supply:logo"] == {"open": True}
    assert set(told["options"]) == {"seller", "buyer", "mediator", "operator"}
    assert get(shop, told["ref"].lower()).json()["ref"] == told["ref"]


def test_people_are_known_by_what_slack_tells_of_them(shop: Shop) -> None:
    post(shop, ORDER)
    bea = shop.program.parts.people.by_email(shop.workspace, "bea@example.org")
    assert bea is not None
    assert (bea.slack_id, bea.zone, (bea.locale or "")[:2]) == ("U0BUYER001", "Europe/Paris", "fr")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seller": "U0NOBODY01"}, "seller"),
        ({"buyer": "nobody@example.org"}, "buyer"),
        ({"buyer": "Bea"}, "buyer"),
        ({"buyer": "U0RELANCEB"}, "buyer"),
        ({"buyer": "U0SELLER01"}, "buyer"),
        ({"buyer": "sami@example.org"}, "buyer"),
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"title": 5}, "title"),
        ({"price": 5000}, "price"),
        ({"price": {"amount": 0, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": -1, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": 50.5, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": "5000", "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": True, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": 10**13, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": 5000, "currency": "eur"}}, "price.currency"),
        ({"price": {"amount": 5000, "currency": "ZZZ"}}, "price.currency"),
        ({"duration_days": 0}, "duration_days"),
        ({"duration_days": 3.0}, "duration_days"),
        ({"duration_days": 10**9}, "duration_days"),
        ({"revisions_included": -1}, "revisions_included"),
        ({"brief": "logo"}, "brief"),
        ({"brief": ["logo", "logo"]}, "brief"),
        ({"brief": ["x" * 151]}, "brief"),
        ({"brief": [""]}, "brief"),
        ({"brief": [f"item {n}" for n in range(101)]}, "brief"),
        ({"ref": ""}, "ref"),
        ({"ref": "a b"}, "ref"),
        ({"paid_at": "yesterday"}, "paid_at"),
        ({"paid_at": "2999-01-01T00:00"}, "paid_at"),
        ({"paid_at": 5}, "paid_at"),
        ({"state": "completed"}, "state"),
        ({"held": 0}, "held"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_written(
    shop: Shop, change: dict[str, Any], field: str
) -> None:
    before = count(shop)
    answer = post(shop, ORDER | change)
    assert answer.status_code == 422, answer.text
    assert fields(answer) == [field]
    assert count(shop) == before


@pytest.mark.parametrize("missing", ["seller", "buyer", "title", "price", "duration_days"])
def test_what_is_missing_is_named(shop: Shop, missing: str) -> None:
    answer = post(shop, {name: value for name, value in ORDER.items() if name != missing})
    assert answer.status_code == 422
    assert fields(answer) == [missing]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"price": NaN}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_order_at_all_is_422(shop: Shop, raw: bytes) -> None:
    answer = shop.http.post("/api/orders", content=raw, headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_huge_body_is_refused(shop: Shop) -> None:
    assert post(shop, ORDER | {"title": "x" * 2_000_000}).status_code == 413


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer no", f"Basic {KEY}", KEY, f"Bearer {KEY}x", "Bearer é"]
)
def test_a_key_that_is_not_ours_is_401_whatever_is_asked(shop: Shop, header: str) -> None:
    headers = {b"Authorization": header.encode()}
    for answer in (
        shop.http.get("/api/orders/C-1", headers=headers),
        shop.http.post("/api/orders", content=b"{", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_an_unknown_reference_is_404(shop: Shop) -> None:
    for ref in ("C-999999", "nothing", "%00", "é"):
        answer = get(shop, ref)
        assert answer.status_code == 404, ref
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_reference_of_ones_own_is_kept_and_taken_once(shop: Shop) -> None:
    assert post(shop, ORDER | {"ref": "Été-2026.7"}).json()["ref"] == "Été-2026.7"
    again = post(shop, ORDER | {"ref": "été-2026.7"})
    assert again.status_code == 409
    assert fields(again) == ["ref"]
    assert get(shop, "Été-2026.7").status_code == 200


def test_what_is_wrong_comes_before_what_is_taken(shop: Shop) -> None:
    post(shop, ORDER | {"ref": "TAKEN-1"}, key="taken")
    assert post(shop, ORDER | {"ref": "TAKEN-1", "duration_days": 0}).status_code == 422
    assert post(shop, ORDER | {"title": ""}, key="taken").status_code == 422


def test_the_same_key_gives_the_same_answer_and_another_body_409(shop: Shop) -> None:
    before = count(shop)
    first, again = post(shop, ORDER, key="k1"), post(shop, dict(reversed(ORDER.items())), key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(shop) == before + 1
    assert post(shop, ORDER | {"title": "Autre"}, key="k1").status_code == 409


def test_a_refused_request_frees_its_key(shop: Shop) -> None:
    assert post(shop, ORDER | {"duration_days": 0}, key="k2").status_code == 422
    post(shop, ORDER | {"ref": "TAKEN-2"})
    assert post(shop, ORDER | {"ref": "TAKEN-2"}, key="k2").status_code == 409
    assert post(shop, ORDER, key="k2").status_code == 201


def test_a_time_without_an_offset_is_the_policys(shop: Shop) -> None:
    told = post(shop, ORDER | {"paid_at": "2026-11-01T10:00"}).json()
    assert told["paid_at"] == "2026-11-01T09:00:00+00:00"


def test_an_order_that_was_paid_long_ago_is_what_the_clock_made_of_it(shop: Shop) -> None:
    told = post(shop, ORDER | {"paid_at": "2026-10-01T10:00:00Z"}).json()
    assert told["state"] == "cancelled"
    assert told["settlement"] == {"buyer": 5000, "seller": 0}


def test_what_the_clock_owes_is_carried_out_before_an_order_is_told(shop: Shop) -> None:
    ref = post(shop, ORDER).json()["ref"]
    shop.push(hours=49)
    told = get(shop, ref).json()
    assert told["state"] == "cancelled"
    assert get(shop, ref).json()["version"] == told["version"]


def test_an_unknown_path_is_a_problem_too(shop: Shop) -> None:
    answer = shop.http.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert shop.http.delete("/api/orders").status_code == 405


def test_no_column_of_an_order_can_be_set_from_outside(shop: Shop) -> None:
    """Fields that we do not know are refused by name, before anything is written (threat 22)."""
    from bot.db.tables import orders

    before = count(shop)
    for name in {column.name for column in orders.columns} - set(ORDER) - {"ref"}:
        answer = post(shop, ORDER | {name: "completed"})
        assert answer.status_code == 422, name
        assert fields(answer) == [name]
    assert count(shop) == before


LOGO = Service(
    workspace="",
    id="service_logo",
    seller="",
    title="Logo très animé",
    price=9000,
    currency="EUR",
    duration_days=5,
    revisions_included=2,
    brief=("charte",),
    options=(
        ServiceOption(title="Version sombre", price=1500, days=1),
        ServiceOption(title="Express", price=3000, days=0),
    ),
)


@pytest.fixture
def sold(shop: Shop) -> Service:
    """A service of the seller's."""
    seller = shop.program.parts.people.by_slack(shop.workspace, str(ORDER["seller"]))
    service = replace(LOGO, workspace=shop.workspace, seller=seller.id)
    shop.program.parts.services.save(service)
    return service


WHO = {"seller": ORDER["seller"], "buyer": ORDER["buyer"]}


def placed(shop: Shop, answer: httpx.Response) -> Order:
    assert answer.status_code == 201, answer.text
    id = shop.program.parts.orders.find(shop.workspace, answer.json()["ref"])
    row = shop.program.parts.orders.load(shop.workspace, str(id))
    assert row is not None
    return row.order


@pytest.mark.parametrize("named", ["service_logo", " logo TRÈS animé"])
def test_an_order_may_name_a_service_and_options_of_it(shop: Shop, sold: Service, named: str) -> None:
    order = placed(shop, post(shop, WHO | {"service": named, "service_options": ["version sombre"]}))
    assert (order.title, order.price, order.currency) == ("Logo très animé + Version sombre", 10500, "EUR")
    assert (order.duration_days, order.revisions_included, order.service) == (6, 2, sold.id)
    assert [item.name for item in order.brief] == ["charte"]
    assert order.options == sold.options


def test_what_the_order_gives_holds_over_the_service(shop: Shop, sold: Service) -> None:
    given = {"service": sold.id, "price": {"amount": 100, "currency": "USD"}, "revisions_included": None}
    order = placed(shop, post(shop, WHO | given))
    assert (order.price, order.currency, order.revisions_included) == (100, "USD", None)
    assert order.title == sold.title


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["title", "price", "duration_days"]),
        ({"service": "Nothing of theirs"}, ["service"]),
        ({"service": "service_logo", "service_options": ["Gold"]}, ["service_options"]),
        ({"service": "service_logo", "service_options": ["Express", "express"]}, ["service_options"]),
        ({"title": "x", "service_options": ["Express"]}, ["service"]),
    ],
)
def test_what_neither_the_order_nor_a_service_gives_is_said(
    shop: Shop, sold: Service, body: dict[str, Any], wrong: list[str]
) -> None:
    before = count(shop)
    answer = post(shop, WHO | body)
    assert (answer.status_code, fields(answer)) == (422, wrong)
    assert count(shop) == before


def test_a_service_off_sale_or_of_somebody_else_cannot_be_ordered(shop: Shop, sold: Service) -> None:
    services = shop.program.parts.services
    services.retire(shop.workspace, sold.id, shop.program.parts.clock.now())
    assert fields(post(shop, WHO | {"service": sold.id})) == ["service"]
    services.retire(shop.workspace, sold.id, None)
    services.save(replace(sold, seller="person_else"))
    assert fields(post(shop, WHO | {"service": sold.id})) == ["service"]
