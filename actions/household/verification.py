"""The authorisation to check incomes and property: a consent of its own, now or at the visit."""

from typing import Any

from actions import texts
from actions.household.keys import question_name
from actions.turn import Turn
from contracts.casework import ConsentIn

# the text consented to: question and explanation as the resident can read them; a changed text is a new version
VERSION = "verification-2026-11a"


async def record_verification(turn: Turn, value: Any) -> None:
    """Record a yes with the text it was given on; who signs at the visit has decided nothing yet."""
    if value != "now":
        return
    asked = question_name(turn, "verification_consent")
    text = f"{texts.words(f'utter_ask_{asked}')}\n{texts.words(f'utter_why_{asked}')}"
    consent = ConsentIn(turn_id=turn.turn_id, kind="verification", decision="given", text_version=VERSION, text=text)
    await turn.casework.record_consent(turn.conversation, consent)
