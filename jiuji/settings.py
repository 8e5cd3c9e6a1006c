"""All settings, from `JIUJI_*` in the environment; a bad one stops the start with one sentence that names it."""

import re
import secrets
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.wechat.accounts import Mode
from contracts.keyring import Keyring

if TYPE_CHECKING:
    from connectors.wechat.accounts import Account

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WECHAT_API = "https://api.weixin.qq.com"
WECHAT_OAUTH = "https://open.weixin.qq.com"
SIMULATOR = "/simulator/wechat"
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
    voice_model_dir: Path | None = Field(None, description="Speech model for recordings, see docs/voice.md.")
    clamd: str | None = Field(None, pattern=r"^\S+:\d+$", description="Virus scanner (ClamAV's clamd), `host:port`.")
    crisis_webhook_url: str | None = Field(None, description="Where `crisis.alert` is posted, signed.")
    crisis_webhook_secret: str | None = Field(None, description="HMAC key of the crisis webhook. Default: derived.")
    case_webhook_url: str | None = Field(None, description="Where `case.filed` is posted, signed.")
    case_webhook_secret: str | None = Field(None, description="HMAC key of the case webhook. Default: derived.")
    alarm_webhook_url: str | None = Field(None, description="Where `channel.alarm` is posted, signed.")
    alarm_webhook_secret: str | None = Field(None, description="HMAC key of the alarm webhook. Default: derived.")
    turn_seconds: float = Field(12.0, description="Deadline of a turn.", gt=0)
    texts_per_minute: int = Field(20, description="Messages a minute that one resident's dialogue takes.", gt=0)
    draft_keep_days: int = Field(30, description="Days an unfiled draft is kept.", gt=0)
    tracker_keep_days: int = Field(30, description="Days working memory of the dialogue is kept.", gt=0)
    public_url: str | None = Field(None, description="Our address as residents see it, for links and WeChat sign-in.")
    wechat_app_id: str | None = Field(None, description="AppID of the official account at /wechat.")
    wechat_app_secret: str | None = Field(None, description="Its AppSecret; without it we cannot call WeChat.")
    wechat_token: str | None = Field(None, description="Its callback token.")
    wechat_aes_key: str | None = Field(None, description="Its EncodingAESKeys, newest first, comma separated.")
    wechat_mode: Mode = Field("safe", description="Its callbacks: safe, compatible or plain.")
    wechat_region: str | None = Field(None, description="Code of the place it serves.")
    wechat_controller: str | None = Field(None, description="Who its privacy notice names.")
    wechat_customer_service: bool | None = Field(None, description="Customer-service messages. Default: found out.")
    wechat_accounts: Path | None = Field(None, description="YAML file of more accounts, see docs/wechat.md.")
    wechat_api_base: str = Field(WECHAT_API, description="Where WeChat's API is called.")
    wechat_oauth_base: str = Field(WECHAT_OAUTH, description="Where a phone signs in with WeChat.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("public_url", "wechat_api_base", "wechat_oauth_base")
    @classmethod
    def _address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not value and info.field_name == "public_url":
            return None
        if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value or ""):
            raise ValueError("must be an address like https://example.org")
        return (value or "").rstrip("/")

    @model_validator(mode="after")
    def _date_only_at_home(self) -> Self:
        if self.now and self.host not in LOOPBACK:
            raise ValueError("JIUJI_NOW is refused off loopback")
        return self

    @model_validator(mode="after")
    def _simulated_in_a_demo(self) -> Self:
        """A demo without an official account of its own talks to the simulator at its own port."""
        if self._simulated and self.wechat_api_base == WECHAT_API:
            self.wechat_api_base = self.wechat_oauth_base = self.own_address + SIMULATOR
            self.public_url = self.public_url or self.own_address
        return self

    @property
    def _simulated(self) -> bool:
        """Whether the official accounts are the demo's."""
        return self.demo and self.host in LOOPBACK and not self._has_accounts

    @property
    def _has_accounts(self) -> bool:
        named = (self.wechat_app_id, self.wechat_app_secret, self.wechat_token, self.wechat_aes_key)
        return bool(self.wechat_accounts) or any(named)

    @property
    def simulator(self) -> bool:
        """Whether the WeChat simulator is there: in a demo at home, never beside the real platform."""
        return self.demo and self.host in LOOPBACK and self.wechat_api_base != WECHAT_API

    @property
    def own_address(self) -> str:
        """The public port as this machine reaches it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

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
    def accounts(self) -> "dict[str, Account]":
        """The official accounts by name; `BadAccounts` with a sentence for each mistake."""
        if self._simulated:
            from jiuji.demo_accounts import demo_accounts

            return demo_accounts(self.keyring)
        # most installations have none: nothing is loaded for them
        if not self._has_accounts:
            return {}
        from connectors.wechat.accounts_file import load_accounts

        return load_accounts(self)

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
        settings.accounts  # noqa: B018  so must an official account nobody could reach
    except ValidationError as error:
        lines = [f"JIUJI_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()]
        raise BadSetting("设置有误，没有启动 / bad setting, not started:\n  " + "\n  ".join(lines)) from None
    except ValueError as error:
        raise BadSetting(f"设置有误，没有启动 / bad setting, not started: {error}") from None
    return settings
