"""Settings: what is given is read, what is wrong is one line, and no secret is ever shown."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings as module
from bot.settings import Settings, SettingsError

PROJECT = Path(__file__).parents[2]
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
OAUTH = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SLACK_SIGNING_SECRET": "s"}
FERNET = "A" * 43 + "="
OTHER_FERNET = "B" * 42 + "A="


def names() -> list[str]:
    """Every setting's name in the environment, in the order of the class."""
    return [str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working directory with an empty `.env`, and nothing set."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch()
    return tmp_path


def load(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    """The settings of an environment."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Settings.load()


def refusal(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    """What is said about an environment that is wrong."""
    with pytest.raises(SettingsError) as refused:
        load(monkeypatch, **given)
    return str(refused.value)


def test_nothing_set_is_the_playground_with_its_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch)
    assert settings.playground
    assert not settings.socket_mode
    assert not settings.many_workspaces
    assert (3000, "INFO", "comeup", "fr", timedelta(0), None, ()) == (
        settings.port,
        settings.log_level,
        settings.policy,
        settings.locale,
        settings.clock_offset,
        settings.mediators_channel,
        settings.secret_keys,
    )


def test_the_default_database_lies_in_the_project_whatever_the_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert f"sqlite:///{PROJECT}/var/relance.db" == load(monkeypatch).database_url
    assert load(monkeypatch).var == PROJECT / "var"


def test_an_installed_package_keeps_its_files_in_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    monkeypatch.setattr(module, "__file__", str(elsewhere / "lib" / "bot" / "settings.py"))
    assert f"sqlite:///{elsewhere}/var/relance.db" == load(monkeypatch).database_url


def test_a_setting_that_is_empty_or_blank_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, SLACK_BOT_TOKEN="", PORT="", RELANCE_LOCALE=" ", SLACK_API_URL="\n")
    assert settings.playground
    assert (settings.port, settings.locale) == (3000, "fr")


def test_a_secret_loses_the_line_break_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, **{**HTTP, "SLACK_SIGNING_SECRET": "abc\n"})
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "abc"


@pytest.mark.parametrize(
    ("given", "socket_mode", "many_workspaces"),
    [(SOCKET, True, False), (HTTP, False, False), (OAUTH, False, True), ({**SOCKET, **HTTP}, True, False)],
)
def test_slack_can_be_set_up_in_three_ways(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], socket_mode: bool, many_workspaces: bool
) -> None:
    settings = load(monkeypatch, **given)
    assert not settings.playground
    assert (socket_mode, many_workspaces) == (settings.socket_mode, settings.many_workspaces)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "SLACK_BOT_TOKEN"),
        ({**HTTP, "SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET"),
        ({**HTTP, "SLACK_CLIENT_SECRET": "c"}, "SLACK_CLIENT_ID"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_half_of_slack_names_the_other_half(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str
) -> None:
    assert refusal(monkeypatch, **given).startswith(f"{missing} is missing")


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-hidden", "starts with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-hidden", "starts with xapp-"),
        ("SLACK_API_URL", "https://slack.com/api", "ends in /api/"),
        ("SLACK_API_URL", "slack.com/api/", "ends in /api/"),
        ("DATABASE_URL", "mysql://hidden/db", "or postgresql://"),
        ("DATABASE_URL", "hidden.db", "or postgresql://"),
        ("DATABASE_URL", "sqlite://", "the path of a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "the path of a file"),
        ("DATABASE_URL", "sqlite:///?mode=memory", "the path of a file"),
        ("PORT", "http", "from 1 to 65534"),
        ("PORT", "0", "from 1 to 65534"),
        ("PORT", "65535", "from 1 to 65534"),
        ("LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING"),
        ("RELANCE_MEDIATORS_CHANNEL", "#hidden", "C0123456789"),
        ("RELANCE_LOCALE", "de", "fr or en"),
        ("RELANCE_SECRET_KEYS", "hidden", "Fernet keys"),
        ("RELANCE_SECRET_KEYS", "aGlkZGVu", "Fernet keys"),
        ("RELANCE_SECRET_KEYS", f"{FERNET},hidden", "Fernet keys"),
        ("RELANCE_CLOCK_OFFSET", "hidden", "+3d, -2h or +1d12h30m"),
        ("RELANCE_CLOCK_OFFSET", "+", "+3d, -2h or +1d12h30m"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it_says_what_is_right_and_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, right: str
) -> None:
    said = refusal(monkeypatch, **{name: value})
    assert said.startswith(f"{name}: ")
    assert right in said
    assert "hidden" not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://h/db?sslmode=require", "postgresql+psycopg://h/db?sslmode=require"),
        ("postgresql+psycopg://h/db", "postgresql+psycopg://h/db"),
        ("sqlite:////var/lib/relance.db", "sqlite:////var/lib/relance.db"),
    ],
)
def test_a_database_is_reached_through_our_driver(
    monkeypatch: pytest.MonkeyPatch, given: str, read: str
) -> None:
    assert read == load(monkeypatch, DATABASE_URL=given).database_url


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("+3d", timedelta(days=3)),
        ("3d", timedelta(days=3)),
        ("-2h", timedelta(hours=-2)),
        ("+1d12h30m", timedelta(days=1, hours=12, minutes=30)),
        ("-1d1s", timedelta(days=-1, seconds=-1)),
    ],
)
def test_a_rehearsal_lives_that_far_from_now(
    monkeypatch: pytest.MonkeyPatch, given: str, read: timedelta
) -> None:
    assert read == load(monkeypatch, RELANCE_CLOCK_OFFSET=given).clock_offset


def test_a_shift_beyond_every_calendar_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "such as +3d" in refusal(monkeypatch, RELANCE_CLOCK_OFFSET="+99999999999999d")


@pytest.mark.parametrize("name", ["POLICY", "LOCALE", "API_KEY", "CLOCK_OFFSET", "SECRET_KEYS"])
def test_what_other_programs_call_theirs_is_not_ours(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert load(monkeypatch) == load(monkeypatch, **{name: "theirs"})


def test_what_is_given_by_field_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4000")
    monkeypatch.setenv("RELANCE_LOCALE", "fr")
    settings = Settings.load(port=5000, locale="en", clock_offset=timedelta(days=1), secret_keys=(FERNET,))
    assert (5000, "en", timedelta(days=1)) == (settings.port, settings.locale, settings.clock_offset)
    assert [key.get_secret_value() for key in settings.secret_keys] == [FERNET]


def test_keys_are_read_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, RELANCE_SECRET_KEYS=f"{FERNET}, {OTHER_FERNET}")
    assert [key.get_secret_value() for key in settings.secret_keys] == [FERNET, OTHER_FERNET]


def test_a_level_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, LOG_LEVEL="debug").log_level == "DEBUG"


def test_no_secret_is_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_SIGNING_SECRET": "hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "hidden",
        "DATABASE_URL": "postgres://u:hidden@h/db",
        "RELANCE_API_KEY": "hidden",
        "RELANCE_SECRET_KEYS": FERNET,
    }
    settings = load(monkeypatch, **secrets)
    assert "hidden" not in f"{settings!r} {settings}"
    assert FERNET not in repr(settings)


def test_the_file_of_the_working_directory_is_read_and_the_environment_is_stronger(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    (elsewhere / ".env").write_text("PORT=4000\nLOG_LEVEL=error\nSOMEBODY_ELSES=1\n", encoding="utf-8")
    settings = load(monkeypatch, PORT="5000")
    assert (settings.port, settings.log_level) == (5000, "ERROR")


def test_a_file_with_the_mark_that_editors_on_windows_write_is_read(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    (elsewhere / ".env").write_text("PORT=4000\r\n", encoding="utf-8-sig")
    assert load(monkeypatch).port == 4000


def test_a_file_that_is_no_text_is_one_line(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    (elsewhere / ".env").write_bytes(b"PORT=\xff\xfe\n")
    assert f"{elsewhere}/.env: cannot be read as UTF-8 text" == refusal(monkeypatch)


def test_without_a_file_in_the_working_directory_the_projects_is_read(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    (elsewhere / ".env").unlink()
    project = elsewhere / "project"
    (project / "bot").mkdir(parents=True)
    (project / "pyproject.toml").touch()
    (project / ".env").write_text("PORT=4000\n", encoding="utf-8")
    monkeypatch.setattr(module, "__file__", str(project / "bot" / "settings.py"))
    assert load(monkeypatch).port == 4000


def test_the_example_explains_each_setting_in_the_same_order() -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert names() == [line.removesuffix("=") for line in example if line and not line.startswith("#")]


def test_the_example_as_it_stands_is_the_playground(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    bare = load(monkeypatch)
    (elsewhere / ".env").write_bytes((PROJECT / ".env.example").read_bytes())
    assert bare == load(monkeypatch)
    assert bare.playground
