"""Sends reports to the platform, signed as Standard Webhooks has it: id, moment and body under one secret."""

import httpx
import structlog
from standardwebhooks.webhooks import Webhook

from bot.ports import Clock
from bot.webhooks.store import Report, Webhooks

log = structlog.get_logger(__name__)

BATCH = 20
TIMEOUT = 10.0
"""Seconds: well inside a lease, also for a whole batch of one order each."""

GONE = 410
"""The platform wants no more of them."""


class Reporting:
    """One pass sends what is due. A platform that is away is tried again, its orders never wait for it."""

    def __init__(self, store: Webhooks, clock: Clock, url: str, secret: str) -> None:
        self.store = store
        self.clock = clock
        self.url = url
        self.signer = Webhook(secret)

    def run_once(self) -> int:
        """How many were taken by the platform."""
        taken = 0
        while reports := self.store.claim(self.clock.real(), 1):
            taken += sum(self.send(report) for report in reports)
        return taken

    def send(self, report: Report) -> bool:
        """One try; redirects are not followed, so that nobody else gets what is signed."""
        try:
            answer = httpx.post(
                self.url,
                content=report.body.encode(),
                headers=self.headers(report),
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except (httpx.HTTPError, OSError) as lost:
            reason, forever = type(lost).__name__, False
        else:
            if answer.is_success:
                self.store.sent(report, self.clock.real())
                return True
            reason, forever = f"http_{answer.status_code}", answer.status_code == GONE
        parked = self.store.failed(report, reason, self.clock.real(), forever=forever)
        log.warning("report_not_taken", report=report.id, order=report.order_id, reason=reason, parked=parked)
        return False

    def headers(self, report: Report) -> dict[str, str]:
        """Each try is signed at its own moment, under the same id."""
        at = self.clock.real()
        return {
            "content-type": "application/json",
            "webhook-id": report.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self.signer.sign(report.id, at, report.body),
        }
