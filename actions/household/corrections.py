"""What was told of a household put right: by number of the table or the review, or in words."""

import re

from actions.changes import MENDS
from actions.household import incomes
from actions.household.hearing import heard
from actions.household.keys import HUKOU, MEMBERS, MONEY, SIZE, TABLE, detail_of, in_household_lane, is_ours, members_of
from actions.household.member_table import read_change, regroups, row_named
from actions.household.taking import ask_what_is_wrong, change_table, keep, keep_money, take_household
from actions.household.wording import say_before
from actions.turn import Turn

_NAMED = (
    ("income_pension", r"养老金|退休金|失业金|养老钱"),
    ("income_wages", r"工资|打工|工钱|零工|上班的钱"),
    ("income_farm_business", r"种地|庄稼|生意|养殖|卖的钱"),
    ("income_property", r"房租|租金|利息|分红"),
    ("income_support", r"赡养|抚养|(?:儿|女|娃|子女)[^,，。]{0,4}给"),
    ("expense_reimbursed_12m", r"报销|报了|赔"),
    ("expense_total_12m", r"一共花|总共花|花了|花费"),
    ("necessary_expenses", r"开销|药费|路费"),
    ("household_income_12m", r"全家.{0,3}收入|一年.{0,2}收入"),
    ("vehicles", r"车|摩托"),
    ("housing", r"房子?|屋"),
    ("savings_band", r"存款|积蓄|存的钱"),
    ("business", r"开店|小店|公司|合作社"),
    ("standard_kind", r"城镇|农村"),
    ("income_kinds", r"收入|进账"),
    (SIZE, r"几口|口人|人数|几个人|个人"),
    (HUKOU, r"户口|户籍"),
)


def _told(turn: Turn) -> set[str]:
    draft = turn.state.draft
    return set(draft.answers) if draft else {item["key"] for item in turn.memory.told}


def finds(turn: Turn) -> bool:
    """Whether the words put something of the household right, whatever understanding calls them."""
    if not in_household_lane(turn) or not _told(turn):
        return False
    if turn.asked == TABLE and read_change(turn):
        return True
    if turn.asked == MEMBERS and detail_of(turn).get("field") != "relation" and regroups(turn):
        return True
    if incomes.last_in_other_period(turn):
        return True
    return bool(MENDS.search(turn.plain)) and (_of_member(turn) or _key(turn, turn) is not None)


def _of_member(turn: Turn) -> bool:
    """Whether a member of the list is named with something that can be put right."""
    listed = {one.get("relation") for one in members_of(turn)}
    named = any(item.value in listed for item in turn.found("relation"))
    numbered = row_named(turn.text) is not None and bool(listed) and turn.asked in (TABLE, MEMBERS)
    return (named and read_change(turn) is not None) or numbered


def _key(turn: Turn, right: Turn) -> str | None:
    """The answer that is named and was told; nearest to what is right where several are."""
    told = _told(turn)
    named = [key for key, words in _NAMED if key in told and re.search(words, turn.text)]
    last = incomes.last_key(turn)
    about_last = [last] if last in told and not named and turn.found("amount") else []
    return next((key for key in [*named, *about_last] if key and heard(right, key)), None)


async def mend(turn: Turn, right: Turn, numbered: str | None) -> bool:
    """Put it right and read it back; False where it is no matter of the household, or nothing new is told yet."""
    if not in_household_lane(turn):
        return False
    if turn.asked in (MEMBERS, TABLE):
        # 第二个 is then the second person, not the second line of a review
        numbered = None
    if turn.asked == MEMBERS and _answers_number(turn):
        await take_household(turn, MEMBERS)
        return True
    if other := incomes.last_in_other_period(turn):
        await keep_money(turn, other[0], other[1], changed=True)
        return True
    about_table = turn.asked == TABLE or (turn.asked == MEMBERS and regroups(turn))
    if about_table or numbered in (MEMBERS, TABLE, SIZE) or (numbered is None and _of_member(turn)):
        return await _mend_members(turn, numbered)
    key = numbered or _key(turn, right)
    if key is None and turn.asked and not MENDS.search(turn.text) and heard(turn, turn.asked):
        # after 要改哪一条 an answer to the question itself
        await take_household(turn, turn.asked)
        return True
    if key is None or not is_ours(turn, key):
        return False
    return await _mend_answer(turn, right, key)


def _answers_number(turn: Turn) -> bool:
    """第二个是我老伴, in answer to who the second is, corrects nothing."""
    named, detail = row_named(turn.text), detail_of(turn)
    if named is None or regroups(turn):
        return False
    return named > len(members_of(turn)) or (named == detail.get("member") and not MENDS.search(turn.text))


async def _mend_members(turn: Turn, numbered: str | None) -> bool:
    change = read_change(turn)
    if change:
        await change_table(turn, change)
    else:
        if turn.asked != TABLE or numbered:
            say_before(turn, TABLE, "ask")
        await ask_what_is_wrong(turn)
    return True


async def _mend_answer(turn: Turn, right: Turn, key: str) -> bool:
    if key in MONEY:
        told = incomes.hear(right, key)
        if told and (told.answers or told.lacks):
            await keep_money(turn, key, told, changed=True)
            return True
        return False
    answers = heard(right, key)
    if not answers:
        return False
    turn.reply.say("utter_changed_plain")
    await keep(turn, answers)
    return True
