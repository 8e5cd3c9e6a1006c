"""The urgent lane: a hardship told, comfort, consent, filing, and a second story after filing."""

import re
import uuid
from datetime import datetime
from typing import Any, ClassVar

from actions import interview, texts
from actions.answers import LANE, await_place, first_told_stands, notice_wide_place, remember, save, served_only, take
from actions.base import BaseAction
from actions.desk import hotline
from actions.facts import read_story
from actions.happened import read_cause
from actions.household.assessment_talk import say_deadline
from actions.household.keys import LANES
from actions.household.opening import EXPENSE, open_household, wants_expense_aid
from actions.household.urgent_first import begin_urgent, go_back
from actions.notices import declare
from actions.phrases import last_day_words
from actions.places import read_places
from actions.readers import answer
from actions.routes import answers_to, reply_to
from actions.turn import Turn
from contracts.casework import Answer, Filed

_HOSPITAL = re.compile(r"住院|医院|病房|抢救|手术")
HOUSEHOLD_PROGRAMMES = ("minimum_living", "minimum_living_single")
_OUTSIDE = re.compile(r"外地|外省|外面来|老家|打工")


@answers_to("report_hardship", "apply_temporary_aid")
class OpenUrgentLane(BaseAction):
    """A hardship is told, or urgent aid asked for."""

    action_name: ClassVar[str] = "action_open_urgent_lane"

    async def reply(self, turn: Turn) -> None:
        """Inside the interview the words are an answer; else they begin one."""
        if turn.asked and turn.asked != interview.CONSENT and turn.intent == "report_hardship":
            await reply_to(turn, "inform")
        elif turn.intent == "apply_temporary_aid" and await _beside_household(turn):
            return
        elif turn.asked and turn.intent == "apply_temporary_aid" and turn.state.consent_privacy is True:
            await interview.ask_again(turn)
        elif turn.intent == "apply_temporary_aid" and wants_expense_aid(turn):
            await open_household(turn, EXPENSE)
        else:
            await open_lane(turn)


async def _beside_household(turn: Turn) -> bool:
    """Urgent aid asked for in the middle of 低保: it goes first, the other waits."""
    draft = turn.state.draft
    if draft is None or draft.lane not in LANES or draft.case_number or turn.state.consent_privacy is not True:
        return False
    if any(case.kind == "urgent" for case in turn.state.cases):
        return False
    await begin_urgent(turn, read_story(turn))
    return True


@answers_to("apply_on_behalf")
class OpenForSomebody(BaseAction):
    """Somebody applies for another person."""

    action_name: ClassVar[str] = "action_open_for_somebody"

    async def reply(self, turn: Turn) -> None:
        """The same lane with a proxy's role."""
        if turn.asked == "applicant_role":
            await reply_to(turn, "inform")
            return
        turn.memory.flags["for_somebody"] = True
        told = [answer(turn, "applicant_role", "proxy")]
        relation = next((item.value for item in turn.found("relation") if item.value != "self"), None)
        told += [answer(turn, "proxy_relation", relation)] if relation else []
        if any(item.value in HOUSEHOLD_PROGRAMMES for item in turn.found("programme")):
            await open_household(turn, "minimum_living", told)
        elif turn.asked and turn.state.consent_privacy is True:
            await take(turn, told)
        else:
            await open_lane(turn, told)


async def open_lane(turn: Turn, extra: list[Answer] | None = None) -> None:
    """Begin the urgent interview with all that was told; a second story after filing is asked about."""
    told = [*read_story(turn), *(extra or [])]
    if not interview.is_filed(turn):
        # what is told after filing may be a matter of its own, with its own cause and day
        told = first_told_stands(turn, told)
    turn.memory.lane, turn.memory.misses = LANE, 0
    for flag in ("paused", "topic"):
        turn.memory.flags.pop(flag, None)
    if turn.state.consent_privacy is True:
        await _open_with_consent(turn, told)
        return
    first = turn.asked != interview.CONSENT
    if turn.state.consent_privacy is False:
        await _answer_without_record(turn)
        return
    if first:
        _say_comfort(turn, told, extra)
    else:
        turn.reply.say("utter_kept_for_now")
    kept = await served_only(turn, told)
    remember(turn, kept)
    await notice_wide_place(turn, read_places(turn, None).incident)
    if turn.memory.flags.get("unserved"):
        await_place(turn)
        return
    if first:
        _say_right(turn, extra)
    await interview.speak(turn, interview.CONSENT, "ask" if first else "again")


async def _answer_without_record(turn: Turn) -> None:
    """Who refused is helped on without a record, and not asked a second time."""
    cause = read_cause(turn)
    acute = cause in ("injury", "traffic_accident", "acute_illness", "fire", "death", "disaster")
    turn.reply.say(f"utter_comfort_{cause}" if acute else "utter_comfort_refused")
    turn.reply.say("utter_keep_consent_before", hotline=await hotline(turn))


async def _open_with_consent(turn: Turn, told: list[Answer]) -> None:
    if interview.is_filed(turn):
        await _ask_same_or_another(turn, told)
        return
    if not turn.state.draft:
        _say_comfort(turn, told, None)
    await notice_wide_place(turn, read_places(turn, None).incident)
    await take(turn, told)


def _say_comfort(turn: Turn, told: list[Answer], extra: list[Answer] | None) -> None:
    """One sentence tied to what was told, with what to do now where there is something to do."""
    cause = read_cause(turn)
    name = f"utter_comfort_{cause}" if cause else ""
    if cause in ("injury", "traffic_accident", "acute_illness") and _HOSPITAL.search(turn.text):
        name = "utter_comfort_in_hospital"
    elif any(item.key == "safety_now" for item in told) and cause in (None, "other", "theft_or_stranded"):
        name = "utter_comfort_no_food_or_shelter"
    elif not cause and extra:
        name = "utter_comfort_for_somebody"
    elif not texts.has(name):
        is_bare = turn.intent == "apply_temporary_aid" or turn.command
        name = "utter_open_urgent_lane" if is_bare else "utter_comfort_other"
    turn.reply.say(name)


def _say_right(turn: Turn, extra: list[Answer] | None) -> None:
    """Who is talking, and the right that worries this person most."""
    if extra:
        # 我在外地打工，替老家的爸爸办: not where the speaker is worries, but whether it may be done for somebody
        turn.reply.say("utter_right_proxy")
    elif (turn.found("region") and _came_from_elsewhere(turn)) or _OUTSIDE.search(turn.text):
        turn.reply.say("utter_right_nonlocal")
    else:
        turn.reply.say("utter_right_papers_later")


def _came_from_elsewhere(turn: Turn) -> bool:
    told = {item["key"]: item["value"] for item in turn.memory.told}
    origin, place = told.get("hukou_region"), told.get("incident_region")
    return bool(origin) and not (isinstance(place, str) and place.startswith(str(origin).rstrip("0")))


async def _ask_same_or_another(turn: Turn, told: list[Answer]) -> None:
    draft = turn.state.draft
    number = draft.case_number if draft else None
    turn.memory.told = []
    remember(turn, told)
    turn.reply.say("utter_filed_before", number=number)
    interview.offer(turn, "another", "utter_same_or_another")


async def add_story(turn: Turn) -> None:
    """It is the same matter: what was told is added to the case, its cause and day stay as they were filed."""
    told = first_told_stands(turn, [Answer.model_validate(item) for item in turn.memory.told])
    turn.memory.told = []
    if told:
        await save(turn, told)
    turn.reply.say("utter_story_added")


async def begin_another(turn: Turn, told: list[Answer] | None) -> None:
    """A new draft beside the filed one, or in place of what was told so far."""
    answers = told if told is not None else [Answer.model_validate(item) for item in turn.memory.told]
    lane = turn.lane
    turn.memory.told, turn.memory.lane, turn.memory.flags = [], lane, {}
    await _clear_draft(turn)
    turn.state = await turn.casework.save_answers(turn.conversation, turn.turn_id, lane, answers, fresh=True)
    turn.reply.say("utter_restarted")
    await interview.go_on(turn)


async def _clear_draft(turn: Turn) -> None:
    """Every answer of an unfinished draft is taken back; each is a clearing of its own, done once a turn."""
    draft = turn.state.draft
    if draft is None or interview.is_filed(turn):
        return
    for key in list(draft.answers):
        if turn.state.draft and key in turn.state.draft.answers:
            once = uuid.uuid5(uuid.NAMESPACE_OID, f"{turn.turn_id}:{key}").hex
            turn.state = await turn.casework.reopen(turn.conversation, once, draft.lane, key)


async def file_draft(turn: Turn) -> None:
    """The confirmation, then the filing; only casework's answer is ever called a filing."""
    draft = turn.state.draft
    if draft is None:
        await reply_to(turn, "nlu_fallback")
        return
    if not interview.is_filed(turn):
        await declare(turn)
        confirmed = [answer(turn, key, True) for key in ("review_confirm", "declaration")]
        await save(turn, confirmed)
    filed = await turn.casework.submit(turn.conversation, turn.turn_id, draft.draft_id)
    _say_filed(turn, filed, await hotline(turn))
    if await go_back(turn):
        return
    if filed.already:
        interview.forget_question(turn)
    else:
        interview.offer(turn, "after_filing", "utter_offer_after_filing")


def _say_filed(turn: Turn, filed: Filed, hotline_words: str) -> None:
    card = filed.case.card
    turn.memory.flags.pop("reviewed", None)
    if filed.already:
        turn.reply.say("utter_filed_before", number=filed.case.case_number)
    else:
        turn.reply.say("utter_filed", number=filed.case.case_number, office=card["office"]["name"])
    _say_clock(turn, card)
    say_deadline(turn, filed)
    turn.reply.show("case", card)
    if filed.checklist:
        turn.reply.say("utter_papers_later")
        turn.reply.show("checklist", {"documents": filed.checklist})
    turn.reply.say("utter_filed_keep", hotline=hotline_words)


def _say_clock(turn: Turn, card: dict[str, Any]) -> None:
    clock = card.get("clock")
    if clock:
        due = last_day_words(datetime.fromisoformat(clock["due_at"]))
        turn.reply.say("utter_filed_clock", clock=clock["name"], due=due)
