"""Reads one kind of fact from a message, or the answer to one question; nothing is guessed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from actions.clauses import clauses, without
from actions.counting import ago, count_people
from actions.happened import read_cause, read_date
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import DECLINED, NEEDS, SAFETY, VULNERABLE

_SAFE = re.compile(r"安全|平安|没事|有吃|有住|住得|有地方|在(?:医院|旅馆|亲戚|朋友|家)|吃住有|都有|还好|好着")
# asked first of all: nothing presses
_NOT_PRESSING = re.compile(
    r"^(?:现在|眼下|暂时|目前)?(?:都|也|倒)?"
    r"(?:不(?:是很|怎么|咋个?|太)?(?:着)?急|没(?:得|有)?(?:啥子?|什么)?(?:急事|(?:着)?急的))"
)
_UNSAFE = re.compile(r"不(?:太|大)?安全|危险|还在(?:烧|流血|打)|不敢回")
_NOT = re.compile(r"不|没|莫|冇|无")
_PHONE_OF_OTHER = re.compile(r"(?:老板|包工头|工头|对方|肇事|司机|房东)\S{0,6}$")
# 有吃的没住的: what is lacking weighs more than what is there
_LACKS = re.compile(
    r"(?:没|莫|冇|无)(?:有|得)?(?:地方|东西|啥子?|什么|处)?(?:吃|住|睡|饭)|(?:吃|饭|住|睡|住处|地方)(?:的)?(?:都|也|就)?(?:没|莫|冇|无)(?!事|问题|得?问题)"
)
_BARE_NUMBER = re.compile(r"\d{5,}|^\d{2,}$")
_LANDLINE = re.compile(r"0\d{2,3}[2-8]\d{6,7}")
_NEED_WORDS = (
    ("food", r"吃|饭|粮|米|奶粉"),
    ("shelter", r"住|房|落脚|过夜|被子|铺盖"),
    ("treatment", r"病|医|药|治|手术|押金|住院"),
    ("travel_home", r"路费|回家|车票|车费|回老家"),
    ("other", r"钱|衣服|学费|安葬|丧|后事"),
)
_NONE = re.compile(
    r"^(?:家里|屋头|我家|我们|这些|啥子?|什么|一样|一个)?(?:都|全|也)?(?:没|莫|没有|莫得|没得|无|冇)(?:有)?(?:了|的|这些|哦|啊|嘛)?$"
)
_SELF = re.compile(
    r"^(?:是|给|帮|替|为|就是|就)*(?:我|本人|自己|我自己)(?:的|报|办|弄|申请|要|本人|自己|家|屋头|家里|一家)*$"
)
_LETTERS = r"[\u3400-\u9fff\U00020000-\U0003ffff·•\u0f00-\u0fff]"
_NAME = re.compile(
    rf"(?:我(?:的名字)?叫|名字(?:是|叫)|姓名[:：]?|我是|(?:[叫喊]|称呼)我?)\s*(?:做|作|个|是)?({_LETTERS}{{2,20}}?)(?:就行|就是|就好|都行|就可以|可以|嘛|吧|哈|噻)*(?=[，,。！!\s]|$)"
)
_SURNAME = re.compile(r"^(?:我|免贵)?姓([\u4e00-\u9fff]{1,2})$")
_ANYHOW = re.compile(r"^(?:随便|都行|都可以|无所谓|不用|不消)(?:你|您|叫|喊|嘛|了|称呼)*$")
_WORD = re.compile(rf"{_LETTERS}{{2,20}}")
_NOT_HERE = re.compile(
    r"不在|没在|没带|未带|丢|烧|没有|莫得|没得|莫带|掉|不见|落在|落下|忘|偷|没拿|在老家|放老家|冲走|过期"
)
_HERE_WITH_ME = re.compile(r"^(?:在|有|带|拿|身边)|在身[边上]|带着|带起|有的|在的|揣")
# words of the question itself, in answer to it only
_VULNERABLE_WORDS = (
    ("elder", r"老的|老人|老年|上年纪|老汉|老娘|老妈|爷爷|奶奶|公公|婆婆|外公|外婆"),
    ("child", r"小的|娃|小孩|孩子|细崽|崽崽|幺儿|奶娃"),
    ("disabled", r"残|瘫|聋|哑|眼瞎|坐轮椅"),
    ("seriously_ill", r"病人|重病|大病|有病|癌|尿毒"),
    ("pregnant", r"孕|大肚|有身子|怀起"),
)
_OF_AGE = {"parent": "elder", "grandparent": "elder", "child": "child", "grandchild": "child"}
_NUMBER_KEYS = frozenset({"affected_people", "contact_phone", "id_number", "household_size"})
_MONEY_KEY = re.compile(r"income_|expense_|.*_expenses$|household_income")
_STATUS_WORDS = (("minimum_living", "低保"), ("destitute_support", "特困"), ("destitute_support", "五保"),
                 ("marginal_household", "边缘"), ("rigid_expense_household", "刚性"))  # fmt: skip
_STOPS = re.compile(
    r"(?:请|麻烦)?(?:先|暂时)?(?:你们?|您)?(?:先|暂时)?(?:不要|别|莫|不用|不消|不必|停止)(?:再|老)?(?:主动)?(?:给我|跟我)?"
    r"(?:提醒|通知|推送|弹窗|(?:发|弹|推|来)(?:送)?(?:消息|信息|通知|提醒))(?:我|给我)?(?:了|嘛|哈|哦|啦|吧)*"
)
_ALLOWS = re.compile(
    r"(?:请)?(?:现在|我|我这边|这边)*(?:又)?(?:可以|能|方便)(?:再|接着|继续|重新)?(?:给我|跟我)?"
    r"(?:提醒|通知|(?:发|弹|推|收|来)(?:送)?(?:消息|信息|通知|提醒))(?:我|给我)?(?:了|嘛|哈|的|啦|哦|吧)*"
    r"|(?:恢复|重新|打开)(?:给我)?(?:发|推送)?(?:消息|信息|提醒|通知)(?:了|嘛|吧|哈)*|取消静默"
)
QUESTION = re.compile(r"[?？]|吗|么$|咋|啥|怎么|为什么|多久|好久|哪里|好多")
STORY = 8
# letters at all: digits alone tell nothing
_TELLS = re.compile(rf"{_LETTERS}{{4}}")
PLACE_NAME = 20


def answer(turn: Turn, key: str, value: Any, text: str | None = None) -> Answer:
    """An answer with the words it came from."""
    return Answer(key=key, value=value, text=turn.text if text is None else text)


def said_words(turn: Turn, entity: str, allowed: tuple[str, ...]) -> list[str]:
    """The values of one kind of word, each once, in the order they were said."""
    words = [item.value for item in turn.found(entity) if item.value in allowed]
    return list(dict.fromkeys(words))


def read_phone(turn: Turn) -> tuple[str, bool] | None:
    """Number and whether it is one; a boss's or driver's number is not the resident's."""
    for item in turn.found("phone"):
        value = item.value if isinstance(item.value, dict) else {"number": item.value, "valid": True}
        if not _PHONE_OF_OTHER.search(turn.text[: item.start]):
            return str(value.get("number") or ""), bool(value.get("valid"))
    digits = re.sub(r"[\s\-]", "", turn.plain)
    if turn.asked == "contact_phone" and (number := _BARE_NUMBER.search(digits)):
        return number[0], bool(_LANDLINE.fullmatch(number[0]))
    return None


def read_safety(turn: Turn) -> str | None:
    """Only what was said outright: no food or roof, in danger, or safe."""
    said = said_words(turn, "safety", SAFETY)
    for value in ("no_food_or_shelter", "unsafe"):
        if value in said:
            return value
    if said or turn.asked != "safety_now":
        return said[0] if said else None
    if _UNSAFE.search(turn.text):
        return "unsafe"
    if _NOT_PRESSING.search(turn.plain) and not turn.text.rstrip().endswith(("?", "？", "吗", "呢")):
        return "safe"
    if _LACKS.search(turn.text) or (_NONE.match(turn.plain) and not turn.memory.misses):
        # 没有 answers the last words of the question: 有没有吃的、住的
        return "no_food_or_shelter"
    return "safe" if _SAFE.search(turn.text) or turn.intent == "affirm" else None


def told_danger(turn: Turn) -> str | None:
    """From a story only the lack: "人没事" says nothing of tonight's bed."""
    said = read_safety(turn)
    return said if said != "safe" else None


def read_people(turn: Turn) -> int | None:
    """How many people a story says it is about."""
    return next((item.value for item in turn.found("people") if isinstance(item.value, int) and item.value > 0), None)


def _asked_date(turn: Turn) -> str | None:
    """A day that was named, or how long ago it was."""
    return read_date(turn) or ago(turn.plain, turn.said_on)


def _asked_name(turn: Turn) -> str | None:
    if is_no(turn) or _ANYHOW.match(turn.plain):
        return DECLINED
    match = _NAME.search(turn.plain) or _SURNAME.search(turn.plain)
    if match:
        return match[1] if match.re is _NAME else f"{match[1]}（姓）"
    named = turn.found("name")
    if named:
        return str(named[0].value)
    words = [turn.text[start:end].strip() for start, end in clauses(turn.text)]
    plain = words[0] if words else ""
    return plain if _WORD.fullmatch(plain) and not QUESTION.search(turn.plain) else None


# 没得，啥子都没吃过: asked for 低保, that is no hunger
_NOT_ANY = re.compile(r"^(?:我们?家?|家里|屋头)?(?:啥子?|什么|一样|哪样)?都?(?:没得|没有|莫得|冇得|没吃过?)")


def _asked_status(turn: Turn) -> str | None:
    for status, word in _STATUS_WORDS:
        at = turn.text.find(word)
        if at >= 0:
            return "none" if _NOT.search(turn.text[max(0, at - 4) : at]) else status
    return "none" if is_no(turn) or _NOT_ANY.match(turn.plain) else None


def is_no(turn: Turn) -> bool:
    """Whether the words say there is none."""
    return turn.intent == "deny" or bool(_NONE.match(turn.plain))


def names_self(turn: Turn) -> bool:
    """Whether the words say that it is for the speaker."""
    return bool(_SELF.match(turn.plain))


def _asked_role(turn: Turn) -> str | None:
    if names_self(turn):
        return "self"
    if turn.intent == "apply_on_behalf" or re.search(r"替|帮(?:我|他|她)", turn.plain):
        return "proxy"
    others = [item for item in turn.found("relation") if item.value != "self"]
    return "family" if others else None


def _asked_truth(turn: Turn) -> bool | None:
    if _NOT_HERE.search(turn.plain) and not re.match(r"没(?:有)?(?:丢|掉|烧)", turn.plain):
        return False
    if turn.intent == "affirm" or _HERE_WITH_ME.search(turn.plain):
        return True
    return False if turn.intent == "deny" else None


def _asked_needs(turn: Turn) -> list[str] | None:
    """Needs in a word or two, as people answer when asked; outside the question they would prove nothing."""
    if is_no(turn) and _NONE.match(turn.plain):
        return []
    found = said_words(turn, "need", NEEDS)
    found += [need for need, words in _NEED_WORDS[:-1] if re.search(words, turn.plain) and need not in found]
    if not found and (re.search(_NEED_WORDS[-1][1], turn.plain) or len(turn.plain) >= STORY):
        return None if QUESTION.search(turn.plain) else ["other"]
    return found or None


def kinds_in(key: str, words: str) -> list[str]:
    """Whom or what the words name of a list, denied or not."""
    named = _VULNERABLE_WORDS if key == "vulnerable_members" else _NEED_WORDS
    return [kind for kind, pattern in named if re.search(pattern, words)]


def _asked_vulnerable(turn: Turn) -> list[str] | None:
    """Who needs looking after; a parent or child named in answer to this is meant as one."""
    found = said_words(turn, "vulnerable", VULNERABLE)
    for start, end in clauses(turn.text):
        clause = turn.text[start:end]
        if not re.search(r"没|莫|不|无|冇", clause):
            found += kinds_in("vulnerable_members", clause)
    found = list(dict.fromkeys(found))
    if found or is_no(turn):
        return found
    named = [_OF_AGE[item.value] for item in turn.found("relation") if item.value in _OF_AGE]
    return list(dict.fromkeys(named)) or None


def _free_cause(turn: Turn) -> str | None:
    """The cause of a story told when it was asked for; a story we cannot sort is `other`, in its own words."""
    told = read_cause(turn)
    numbers = [item for entity in ("phone", "id_number") for item in turn.found(entity)]
    if numbers and not told:
        # a number is how to reach somebody, with the words around it; what else is said may tell what happened
        spans = [(start, end) for start, end in clauses(turn.text) if any(start <= n.start < end for n in numbers)]
        turn = without(turn, spans)
    if told or turn.intent in ("deny", "affirm", "dont_know", "nlu_fallback", "explain_question"):
        return told
    words = turn.plain.strip()
    return "other" if len(words) >= STORY and _TELLS.search(words) and not QUESTION.search(words) else None


def asks_number(key: str | None) -> bool:
    """Whether a bare number answers the question: 88 is then no goodbye."""
    return bool(key) and (key in _NUMBER_KEYS or bool(_MONEY_KEY.match(key or "")))


Reader = Callable[[Turn], Any]
READERS: dict[str, Reader] = {
    "safety_now": read_safety,
    "incident_cause": _free_cause,
    "incident_date": _asked_date,
    "applicant_role": _asked_role,
    "contact_name": _asked_name,
    "affected_people": count_people,
    "vulnerable_members": _asked_vulnerable,
    "urgent_need": _asked_needs,
    "id_at_hand": _asked_truth,
    "existing_status": _asked_status,
}


def days_ago(turn: Turn, days: int) -> str:
    """An ISO date before the message's own."""
    return (turn.said_on - timedelta(days=days)).isoformat()


def quiet_words(turn: Turn) -> str | None:
    """The intent of words that stop or allow messages and say nothing else."""
    if _STOPS.fullmatch(turn.plain):
        return "stop_messages"
    return "allow_messages" if _ALLOWS.fullmatch(turn.plain) else None
