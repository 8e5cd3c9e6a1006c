"""Figures put right: digits of a number, money and ages that were told in a story."""

import re

from actions import interview
from actions.answers import take
from actions.changes import MENDS, mend_digits, read_change
from actions.readers import answer, asks_number
from actions.turn import Turn
from contracts.casework import Answer
from contracts.extraction import Entity, extract, normalise
from contracts.extraction.numerals import find_numbers

_NAMES_NUMBER = re.compile(r"电话|手机|号|尾|位|身份证|联系")
_NUMBERED = ("contact_phone", "id_number")
_MOST_YEARS = 120
# a person and how old: 我妈六十五, 娃儿8岁
_STORY = "incident_text"


def _held_number(turn: Turn) -> tuple[str, str] | None:
    """The key and digits that a word about single digits is about."""
    keys = ("id_number",) if "身份证" in turn.text else _NUMBERED
    held = [(key, interview.answered(turn, key)) for key in keys]
    return next(((key, value) for key, value in held if isinstance(value, str) and len(value) > 1), None)


def mends_number(turn: Turn) -> bool:
    """Whether the words change digits of the phone or ID number told before."""
    held = _held_number(turn)
    if held is None or turn.found("phone") or turn.found("id_number"):
        return False
    named = _NAMES_NUMBER.search(turn.text) or MENDS.search(turn.text)
    return bool(named) and mend_digits(held[1], turn.text) is not None


async def mend_number(turn: Turn) -> bool:
    """Change the digits and read the number back; False when they do not fit, so that it is asked for anew."""
    if not mends_number(turn):
        return False
    key, number = _held_number(turn) or ("", "")
    mended = mend_digits(number, turn.text) or ""
    kind = "phone" if key == "contact_phone" else key
    if not any(item.entity == kind and item.value.get("valid") for item in extract(mended, turn.said_on)):
        return False
    told = [answer(turn, key, mended)]
    told += [answer(turn, "contact_way", "phone")] if key == "contact_phone" else []
    await take(turn, told, changed=True)
    return True


def is_about_figures(turn: Turn, right: Turn, key: str | None) -> bool:
    """Money, or a person's age: no answer of the interview has them, the story does."""
    if key is not None and not asks_number(key):
        return False
    held = interview.answered(turn, key) if key else None
    if isinstance(held, int) and not _is_money(turn, right, held):
        return False
    return bool(_new_money(turn, right)) or _age(turn, right) is not None


def _is_money(turn: Turn, right: Turn, held: int) -> bool:
    """八百 is no correction of three people once money was told."""
    return bool(_new_money(turn, right)) and not right.found("people") and bool(_story_money(turn))


def _new_money(turn: Turn, right: Turn) -> Entity | None:
    change = read_change(turn.text)
    start = change.new[0] if change else 0
    found = [item for item in right.found("amount") if item.start >= start and isinstance(item.value, dict)]
    return Entity("amount", found[-1].text, found[-1].value, found[-1].start, found[-1].end) if found else None


def _story(turn: Turn) -> str:
    told = interview.answered(turn, _STORY)
    return told if isinstance(told, str) else ""


def _story_money(turn: Turn) -> list[Entity]:
    return [item for item in extract(_story(turn), turn.said_on) if item.entity == "amount"]


def _age(turn: Turn, right: Turn) -> tuple[str, int] | None:
    """Who, and how old that person really is."""
    people = [item for item in turn.found("relation") if item.value]
    change = read_change(turn.text)
    if not people or change is None or right.found("count") or right.found("people"):
        return None
    words = normalise(turn.text[slice(*change.new)])
    years = [number.exact for number in find_numbers(words) if number.exact is not None]
    return (people[0].text, years[0]) if years and 0 < years[0] < _MOST_YEARS else None


async def mend_story(turn: Turn, right: Turn) -> bool:
    """Add the right figure to the story and read it back; the first words stay, as the resident said them."""
    age, money = _age(turn, right), _new_money(turn, right)
    if age:
        facts, told = f"{_politely(age[0])}{age[1]}岁", _members(turn, *age)
    elif money and _story_money(turn):
        facts, told = f"{_yuan(_meant(turn, money))}改成{_yuan(money)}", []
    else:
        return False
    told.append(answer(turn, _STORY, f"更正：{facts}（{turn.text.strip()}）", ""))
    turn.reply.say("utter_changed", facts=facts)
    await take(turn, told)
    return True


def _meant(turn: Turn, money: Entity) -> Entity:
    """Which of the sums told before: the one called wrong, else the last that differs."""
    told = [item for item in _story_money(turn) if item.value != money.value] or _story_money(turn)
    change = read_change(turn.text)
    words = turn.text[slice(*change.old)] if change and change.old else ""
    wrong = {number.exact for number in find_numbers(normalise(words))}
    named = (item for item in told if item.value.get("low") in wrong)
    # 花了四千 is about what was spent, not about what was borrowed
    alike = (item for item in told if item.start > 0 and _story(turn)[max(0, item.start - 2) : item.start] in turn.text)
    return next(named, None) or next(alike, told[-1])


def _yuan(money: Entity) -> str:
    low, high = money.value.get("low"), money.value.get("high")
    if low == high or high is None or low is None:
        return f"{low if low is not None else high}元"
    return f"{low}到{high}元"


def _politely(who: str) -> str:
    """我妈 as 您妈."""
    bare = who.removeprefix("我").removeprefix("的")
    return "您" if bare in ("", "自己", "本人") or who == "本人" else f"您{bare}"


def _members(turn: Turn, who: str, years: int) -> list[Answer]:
    """The member's age where the household was told."""
    members = interview.answered(turn, "members")
    relation = next((item.value for item in turn.found("relation") if item.text == who), None)
    if not isinstance(members, list):
        return []
    same = [index for index, one in enumerate(members) if one.get("relation") == relation]
    if len(same) != 1:
        return []
    changed = [dict(one, age=years) if index == same[0] else one for index, one in enumerate(members)]
    return [answer(turn, "members", changed)]
