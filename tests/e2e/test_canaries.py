"""Secrets and people's words are marked, everything that can be broken is broken, and no mark stands where none may."""

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.test_cli_store import relance
from tests.e2e.conftest import Trade, World, set_up
from tests.e2e.processes import KEY, RELANCE, SECRET, TOKEN, clean, eventually
from tests.handlers.shop import signed

FERNET = "Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LTEyMzQ="
SIGNER = "canary-checkpoint-key"
SECRETS = (TOKEN, SECRET, KEY, FERNET, SIGNER)
WORDS = ("canari-brief", "canari-message", "canari-raison", "canari-note", "canari-api", "canari-question")
GIVEN = {"LOG_LEVEL": "DEBUG", "RELANCE_SECRET_KEYS": FERNET, "RELANCE_CHECKPOINT_KEY": SIGNER}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    """A bot of its own, since it is broken."""
    with set_up(tmp_path, **GIVEN) as made:
        yield made


def marks(text: str, wanted: tuple[str, ...]) -> list[str]:
    return [one for one in wanted if one in text]


def database(world: World) -> Path:
    return world.bot.folder / "relance.db"


def break_(world: World, *statements: str) -> None:
    """What a hand in the database may do, while the bot runs."""
    with sqlite3.connect(database(world), timeout=30) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def lived(world: World) -> Trade:
    """An order in which both wrote."""
    trade = world.trade()
    trade.brief(content="canari-brief")
    trade.accept()
    trade.seller.write(trade.ref, "canari-message")
    trade.seller.do(trade.ref, "progress", text="canari-note")
    trade.buyer.told(trade.ref, "canari-message")
    trade.buyer.command("/faq canari-question ?")
    return trade


def strangers(world: World) -> list[str]:
    """Whatever somebody without a right may send; each answer."""
    ours = {"Authorization": f"Bearer {KEY}"}
    bad: list[Any] = [
        {"title": "canari-api"},
        {"seller": "canari-api", "price": "canari-api"},
        ["canari-api"],
    ]
    answers = [world.http.post("/api/orders", json=body, headers=ours) for body in bad]
    answers += [world.http.post("/api/orders", content=b'{"canari-api', headers=ours)]
    answers += [world.http.get("/api/orders/canari-api", headers={"Authorization": f"Bearer {KEY}x"})]
    answers += [world.http.get(f"/nowhere/canari-api?token={TOKEN}")]
    answers += [world.http.get(f"/calendar/{'canari-api' * 9}.ics")]
    forged = signed({"type": "event_callback", "text": "canari-api"}, "json", secret="another")
    answers += [world.http.post("/slack/events", **forged)]
    odd = signed(
        {"type": "block_actions", "actions": "canari-api", "user": ["canari-api"]}, "form", secret=SECRET
    )
    answers += [world.http.post("/slack/events", **odd)]
    answers += [world.http.get(path) for path in ("/", "/healthz", "/readyz", "/metrics", "/openapi.json")]
    assert all(answer.status_code < 500 for answer in answers)
    return [f"{answer.headers} {answer.text}" for answer in answers]


def broken(world: World, trade: Trade) -> list[str]:
    """What people are told while tables are missing and an order cannot be read; each answer."""
    ours = {"Authorization": f"Bearer {KEY}"}
    break_(world, "UPDATE orders SET facts = '{\"canari-facts\": '")
    answers = [str(trade.seller.command(f"/commande avancement {trade.ref} canari-note")["messages"][-1])]
    answers += [world.http.get(f"/api/orders/{trade.ref}", headers=ours).text]
    break_(world, "ALTER TABLE texts RENAME TO texts_away", "ALTER TABLE orders RENAME TO orders_away")
    answers += [str(trade.buyer.command("/commande aide canari-question")["messages"][-1])]
    answers += [world.http.post("/api/orders", json={"title": "canari-api"}, headers=ours).text]
    answers += [world.http.get(f"/api/orders/{trade.ref}", headers=ours).text]
    answers += [world.http.get(path).text for path in ("/healthz", "/readyz", "/metrics")]
    return answers


def test_no_secret_and_no_word_stands_in_logs_answers_errors_or_backups(own: World) -> None:
    trade = lived(own)
    answers = strangers(own)
    saved = own.bot.folder / "saved"
    said = relance("backup", str(saved), database=f"sqlite:///{database(own)}", folder=own.bot.folder)
    assert said.returncode == 0, said.stderr
    told = broken(own, trade)
    eventually(lambda: "Traceback" in own.bot.log.read_text(), what="a traceback in the log")
    own.bot.stop()
    log = own.bot.log.read_text()
    assert log.count("Traceback") > 1 and "bot." in log, "something was logged"
    assert marks(log, SECRETS + WORDS) == []
    assert marks("".join(answers + told), SECRETS) == []
    assert marks("".join(answers), WORDS) == [], "nobody reads back what they have no right to"
    assert marks(said.stdout + said.stderr, SECRETS + WORDS) == []
    for file in own.bot.folder.iterdir():
        if file.is_file():
            content = file.read_bytes().decode("utf-8", "replace")
            assert marks(content, SECRETS) == [], file.name
    assert marks((own.bot.folder / "relance.db.checkpoints").read_text(), WORDS) == []


@pytest.mark.parametrize(
    "settings",
    [
        {"SLACK_BOT_TOKEN": "canary-no-token", "SLACK_SIGNING_SECRET": "canary-secret"},
        {
            "SLACK_BOT_TOKEN": "xoxb-canary",
            "SLACK_SIGNING_SECRET": "canary",
            "DATABASE_URL": "mysql://u:canary@host/db",
        },
        {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_SIGNING_SECRET": "canary", "RELANCE_SECRET_KEYS": "canary"},
        {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_SIGNING_SECRET": "canary", "SLACK_APP_TOKEN": "canary"},
        {
            "SLACK_BOT_TOKEN": "xoxb-canary",
            "SLACK_SIGNING_SECRET": "canary",
            "DATABASE_URL": "postgresql://somebody:canary@127.0.0.1:1/relance",
        },
        {
            "SLACK_BOT_TOKEN": "xoxb-canary",
            "SLACK_SIGNING_SECRET": "canary",
            "SLACK_API_URL": "http://127.0.0.1:1/api/",
        },
    ],
    ids=["token", "database", "keys", "app token", "database away", "slack away"],
)
def test_a_start_that_fails_tells_no_secret(tmp_path: Path, settings: dict[str, str]) -> None:
    given = {"DATABASE_URL": f"sqlite:///{tmp_path / 'relance.db'}", "PORT": "39999"} | settings
    for word in ("web", "worker"):
        said = subprocess.run(
            [str(RELANCE), word],
            cwd=tmp_path,
            env=clean(**given),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert said.returncode == 2 and 1 <= said.stderr.count("\n") <= 2, said.stderr
        assert "canary" not in said.stdout + said.stderr
