"""One phone on the simulator's desk, as somebody at the page uses it."""

import re

from playwright.sync_api import Locator, Page

CASE_NUMBER = re.compile(r"\w-[0-9A-Z]{5}-[0-9A-Z]{5}")
HEARD = ".line.account, .line.notice, p.grey[data-kind]"


class SimulatedPhone:
    """Words and taps go in at the bottom, bubbles come above."""

    def __init__(self, page: Page, number: int) -> None:
        self.page = page
        self.place: Locator = page.locator(".phone").nth(number)

    @classmethod
    def add(cls, page: Page, account: str) -> "SimulatedPhone":
        """Another phone that follows an account."""
        count = page.locator(".phone").count()
        page.select_option("#account", account)
        page.get_by_role("button", name="加一部手机").click()
        phone = cls(page, count)
        phone.place.get_by_role("button", name="关注公众号").click()
        phone.place.locator(".line.account").first.wait_for()
        return phone

    def count(self) -> int:
        """How many bubbles came from the other side."""
        return self.place.locator(HEARD).count()

    def wait_more(self, before: int) -> str:
        """Wait for another bubble; the words of the newest."""
        self.place.locator(HEARD).nth(before).wait_for(timeout=20_000)
        return self.last()

    def last(self) -> str:
        """The words of the newest bubble of the other side."""
        return self.place.locator(".line.account .bubble").last.inner_text()

    def say(self, text: str) -> str:
        """Type, send, wait; the answer."""
        before = self.count()
        self.place.locator("textarea").fill(text)
        self.place.locator("textarea").press("Enter")
        return self.wait_more(before)

    def more(self, name: str) -> None:
        """A button behind the plus sign."""
        button = self.place.get_by_role("button", name=name)
        if not button.is_visible():
            self.place.get_by_role("button", name="更多").click()
        button.click()
