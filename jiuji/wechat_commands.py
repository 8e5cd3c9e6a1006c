"""`jiuji wechat …`: the menu, QR codes for posters, a live look at an account."""

import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp
import segno
import yaml

from connectors.wechat.accounts import DEFAULT, Account
from connectors.wechat.api import LONGEST_SCENE, SEND_PATH, WeChatApi
from connectors.wechat.errors import NotEntitled, PlatformAway, WeChatError
from connectors.wechat.menu import OWN_MENU, Menu, load_menu, platform_menu
from contracts.errors import BadRequest
from jiuji.compose import open_casework
from jiuji.settings import REPOSITORY, Settings
from jiuji.wechat_findings import advice, label
from policy.book import PolicyBook

# a word on a poster's record: letters of any script, digits, - and _
SOURCE: Final = re.compile(r"[\w-]+")
# big enough for a poster seen from two metres; the quiet border is part of the standard
MODULE_PIXELS: Final = 10
BORDER_MODULES: Final = 4


@cache
def domain_intents() -> frozenset[str]:
    """Every intent of `bot/domain`."""
    found: set[str] = set()
    for path in (REPOSITORY / "bot" / "domain").glob("*.yml"):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")).get("intents", []):
            found.add(next(iter(item)) if isinstance(item, dict) else item)
    return frozenset(found)


def chosen(settings: Settings, name: str | None) -> list[Account]:
    """The account of that name, or all of them; `BadRequest` names those there are."""
    accounts = settings.accounts
    if not accounts:
        raise BadRequest("没有设置公众号 / no official account is set: JIUJI_WECHAT_APP_ID or JIUJI_WECHAT_ACCOUNTS")
    if name is not None and name not in accounts:
        raise BadRequest("没有这个公众号 / no such account", fields={"account": _names(settings)})
    return [accounts[name]] if name is not None else list(accounts.values())


def _names(settings: Settings) -> str:
    return "one of: " + ", ".join(name or "'' (default)" for name in settings.accounts)


def _one(settings: Settings, name: str | None) -> Account:
    found = chosen(settings, name)
    if len(found) > 1 and DEFAULT in settings.accounts:
        return settings.accounts[DEFAULT]
    if len(found) > 1:
        raise BadRequest("有几个公众号，请写明 / say which account: --account", fields={"account": _names(settings)})
    return found[0]


@asynccontextmanager
async def _calling(settings: Settings, accounts: list[Account]) -> AsyncIterator[list[WeChatApi]]:
    async with open_casework(settings) as cw, aiohttp.ClientSession() as http:
        yield [WeChatApi(cw, account, http, settings.wechat_api_base) for account in accounts]


def _refused(account: Account, what: str, error: WeChatError) -> int:
    """Say what went wrong and what to do; the exit code."""
    if isinstance(error, PlatformAway):
        why = "WeChat does not answer; look at the way out of this machine and at JIUJI_WECHAT_API_BASE"
    elif isinstance(error, NotEntitled) and not account.may_call:
        why = "there is no app secret: set JIUJI_WECHAT_APP_SECRET, or app_secret in the accounts file"
    else:
        why = f"error {error.code}: {advice(error.code)}"
    print(f"✗  {label(account)}: {what}: {why}", file=sys.stderr)
    return 1


def _show(menu: dict[str, Any]) -> str:
    return json.dumps(menu, ensure_ascii=False, indent=2)


def show_menu(settings: Settings, name: str | None, path: Path | None) -> int:
    """Print the menu as it would be pushed."""
    menu = load_menu(domain_intents(), path or OWN_MENU)
    accounts = chosen(settings, name) if settings.accounts or name else [Account(DEFAULT, "", "")]
    for account in accounts:
        print(f"{label(account)}\n{_show(platform_menu(menu, account, settings.public_url))}")
    return 0


async def push_menu(settings: Settings, name: str | None, path: Path | None) -> int:
    """Push the menu to one account or all; 1 when one of them did not take it."""
    menu, failed = load_menu(domain_intents(), path or OWN_MENU), 0
    async with _calling(settings, chosen(settings, name)) as apis:
        for api in apis:
            failed |= await _push(api, menu, settings.public_url)
    return failed


async def _push(api: WeChatApi, menu: Menu, public_url: str | None) -> int:
    try:
        await api.push_menu(platform_menu(menu, api.account, public_url))
    except WeChatError as error:
        return _refused(api.account, "the menu was not taken", error)
    print(f"好  {label(api.account)}: menu pushed; a phone shows it within five minutes of opening the chat")
    return 0


def scene_of(book: PolicyBook, region: str, source: str) -> str:
    """The parameter of a QR code, `<region>-<source>`; `BadRequest` when it cannot be one."""
    known = book.township(region) if len(region) == 9 else book.region(region)
    if not known or not re.fullmatch(r"\d{6}|\d{9}", region):
        raise BadRequest("没有这个地区代码 / no such region code", fields={"region": "6 or 9 digits, see the data"})
    scene = f"{region}-{source}"
    if not SOURCE.fullmatch(source) or len(scene) > LONGEST_SCENE:
        most = LONGEST_SCENE - len(region) - 1
        raise BadRequest("来源不能用 / bad source", fields={"source": f"1 to {most} letters, digits, - or _"})
    return scene


async def make_qr(settings: Settings, region: str, source: str, name: str | None, out: Path | None) -> int:
    """Make a permanent QR code and write it as SVG; the exit code."""
    scene, account = scene_of(PolicyBook.load(), region, source), _one(settings, name)
    async with _calling(settings, [account]) as (api,):
        try:
            made = await api.create_qr(scene)
        except WeChatError as error:
            return _refused(account, "no QR code was made", error)
    where = out or Path(f"{scene}.svg")
    # error correction Q: a poster gets rain and creases
    segno.make(made.url, error="q", micro=False).save(
        str(where), kind="svg", scale=MODULE_PIXELS, border=BORDER_MODULES, light="#ffffff", title=scene
    )
    print(f"好  {label(account)}: {scene} → {where}\n    {made.url}")
    return 0


async def check(settings: Settings, name: str | None) -> int:
    """A live look: token, quota of customer-service messages, menu; a good token closes the circuits."""
    failed = 0
    async with _calling(settings, chosen(settings, name)) as apis:
        for api in apis:
            failed |= await _check(api, settings.public_url)
    return failed


async def _check(api: WeChatApi, public_url: str | None) -> int:
    try:
        await api.probe()
    except WeChatError as error:
        return _refused(api.account, "no access token", error)
    print(f"好  {label(api.account)}: access token")
    await api.look_again()
    return max(await _check_sending(api), await _check_menu(api, public_url))


async def _check_sending(api: WeChatApi) -> int:
    name = label(api.account)
    try:
        quota = await api.ask_quota(SEND_PATH)
    except NotEntitled as error:
        # no fault: the delivery ladder goes on without them
        print(f"！  {name}: no customer-service messages\n     → {advice(error.code)}")
        return 0
    except WeChatError as error:
        return _refused(api.account, "the quota was not told", error)
    print(f"好  {name}: customer-service messages: {quota.left} of {quota.limit} left today")
    return 0


async def _check_menu(api: WeChatApi, public_url: str | None) -> int:
    try:
        menu = await api.read_menu()
    except WeChatError as error:
        return _refused(api.account, "the menu was not told", error)
    ours = platform_menu(load_menu(domain_intents()), api.account, public_url)
    if menu is not None and _plain(menu) == _plain(ours):
        print(f"好  {label(api.account)}: the menu is ours")
    else:
        word = "there is no menu" if menu is None else "the menu is not the one of connectors/wechat/menu.yml"
        print(f"！  {label(api.account)}: {word}\n     → run: uv run jiuji wechat menu push")
    return 0


def _plain(menu: Any) -> Any:
    """A menu without what the platform adds: empty lists of buttons."""
    if isinstance(menu, dict):
        return {key: _plain(value) for key, value in menu.items() if value != []}
    return [_plain(item) for item in menu] if isinstance(menu, list) else menu
