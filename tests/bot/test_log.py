"""Logs: JSON lines on standard error, with known keys only."""

import ast
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import log
from bot.db.engine import open_engine


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """What `configure` changes is the process's; leave it as it was."""
    root = logging.getLogger()
    named = {name: logging.getLogger(name).level for name in ("bot", "handlers", *log.QUIET)}
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level
    for name, was in named.items():
        logging.getLogger(name).setLevel(was)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged."""
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def test_a_line_says_when_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    structlog.get_logger("bot.service").info("order_saved", order="order_1", version=3)
    (line,) = lines(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {
        "event": "order_saved",
        "level": "info",
        "logger": "bot.service",
        "order": "order_1",
        "version": 3,
    }


def test_peoples_words_are_dropped_and_the_name_of_the_key_told(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    structlog.get_logger("bot.service").info(
        "message_relayed", order="order_1", text="my address is", email="a@b"
    )
    (line,) = lines(capsys)
    assert line["dropped"] == ["email", "text"]
    assert not {"text", "email"} & line.keys()


def test_the_level_is_the_operators_choice(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("WARNING")
    structlog.get_logger("handlers.seller").info("unheard")
    structlog.get_logger("handlers.seller").warning("heard")
    assert [line["event"] for line in lines(capsys)] == ["heard"]


def test_others_are_heard_in_the_same_form_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure("DEBUG")
    logging.getLogger("uvicorn.error").info("unheard")
    logging.getLogger("uvicorn.error").warning("port %s is busy", 3000)
    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["level"]) == ("port 3000 is busy", "uvicorn.error", "warning")


def test_slacks_libraries_do_not_log_payloads(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("DEBUG")
    logging.getLogger("slack_bolt.App").warning("Unhandled request ({'text': 'my address is'})")
    logging.getLogger("slack_sdk.web.client").debug("Sending a request: {'text': 'my address is'}")
    assert lines(capsys) == []


def test_a_fault_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        structlog.get_logger("bot.waking.wake").exception("order_parked", order="order_1")
    (line,) = lines(capsys)
    assert line["level"] == "error"
    assert str(line["exception"]).endswith("RuntimeError: boom")


def test_a_row_that_postgresql_refuses_is_not_logged_with_its_words(
    postgresql: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its message holds the whole row; parameters alone are hidden by SQLAlchemy."""
    engine = open_engine(postgresql)
    log.configure("INFO")
    words = "canari-words\n\nand more canari"
    with engine.connect() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE canaries (words text, n int NOT NULL)"))
        try:
            insert = text("INSERT INTO canaries VALUES (:words, NULL)")
            connection.execute(insert, {"words": words})
        except DBAPIError as wrong:
            assert "canari-words" in str(wrong)
            structlog.get_logger("bot.test").exception("failed")
    engine.dispose()
    logged = capsys.readouterr().err
    assert "NotNullViolation" in logged and "The above exception" in logged
    assert "canari-words" not in logged and "more canari" not in logged


@pytest.mark.parametrize("forged", ["a\nb", "a\r\n{}", "\x1b[2Ja", "\u2028a", '"},{"event":"forged'])
def test_nobody_writes_a_line_of_their_own(forged: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Line breaks, terminal sequences and JSON in a value stay within its line (threat 16)."""
    log.configure("INFO")
    structlog.get_logger("bot.test").warning("told", reason=forged, order=forged)
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "\r" not in err and "\x1b" not in err
    assert json.loads(err)["reason"] == forged


def test_every_key_that_we_log_is_let_through() -> None:
    """One that is not allowed is dropped, and with it what an operator was to read."""
    from tests.bot.test_security import trees

    words = {"debug", "info", "warning", "error", "exception"}
    logged = {
        (name, keyword.arg)
        for name, tree in trees()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in words
        if ast.unparse(call.func.value).endswith("log")
        for keyword in call.keywords
    }
    assert len(logged) > 20
    assert {one for one in logged if one[1] not in log.ALLOWED | {"exc_info"}} == set()
