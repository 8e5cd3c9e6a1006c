"""Takes what was told: before consent into working memory, after it into the draft; then the interview goes on."""

from typing import Any

from actions import interview
from actions.desk import call_person, look_up, say_person_comes
from actions.household.keys import KEYS
from actions.household.money import yuan
from actions.notices import agree_by_answering, allowed
from actions.phrases import household_words, lines_words, noted, phone_words, title_of
from actions.places import Place
from actions.questions import answer_topic
from actions.readers import answer
from actions.recovery import recover
from actions.turn import Turn
from contracts.casework import Answer, ConversationState, RegionCheck
from contracts.gazetteer import Gazetteer
from contracts.keys import DECLINED, Lane

LANE: Lane = "temporary_urgent"
SAVINGS = "savings_band"
PLACE_KEYS = ("incident_region", "incident_township", "incident_place")
# keys whose answer may be misheard with harm, so that it is read back in figures
READ_BACK = frozenset(
    {*PLACE_KEYS, "incident_date", "contact_phone", "affected_people", "id_number", "hukou_region", SAVINGS}
)
# what `noted` reads back itself
_NOTED = frozenset({*PLACE_KEYS, "incident_date", "incident_cause", "urgent_need", "affected_people", "contact_phone"})
_TAIL = 4
# the answer that was cleared to be told anew: 还是原来的 brings it back
WAS = "was"
# of what was told, read back in one breath
LONGEST = 48


def remember(turn: Turn, answers: list[Answer]) -> None:
    """Keep what was told before consent; a later word on a key replaces the earlier, stories add up."""
    held: dict[str, dict[str, Any]] = {item["key"]: item for item in turn.memory.told}
    for item in answers:
        before = held.get(item.key)
        one = item.model_dump(mode="json")
        if before and item.key == "incident_text" and before["value"] != one["value"]:
            one["value"] = f"{before['value']}；{one['value']}"
        held[item.key] = one
    turn.memory.told = list(held.values())


def _with_story(turn: Turn, answers: list[Answer]) -> list[Answer]:
    """A second story is added to the first, not put in its place."""
    before = interview.answered(turn, "incident_text")
    if not isinstance(before, str) or not before or before == DECLINED:
        return answers
    return [
        item.model_copy(update={"value": before if item.value in before else f"{before}；{item.value}"})
        if item.key == "incident_text" and isinstance(item.value, str)
        else item
        for item in answers
    ]


async def served_only(turn: Turn, answers: list[Answer]) -> list[Answer]:
    """Drop a place that is not served, say so and whom to call; nothing of it is sent."""
    place = next((item for item in answers if item.key == "incident_region" and item.value), None)
    if place is None or place.value == interview.answered(turn, "incident_region"):
        return answers
    check = await look_up(turn, place.value, place.text)
    if check.served:
        turn.memory.flags["county"] = check.name
        for flag in ("wide", "unserved"):
            turn.memory.flags.pop(flag, None)
        if interview.answered(turn, "incident_region"):
            await _clear_old_place(turn)
        return answers
    say_unserved(turn, check)
    return [item for item in answers if item.key not in PLACE_KEYS]


async def _clear_old_place(turn: Turn) -> None:
    """A town or hospital of the county named before is not in the new one."""
    draft = turn.state.draft
    turn.memory.told = [item for item in turn.memory.told if item["key"] not in PLACE_KEYS]
    if draft and not draft.case_number and set(PLACE_KEYS) & set(draft.answers):
        turn.state = await turn.casework.reopen(turn.conversation, turn.turn_id, turn.lane, "incident_region")


def say_unserved(turn: Turn, check: RegionCheck) -> None:
    """Where to turn instead; nothing was sent, and another place may be named."""
    turn.memory.flags["unserved"] = check.name
    turn.reply.say("utter_region_not_served", region=check.name)
    turn.reply.say("utter_region_not_served_lines", lines=lines_words(check.hotlines))
    turn.reply.say("utter_region_not_served_offer")


async def notice_wide_place(turn: Turn, place: Place | None) -> None:
    """A province or prefecture named alone is the hint for the next question; one that is not served is said to be."""
    if place is None or place.is_county:
        return
    check = await look_up(turn, place.code, place.name)
    if check.served:
        turn.memory.flags["wide"] = place.name
        turn.memory.flags.pop("unserved", None)
    else:
        say_unserved(turn, check)


async def ask_county(turn: Turn, place: Place) -> None:
    """Which county of it."""
    await notice_wide_place(turn, place)
    if turn.memory.flags.get("unserved"):
        await_place(turn)
    else:
        await interview.speak(turn, interview.PLACE)


def await_place(turn: Turn) -> None:
    """The next message may name another place; no second question on top of the bad news, and never silence."""
    if not turn.reply.bubbles:
        turn.reply.say("utter_region_not_served_more", region=turn.memory.flags.get("unserved") or "那边")
    turn.memory.asks, turn.memory.offers, turn.memory.misses = "incident_region", None, 0
    turn.reply.ask("incident_region", [])
    turn.memory.choices = []


async def save(turn: Turn, answers: list[Answer]) -> ConversationState:
    """Write answers to the draft: once a turn, with the turn's id."""
    await agree_by_answering(turn, answers)
    turn.state = await turn.casework.save_answers(
        turn.conversation, turn.turn_id, turn.lane, _with_story(turn, answers)
    )
    return turn.state


def read_back(turn: Turn, answers: list[Answer], *, everything: bool = False, changed: bool = False) -> None:
    """Say what was noted where a mistake would hurt; of a change everything."""
    chosen = [item for item in answers if everything or changed or item.key in READ_BACK]
    facts = noted(chosen, turn.said_on, interview.place_name(turn) or _named_place(turn))
    for item in chosen:
        words = _words(turn, item, [one.key for one in chosen]) if changed or item.key in READ_BACK else ""
        if words and len(facts) + len(words) < LONGEST:
            facts = f"{facts}，{words}" if facts else words
    if not (everything or changed) and (words := household_words(answers)):
        facts = f"{facts}，{words}" if facts else words
    if facts:
        turn.reply.say("utter_changed" if changed else "utter_noted", facts=facts)


def _named_place(turn: Turn) -> str | None:
    """The place told before consent, while there is no review to take it from."""
    told = [interview.answered(turn, key) for key in ("incident_region", "incident_township")]
    places = [Gazetteer.load().division(code) for code in told if isinstance(code, str)]
    return "".join(place.name for place in places if place) or None


def _savings_words(turn: Turn, told: Any) -> str:
    """A sum of savings with the band it was put into: 存款30000元，算有一些."""
    draft = turn.state.draft
    band = next((item.text for item in draft.summary if item.key == SAVINGS), "") if draft else ""
    low, high = (told["low"], told["high"]) if isinstance(told, dict) else (told, told)
    return f"存款{yuan(low, high)}，算{band}" if band else ""


def _words(turn: Turn, item: Answer, keys: list[str]) -> str:
    """One answer that `noted` does not say, in words and figures."""
    if item.key == SAVINGS and isinstance(item.value, int | float | dict):
        return _savings_words(turn, item.value)
    if item.value in (None, "", DECLINED) or item.key in _NOTED or item.key in KEYS:
        return ""
    if item.key == "contact_way":
        return "在这里联系您" if item.value == "here" and "contact_phone" not in keys else ""
    if item.key == "contact_name":
        return f"称呼{item.value}"
    if item.key == "id_number":
        return f"身份证尾号{str(item.value)[-_TAIL:]}"
    if item.key == "hukou_region":
        place = Gazetteer.load().division(str(item.value))
        return f"户口在{place.name}" if place else ""
    if item.key == "id_at_hand":
        return "身份证在身边" if item.value else "身份证不在身边"
    if isinstance(item.value, list):
        return "家里有" + "、".join(title_of(item.key, one) for one in item.value) if item.value else "没有老小病残"
    return title_of(item.key, item.value)


def first_told_stands(turn: Turn, answers: list[Answer]) -> list[Answer]:
    """What happened and when was told once: words said later by the way do not change it, corrections do."""
    known = {key for key in ("incident_cause", "incident_date") if interview.answered(turn, key)}
    return [item for item in answers if item.key not in known or turn.asked == item.key]


async def take(turn: Turn, answers: list[Answer], *, changed: bool = False) -> None:
    """The one way an answer goes: place checked, saved or held, read back, next question."""
    if not (changed or turn.values.get("key")):
        answers = first_told_stands(turn, answers)
    kept = await served_only(turn, answers)
    turn.memory.flags.pop(WAS, None)
    if turn.state.consent_privacy is not True:
        remember(turn, kept)
        if changed:
            read_back(turn, kept, changed=True)
        await answer_aside(turn)
        if turn.memory.flags.get("unserved"):
            await_place(turn)
        else:
            await interview.speak(turn, interview.CONSENT, "again" if turn.asked == interview.CONSENT else "ask")
        return
    if kept:
        await save(turn, kept)
    if kept is not answers and len(kept) < len(answers):
        await_place(turn)
        return
    await _warn(turn, kept)
    read_back(turn, allowed(turn, kept), changed=changed)
    await answer_aside(turn)
    await interview.go_on(turn)


async def _warn(turn: Turn, answers: list[Answer]) -> None:
    """No roof or no safety: what to do now comes before the next question."""
    told = {item.key: item.value for item in answers}.get("safety_now")
    if told == "no_food_or_shelter":
        turn.reply.say("utter_safety_urgent")
    elif told == "unsafe":
        lines = await turn.casework.read_lines("crisis_physical_danger", turn.region)
        turn.reply.say("utter_safety_unsafe", lines=lines_words(lines.lines))
        await call_person(turn, "unsafe", urgent=True)


async def answer_aside(turn: Turn) -> None:
    """Answer the question that stood beside the answer."""
    if turn.aside:
        await answer_topic(turn, turn.aside)
        turn.aside = None


async def take_nothing(turn: Turn) -> None:
    """No answer in it: a question of their own is answered and the open one put again, else that is put another way."""
    if turn.aside:
        await answer_aside(turn)
        await interview.ask_again(turn)
    else:
        await recover(turn)


def unknown(turn: Turn, key: str, *, declined: bool) -> list[Answer] | None:
    """不清楚 and 不想说 as answers; None where the interview cannot go on without one."""
    value = DECLINED if declined else None
    if key == "incident_region":
        if interview.answered(turn, key):
            return [answer(turn, "incident_township", value)]
        return [answer(turn, key, value)] if turn.state.region else None
    if key == "contact_phone":
        return [answer(turn, "contact_way", "here")]
    if key in (interview.CONSENT, interview.CONFIRM):
        return None
    return [answer(turn, key, value)]


async def call_back(turn: Turn, number: str) -> None:
    """Who cannot type left a number: a person is asked to ring; it joins the draft where that is allowed."""
    if turn.state.consent_privacy is True and turn.state.draft:
        await save(turn, [answer(turn, "contact_phone", number), answer(turn, "contact_way", "phone")])
    brief = await call_person(turn, "call_back")
    turn.reply.say("utter_call_back", phone=phone_words(number))
    await say_person_comes(turn, brief)
    if interview.is_open(turn):
        turn.reply.say("utter_handoff_go_on")
