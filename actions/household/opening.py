"""Opens 低保, 单人保 or 支出型 with all that was told in the same breath, beside an urgent case where there is one."""

import re
from typing import cast

from actions import interview
from actions.answers import answer_aside, read_back, remember, save, take
from actions.clauses import ASKS, is_only_supposed
from actions.desk import hotline, look_up
from actions.household.keys import HUKOU, LANES, MEMBERS, MENTIONED, SIZE, URGENT, USUAL
from actions.household.people import Member
from actions.household.story import read_household
from actions.household.urgent_first import TOLD, carry_over, wait_for_urgent
from actions.places import read_places
from actions.readers import answer, said_words, told_danger
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import NEEDS, Lane

SINGLE, EXPENSE = "minimum_living_single", "temporary_expense"
_SPENT = re.compile(
    r"(?:花|用|掏|交|垫|自费|自付|学费|读大学|读高中)(?:了|去|掉|出去|的|起|脱|完|费|一年|要)*[^,，。；;]{0,6}(?:万|千|[\d]{4,})|报(?:销|完"
    r"|了)[^,，。]{0,6}(?:还|自己|剩)|(?:这一年|一年|今年|去年|前前后后|总共|一共)[^,，。]{0,6}花"
)
# not named: the way a question is put in dialect, or what is hoped for
_ASKS_FOR_HELP = re.compile(
    r"有没得|管不管|(?:哪个|谁|有没有人|政府)管|补不补|帮不帮|给不给|(?:能|可以|得到|申请|享受)[^,，。]{0,4}(?:补|救助|帮)|补助|救助"
)
_MAY_ASK = frozenset({"report_hardship", "inform", "nlu_fallback", "out_of_scope"})
# a bill that presses these days is urgent, whatever was paid before it
_PRESSING = re.compile(r"抢救|[iI][cC][uU]|重症监护|押金|欠费|停药|催(?:缴|费|款)|等(?:着|起|到)?(?:手术|钱|交钱|用钱)")
_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_SUDDEN = re.compile(r"(?:今天|昨天|昨晚|前天|刚才|刚刚|才出|这几天|前几天)")
_ALL_OF_THEM = re.compile(
    r"我(?:和|跟|同|与|带)|我们(?:两|俩|三|四|五)|就(?:剩|我)|只(?:有|剩)|一家|两口子|夫妻"
    r"|屋头有|家里有|有[一二三四五六两]个|没(?:得|有)?别"
)
_BY_THE_WAY = 2
_OLD, _CHILD = re.compile(r"老了|老人|老伴|老两口|做不动|干不动"), re.compile(r"娃|孩子|孙")


def wants_expense_aid(turn: Turn) -> bool:
    """Whether big bills of the past year are what aid is asked for, not something of these days."""
    if any(item.value == EXPENSE for item in turn.found("programme")):
        return True
    days = [item for item in turn.found("date") if _A_DAY.match(str(item.value))]
    lacks = turn.found("safety") or days or _SUDDEN.search(turn.text)
    return bool(_SPENT.search(turn.text)) and bool(turn.found("amount")) and not lacks


def asks_for_expense_aid(turn: Turn) -> bool:
    """Whether one's own bills are told as a question: 看病花了十二万，报了七万，能不能补助点."""
    asks = ASKS.search(turn.text) or _ASKS_FOR_HELP.search(turn.text)
    named = [item for item in turn.found("programme") if item.value not in (EXPENSE, "temporary_aid")]
    beside = turn.intent.startswith("ask_") or turn.intent in _MAY_ASK
    if not (beside and asks) or named or _PRESSING.search(turn.text) or is_only_supposed(turn.text):
        return False
    return wants_expense_aid(turn)


async def open_household(turn: Turn, lane: str, extra: list[Answer] | None = None) -> None:
    """Begin, or go on with what is begun: nothing that was told is asked again."""
    helped = next((str(item.value) for item in extra or [] if item.key == "proxy_relation"), None)
    told = [*_told(turn, lane, helped), *(extra or [])]
    draft = turn.state.draft
    open_urgent = draft is not None and draft.lane == URGENT and not draft.case_number
    if open_urgent and turn.state.consent_privacy is True and lane != EXPENSE:
        wait_for_urgent(turn, lane, told)
        await interview.ask_again(turn)
        return
    if any(item.key == "urgent_need" for item in told):
        turn.memory.flags[TOLD] = True
    is_new = turn.memory.lane not in LANES or (draft is not None and draft.case_number is not None)
    if is_new or turn.state.draft is None or turn.state.draft.lane != lane:
        turn.memory.lane = lane
    turn.memory.misses = 0
    for flag in ("paused", "topic", "reviewed"):
        turn.memory.flags.pop(flag, None)
    if turn.state.consent_privacy is False:
        turn.reply.say("utter_comfort_refused")
        turn.reply.say("utter_keep_consent_before", hotline=await hotline(turn))
    elif turn.state.consent_privacy is True:
        await _open_with_consent(turn, lane, told)
    else:
        await _ask_consent(turn, lane, told)


def _told(turn: Turn, lane: str, helped: str | None) -> list[Answer]:
    """What the message holds; of an expense the place is where it is asked for."""
    told = _without_mentioned(turn, read_household(turn, helped), lane)
    _note_difference(turn, told)
    if lane != EXPENSE:
        return told
    places = read_places(turn, None)
    here = places.incident
    kept = [item for item in told if not item.key.startswith("usual_")]
    if here and here.is_county:
        kept.append(answer(turn, "incident_region", here.code, here.text))
        kept += [answer(turn, "incident_township", here.township_code, here.text)] if here.township_code else []
    return [*kept, *_bills(turn, kept)]


def _without_mentioned(turn: Turn, told: list[Answer], lane: str) -> list[Answer]:
    """Who is only named by the way (老公尿毒症) is not all who live there: kept until it is known how many do."""
    listed: list[Member] = next((item.value for item in told if item.key == MEMBERS), [])
    sized = any(item.key == SIZE for item in told) or _ALL_OF_THEM.search(turn.text)
    if not listed or (lane != EXPENSE and (len(listed) > _BY_THE_WAY or sized or len(listed) == 1)):
        return told
    turn.memory.flags[MENTIONED] = listed
    return [item for item in told if item.key != MEMBERS]


def _bills(turn: Turn, told: list[Answer]) -> list[Answer]:
    """看病花了十几万，报了六万多: what for, how much, how much came back."""
    from actions.household.incomes import hear
    from actions.household.property import READERS

    found = hear(turn, "expense_total_12m") if turn.found("amount") else None
    kinds = READERS["expense_kind"](turn)
    kinds = None if kinds == ["other"] else kinds
    return [*(found.answers if found else []), *([answer(turn, "expense_kind", kinds)] if kinds else [])]


def _note_difference(turn: Turn, told: list[Answer]) -> None:
    """五口人 who are six when they are named: both are kept, and it is asked about with the table."""
    by_key = {item.key: item.value for item in told}
    counted = next((item.value for item in turn.found("people") if isinstance(item.value, int)), None)
    listed: list[Member] = by_key.get(MEMBERS) or []
    if counted and listed and SIZE not in by_key and counted < len(listed):
        turn.memory.flags["size_said"] = counted


async def _open_with_consent(turn: Turn, lane: str, told: list[Answer]) -> None:
    draft = turn.state.draft
    if draft and draft.lane in LANES and draft.lane != lane and not draft.case_number:
        # 那就只给我哥一个人办: the same answers, another kind
        turn.state = await turn.casework.change_lane(turn.conversation, turn.turn_id, draft.draft_id, cast(Lane, lane))
        turn.memory.lane = lane
    elif draft and draft.lane == lane and draft.case_number:
        turn.reply.say("utter_filed_before", number=draft.case_number)
        if told:
            await take(turn, told)
        return
    else:
        _say_comfort(turn, lane)
    await _check_places(turn, told)
    before = draft if draft and draft.lane == URGENT else None
    await save(turn, told)
    await carry_over(turn, before)
    read_back(turn, told, everything=True)
    await answer_aside(turn)
    await interview.go_on(turn)


async def _ask_consent(turn: Turn, lane: str, told: list[Answer]) -> None:
    first = turn.asked != interview.CONSENT
    if first:
        _say_comfort(turn, lane)
        turn.reply.say("utter_right_expense" if lane == EXPENSE else "utter_right_household")
    else:
        turn.reply.say("utter_kept_for_now")
    await _check_places(turn, told)
    remember(turn, told)
    await answer_aside(turn)
    await interview.speak(turn, interview.CONSENT, "ask" if first else "again")


async def _check_places(turn: Turn, told: list[Answer]) -> None:
    """Which of the places told is served: questions about the rules are answered for it."""
    for item in told:
        if item.key in (HUKOU, USUAL) and item.value:
            check = await look_up(turn, str(item.value), item.text)
            if check.served:
                turn.memory.flags["served"] = item.value
            elif item.key == HUKOU:
                turn.reply.say("utter_hukou_elsewhere", region=check.name)


def _say_comfort(turn: Turn, lane: str) -> None:
    """One sentence tied to what was told; a bare wish is answered with what comes."""
    kinds = {item.value for item in turn.found("vulnerable")}
    if (turn.found("safety") and told_danger(turn)) or {"food", "shelter"} & set(said_words(turn, "need", NEEDS)):
        name = "utter_comfort_household_urgent"
    elif lane == EXPENSE:
        name = "utter_open_expense"
    elif lane == SINGLE:
        name = "utter_open_single"
    elif "seriously_ill" in kinds or turn.found("cause"):
        name = "utter_comfort_household_ill"
    elif turn.found("disability") or "disabled" in kinds:
        name = "utter_comfort_household_disabled"
    elif "elder" in kinds or _OLD.search(turn.text):
        name = "utter_comfort_household_elder"
    elif "child" in kinds or _CHILD.search(turn.text):
        name = "utter_comfort_household_child"
    else:
        name = "utter_open_household"
    turn.reply.say(name)
