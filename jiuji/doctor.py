"""`jiuji doctor`: what is misconfigured or missing, and what to do about it."""

import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
from sqlalchemy import func, select

from casework.services.outbox import NO_TARGET, outbox_counts
from casework.storage.migrate import current_revision, newest_revision
from casework.storage.models import Staff
from contracts.keyring import UnreadableValue
from jiuji.compose import open_casework
from jiuji.findings import Finding, Level
from jiuji.font_findings import font_findings
from jiuji.manifest import model_is_current
from jiuji.paper_findings import paper_findings
from jiuji.settings import LOOPBACK, REPOSITORY, Settings
from jiuji.voice_findings import voice_findings
from jiuji.wechat_findings import wechat_findings
from policy.checker import check_files
from policy.loader import ROOT as POLICY
from policy.loader import read_folder

LEAST_FREE_BYTES = 2 * 1024**3


def _machine(settings: Settings) -> Iterator[Finding]:
    if sys.version_info[:2] != (3, 11):
        yield Finding(Level.BROKEN, f"Python {sys.version.split()[0]}", "Rasa needs CPython 3.11")
    free = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else REPOSITORY).free
    if free < LEAST_FREE_BYTES:
        yield Finding(
            Level.WARNING, f"only {free // 1024**2} MB free on disk", "make room: uploads and the database grow"
        )
    yield from font_findings()
    if not (REPOSITORY / "web" / "dist" / "index.html").exists():
        yield Finding(Level.BROKEN, "the pages are not built", "run: make pages")


def _configuration(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key is None:
        where = settings.data_dir / "secret.key"
        yield Finding(Level.WARNING, f"keys come from {where}", "set JIUJI_SECRET_KEY and keep a copy elsewhere")
    if settings.host not in LOOPBACK and settings.demo:
        yield Finding(Level.BROKEN, "JIUJI_DEMO on a public address", "unset JIUJI_DEMO: it weakens the sign-in")
    if not settings.crisis_webhook_url:
        advice = "set JIUJI_CRISIS_WEBHOOK_URL, else a crisis reaches nobody while no clerk is signed in"
        yield Finding(Level.WARNING, "no crisis webhook", advice)
    if settings.now:
        yield Finding(Level.WARNING, f"JIUJI_NOW={settings.now}: the law is read on that date", "unset it in service")


def _model(settings: Settings) -> Iterator[Finding]:
    if model_is_current(settings):
        yield Finding(Level.GOOD, "dialogue model is current")
    else:
        yield Finding(Level.BROKEN, "dialogue model is missing, damaged or out of date", "run: make train")


def _policy() -> Iterator[Finding]:
    problems = check_files(read_folder(POLICY))
    yield from (Finding(Level.BROKEN, f"policy: {problem}") for problem in problems)
    if not problems:
        yield Finding(Level.GOOD, "policy files are sound")


async def _record(settings: Settings) -> list[Finding]:
    revision = current_revision(settings.database)
    if revision != newest_revision():
        return [Finding(Level.BROKEN, f"database schema is at {revision}", "run: uv run jiuji migrate")]
    found = [Finding(Level.GOOD, f"database answers, schema {revision}")]
    async with open_casework(settings) as casework:
        async with casework.database.read() as session:
            if not await session.scalar(select(func.count()).select_from(Staff).where(Staff.active)):
                found.append(Finding(Level.BROKEN, "no staff account", "run: uv run jiuji staff add NAME --role admin"))
            # one encrypted value read back shows whether the keys fit
            await session.scalar(select(Staff.totp_secret).where(Staff.totp_secret.is_not(None)).limit(1))
        counts = await outbox_counts(casework)
    for state, meaning in (("dead", "could not be delivered"), (NO_TARGET, "had nowhere to go: no address is set")):
        if counts.get(state):
            found.append(Finding(Level.WARNING, f"{counts[state]} notices {meaning}", "see docs/webhooks.md"))
    return found


async def _redis(settings: Settings) -> list[Finding]:
    if not settings.redis_url:
        return []
    from redis.asyncio import from_url

    client = from_url(settings.redis_url, socket_timeout=2)
    try:
        await client.ping()
    finally:
        await client.aclose()
    return [Finding(Level.GOOD, "Redis answers")]


async def _running(settings: Settings) -> list[Finding]:
    url = f"http://{settings.host}:{settings.port}/readyz"
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as client, client.get(url) as answer:
            state = await answer.json()
    except (aiohttp.ClientError, TimeoutError):
        return [Finding(Level.WARNING, f"nothing answers at {url}", "start it with: make serve")]
    bad = {part: word for part, word in state.items() if word == "down"}
    return [Finding(Level.BROKEN if bad else Level.GOOD, f"running service: {state}")]


async def _guarded(name: str, look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    """A check that cannot be made is itself a finding."""
    try:
        return await look()
    except UnreadableValue as error:
        return [Finding(Level.BROKEN, f"stored values cannot be read: {error}", "add the old key to JIUJI_SECRET_KEY")]
    except Exception as error:
        return [Finding(Level.BROKEN, f"{name}: {type(error).__name__}: {str(error).splitlines()[0][:160]}")]


async def examine(settings: Settings) -> int:
    """Print every finding; 1 when something is broken."""
    findings = [*_machine(settings), *_configuration(settings), *_model(settings), *_policy()]
    findings += await _guarded("database", lambda: _record(settings))
    findings += await _guarded("wechat", lambda: wechat_findings(settings))
    findings += await _guarded("voice", lambda: voice_findings(settings.voice_model_dir))
    findings += await _guarded("papers", lambda: paper_findings(settings))
    findings += await _guarded("redis", lambda: _redis(settings))
    findings += await _guarded("service", lambda: _running(settings))
    for finding in findings:
        print(finding)
    return int(any(finding.level is Level.BROKEN for finding in findings))
