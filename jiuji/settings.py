"""All settings, from `JIUJI_*` in the environment; a bad one stops the start with one sentence that names it."""

import secrets
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from contracts.keyring import Keyring

LOOPBACK = ("127.0.0.1", "localhost", "::1")
REPOSITORY = Path(__file__).resolve().parent.parent


class BadSetting(SystemExit):
    """A setting that stops the start; its text is the one sentence shown."""


class Settings(BaseSettings):
    """Typed settings; `docs/settings.md` is generated from this class."""

    model_config = SettingsConfigDict(env_prefix="JIUJI_", extra="ignore")

    host: str = Field("127.0.0.1", description="Address the public port listens on.")
    port: int = Field(8000, description="The one public port.", ge=1, le=65000)
    internal_port: int | None = Field(None, description="Casework for the dialogue, and /metrics. Default: port + 1.")
    dialogue_port: int | None = Field(None, description="Where a dialogue process listens. Default: port + 2.")
    internal_host: str = Field("127.0.0.1", description="Address the internal ports listen on.")
    data_dir: Path = Field(REPOSITORY / "var", description="Database, files, models and the generated key.")
    database_url: str | None = Field(None, description="SQLAlchemy URL. Default: SQLite in the data folder.")
    redis_url: str | None = Field(None, description="Redis, needed when there is more than one gateway machine.")
    casework_url: str | None = Field(None, description="Where dialogue finds casework. Default: the internal port.")
    dialogue_url: str | None = Field(None, description="Where gateways find dialogue. Default: the dialogue port.")
    secret_key: str | None = Field(None, description="Keys, newest first, comma separated. Default: made once.")
    demo: bool = Field(False, description="Sample staff and cases, WeChat simulator, second factor not enforced.")
    now: date | None = Field(None, description="Policy date only, e.g. 2024-05-01. Refused off loopback.")
    model_dir: Path = Field(REPOSITORY / "var" / "models", description="Trained models and their manifest.")
    crisis_webhook_url: str | None = Field(None, description="Where `crisis.alert` is posted, signed.")
    crisis_webhook_secret: str | None = Field(None, description="HMAC key of the crisis webhook. Default: derived.")
    turn_seconds: float = Field(12.0, description="Deadline of a turn.", gt=0)
    texts_per_minute: int = Field(20, description="Messages a minute that one resident's dialogue takes.", gt=0)
    draft_keep_days: int = Field(30, description="Days an unfiled draft is kept.", gt=0)
    tracker_keep_days: int = Field(30, description="Days working memory of the dialogue is kept.", gt=0)
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @model_validator(mode="after")
    def _date_only_at_home(self) -> Self:
        if self.now and self.host not in LOOPBACK:
            raise ValueError("JIUJI_NOW is refused off loopback")
        return self

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'jiuji.db'}"

    @property
    def internal(self) -> int:
        """The internal port in force."""
        return self.internal_port or self.port + 1

    @property
    def dialogue(self) -> int:
        """The dialogue port in force."""
        return self.dialogue_port or self.port + 2

    @property
    def casework_base(self) -> str:
        """Base URL of the internal API."""
        return self.casework_url or f"http://{self.internal_host}:{self.internal}"

    @property
    def dialogue_base(self) -> str:
        """Base URL of the dialogue process."""
        return self.dialogue_url or f"http://{self.internal_host}:{self.dialogue}"

    @cached_property
    def keyring(self) -> Keyring:
        """The keys: from the environment, else one made at first start and kept readable to us only."""
        if self.secret_key:
            return Keyring([key.strip() for key in self.secret_key.split(",") if key.strip()])
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return Keyring([path.read_text(encoding="ascii").strip()])


def load_settings() -> Settings:
    """The settings, or `BadSetting` with one sentence a line for each bad one."""
    try:
        settings = Settings()
        settings.keyring  # noqa: B018  a key too short must stop the start, not the first request
    except ValidationError as error:
        lines = [f"JIUJI_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()]
        raise BadSetting("设置有误，没有启动 / bad setting, not started:\n  " + "\n  ".join(lines)) from None
    except ValueError as error:
        raise BadSetting(f"设置有误，没有启动 / bad setting, not started: {error}") from None
    return settings
