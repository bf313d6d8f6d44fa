"""Every setting, once: from the environment or from `.env`. A wrong one stops the start with one line that names it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SPAN = re.compile(r"(\d+)([dhms])")
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line that names it and says what would be right."""


class Settings(BaseSettings):
    """The settings of design and README; secrets are never printed."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, populate_by_name=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str | None = None
    database_url: str = f"sqlite:///{ROOT / 'var' / 'relance.db'}"
    port: int = Field(3000, ge=1, le=65534)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    mediators_channel: str | None = Field(None, validation_alias="RELANCE_MEDIATORS_CHANNEL")
    policy: str = Field("comeup", validation_alias="RELANCE_POLICY")
    locale: Literal["fr", "en"] = Field("fr", validation_alias="RELANCE_LOCALE")
    api_key: SecretStr | None = Field(None, validation_alias="RELANCE_API_KEY")
    secret_keys: SecretStr | None = Field(None, validation_alias="RELANCE_SECRET_KEYS")
    clock_offset: timedelta = Field(timedelta(0), validation_alias="RELANCE_CLOCK_OFFSET")

    @property
    def playground(self) -> bool:
        """Without any of Slack's settings, a local Slack stands in."""
        return not any(getattr(self, name) for name in type(self).model_fields if name.startswith("slack_"))

    @field_validator("log_level", mode="before")
    @classmethod
    def upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def driver(cls, value: str) -> str:
        """`postgres://` as hosters write it; the driver is psycopg 3."""
        value = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/database")
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

    @field_validator("clock_offset", mode="before")
    @classmethod
    def shift(cls, value: Any) -> Any:
        """`+3d`, `-2h`, `+1d12h30m`."""
        if not isinstance(value, str):
            return value
        parts = SPAN.findall(value)
        if not re.fullmatch(r"[+-]?(\d+[dhms])+", value.strip()):
            raise ValueError("write a shift such as +3d, -2h or +1d12h30m")
        seconds = sum(int(count) * SECONDS[unit] for count, unit in parts)
        return timedelta(seconds=-seconds if value.strip().startswith("-") else seconds)

    @model_validator(mode="after")
    def complete(self) -> "Settings":
        """Some of Slack's settings, but not those that they need."""
        if self.playground:
            return self
        if self.slack_bot_token is None and self.slack_client_id is None:
            raise ValueError("SLACK_BOT_TOKEN is missing: copy the bot token (xoxb-…) from the app's page at Slack")
        if self.slack_client_id is not None and self.slack_client_secret is None:
            raise ValueError("SLACK_CLIENT_SECRET is missing: it goes with SLACK_CLIENT_ID")
        if self.slack_signing_secret is None and self.slack_app_token is None:
            raise ValueError(
                "SLACK_SIGNING_SECRET is missing: copy it from the app's page at Slack, or set SLACK_APP_TOKEN"
            )
        return self

    @classmethod
    def load(cls, **given: Any) -> "Settings":
        """Read them; SettingsError in one line when one is wrong."""
        try:
            return cls(_env_file=(ROOT / ".env", ".env"), **given)
        except ValidationError as wrong:
            raise SettingsError(one_line(wrong)) from None


def one_line(wrong: ValidationError) -> str:
    """The first fault, with the name of its setting as it stands in the environment."""
    fault = wrong.errors()[0]
    says = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        return says
    name = str(fault["loc"][0]).upper()
    return f"{name}: {says}"
