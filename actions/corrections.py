"""Corrections in free words or by number, and the three steps when something was not understood."""

import re

from actions import interview, texts
from actions.answers import take
from actions.choices import number_of
from actions.desk import call_person, say_person_comes
from actions.facts import read_answer
from actions.readers import read_cause
from actions.turn import Turn
from contracts.casework import Answer
from contracts.messages import Command

_KEY_WORDS = (
    ("contact_phone", r"电话|手机|号码|联系"),
    ("incident_date", r"时间|日子|日期|哪天|几号"),
    ("incident_region", r"地方|地点|镇|街道|哪里|县"),
    ("incident_cause", r"事情|原因|经过|出的?事"),
    ("contact_name", r"名字|姓名|称呼"),
    ("affected_people", r"几个人|人数|几口"),
    ("urgent_need", r"急需|最急|需要"),
    ("hukou_region", r"户口|户籍"),
    ("existing_status", r"低保|特困"),
    ("safety_now", r"安全|吃住"),
)
_BY_ENTITY = (
    ("phone", "contact_phone"),
    ("date", "incident_date"),
    ("region", "incident_region"),
    ("place", "incident_region"),
    ("cause", "incident_cause"),
    ("count", "affected_people"),
    ("need", "urgent_need"),
    ("name", "contact_name"),
)
_WHICH = "which_line"
_LINE = re.compile(r"(?:我?要?改)?第?\s*([1-9一二两三四五六七八九])\s*[条项个号]?")
# a line by its name: 电话, 改时间, 地点不对
_SHORT = 8
_OLD = re.compile(r"不是(.{1,12}?)[，,。 ]*(?:是|而是|应该是)(.+)")


def _key_by_number(turn: Turn) -> str | None:
    number = turn.values.get("number")
    draft = turn.state.draft
    items = draft.summary if draft and number else []
    return next((item.key for item in items if item.number == number), None)


def _key_by_words(turn: Turn) -> str | None:
    told = set(turn.state.draft.answers) if turn.state.draft else {item["key"] for item in turn.memory.told}
    named = [key for key, words in _KEY_WORDS if re.search(words, turn.text)]
    by_entity = [key for entity, key in _BY_ENTITY if turn.found(entity)]
    known = [key for key in (*named, *by_entity) if key in told or key == turn.asked]
    return next(iter(known or named or by_entity), None)


def _only_new_words(turn: Turn) -> None:
    """In 不是昨天，是前天 the wrong one is not read as the answer."""
    match = _OLD.search(turn.text)
    if match:
        turn.entities = [item for item in turn.entities if item.start >= match.start(2)]


def _new_value(turn: Turn, key: str) -> list[Answer]:
    """The value in the same breath, of the key that is changed and its parts."""
    asked_before, turn.memory.asks = turn.memory.asks, key
    found = read_answer(turn, key, interview.county(turn) or "") if turn.entities else []
    turn.memory.asks = asked_before
    if key == "incident_cause" and read_cause(turn) is None:
        return []
    return found


async def correct(turn: Turn) -> None:
    """Change what was named, read it back, go on; without a value ask that question again."""
    if turn.state.draft is None and not turn.memory.told:
        turn.reply.say("utter_nothing_to_change")
        await interview.ask_again(turn)
        return
    _only_new_words(turn)
    key = _key_by_number(turn) or (None if turn.values else _key_by_words(turn))
    if key is None:
        await _ask_which(turn)
    elif new := _new_value(turn, key):
        await take(turn, new, changed=True)
    else:
        await _ask_anew(turn, key)


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
    elif len(turn.plain) > _SHORT or turn.entities or not _key_by_words(turn):
        return False
    turn.intent = "correct_answer"
    return True


async def _ask_anew(turn: Turn, key: str) -> None:
    """The old answer is cleared in the draft, so that nobody else takes it for true meanwhile."""
    turn.reply.say("utter_ask_new_value", label=interview.label_of(turn, key))
    draft = turn.state.draft
    if draft and not interview.is_filed(turn):
        turn.state = await turn.casework.reopen(turn.conversation, turn.turn_id, "temporary_urgent", key)
    await interview.speak(turn, key)


async def recover(turn: Turn) -> None:
    """First another way to say it, then choices, then a person; never the same sentence twice."""
    turn.memory.misses += 1
    step = min(turn.memory.misses, 3)
    if step == 3:
        turn.memory.misses = 0
        turn.reply.say("utter_recover_3")
        await say_person_comes(turn, await call_person(turn, "not_understood"))
        return
    style = "rephrase" if step == 1 else "choose"
    if turn.asked and texts.has(f"utter_{style}_{turn.asked}"):
        await interview.speak(turn, turn.asked, style)
    elif turn.memory.offers and step == 1 and turn.memory.choices:
        turn.reply.say("utter_recover_1")
        await interview.ask_again(turn)
    elif step == 1:
        turn.reply.say("utter_recover_1")
    else:
        interview.open_doors(turn, "utter_recover_2")
