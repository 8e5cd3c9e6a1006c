"""Urgent need first: nothing to eat, nowhere to sleep, no treatment; then 低保 goes on where it was."""

from typing import Any

from actions import interview
from actions.answers import save
from actions.household.keys import LANES, URGENT
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import Answer, DraftState

OFFER, ASKED, TOLD, THEN = "urgent_first", "urgent_asked", "urgent_told", "then"
# what both interviews ask, told once
_SHARED = (
    "safety_now", "urgent_need", "incident_cause", "incident_text", "incident_date", "incident_region",
    "incident_township", "incident_place", "contact_phone", "contact_way", "contact_name", "applicant_role",
    "existing_status", "hukou_region", "affected_people", "vulnerable_members",
)  # fmt: skip

_BOTH = (
    "safety_now", "contact_phone", "contact_way", "contact_name", "applicant_role", "existing_status", "hukou_region",
    "id_at_hand",
)  # fmt: skip


async def offer_urgent(turn: Turn, draft: DraftState) -> bool:
    """Offer the urgent lane once, where 低保 could come too late and nothing urgent was filed yet."""
    if draft.lane not in LANES or draft.case_number or turn.memory.flags.get(ASKED) or not _is_urgent(turn, draft):
        return False
    if any(case.kind == "urgent" for case in turn.state.cases):
        return False
    turn.memory.flags[ASKED] = True
    interview.offer(turn, OFFER, "utter_offer_urgent_first")
    return True


def _is_urgent(turn: Turn, draft: DraftState) -> bool:
    needs = draft.answers.get("urgent_need")
    lacks = draft.answers.get("safety_now") == "no_food_or_shelter"
    told = needs if turn.memory.flags.get(TOLD) and isinstance(needs, list) else []
    return lacks or bool({"treatment", "food", "shelter"} & set(told))


async def settle_urgent(turn: Turn, yes: bool) -> None:
    """A yes opens the urgent interview beside this one; a no goes on."""
    await (begin_urgent(turn, []) if yes else interview.go_on(turn))


async def begin_urgent(turn: Turn, told: list[Answer]) -> None:
    """The urgent interview with what was told already; the household's waits."""
    draft = turn.state.draft
    known: dict[str, Any] = draft.answers if draft else {}
    shared = [answer(turn, key, known[key], "") for key in _SHARED if key in known]
    turn.memory.flags[THEN] = {"lane": turn.lane, "told": []}
    turn.memory.flags[ASKED] = True
    turn.memory.lane = URGENT
    news = {item.key: item for item in [*shared, *told]}
    await save(turn, list(news.values()))
    turn.reply.say("utter_urgent_first")
    await interview.go_on(turn)


def wait_for_urgent(turn: Turn, lane: str, told: list[Answer]) -> None:
    """低保 asked for in the middle of the urgent interview: noted, and begun when that is filed."""
    turn.memory.flags[THEN] = {"lane": lane, "told": [item.model_dump(mode="json") for item in told]}
    turn.reply.say("utter_household_after_urgent")


async def go_back(turn: Turn) -> bool:
    """After the urgent case was filed the other interview goes on where it was; False where none waits."""
    waiting = turn.memory.flags.pop(THEN, None)
    if not waiting:
        return False
    before = turn.state.draft
    turn.memory.lane, turn.memory.offers = waiting["lane"], None
    turn.memory.flags[ASKED] = True
    await save(turn, [Answer.model_validate(item) for item in waiting["told"]])
    await carry_over(turn, before)
    turn.reply.say("utter_back_to_household")
    await interview.go_on(turn)
    return True


async def carry_over(turn: Turn, before: DraftState | None) -> None:
    """What the urgent interview was told and the household's asks too: nobody says it twice."""
    draft = turn.state.draft
    if before is None or draft is None or before.draft_id == draft.draft_id:
        return
    told = [answer(turn, key, before.answers[key], "") for key in _BOTH if key in before.answers]
    news = [item for item in told if item.key not in draft.answers]
    if news:
        await save(turn, news)


interview.BEFORE_NEXT.append(offer_urgent)
