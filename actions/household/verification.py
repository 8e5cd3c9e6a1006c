"""The authorisation to check incomes and property: a consent of its own, now or at the visit."""

from typing import Any

from actions import notices, texts
from actions.household.keys import question_name
from actions.turn import Turn


async def record_verification(turn: Turn, value: Any) -> None:
    """Record a yes, or that it is signed at the visit, with the text and the question as they were shown."""
    if value not in ("now", "later"):
        return
    asked = texts.words(f"utter_ask_{question_name(turn, notices.VERIFICATION)}")
    shown = f"{(await notices.text_of(turn, 'verification')).text}\n{asked}"
    await notices.record(turn, "verification", "given" if value == "now" else "later", shown)
