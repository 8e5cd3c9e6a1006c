"""The official accounts of an installation, from the settings and a YAML file; each mistake is one sentence."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Final, Literal, Protocol

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from connectors.wechat.accounts import DEFAULT, Account, Mode, Notice
from contracts.gazetteer import Gazetteer

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
# the platform's own forms: AppID, Token (3 to 32), EncodingAESKey (43)
_APP_ID: Final = r"^wx[0-9A-Za-z]{4,30}$"
_TOKEN: Final = r"^[0-9A-Za-z]{3,32}$"  # noqa: S105  a pattern
_AES_KEY: Final = r"^[0-9A-Za-z]{43}$"
# parts of the addresses below /wechat that are not accounts
RESERVED: Final = ("page", "signed-in")
_PLACEHOLDERS: Final = {"at", "office"}
# what to write, by field; shown after whatever was wrong
_ADVICE: Final = {
    "app_id": "写公众号后台“基本配置”里的 AppID（wx 开头），不是 gh_ 开头的原始 ID",
    "app_secret": "写公众号后台“基本配置”里的 AppSecret；没有就删去这一项",
    "token": "写公众号后台“服务器配置”里的 Token（3 到 32 个字母和数字）",
    "aes_keys": "写“消息加解密密钥”（EncodingAESKey），43 个字母和数字；换过钥匙的，新的写前面",
    "mode": "写 safe（安全模式）、compatible（兼容模式）或 plain（明文模式）",
    "region": "写 6 位地区代码，例如 522702",
    "controller": "写隐私告知里的个人信息处理者，例如 福泉市民政局；最多 60 个字",
    "customer_service": "写 true（有客服消息接口）或 false（没有）；不知道就删去这一项",
    "notice": "写 kind、template_id、fields 三项",
    "on_unsubscribe": "写 erase（删除说过的话）或 unlink（只忘掉是谁）",
}
_NOTICE_ADVICE: Final = {
    "kind": "写 template（模板消息）或 subscription（订阅通知）",
    "template_id": "写公众号后台里的模板 ID",
    "fields": "写 字段名: 固定的话，一行以内；只能用 {at} 和 {office} 两个占位",
    "url": "写 https:// 开头的地址，或删去这一项",
}


class BadAccounts(ValueError):
    """The accounts cannot be used; the text has one sentence a line, each naming file, account and field."""


class WeChatSettings(Protocol):
    """What is read of the settings."""

    @property
    def wechat_app_id(self) -> str | None:
        """AppID of the default account."""

    @property
    def wechat_app_secret(self) -> str | None:
        """Its AppSecret."""

    @property
    def wechat_token(self) -> str | None:
        """Its callback token."""

    @property
    def wechat_aes_key(self) -> str | None:
        """Its EncodingAESKeys, newest first, comma separated."""

    @property
    def wechat_mode(self) -> Mode:
        """How its callbacks are encrypted."""

    @property
    def wechat_region(self) -> str | None:
        """The place it serves."""

    @property
    def wechat_controller(self) -> str | None:
        """Who is named in its privacy notice."""

    @property
    def wechat_customer_service(self) -> bool | None:
        """Whether it has the customer-service message API."""

    @property
    def wechat_accounts(self) -> Path | None:
        """The file with more accounts."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        """An entry left empty is an entry not written."""
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given


class _NoticeEntry(_Entry):
    kind: Literal["template", "subscription"]
    template_id: str = Field(pattern=r"^[0-9A-Za-z_-]{8,128}$")
    fields: dict[str, str] = Field(min_length=1)
    url: str | None = Field(None, pattern=r"^https://\S+$")

    @field_validator("fields")
    @classmethod
    def _fixed_words(cls, fields: dict[str, str]) -> dict[str, str]:
        """The platform takes no line breaks; we fill in nothing about a person."""
        for words in fields.values():
            named = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
            if "\n" in words or not named <= _PLACEHOLDERS:
                raise ValueError("placeholder or line break")
        return fields


def _listed(given: Any) -> Any:
    return [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given


class _AccountEntry(_Entry):
    app_id: str = Field(pattern=_APP_ID)
    app_secret: str = Field("", pattern=r"^[0-9A-Za-z]{8,128}$")
    token: str = Field(pattern=_TOKEN)
    aes_keys: Annotated[list[Annotated[str, Field(pattern=_AES_KEY)]], BeforeValidator(_listed)] = Field(
        default_factory=list, max_length=4
    )
    mode: Mode = "safe"
    region: str | None = None
    controller: str | None = Field(None, max_length=60)
    customer_service: bool | None = None
    notice: _NoticeEntry | None = None
    on_unsubscribe: Literal["erase", "unlink"] = "erase"

    @field_validator("region")
    @classmethod
    def _known_place(cls, code: str | None) -> str | None:
        if code is not None and Gazetteer.load().division(code) is None:
            raise ValueError("no such place")
        return code

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """What does not go together: the field and what to do."""
        if self.mode != "plain" and not self.aes_keys:
            yield "aes_keys", "没有写：" + _ADVICE["aes_keys"] + "；只有明文模式（mode: plain）可以不写"
        if not self.app_secret and self.customer_service:
            yield "customer_service", "写了 true，但没有 app_secret：请补上 app_secret，或写 false"
        if not self.app_secret and self.notice:
            yield "notice", "需要 app_secret：请补上 app_secret，或删去 notice"

    def account(self, name: str) -> Account:
        """The account of this entry."""
        fields = self.model_dump(exclude={"notice", "aes_keys"})
        notice = Notice(**self.notice.model_dump()) if self.notice else None
        return Account(name=name, aes_keys=tuple(self.aes_keys), notice=notice, **fields)


class _Source:
    """Where an entry was written: how its account and its fields are called there."""

    def __init__(self, where: str, fields: Mapping[str, str] | None = None) -> None:
        self._where, self._fields = where, fields or {}

    def sentence(self, field: str, wrong: str) -> str:
        """One sentence."""
        return f"{self._where}的 {self._fields.get(field, field)} {wrong}。"


def _advice(location: tuple[int | str, ...]) -> tuple[str, str]:
    """The field a mistake lies in, and what to write there."""
    if not location:
        return "内容", "写成缩进的几行，每行一项，格式见 docs/wechat.md"
    field = str(location[0])
    if field == "notice" and len(location) > 1:
        inner = str(location[1])
        return f"notice.{inner}", _NOTICE_ADVICE.get(inner, "请删去，notice 里没有这一项")
    return field, _ADVICE.get(field, "请删去，没有这一项；可以写的有：" + "、".join(_ADVICE))


def _mistakes(source: _Source, error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        field, advice = _advice(item["loc"])
        kinds = {"missing": "没有写：", "extra_forbidden": "不认识："}
        yield source.sentence(field, kinds.get(item["type"], "不对：") + advice)


def _read_entry(source: _Source, name: str, given: Any, wrong: list[str]) -> Account | None:
    try:
        entry = _AccountEntry.model_validate(given)
    except ValidationError as error:
        wrong.extend(dict.fromkeys(_mistakes(source, error)))
        return None
    found = [source.sentence(field, advice) for field, advice in entry.contradictions()]
    wrong.extend(found)
    return None if found else entry.account(name)


_VARIABLES: Final = {
    "app_id": "JIUJI_WECHAT_APP_ID", "app_secret": "JIUJI_WECHAT_APP_SECRET", "token": "JIUJI_WECHAT_TOKEN",
    "aes_keys": "JIUJI_WECHAT_AES_KEY", "mode": "JIUJI_WECHAT_MODE", "region": "JIUJI_WECHAT_REGION",
    "controller": "JIUJI_WECHAT_CONTROLLER", "customer_service": "JIUJI_WECHAT_CUSTOMER_SERVICE",
}  # fmt: skip


def _default_entry(settings: WeChatSettings) -> dict[str, Any]:
    """What the environment says of the default account; empty when there is none."""
    if not any((settings.wechat_app_id, settings.wechat_app_secret, settings.wechat_token, settings.wechat_aes_key)):
        return {}
    given = {
        "app_id": settings.wechat_app_id, "app_secret": settings.wechat_app_secret, "token": settings.wechat_token,
        "aes_keys": settings.wechat_aes_key, "mode": settings.wechat_mode, "region": settings.wechat_region,
        "controller": settings.wechat_controller, "customer_service": settings.wechat_customer_service,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


class _StrictLoader(yaml.BaseLoader):
    """Every value as the text that was written (a code 052… is no number); a name written twice is refused."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping without doubled names."""
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = next((str(name) for name in names if names.count(name) > 1), None)
        if doubled is not None:
            raise yaml.constructor.ConstructorError(None, None, f"“{doubled}”写了两次", node.start_mark)
        return dict(super().construct_mapping(node, deep))


def _written(path: Path) -> dict[str, Any]:
    """The accounts of the file by name, not checked yet."""
    shape = "请写成 accounts: 下面一个公众号一段，格式见 docs/wechat.md。"
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506  a BaseLoader: text only
    except (OSError, UnicodeDecodeError) as error:
        raise BadAccounts(f"{path} 打不开（{type(error).__name__}）：请检查 JIUJI_WECHAT_ACCOUNTS 的路径。") from None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = f"第 {mark.line + 1} 行" if mark else ""
        raise BadAccounts(f"{path} {line}不是有效的 YAML（{problem}）：{shape}") from None
    accounts = loaded.get("accounts") if isinstance(loaded, dict) and set(loaded) == {"accounts"} else None
    if not isinstance(accounts, dict) or not accounts:
        raise BadAccounts(f"{path} 里没有公众号：{shape}")
    return accounts


def _from_file(path: Path, wrong: list[str]) -> Iterator[Account]:
    for name, given in _written(path).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in RESERVED:
            wrong.append(
                f"{path}：账号名 {name} 不能用：请写小写字母、数字和短横，最多 32 个，不能是 {'、'.join(RESERVED)}。"
            )
            continue
        account = _read_entry(_Source(f"{path}：账号 {name} "), name, given, wrong)
        if account:
            yield account


def load_accounts(settings: WeChatSettings) -> dict[str, Account]:
    """The accounts by name, the default one's being empty; none when nothing is set. Raises `BadAccounts`."""
    wrong: list[str] = []
    found: list[Account] = []
    if given := _default_entry(settings):
        account = _read_entry(_Source("默认公众号", _VARIABLES), DEFAULT, given, wrong)
        found += [account] if account else []
    if settings.wechat_accounts:
        found += list(_from_file(settings.wechat_accounts, wrong))
    owners: dict[str, Account] = {}
    for account in found:
        first = owners.setdefault(account.app_id, account)
        if first is not account:
            wrong.append(_shared(settings, first, account))
    if wrong:
        raise BadAccounts("\n  ".join(wrong))
    return {account.name: account for account in found}


def _shared(settings: WeChatSettings, first: Account, second: Account) -> str:
    other = f"账号 {first.name}" if first.name else "默认公众号（JIUJI_WECHAT_APP_ID）"
    where = f"{settings.wechat_accounts}：账号 {second.name}"
    return f"{where} 的 app_id 与{other}相同：一个公众号只能写一次，请改成它自己的 AppID。"
