"""Corrections in free words or by number: put right, read back, or asked for anew."""

import re

from actions import figures, interview
from actions.answers import WAS, answer_aside, take
from actions.changes import CORRECTS, MENDS, NOTHING_WRONG, names_digits
from actions.choices import LINE_NUMBER, number_of
from actions.clauses import without
from actions.facts import is_told, told_part
from actions.household import corrections as household
from actions.readers import answer
from actions.recovery import recover
from actions.told_anew import (
    TOGETHER,
    key_by_number,
    key_by_old,
    key_by_words,
    new_value,
    only_right_words,
    told_keys,
    told_to_the_question,
)
from actions.turn import Turn
from contracts.messages import Command

# the review's names, for what was told before there is one
_LABELS = {
    "safety_now": "现在安全吗", "incident_cause": "事情", "incident_date": "时间", "incident_region": "地点",
    "urgent_need": "最急需", "contact_phone": "联系", "applicant_role": "替谁申请", "contact_name": "称呼",
    "affected_people": "人数", "vulnerable_members": "家里的老小病残", "id_at_hand": "身份证", "id_number": "身份证号",
    "existing_status": "已有的救助", "hukou_region": "户口",
}  # fmt: skip
_WHICH = "which_line"
_LINE_OF_REVIEW = re.compile(rf"第\s*(?:{LINE_NUMBER})\s*[条项]")
_LINE = re.compile(rf"(?:我?要?改)?第?\s*({LINE_NUMBER})\s*[条项个号]?")
# a line by its name: 电话, 改时间, 地点不对
_SHORT = 8
_LEAVE = re.compile(r"^(?:算了|都对|没有|没得|莫得|不用了?|不要了?|对的?|没事)$")


def finds(turn: Turn) -> bool:
    """Whether the words correct an earlier answer, whatever understanding calls them."""
    if not told_keys(turn):
        return False
    if household.finds(turn) or figures.mends_number(turn):
        return True
    if not MENDS.search(turn.plain):
        return False
    old = key_by_old(turn)
    if old and turn.asked == "hukou_region" and old == interview.PLACE:
        return False
    return bool(old) or (CORRECTS.search(turn.plain) is not None and bool(only_right_words(turn).entities))


async def correct(turn: Turn) -> None:
    """Change what was named, read it back, go on; without a value ask that question again."""
    if turn.state.draft is None and not turn.memory.told:
        turn.reply.say("utter_nothing_to_change")
        await interview.ask_again(turn)
        return
    right = only_right_words(told_part(turn))
    # the number of a line is no sum and no count
    right = without(right, [found.span() for found in _LINE_OF_REVIEW.finditer(right.text)])
    key = key_by_number(turn)
    if await household.mend(turn, right, key) or (names_digits(turn.text) and await figures.mend_number(turn)):
        return
    key = key or (None if turn.values else _named_key(turn, right))
    if not turn.values and figures.is_about_figures(turn, right, key) and await figures.mend_story(turn, right):
        return
    if _only_named_by_rank(turn):
        await recover(turn)
    elif key is None:
        await answer_aside(turn)
        await _ask_which(turn)
    elif new := new_value(turn, right, key):
        beside = [item for item in told_to_the_question(turn, right, key) if item.key not in {one.key for one in new}]
        await take(turn, [*new, *beside], changed=any(is_told(turn, item.key) for item in new))
    else:
        await answer_aside(turn)
        await _ask_anew(turn, key)


def _named_key(turn: Turn, right: Turn) -> str | None:
    if turn.asked == "hukou_region" and right.found("region"):
        # asked for the hukou, 不是福泉，是昭通 says where that is, not where it happened
        return turn.asked
    return key_by_old(turn) or key_by_words(turn, right)


def _only_named_by_rank(turn: Turn) -> bool:
    """第一个 alone may mean the first choice or the first line: nothing is filed or cleared on that."""
    return bool(turn.values) and re.fullmatch(r"第.[个样项]", turn.plain) is not None


async def _ask_which(turn: Turn) -> None:
    turn.reply.say("utter_ask_which_to_change")
    turn.reply.ask(turn.asked, [])
    turn.memory.choices = []
    turn.memory.flags[_WHICH] = True


def names_line(turn: Turn) -> bool:
    """After 要改哪一条: a digit is a line of the summary, never an answer to the summary; so is a line's name."""
    if not turn.memory.flags.pop(_WHICH, False):
        return False
    number = _LINE.fullmatch(turn.plain)
    if number:
        turn.command = Command(intent="correct_answer", values={"number": number_of(number[1])})
    elif NOTHING_WRONG.match(turn.plain) or _LEAVE.match(turn.plain):
        turn.command = Command(intent="resume")
        turn.intent = "resume"
        turn.memory.flags.pop("reviewed", None)
        return True
    elif turn.intent in ("inform", "nlu_fallback", "out_of_scope") and turn.entities:
        pass
    elif len(turn.plain) > _SHORT or turn.entities or not key_by_words(turn, turn):
        return False
    turn.intent = "correct_answer"
    return True


async def _ask_anew(turn: Turn, key: str) -> None:
    """The old answer is cleared in the draft, so that nobody else takes it for true meanwhile."""
    label = interview.label_of(turn, key)
    turn.reply.say("utter_ask_new_value", label=_LABELS.get(key, label) if label == key else label)
    parts = [part for part in TOGETHER.get(key, (key,)) if is_told(turn, part)]
    was = [answer(turn, part, interview.answered(turn, part)).model_dump(mode="json") for part in parts]
    draft = turn.state.draft
    if draft and not interview.is_filed(turn):
        turn.state = await turn.casework.reopen(turn.conversation, turn.turn_id, turn.lane, key)
    await interview.speak(turn, key)
    if was:
        turn.memory.flags[WAS] = {"key": key, "answers": was}
