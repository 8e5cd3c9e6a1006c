"""Answers in the words a resident reads back: labels, values, dates."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from casework.domain.household_words import household_labels, household_words
from casework.domain.id_numbers import mask_id_number, mask_name, mask_phone
from casework.domain.member_words import all_members_words
from contracts.keys import DECLINED

LABELS: Final[dict[str, str]] = {
    "safety_now": "现在安全吗",
    "incident_cause": "事情",
    "incident_date": "时间",
    "incident_region": "地点",
    "urgent_need": "最急需",
    "contact_phone": "联系",
    "applicant_role": "替谁申请",
    "contact_name": "称呼",
    "affected_people": "受影响的人数",
    "vulnerable_members": "家里的老小病残",
    "id_at_hand": "身份证在身边",
    "id_number": "身份证号",
    "existing_status": "已有的救助",
    "hukou_region": "户口所在地",
    **household_labels(),
}
WORDS: Final[dict[str, dict[Any, str]]] = {
    "safety_now": {"safe": "人安全", "unsafe": "还不安全", "no_food_or_shelter": "没吃的或没住的"},
    "incident_cause": {
        "fire": "火灾",
        "traffic_accident": "交通事故",
        "injury": "受伤",
        "acute_illness": "突发重病",
        "death": "家人去世",
        "unemployment": "失业没有收入",
        "wage_arrears": "拖欠工资",
        "theft_or_stranded": "被盗或被困",
        "disaster": "受灾",
        "other": "其他急难",
    },
    "urgent_need": {"food": "吃的", "shelter": "住的", "treatment": "看病", "travel_home": "回家路费", "other": "其他"},
    "applicant_role": {"self": "本人", "family": "家里人", "proxy": "替别人"},
    "vulnerable_members": {
        "elder": "老人",
        "child": "小孩",
        "disabled": "残疾人",
        "seriously_ill": "重病人",
        "pregnant": "孕妇",
    },
    "id_at_hand": {True: "在", False: "不在"},
    "existing_status": {
        "none": "都没有",
        "minimum_living": "低保",
        "destitute_support": "特困供养",
        "marginal_household": "低保边缘家庭",
        "rigid_expense_household": "刚性支出困难家庭",
    },
}
UNKNOWN_WORDS: Final = "不清楚"
DECLINED_WORDS: Final = "不想说"
REPLY_HERE_WORDS: Final = "在这里回复"
# a story is shown in part: the resident wrote it, the card only has to be recognised
STORY_LENGTH: Final = 40
_PLACES: Final = {"incident_region": "incident", "hukou_region": "hukou", "usual_region": "usual"}
_HOUSEHOLD: Final = frozenset(household_labels()) - frozenset(_PLACES)

PlaceName = Callable[[str], str | None]


def date_words(value: str, today: date) -> str:
    """`2024-11-21` as 11月21日, with the year when it is another one; `2024-11` as 11月; `start/end` as …到…."""
    if "/" in value:
        return "到".join(date_words(part, today) for part in value.split("/"))
    parts = [int(part) for part in value.split("-")]
    words = "".join(f"{part}{unit}" for part, unit in zip(parts[1:], ("月", "日"), strict=False))
    return words if words and parts[0] == today.year else f"{parts[0]}年{words}"


def story_words(text: str) -> str:
    """The first words of a story, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= STORY_LENGTH else flat[:STORY_LENGTH] + "…"


def _place(side: str, answers: dict[str, Any], place_name: PlaceName) -> str:
    code = answers.get(f"{side}_township") or answers.get(f"{side}_region")
    if code == DECLINED:
        code = answers.get(f"{side}_region")
    name = place_name(code) or "" if isinstance(code, str) and code != DECLINED else ""
    words = answers.get(f"{side}_place")
    told = story_words(words) if isinstance(words, str) and words != DECLINED else ""
    if name and told and told not in name:
        return f"{name}（{told}）"
    return name or told or (code if isinstance(code, str) and code != DECLINED else "") or _unsaid(side, answers)


def _unsaid(side: str, answers: dict[str, Any]) -> str:
    return DECLINED_WORDS if answers.get(f"{side}_region") == DECLINED and side != "incident" else UNKNOWN_WORDS


def _cause(answers: dict[str, Any]) -> str:
    cause = WORDS["incident_cause"].get(answers.get("incident_cause"), "")
    story = answers.get("incident_text")
    told = story_words(story) if isinstance(story, str) and story != DECLINED else ""
    return "：".join(part for part in (cause, told) if part) or UNKNOWN_WORDS


def _contact(answers: dict[str, Any]) -> str:
    phone = answers.get("contact_phone")
    if isinstance(phone, str) and phone != DECLINED:
        return mask_phone(phone)
    return REPLY_HERE_WORDS


def _plain(key: str, value: Any, today: date, place_name: PlaceName) -> str:
    if key == "incident_date":
        return date_words(str(value), today)
    if key == "id_number":
        return mask_id_number(str(value))
    if key == "contact_name":
        return mask_name(str(value))
    if isinstance(value, list):
        words = WORDS.get(key, {})
        return "、".join(words.get(item, str(item)) for item in value) or "没有"
    return WORDS.get(key, {}).get(value, f"{value}人" if key == "affected_people" else str(value))


def value_words(key: str, answers: dict[str, Any], today: date, place_name: PlaceName) -> str:
    """One answer as the review shows it; several keys that belong together are one line."""
    if key in _PLACES:
        return _place(_PLACES[key], answers, place_name)
    if key in _HOUSEHOLD:
        value = answers.get(key)
        return all_members_words(value) if key == "members" else household_words(key, value)
    if key == "incident_cause":
        return _cause(answers)
    if key == "contact_phone":
        return _contact(answers)
    value = answers.get(key)
    if value is None:
        return UNKNOWN_WORDS
    return DECLINED_WORDS if value == DECLINED else _plain(key, value, today, place_name)
