"""The platform is told what orders owe: signed, in each order's order, until it takes it; off unless it is set."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot.db.tables import webhooks
from bot.faults import StartError
from bot.service import Service
from bot.settings import Settings
from bot.settling.ledger import Ledger
from bot.webhooks.sending import Reporting
from bot.webhooks.store import PAUSES, Webhooks
from rules import commands as ask
from rules.commands import Person
from rules.evolve import evolve
from rules.order import Order
from rules.reporting import Report, reports
from rules.words import Action, RequestKind, State
from tests.factories import COMEUP, HERE, Store
from tests.rules.play import BUYER, CONFIRMED, DIRECT, OPERATOR, SELLER, Play

SECRET = "whsec_" + "YSBzZWNyZXQgb2YgYXQgbGVhc3QgMjQgYnl0ZXM="


class Platform(HTTPServer):
    """A platform on the loopback. `status`: what it answers next; `got`: headers and body of each request."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/relance"


class Taking(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("location", f"{self.server.url}/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def platform() -> Iterator[Platform]:
    server = Platform()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def reporting(any_store: Store, platform: Platform) -> Reporting:
    any_store.service = Service(
        any_store.engine, any_store.clock, any_store.service.ids, COMEUP, reports=True
    )
    return Reporting(Webhooks(any_store.engine), any_store.clock, platform.url, SECRET)


def cancelled(store: Store) -> Order:
    """Withdrawn by its buyer, with a full refund."""
    id = store.place()
    store.service.act(HERE, id, ask.Withdraw(by=Person("buyer")))
    return store.row(id).order


def test_what_a_cancelled_order_owes_is_told_signed(
    any_store: Store, platform: Platform, reporting: Reporting
) -> None:
    order = cancelled(any_store)
    assert (reporting.run_once(), reporting.run_once()) == (1, 0)
    ((headers, body),) = platform.got
    told = json.loads(body)
    assert (told["type"], told["data"]["ref"], told["data"]["state"]) == (
        "order.ended",
        order.ref,
        "cancelled",
    )
    assert told["data"]["settlement"] == {"buyer": order.price, "seller": 0, "platform": 0}
    assert told["data"]["held"] == 0 and told["data"]["how"] == "withdraw"
    signed = Webhook(SECRET).sign(headers["webhook-id"], any_store.clock.real(), body.decode())
    assert headers["webhook-signature"] == signed
    assert headers["webhook-timestamp"] == str(int(any_store.clock.real().timestamp()))


def test_a_changed_body_or_another_secret_is_not_ours(platform: Platform) -> None:
    """What docs/api.md tells the platform to do."""
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "hook_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("hook_1", now, '{"a":1}'),
    }
    assert Webhook(SECRET).verify('{"a":1}', headers) == {"a": 1}
    for secret, body in ((SECRET, '{"a":2}'), (SECRET[:-8] + "AAAAAAA=", '{"a":1}')):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers)


def test_a_platform_that_is_away_is_tried_again_under_the_same_id_then_parked(
    any_store: Store, platform: Platform, reporting: Reporting
) -> None:
    cancelled(any_store)
    platform.status = 503
    for pause in PAUSES:
        assert reporting.run_once() == 0
        any_store.clock.move(seconds=pause.total_seconds() - 1)
        tried = len(platform.got)
        assert reporting.run_once() == 0 and len(platform.got) == tried
        any_store.clock.move(seconds=2)
    store = reporting.store
    (parked,) = store.parked(HERE)
    assert (parked.reason, len(platform.got)) == ("http_503", len(PAUSES))
    assert len({headers["webhook-id"] for headers, _ in platform.got}) == 1
    assert store.again([parked], any_store.clock.real()) == 1
    platform.status = 200
    assert reporting.run_once() == 1 and store.parked() == []


def test_an_orders_reports_keep_their_order_and_hold_nobody_elses_up(
    any_store: Store, platform: Platform, reporting: Reporting
) -> None:
    first, other = cancelled(any_store), cancelled(any_store)
    with any_store.engine.begin() as connection:
        row = connection.execute(select(webhooks).limit(1)).one()._asdict()
        connection.execute(webhooks.insert().values({**row, "id": "hook_later", "seq": row["seq"] + 1}))
        late = any_store.clock.real() + timedelta(minutes=1)
        connection.execute(update(webhooks).where(webhooks.c.id == row["id"]).values(not_before=late))
    assert reporting.run_once() == 1
    any_store.clock.move(minutes=2)
    assert reporting.run_once() == 2
    refs = [json.loads(body)["data"]["ref"] for _, body in platform.got]
    assert (
        sorted(refs) == sorted([other.ref, first.ref, first.ref])
        and platform.got[-1][0]["webhook-id"] == "hook_later"
    )


@pytest.mark.parametrize("status", [302, 410])
def test_redirects_are_not_followed_and_gone_is_final(
    any_store: Store, platform: Platform, reporting: Reporting, status: int
) -> None:
    cancelled(any_store)
    platform.status = status
    reporting.run_once()
    assert len(platform.got) == 1
    assert [one.reason for one in reporting.store.parked()] == (["http_410"] if status == 410 else [])


def test_who_died_with_a_report_in_hand_is_followed(
    any_store: Store, platform: Platform, reporting: Reporting
) -> None:
    cancelled(any_store)
    assert len(reporting.store.claim(any_store.clock.real(), 5)) == 1
    assert reporting.run_once() == 0
    any_store.clock.move(seconds=61)
    assert reporting.run_once() == 1


def test_settlements_tell_whether_the_platform_knows(
    any_store: Store, platform: Platform, reporting: Reporting
) -> None:
    cancelled(any_store)
    ledger = Ledger(any_store.engine, any_store.clock)
    assert [line.platform for line in ledger.lines()] == ["waiting"]
    reporting.run_once()
    assert [line.platform for line in ledger.lines()] == ["told"]


def test_without_an_address_nothing_is_told(any_store: Store) -> None:
    cancelled(any_store)
    with any_store.engine.connect() as connection:
        assert connection.execute(select(webhooks)).all() == []
    assert [line.platform for line in Ledger(any_store.engine, any_store.clock).lines()] == ["not told"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"webhook_url": "https://example.org/x"}, "RELANCE_WEBHOOK_SECRET"),
        ({"webhook_url": "http://example.org/x", "webhook_secret": SECRET}, "RELANCE_WEBHOOK_URL"),
        ({"webhook_url": "https://example.org/x", "webhook_secret": "short"}, "RELANCE_WEBHOOK_SECRET"),
    ],
)
def test_settings_that_would_tell_unsigned_or_in_the_clear_are_refused(
    given: dict[str, str], wrong: str
) -> None:
    with pytest.raises(StartError, match=wrong):
        Settings.load(**given)


# What is told: pure


def told_of(play: Play) -> list[Report]:
    """Everything that one history means to the platform."""
    before, found = None, []
    for event in play.events:
        after = evolve(before, event)
        found += list(reports(before, after))
        before = after
    return found


def test_each_end_is_told_once() -> None:
    assert told_of(Play().delivered()) == []
    assert told_of(Play().delivered().do(BUYER, Action.CLOSE)) == [Report.ENDED]
    lapsed = Play().wait(days=3)
    assert lapsed.order.state is State.CANCELLED and told_of(lapsed) == [Report.ENDED]


def test_extra_work_is_told_when_accepted_and_when_it_counts() -> None:
    extra = {"description": "Une page", "price": 900, "extra_days": 1}
    for policy, kinds in (
        (None, [Report.SUPPLEMENT_ACCEPTED, Report.SUPPLEMENT_COUNTS]),
        (CONFIRMED, [Report.SUPPLEMENT_ACCEPTED]),
    ):
        play = Play(policy).accepted() if policy else Play().accepted()
        play.with_request(SELLER, RequestKind.SUPPLEMENT, **extra)
        play.do(BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
        assert told_of(play) == kinds
    play.do(OPERATOR, Action.CONFIRM_PAYMENT, reason="Virement reçu")
    assert told_of(play) == [Report.SUPPLEMENT_ACCEPTED, Report.SUPPLEMENT_COUNTS]


def test_a_refund_on_the_way_is_told() -> None:
    play = (
        Play(DIRECT).accepted().with_request(SELLER, RequestKind.PARTIAL_REFUND, amount=500, reason="Retard")
    )
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    assert told_of(play) == [Report.REFUND_DUE]
