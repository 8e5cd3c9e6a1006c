"""What a correction tells anew: which earlier answer is meant, and its right value in the same breath."""

import re
from dataclasses import replace

from actions import interview
from actions.changes import MENDS, read_change
from actions.choices import LINE_NUMBER, number_of
from actions.clauses import asking, clauses, without
from actions.counting import count_people, one_more_or_less, whole_number
from actions.facts import is_told, read_answer
from actions.happened import read_cause
from actions.readers import answer, kinds_in
from actions.turn import Turn
from contracts.casework import Answer
from contracts.extraction import extract

_KEY_WORDS = (
    ("contact_phone", r"电话|手机|号码|联系|尾号"),
    ("incident_date", r"时间|日子|日期|哪天|几号"),
    ("contact_name", r"名字|姓名|称呼|不叫|不姓"),
    ("id_number", r"身份证号"),
    ("id_at_hand", r"身份证"),
    ("hukou_region", r"户口|户籍"),
    ("incident_region", r"地方|地点|地址|镇|街道|哪里|县"),
    ("incident_cause", r"事情|原因|经过|出的?事"),
    ("affected_people", r"几个人|人数|几口"),
    ("urgent_need", r"急需|最急|需要"),
    ("existing_status", r"低保|特困|五保"),
    ("safety_now", r"安全|吃住"),
    ("vulnerable_members", r"老人|小孩|娃|残疾|孕妇|病人"),
    ("applicant_role", r"给自己|替|代办"),
)
_BY_ENTITY = (
    ("phone", "contact_phone"),
    ("id_number", "id_number"),
    ("date", "incident_date"),
    ("region", "incident_region"),
    ("place", "incident_region"),
    ("cause", "incident_cause"),
    ("people", "affected_people"),
    ("count", "affected_people"),
    ("need", "urgent_need"),
    ("name", "contact_name"),
    ("vulnerable", "vulnerable_members"),
)
# one place under several keys
TOGETHER = {
    "contact_phone": ("contact_phone", "contact_way"),
    "incident_region": ("incident_region", "incident_township", "incident_place"),
    "incident_cause": ("incident_cause", "incident_text"),
}
_LISTS = {"vulnerable_members": "vulnerable", "urgent_need": "need"}
# questions whose answer stands in words that can only be one
_SURE = frozenset({"affected_people", "vulnerable_members", "contact_phone", "incident_date"})
_LINE_NAMED = re.compile(rf"第\s*({LINE_NUMBER})\s*[条项]")
# of the talk itself, not of what happened
_DENIES = re.compile(r"(?:没|莫|不是|无|冇|不缺|不要|不需要).*")
_JUST_NOW = frozenset({"刚才", "刚刚", "刚", "先前", "之前", "现在"})
_NAME = re.compile(r"^[\s是叫]*([\u3400-\u9fff·•]{2,10}?)(?:嘛|吧|哈|才对)*$")
_PLACE_NAME = 20


def only_right_words(turn: Turn) -> Turn:
    """In 不是昨天，是前天 the wrong one is not read as the answer; 刚才 in a correction is no day."""
    if not MENDS.search(turn.text):
        return turn
    kept = [item for item in turn.entities if item.entity != "date" or item.text not in _JUST_NOW]
    turn = replace(turn, entities=kept)
    change = read_change(turn.text)
    if change is None or change.old is None:
        return turn
    if change.strict:
        return without(turn, [change.old])
    renewed = {item.entity for item in turn.entities if item.start >= change.new[0]}
    spans = [(e.start, e.end) for e in turn.entities if e.end <= change.old[1] and e.entity in renewed]
    return without(turn, spans)


def key_by_number(turn: Turn) -> str | None:
    """The answer on the line of the review that is named: 改第2条."""
    number = turn.values.get("number")
    if not number and (named := _LINE_NAMED.search(turn.text)):
        number = number_of(named[1])
    draft = turn.state.draft
    items = draft.summary if draft and number else []
    return next((item.key for item in items if item.number == number), None)


def told_keys(turn: Turn) -> set[str]:
    """The keys of all that was told, before consent or after it."""
    return {*(turn.state.draft.answers if turn.state.draft else ()), *(item["key"] for item in turn.memory.told)}


def key_by_old(turn: Turn) -> str | None:
    """The earlier answer whose value is the one called wrong."""
    change = read_change(turn.text)
    if change is None or change.old is None:
        return None
    words = turn.text[slice(*change.old)].strip()
    values = [item.value for item in extract(words, turn.said_on)]
    codes = [code for value in values if isinstance(value, dict) for code in (value.get("code"), value.get("number"))]
    for key in sorted(told_keys(turn)):
        told = interview.answered(turn, key)
        same = told in values or (isinstance(told, str) and (told in codes or (told == words and len(words) > 1)))
        if told is not None and same and not isinstance(told, bool):
            return key
    return None


def key_by_words(turn: Turn, right: Turn) -> str | None:
    """The answer that is named, else the one of the kind now told; one that was told or is asked comes first."""
    told = told_keys(turn)
    named = [key for key, words in _KEY_WORDS if re.search(words, turn.text)]
    by_entity = [key for entity, key in _BY_ENTITY if right.found(entity)]
    if "count" in {entity for entity, _ in _BY_ENTITY if right.found(entity)} - {"people"} and not right.found(
        "people"
    ):
        by_entity = [key for key in by_entity if key != "affected_people" or key in told or key == turn.asked]
    held = [key for key in (*named, *by_entity) if key in told or key == turn.asked]
    if "contact_phone" in named and interview.answered(turn, "contact_way"):
        held.append("contact_phone")
    return next(iter(held or named or by_entity), None)


def _is_of(key: str, item: Answer) -> bool:
    return item.key in TOGETHER.get(key, (key,))


def new_value(turn: Turn, right: Turn, key: str) -> list[Answer]:
    """The value in the same breath, of the key that is changed and its parts, with what else is told beside it."""
    reading = asking(right, key)
    found = read_answer(reading, key, interview.county(turn) or "")
    if key == "contact_name":
        found = [item for item in found if item.key != key] + _new_name(turn, right)
    elif key == "incident_cause":
        found = [item for item in found if not _is_of(key, item)] if read_cause(right) is None else found
    elif key in _LISTS:
        found = [item for item in found if item.key != key] + _new_list(turn, right, key)
    elif key == "affected_people":
        found = [item for item in found if item.key != key] + _new_count(turn, right)
    elif key == "incident_region" and not any(_is_of(key, item) for item in found):
        found += _new_place(turn)
    told = [
        item.model_copy(update={"value": turn.text.strip()}) if item.key == "incident_text" else item for item in found
    ]
    return told if any(_is_of(key, item) for item in told) else []


def _new_count(turn: Turn, right: Turn) -> list[Answer]:
    """The number called right: said first, in plain figures, or as one more or less than before."""
    held = interview.answered(turn, "affected_people")
    off = one_more_or_less(turn.text, held) if isinstance(held, int) else None
    counted = [item.value for item in right.found("count") if isinstance(item.value, int) and item.value > 0]
    number = off or next(iter(counted), None) or count_people(right) or whole_number(_new_words(turn))
    return [answer(turn, "affected_people", number)] if number else []


def told_to_the_question(turn: Turn, right: Turn, key: str) -> list[Answer]:
    """3个人，刚才地方说错了，是牛场镇: the question asked is answered as well."""
    asked = turn.asked
    if asked is None or asked == key or asked not in _SURE or is_told(turn, asked):
        return []
    said = replace(right, intent="inform")
    return [item for item in read_answer(said, asked, interview.county(turn)) if _is_of(asked, item)]


def _new_list(turn: Turn, right: Turn, key: str) -> list[Answer]:
    """The list told, without what was denied, with what is new: 没有老人, 不是老人是个娃."""
    entity, told = _LISTS[key], interview.answered(turn, key)
    new = [item.value for item in right.found(entity)]
    said = [turn.text[start:end] for start, end in clauses(turn.text)]
    after_no = [match[0] for clause in said if (match := _DENIES.search(clause))]
    denied = {kind for words in after_no for kind in kinds_in(key, words)} - set(new)
    kept = [one for one in told if one not in denied] if isinstance(told, list) and (denied or not new) else []
    return [answer(turn, key, list(dict.fromkeys([*kept, *new])))] if new or denied else []


def _new_words(turn: Turn) -> str:
    change = read_change(turn.text)
    return turn.text[slice(*change.new)].strip(" 。，,！!") if change else ""


def _new_name(turn: Turn, right: Turn) -> list[Answer]:
    named = right.found("name")
    plain = _NAME.match(_new_words(turn))
    name = str(named[0].value) if named else plain[1] if plain else None
    return [answer(turn, "contact_name", name)] if name else []


def _new_place(turn: Turn) -> list[Answer]:
    """A village or site that no gazetteer knows, in the county already told."""
    words = re.sub(r"^(?:地方|地点)?[，,\s]*(?:应该)?(?:是|在)+", "", _new_words(turn))
    known = interview.county(turn) and 1 < len(words) <= _PLACE_NAME
    return [answer(turn, "incident_place", words)] if known else []
