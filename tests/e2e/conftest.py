"""A browser, watched: a script error, a dialog, a blocked style or script, a call to another host fails the test."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.e2e.chat_page import ChatPage
from tests.e2e.console_page import ConsolePage
from tests.service_fixtures import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
PASSWORD = "a-long-enough-password"
FUQUAN = "522702"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skipped, with the reason, where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    assert (DIST / "index.html").exists(), "the pages are not built: make pages"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield running
        running.close()


@dataclass
class Watch:
    """What no page of ours may do."""

    base: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch one page from its first request on."""
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", self._console)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "[Vue warn]" in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc:
            self.faults.append(f"call to another host: {request.url}")


def watched_contexts(browser: Browser, base: str) -> Iterator[Callable[..., BrowserContext]]:
    """Fresh browser profiles; what went wrong in them fails the test at its end."""
    watch, opened = Watch(base), []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(15_000)
        context.on("page", watch.over)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert not watch.faults, watch.faults


@pytest.fixture
def contexts(browser: Browser, service: Service) -> Iterator[Callable[..., BrowserContext]]:
    """Watched browser profiles of the shared service."""
    yield from watched_contexts(browser, service.base)


OpenChat = Callable[..., ChatPage]


@pytest.fixture
def chat(contexts: Callable[..., BrowserContext], service: Service) -> OpenChat:
    """Opens the resident page on a phone of its own."""

    def open_page(width: int = 360, height: int = 740, query: str = "") -> ChatPage:
        context = contexts(viewport={"width": width, "height": height})
        return ChatPage.open(context.new_page(), service, query)

    return open_page


@dataclass(frozen=True)
class Clerk:
    """A staff member whose account is set up, and the cookie of their session."""

    name: str
    cookie: str
    secret: str


def set_up(service: Service, name: str, once: str) -> Clerk:
    """First sign-in over the API: new password, second factor."""
    session = requests.Session()
    url, origin = f"{service.base}/api/staff", {"Origin": service.base}
    answer = session.post(f"{url}/login", json={"name": name, "password": once}, headers=origin, timeout=20)
    assert answer.status_code == 200, answer.text
    secret = answer.json()["totp"]["secret"]
    body = {"current_password": once, "new_password": PASSWORD, "totp": pyotp.TOTP(secret).now()}
    answer = session.post(f"{url}/password", json=body, headers=origin, timeout=20)
    assert answer.status_code == 200 and answer.json()["me"]["ready"], answer.text
    return Clerk(name, session.cookies.get("jiuji_staff") or "", secret)


def add_staff(service: Service, role: str = "clerk", region: str = FUQUAN) -> tuple[str, str]:
    """`jiuji staff add`: the name and the one-time password."""
    name = f"{role}-{secrets.token_hex(3)}"
    made = service.run("staff", "add", name, "--role", role, "--region", region)
    assert made.returncode == 0, made.stdout + made.stderr
    return name, made.stdout.split("one-time password: ")[1].split()[0]


@pytest.fixture(scope="package")
def clerks(service: Service) -> list[Clerk]:
    """Two clerks of Fuquan, shared by the tests: making an account takes seconds."""
    return [set_up(service, *add_staff(service)) for _ in range(2)]


OpenConsole = Callable[..., ConsolePage]


@pytest.fixture
def console(contexts: Callable[..., BrowserContext], service: Service, clerks: list[Clerk]) -> OpenConsole:
    """Opens the console with the session of one of the two clerks."""

    def open_console(which: int = 0, viewport: dict[str, int] | None = None) -> ConsolePage:
        context = contexts(viewport=viewport or DESK)
        url = f"{service.base}/api/staff"
        context.add_cookies([{"name": "jiuji_staff", "value": clerks[which].cookie, "url": url}])
        return ConsolePage.open(context.new_page(), service, clerks[which].name)

    return open_console
