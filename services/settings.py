"""Settings, from the environment or `.env`, prefix CLEA_. A wrong one stops the start with one sentence."""

import secrets
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CLEA_", env_file=".env", extra="ignore")

    bot_token: SecretStr | None = None
    bot_api_url: str = "https://api.telegram.org"
    database_url: str = "sqlite:///clea.db"
    public_url: str | None = None
    webhook_secret: SecretStr | None = None
    private_webhooks: bool = False
    """Whether a body's other software may be called at addresses that are not public, and without https."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    secret_key: SecretStr | None = None
    messages_per_second: int = Field(default=25, ge=1, le=1000)
    timezone: str = "Europe/Paris"
    log_format: Literal["text", "json"] = "text"
    voice: Literal["espeak", "piper", "off"] = "espeak"
    voice_folder: Path | None = None
    """Where piper's voices are: fr.onnx with fr.onnx.json, and so on."""

    @field_validator("bot_api_url", "public_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/") if value else None

    @field_validator("timezone")
    @classmethod
    def _a_known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is not a time zone; write for example Europe/Paris") from None
        return value

    @model_validator(mode="after")
    def _a_webhook_has_a_secret(self) -> "Settings":
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if self.public_url and len(secret) < 32:
            raise ValueError(
                "CLEA_WEBHOOK_SECRET must have 32 characters or more when CLEA_PUBLIC_URL is set"
            )
        return self

    @property
    def token(self) -> str:
        if self.bot_token is None or not self.bot_token.get_secret_value():
            raise SettingsError("CLEA_BOT_TOKEN is missing: ask @BotFather for one, or try `clea demo`.")
        return self.bot_token.get_secret_value()

    @property
    def key(self) -> bytes:
        """What buttons and links are signed with."""
        if self.secret_key is None or not self.secret_key.get_secret_value():
            raise SettingsError(
                "CLEA_SECRET_KEY is missing: set it to a long random text,"
                f" for example {secrets.token_urlsafe(32)}"
            )
        return self.secret_key.get_secret_value().encode()


def load_settings(**overrides: object) -> Settings:
    """The settings in force; `overrides` (from the command line) win. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = f"CLEA_{str(first['loc'][0]).upper()}: " if first["loc"] else ""
        said = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}{said}") from None
