"""The resident page as a resident uses it."""

import json
import re
import sqlite3
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.service_fixtures import Service

ANSWERS = ".line:not(.resident)"
CASE_NUMBER = re.compile(r"\w-[0-9A-Z]{5}-[0-9A-Z]{5}")
HURT = "我是云南的，在福泉修路，前天从架子上摔下来腿断了，老板跑了，住院押金都交不起"
SETTLED = """([path, before]) => {
  const count = document.querySelectorAll(path).length;
  if (window.counted !== count) { window.counted = count; window.countedAt = performance.now(); }
  return count > before && performance.now() - window.countedAt > 300 && !document.querySelector('.typing');
}"""
# one plain answer a question; the interview asks only what was not told
PLAIN = {
    "consent_privacy": "1",
    "safety_now": "安全，有吃住",
    "incident_region": "福泉市金山街道",
    "incident_cause": "在工地摔伤了",
    "incident_date": "前天",
    "contact_phone": "1",
}


class ChatPage:
    """One phone with the page open."""

    def __init__(self, page: Page, service: Service) -> None:
        self.page = page
        self.service = service

    @classmethod
    def open(cls, page: Page, service: Service, query: str = "") -> "ChatPage":
        """Open the page and wait for the opening words."""
        page.goto(service.base + "/" + query)
        page.wait_for_selector(ANSWERS)
        return cls(page, service)

    def _answers(self) -> int:
        return self.page.locator(ANSWERS).count()

    def wait_answer(self, before: int) -> None:
        """Until something was said in answer, and nothing more came for a moment (a turn may say two things)."""
        self.page.wait_for_function(SETTLED, arg=[ANSWERS, before])

    def write(self, text: str) -> None:
        """Type and send, without waiting for an answer."""
        self.page.fill("#write", text)
        self.page.press("#write", "Enter")

    def say(self, text: str) -> str:
        """Type, send, wait; the words of the answer."""
        before = self._answers()
        self.write(text)
        self.wait_answer(before)
        return self.heard(before)

    def tap(self, title: str) -> str:
        """Tap the offered reply with these words."""
        before = self._answers()
        self.reply(title).click()
        self.wait_answer(before)
        return self.heard(before)

    def reply(self, title: str) -> Locator:
        """An offered reply."""
        return self.page.locator(".reply", has_text=title).first

    def heard(self, since: int = 0) -> str:
        """What the other side has said since."""
        return "\n".join(self.page.locator(ANSWERS).all_inner_texts()[since:])

    @property
    def asked(self) -> str | None:
        """The key of the question asked last."""
        return self.page.locator(ANSWERS).last.get_attribute("data-asks")

    def answer(self) -> None:
        """A plain answer to the question asked last."""
        assert self.asked in PLAIN, f"{self.asked} is asked:\n{self.heard()[-300:]}"
        self.say(PLAIN[self.asked])

    def to_review(self) -> None:
        """The hurt worker's interview up to the summary."""
        self.say(HURT)
        for _ in range(8):
            if self.asked == "review_confirm":
                break
            self.answer()
        self.page.wait_for_selector(".card .summary")

    def file(self) -> str:
        """A filed case; its number."""
        self.to_review()
        self.say("1")
        return self.case_number()

    def case_number(self) -> str:
        """The number of the newest case card."""
        return self.page.locator("[data-case-number]").last.inner_text().strip()

    @property
    def conversation_id(self) -> str:
        """The conversation this phone remembers."""
        raw = self.page.evaluate("localStorage.getItem('jiuji.session')")
        return str(json.loads(raw)["conversationId"])

    def cases(self) -> list[str]:
        """Numbers of the cases this conversation has filed, from the record."""
        path = Path(self.service.environment["JIUJI_DATA_DIR"]) / "jiuji.db"
        record = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        query = "select number from cases where conversation_id = ?"
        rows = record.execute(query, [self.conversation_id]).fetchall()
        record.close()
        return [row[0] for row in rows]
