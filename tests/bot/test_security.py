"""SECURITY.md names a real test for each threat; what it says of the code as a whole is held here."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.answers import Refused, Taken
from bot.slack.carrying import NOT_GIVEN, Carrier
from bot.waking.scheduler import Ringing, Scheduler
from tests import loops
from tests.factories import Store

PROJECT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "rules", "templates")
TABLE = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows() -> list[tuple[str, ...]]:
    return TABLE.findall((PROJECT / "SECURITY.md").read_text(encoding="utf-8"))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for file in sorted((PROJECT / room).rglob("*.py")):
            yield str(file.relative_to(PROJECT)), ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    """The first names of all that a file imports, wherever it does."""
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {name.split(".")[0] for name in found} | found


def test_each_of_the_threats_has_a_row() -> None:
    assert [int(number) for number, *_ in rows()] == list(range(1, 25))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_row_names_tests_that_are_there(row: tuple[str, ...]) -> None:
    named = NAMED.findall(row[3])
    assert named, row
    for file, function in named:
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function and function in there, f"{file}::{function}"
        assert function.startswith("test_")


def test_nothing_that_was_stored_can_run_code() -> None:
    """No pickle and its kin; YAML by its safe loader alone (threat 11)."""
    kin = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "jsonpickle"}
    guilty = [name for name, tree in trees() if imports(tree) & kin]
    calls = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) in {"eval", "exec", "yaml.load", "yaml.unsafe_load", "yaml.full_load"})
    ]
    assert (guilty, calls) == ([], [])


def test_timers_are_kept_in_memory_alone(store: Store) -> None:
    """APScheduler's other stores hold pickles (threat 11)."""
    scheduler = Scheduler(Ringing(store.engine, store.service), store.clock, lambda: None)
    scheduler.jobs.start(paused=True)
    kinds = {type(one).__name__ for one in scheduler.jobs._jobstores.values()}
    scheduler.jobs.shutdown()
    assert kinds == {"MemoryJobStore"}


def test_only_slack_is_called() -> None:
    """No address that somebody chose is ever asked; reports go to the one that is set (threats 12 and 13)."""
    clients = {"aiohttp", "httpx", "requests", "urllib.request", "http.client", "websockets", "slack_sdk"}
    callers = {name for name, tree in trees() if imports(tree) & clients}
    assert callers == {
        "bot/slack/carrying.py",
        "bot/run.py",
        "bot/slack/signed.py",
        "bot/slack/api.py",
        "bot/slack/calls.py",
        "bot/slack/socket.py",
        "bot/webhooks/sending.py",
    }


class Unasked:
    """A session that nobody may use."""

    def get(self, address: str, **how: Any) -> None:
        raise AssertionError(f"{address} was asked, with {how}")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/file",
        "http://files.slack.com.example.org/x",
        "http://slack.com/x",
        "http://files.slack.com/x",
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://slack.com@example.org/x",
        "",
    ],
)
def test_a_file_is_fetched_from_slack_alone(address: str) -> None:
    """Whoever could name another address would read our token there (threat 12)."""

    async def call(method: str, arguments: dict[str, Any]) -> Taken:
        return Taken({"file": {"size": 3, "url_private_download": address}})

    carrier = Carrier(call, Unasked(), "xoxb-1", "slack.com", None)  # type: ignore[arg-type]
    assert loops.run(carrier.carry("F1")) == Refused(NOT_GIVEN)


def test_sql_is_never_built_from_text(tmp_path: Path) -> None:
    """The linter refuses it, here as in every file of ours (threat 10)."""
    planted = tmp_path / "planted.py"
    planted.write_text(
        "def look(name: str) -> str:\n    return f\"SELECT * FROM people WHERE name = '{name}'\"\n"
    )
    ruff = [str(Path(sys.executable).with_name("ruff")), "check", "--config", str(PROJECT / "pyproject.toml")]
    said = subprocess.run([*ruff, "--no-cache", str(planted)], capture_output=True, text=True, check=False)
    assert "S608" in said.stdout
    ours = [*ruff, "--no-cache", "--select", "S608", *(str(PROJECT / room) for room in ROOMS)]
    assert subprocess.run(ours, capture_output=True, check=False).returncode == 0
    silenced = [name for name, _ in trees() if "S608" in (PROJECT / name).read_text(encoding="utf-8")]
    assert silenced == []


def test_nobody_installs_by_oauth(store: Store) -> None:
    """There is no such way in, so no state to steal (threat 17)."""
    from tests.handlers.shop import open_shop

    folder = Path(str(store.engine.url.database)).parent / "shop"
    folder.mkdir()
    with open_shop(folder) as shop:
        for path in ("/slack/install", "/slack/oauth_redirect", "/oauth", "/install"):
            answers = [shop.http.get(path, params={"code": "x", "state": "y"}), shop.http.post(path)]
            assert {one.status_code for one in answers} == {404}, path
        assert not shop.http.get("/openapi.json").text.count("oauth")
