"""Every setting, once: from the environment or from `.env`. A wrong one stops the start with one line that names it."""

import base64
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.faults import StartError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SPAN = re.compile(r"([0-9]+)([dhms])")
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


class SettingsError(StartError):
    """A setting is missing or wrong; the message names it, says what would be right, and never shows the value."""


def root() -> Path:
    """Where `.env` and `var/` lie: the checkout that this file stands in, else (a wheel) the working directory."""
    checkout = Path(__file__).resolve().parent.parent
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def env_file() -> Path:
    """The working directory's `.env` where it has one, else the project's: `relance` works from any folder."""
    here = Path.cwd() / ".env"
    return here if here.is_file() else root() / ".env"


def default_database() -> str:
    """A file that is the same one from every folder."""
    return f"sqlite:///{root() / 'var' / 'relance.db'}"


class Settings(BaseSettings):
    """What an operator may choose. `.env.example` explains the same settings to them, in the same order."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = None
    """The token of the app in its one workspace, `xoxb-…`."""

    slack_signing_secret: SecretStr | None = None
    """Proves that a request comes from Slack; needed wherever Slack calls us over HTTP."""

    slack_app_token: SecretStr | None = None
    """`xapp-…`; set: Socket Mode, so that no public address is needed."""

    slack_client_id: str | None = None
    """With `slack_client_secret`: many workspaces, each of which installs the app through OAuth."""

    slack_client_secret: SecretStr | None = None
    """The other half of `slack_client_id`."""

    slack_api_url: str | None = None
    """Another address for Slack's Web API, ending in `/api/`: tests, proxies. None: Slack's own."""

    database_url: str = Field(default_factory=default_database, repr=False)
    """As SQLAlchemy writes it. May hold a password: never log it."""

    port: int = 3000
    """Where the bot listens; the playground's page takes the port after it."""

    log_level: str = "INFO"
    """The least that is logged, in capitals."""

    mediators_channel: str | None = Field(None, validation_alias="RELANCE_MEDIATORS_CHANNEL")
    """The id of the mediators' private channel. None: disputes freeze all the same, and are posted once it is set."""

    policy: str = Field("comeup", validation_alias="RELANCE_POLICY")
    """A policy that comes with Relance, or the path of a TOML file; `bot.policies.load` reads and checks it."""

    locale: str = Field("fr", validation_alias="RELANCE_LOCALE")
    """`fr` or `en`: for people whose own language Slack does not tell, or that we do not have."""
    url: str | None = Field(None, validation_alias="RELANCE_URL")
    """Our public address, such as https://relance.example.org: calendars are subscribed to there. None: they cannot be."""

    api_key: SecretStr | None = Field(None, validation_alias="RELANCE_API_KEY")
    """A first key to the API, so that a script can start."""

    webhook_url: str | None = Field(None, validation_alias="RELANCE_WEBHOOK_URL")
    """Where the platform is told what orders owe. None: it is not told."""

    webhook_secret: SecretStr | None = Field(None, validation_alias="RELANCE_WEBHOOK_SECRET")
    """What reports to the platform are signed with: `whsec_` and base64."""

    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), validation_alias="RELANCE_SECRET_KEYS"
    )
    """Fernet keys that tokens are kept under, newest first; the older ones only read."""

    checkpoints: Path | None = Field(None, validation_alias="RELANCE_CHECKPOINTS")
    """Where signed checkpoints of the histories are kept. None: beside SQLite's file, else under `var/`."""

    checkpoint_key: SecretStr | None = Field(None, validation_alias="RELANCE_CHECKPOINT_KEY")
    """What checkpoints are signed with. None: a key that is made once, in a file beside them."""

    person_rate: int = Field(120, validation_alias="RELANCE_PERSON_RATE")
    """How many requests of one person are served a minute, by each web process; half of them may come at once."""

    workspace_rate: int = Field(3000, validation_alias="RELANCE_WORKSPACE_RATE")
    """The same for all people of a workspace, and for each key of the API."""

    keep_words: timedelta = Field(timedelta(days=1095), validation_alias="RELANCE_KEEP_WORDS_DAYS")
    """How long an order keeps what people wrote after the last thing that happened to it, once it has ended."""

    keep_removed: timedelta = Field(timedelta(days=30), validation_alias="RELANCE_KEEP_REMOVED_DAYS")
    """How long a removed workspace can be given back; then all its data is erased."""

    clock_offset: timedelta = Field(timedelta(0), validation_alias="RELANCE_CLOCK_OFFSET")
    """How far from now the app lives. For rehearsals only."""

    @model_validator(mode="before")
    @classmethod
    def trimmed(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Secrets that come from files often end in a line break; what is empty then was not given."""
        known = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in known.items() if value != ""}

    @property
    def playground(self) -> bool:
        """Without any of Slack's settings, a local Slack stands in."""
        return not any(getattr(self, name) for name in type(self).model_fields if name.startswith("slack_"))

    @property
    def socket_mode(self) -> bool:
        """Slack is reached over a socket that we open, instead of calling us."""
        return self.slack_app_token is not None

    @property
    def many_workspaces(self) -> bool:
        """Workspaces install the app by themselves, through OAuth."""
        return self.slack_client_id is not None

    @property
    def var(self) -> Path:
        """The folder for files that the program makes; on a first start it does not exist yet."""
        return root() / "var"

    @field_validator("port", mode="before")
    @classmethod
    def port_with_a_next_one(cls, value: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,5}", str(value)) or not 1 <= int(value) <= 65534:
            raise ValueError("write a whole number from 1 to 65534")
        return int(value)

    @field_validator("log_level")
    @classmethod
    def level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError(f"write one of {', '.join(LEVELS)}")
        return value.upper()

    @field_validator("locale")
    @classmethod
    def language(cls, value: str) -> str:
        if value not in {"fr", "en"}:
            raise ValueError("write fr or en")
        return value

    @field_validator("url")
    @classmethod
    def public_url(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not value.startswith("https://"):
            raise ValueError(
                "write an address that begins with https://, such as https://relance.example.org"
            )
        return value.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def platform_url(cls, value: str | None) -> str | None:
        here = re.match(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/|$)", value or "")
        if value and not value.startswith("https://") and not here:
            raise ValueError(
                "write an address that begins with https://, such as https://example.org/relance"
            )
        return value

    @field_validator("webhook_secret")
    @classmethod
    def signing_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not is_signing_key(value.get_secret_value()):
            raise ValueError(
                "write whsec_ and at least 24 bytes in base64; .env.example says how to make one"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def driver(cls, value: str) -> str:
        """`postgres://` as hosters write it; the driver is psycopg 3."""
        value = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/database")
        if value.startswith("sqlite") and (":memory:" in value or not re.match("sqlite:///[^?]", value)):
            # each connection would see a memory of its own
            raise ValueError("write the path of a file, such as sqlite:////var/lib/relance/relance.db")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def api_address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://.+/api/", value):
            raise ValueError("write an address that ends in /api/, such as https://slack.com/api/")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def token_kind(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        prefix = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"it starts with {prefix}; copy it from the app's page at Slack")
        return value

    @field_validator("mediators_channel")
    @classmethod
    def channel_id(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[CG][A-Z0-9]{2,}", value):
            raise ValueError("write the channel's id, such as C0123456789, not its name")
        return value

    @field_validator("secret_keys", mode="before")
    @classmethod
    def fernet_keys(cls, value: Any) -> Any:
        """Apart by commas or spaces."""
        keys = re.split(r"[,\s]+", value.strip(", ")) if isinstance(value, str) else value
        if not all(is_fernet_key(key) for key in keys):
            raise ValueError(
                "write Fernet keys apart by commas, newest first; .env.example says how to make one"
            )
        return tuple(keys)

    @field_validator("person_rate", "workspace_rate", mode="before")
    @classmethod
    def whole_rate(cls, value: Any) -> Any:
        if not re.fullmatch(r"[0-9]{1,7}", str(value)) or not 2 <= int(value) <= 1_000_000:
            raise ValueError("write a whole number of requests a minute, from 2 to 1000000")
        return int(value)

    @field_validator("keep_words", "keep_removed", mode="before")
    @classmethod
    def whole_days(cls, value: Any) -> Any:
        """Only days: nobody should lose words by an hour mistyped."""
        if isinstance(value, timedelta):
            return value
        if not re.fullmatch(r"[0-9]{1,5}", str(value)) or not 1 <= int(value) <= 36500:
            raise ValueError("write a whole number of days from 1 to 36500")
        return timedelta(days=int(value))

    @field_validator("clock_offset", mode="before")
    @classmethod
    def shift(cls, value: Any) -> Any:
        """`+3d`, `-2h`, `+1d12h30m`."""
        if not isinstance(value, str):
            return value
        parts = SPAN.findall(value)
        if not re.fullmatch(r"[+-]?([0-9]{1,4}[dhms])+", value.strip()):
            raise ValueError("write a shift such as +3d, -2h or +1d12h30m")
        seconds = sum(int(count) * SECONDS[unit] for count, unit in parts)
        return timedelta(seconds=-seconds if value.strip().startswith("-") else seconds)

    @model_validator(mode="after")
    def signed(self) -> Self:
        """Nothing is told unsigned."""
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("RELANCE_WEBHOOK_SECRET is missing: it goes with RELANCE_WEBHOOK_URL")
        return self

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Some of Slack's settings, but not those that they need."""
        if self.playground:
            return self
        if self.slack_client_id is not None and self.slack_client_secret is None:
            raise ValueError("SLACK_CLIENT_SECRET is missing: it goes with SLACK_CLIENT_ID")
        if self.slack_client_secret is not None and self.slack_client_id is None:
            raise ValueError("SLACK_CLIENT_ID is missing: it goes with SLACK_CLIENT_SECRET")
        if self.slack_bot_token is None and not self.many_workspaces:
            raise ValueError(
                "SLACK_BOT_TOKEN is missing: copy the bot token (xoxb-…) from the app's page at Slack"
            )
        if self.slack_signing_secret is None and not self.socket_mode:
            raise ValueError(
                "SLACK_SIGNING_SECRET is missing: copy it from the app's page at Slack, or set SLACK_APP_TOKEN"
            )
        return self

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read what is `given` by field name, else the environment, else `env_file()`.

        Raises SettingsError, one line, at the first setting that is wrong or missing.
        """
        file = env_file()
        named = {str(cls.model_fields[name].validation_alias or name): value for name, value in given.items()}
        try:
            return cls(_env_file=file, _env_file_encoding="utf-8", **named)  # type: ignore[call-arg]
        except ValidationError as wrong:
            raise SettingsError(one_line(wrong)) from None
        except (OSError, UnicodeError) as wrong:
            raise SettingsError(f"{file}: cannot be read as UTF-8 text") from wrong


def is_fernet_key(text: str) -> bool:
    """32 bytes as base64, in the alphabet of addresses."""
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


def is_signing_key(text: str) -> bool:
    """As Standard Webhooks writes it: a prefix, then 24 bytes or more."""
    try:
        return text.startswith("whsec_") and len(base64.b64decode(text[6:], validate=True)) >= 24
    except ValueError:
        return False


def one_line(wrong: ValidationError) -> str:
    """The first fault, with the name of its setting as it stands in the environment."""
    fault = wrong.errors(include_url=False, include_input=False)[0]
    says = fault["msg"].removeprefix("Value error, ")
    return f"{str(fault['loc'][0]).upper()}: {says}" if fault["loc"] else says
