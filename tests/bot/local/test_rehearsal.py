"""Who may push the clock, how far, and which words an order's timeline has."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI, HTTPException

from bot.local.rehearsal import Guard, Seen, asked
from bot.render.timeline import words
from rules.words import Action, Actor, Nudge
from tests import loops
from tests.fakes import T0, FakeClock

HERE = ("127.0.0.1", 50_000)


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()
    seen = Seen(FakeClock())
    app.middleware("http")(seen)
    app.state.seen = seen

    @app.get("/rehearsal/clock", dependencies=[Depends(Guard("the-token"))])
    def clock() -> str:
        return "noon"

    @app.post("/slack/events")
    def events() -> str:
        return "ok"

    return app


def ask(
    app: FastAPI,
    path: str = "/rehearsal/clock",
    method: str = "GET",
    *,
    client: tuple[str, int] = HERE,
    **more: Any,
) -> httpx.Response:
    """One request, from this machine unless a test says otherwise."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as http:
            return await http.request(method, path, **more)

    return loops.run(send())


def test_the_token_opens_it_on_the_loopback(app: FastAPI) -> None:
    assert ask(app, headers={"Authorization": "Bearer the-token"}).json() == "noon"


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": "Bearer another"}, {"Authorization": "Basic the-token"}]
)
def test_without_the_token_it_is_closed(app: FastAPI, given: dict[str, str]) -> None:
    assert ask(app, headers=given).status_code == 401


@pytest.mark.parametrize("host", ["example.org", "[::1", "127.0.0.1.example.org", ""])
def test_another_hosts_name_is_refused_even_with_the_token(app: FastAPI, host: str) -> None:
    """A foreign page could make a browser come here under its own name (DNS rebinding)."""
    foreign = {"Authorization": "Bearer the-token", "Host": host}
    assert ask(app, headers=foreign).status_code == 403


def test_another_machine_is_refused_even_with_the_token(app: FastAPI) -> None:
    found = ask(app, client=("10.0.0.7", 50_000), headers={"Authorization": "Bearer the-token"})
    assert found.status_code == 403


def test_requests_are_seen_without_their_bodies_and_without_the_rehearsals_own(app: FastAPI) -> None:
    ask(app, "/slack/events", "POST", content=b"secret words")
    ask(app)
    (seen,) = app.state.seen.requests
    assert (seen["kind"], seen["status"]) == ("POST /slack/events", 200)
    assert "secret" not in str(seen)


def test_the_clock_goes_forward_by_seconds_or_to_the_next_moment() -> None:
    assert asked({"seconds": 3600}, None, T0) == timedelta(hours=1)
    to_next = asked({"to": "next"}, T0 + timedelta(hours=5), T0)
    assert timedelta(hours=5) <= to_next < timedelta(hours=5, seconds=1)
    assert asked({"to": "next"}, None, T0) == timedelta(0)


@pytest.mark.parametrize("wanted", [{}, {"seconds": -1}, {"seconds": "3600"}, {"seconds": True}, {"to": "yesterday"},
                                    {"seconds": float("nan")}, {"seconds": 10**12}])  # fmt: skip
def test_what_is_no_push_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(HTTPException) as refused:
        asked(wanted, None, T0)
    assert refused.value.status_code == 422


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_that_the_clock_does_has_words(language: str) -> None:
    said = words(language)
    assert set(said["nudges"]) == set(Nudge)
    assert {Action.LAPSE, Action.AUTO_CLOSE, Action.EXPIRE, Action.REQUEST} <= set(said["timeouts"])
    assert set(said["to"]) == {Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, "you"}
