"""Health, metrics and the page: what those who watch over it rely on."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.web.health import beat
from tests.handlers.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("web")) as opened:
        yield opened


def test_a_fresh_start_is_alive_and_ready(shop: Shop) -> None:
    assert shop.http.get("/healthz").json() == {"ok": True}
    ready = shop.http.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert "html" in shop.http.get("/").headers["content-type"]


def test_a_worker_that_stopped_beating_is_not_ready(shop: Shop) -> None:
    parts = shop.program.parts
    beat(parts.engine, parts.clock)
    assert shop.http.get("/readyz").json()["worker"] is True
    with parts.engine.begin() as connection:
        connection.execute(
            text("UPDATE settings SET value = '2026-01-01T00:00:00+00:00' WHERE key = 'worker:heartbeat'")
        )
    answer = shop.http.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)


def test_a_database_that_is_behind_is_not_ready(shop: Shop) -> None:
    with shop.program.parts.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = shop.http.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_a_shifted_clock_is_told(shop: Shop) -> None:
    shop.push(days=3)
    assert shop.http.get("/healthz").json()["clock_shifted_by_seconds"] == 3 * 86_400


def test_requests_are_counted_by_path_and_not_by_what_was_asked_for(shop: Shop) -> None:
    shop.http.get("/api/orders/a-secret-reference")
    shop.http.post("/slack/events")
    told = shop.http.get("/metrics").text
    assert 'relance_http_requests_total{path="/api/orders",status="401"} 1.0' in told
    assert 'relance_http_requests_total{path="/slack/events",status="401"} 1.0' in told
    assert "a-secret-reference" not in told
