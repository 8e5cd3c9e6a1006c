"""What `jiuji doctor` says about the official accounts: settings, the record, and whether WeChat answers."""

from collections.abc import Iterator
from typing import Final

import aiohttp

from casework.services.context import Casework
from casework.services.wechat_accounts import open_circuits, read_account_state, recent_alarms
from casework.storage.migrate import current_revision, newest_revision
from connectors.wechat.accounts import Account
from connectors.wechat.api import WeChatApi
from connectors.wechat.error_table import ADVICE
from connectors.wechat.errors import PlatformAway, WeChatError
from jiuji.compose import open_casework
from jiuji.findings import Finding, Level
from jiuji.settings import Settings

SEE: Final = "see docs/wechat.md"


def label(account: Account) -> str:
    """How an account is called in the terminal."""
    return f"WeChat {account.name}" if account.name else "WeChat (default account)"


def advice(code: int) -> str:
    """What to do about an error number of the platform."""
    return ADVICE.get(code, SEE)


def _configuration(account: Account) -> Iterator[Finding]:
    name = label(account)
    if account.mode != "safe":
        what = f"{name}: {account.mode} mode, what residents write can be read and forged on its way"
        yield Finding(Level.WARNING, what, "choose 安全模式 in 服务器配置 and set the mode to safe")
    if not account.may_call:
        what = f"{name}: no app secret, so no late answers, no photos, no menu, no sign-in"
        yield Finding(Level.WARNING, what, "set JIUJI_WECHAT_APP_SECRET, or app_secret in the accounts file")
    if account.region is None:
        what = f"{name}: no region, every resident is asked where they are"
        yield Finding(Level.WARNING, what, "set JIUJI_WECHAT_REGION, or region in the accounts file")


async def _recorded(cw: Casework, account: Account) -> list[Finding]:
    name = label(account)
    circuits = await open_circuits(cw, account.name)
    learned = (await read_account_state(cw, account.name)).can_send
    found = []
    for one in circuits:
        if learned is False and one.interface == "send":
            continue
        what = f"{name}: {one.interface or 'every call'} is shut until {one.until:%Y-%m-%d %H:%M} UTC, error {one.code}"
        found.append(Finding(Level.BROKEN, what, f"{advice(one.code)}; then run: uv run jiuji wechat check"))
    if learned is False:
        what = f"{name}: no customer-service messages, late answers wait for the resident's next message"
        found.append(Finding(Level.WARNING, what, "a verified account has them; then run: uv run jiuji wechat check"))
    shut = {(one.code, one.interface) for one in circuits}
    for code, interface in dict.fromkeys(await recent_alarms(cw, account.name)):
        if (code, interface) not in shut:
            what = f"{name}: error {code} of {interface or 'the token'} in the last day"
            found.append(Finding(Level.WARNING, what, advice(code)))
    return found


async def _live(api: WeChatApi) -> Finding:
    name = label(api.account)
    try:
        await api.probe()
    except PlatformAway as error:
        what = f"{name}: WeChat does not answer ({error.code or 'no connection'})"
        return Finding(Level.BROKEN, what, "look at the way out of this machine and at JIUJI_WECHAT_API_BASE")
    except WeChatError as error:
        return Finding(Level.BROKEN, f"{name}: WeChat gives no access token, error {error.code}", advice(error.code))
    return Finding(Level.GOOD, f"{name}: WeChat gives an access token")


async def wechat_findings(settings: Settings) -> list[Finding]:
    """Every finding; none where no account is set."""
    accounts = settings.accounts.values()
    if not accounts:
        return []
    found = [finding for account in accounts for finding in _configuration(account)]
    if not settings.public_url:
        what = "no public address, so no links to the web page and no sign-in from WeChat"
        found.append(Finding(Level.WARNING, what, "set JIUJI_PUBLIC_URL"))
    if not settings.alarm_webhook_url:
        what = "no alarm webhook: an error of WeChat that people must cure stands in the log only"
        found.append(Finding(Level.WARNING, what, "set JIUJI_ALARM_WEBHOOK_URL"))
    # without the tables there is nothing to read; the database's own finding says so
    if current_revision(settings.database) != newest_revision():
        return found
    async with open_casework(settings) as cw, aiohttp.ClientSession() as http:
        for account in accounts:
            found += await _recorded(cw, account)
            if account.may_call:
                found.append(await _live(WeChatApi(cw, account, http, settings.wechat_api_base)))
    return found
