"""Whether the words of a message answer a household question, and with what; nothing is changed by asking."""

import re

from actions.counting import count_people
from actions.household import incomes, members
from actions.household.keys import HUKOU, MEMBERS, SIZE, TABLE, USUAL, is_ours
from actions.household.member_table import read_change
from actions.household.places import hear_place
from actions.household.property import READERS, read_chosen
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import Answer

# what steers the talk stays what it is, whatever words it holds
_STEERS = frozenset({
    "pause", "restart", "go_back", "resume", "dont_know", "decline_to_answer", "repeat_question", "explain_question",
    "request_human", "delete_my_data", "withdraw_application", "check_status", "correct_answer", "affirm", "deny",
})  # fmt: skip
_SURE = 0.85
_WISH = re.compile(r"(?:我|就|也|还)?(?:想|要|准备|打算)[^,，。不]{0,8}(?:办|申请|报|吃|要|弄)(?!不)")


def heard(turn: Turn, key: str) -> list[Answer]:
    """The answers a message holds to a household question; empty where it holds none."""
    if key == MEMBERS:
        people = members.hear(turn)
        return [answer(turn, MEMBERS, people.members)] if people else []
    if key == TABLE:
        change = read_change(turn)
        return [answer(turn, MEMBERS, change.members)] if change and change.members else []
    if key in (HUKOU, USUAL):
        return hear_place(turn, key)
    if key == SIZE:
        number = count_people(turn)
        return [answer(turn, SIZE, number)] if number else []
    if incomes.is_money(key) and key not in READERS:
        money = incomes.hear(turn, key)
        return (money.answers or [answer(turn, key, None)]) if money else []
    value, beside = read_chosen(turn, key) if key in READERS else (None, [])
    return beside if value is None else [answer(turn, key, value), *beside]


def listens(turn: Turn, asked: str) -> bool:
    """Whether words are an answer here, though understanding took them for a matter of their own.

    老伴病重，儿子失业 is who lives there, not a hardship of tonight; a question with a question mark stays one.
    """
    if not is_ours(turn, asked) or turn.intent in _STEERS or turn.intent.startswith("crisis_"):
        return False
    if turn.intent.startswith("ask_") and (_asks(turn) or turn.confidence >= _SURE):
        return False
    return bool(heard(turn, asked))


def wants_household(turn: Turn) -> bool:
    """想在这边办低保, said with where somebody is from, is a wish though it was heard as a question."""
    named = any(str(item.value).startswith("minimum_living") for item in turn.found("programme"))
    wish = turn.intent.startswith("ask_") or turn.intent in ("report_hardship", "inform", "nlu_fallback")
    return wish and named and bool(_WISH.search(turn.text)) and not _asks(turn) and not turn.memory.offers


def _asks(turn: Turn) -> bool:
    return any(mark in turn.text for mark in "?？吗么咋啥") or "多久" in turn.text or "好久" in turn.text
