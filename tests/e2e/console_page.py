"""The staff console as a clerk uses it."""

from playwright.sync_api import Locator, Page

from tests.service_fixtures import Service


class ConsolePage:
    """One desk with the console open."""

    def __init__(self, page: Page, service: Service, name: str) -> None:
        self.page = page
        self.service = service
        self.name = name

    @classmethod
    def open(cls, page: Page, service: Service, name: str) -> "ConsolePage":
        """Open the queue; the session's cookie is there already."""
        page.goto(service.base + "/staff/")
        page.wait_for_selector(".queue")
        page.wait_for_selector(".live:not(.lost)")
        return cls(page, service, name)

    def row(self, conversation_id: str) -> Locator:
        """The queue row of a conversation."""
        return self.page.locator(f"#q-{conversation_id}")

    def look_at(self, conversation_id: str) -> None:
        """Open a conversation from the queue."""
        self.row(conversation_id).click()
        self.page.wait_for_selector(".chat-line")

    def claim(self) -> None:
        """Take the open conversation."""
        self.page.get_by_role("button", name="接待", exact=True).click()
        self.page.wait_for_selector("#reply")

    def reply(self, text: str) -> None:
        """Answer the resident."""
        self.page.fill("#reply", text)
        self.page.press("#reply", "Control+Enter")
        self.page.locator(".chat-line.staff", has_text=text).wait_for()

    def hand_back(self, choice: str) -> None:
        """Give the conversation back with one of the three choices."""
        self.page.get_by_role("button", name="交还机器人").click()
        self.page.locator(".el-dialog .el-radio", has_text=choice).click()
        self.page.locator(".el-dialog__footer button", has_text="交还").click()
        self.page.wait_for_selector("#reply", state="detached")
