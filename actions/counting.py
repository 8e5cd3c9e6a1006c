"""Numbers read against the question asked: people counted one by one, and how long ago something was."""

import re
from datetime import date, timedelta

from actions.turn import Found, Turn
from contracts.extraction import normalise
from contracts.extraction.numerals import find_numbers

MOST_PEOPLE = 999
_ALONE = re.compile(
    r"^(?:就|只有|就只有|只)?(?:我)?(?:一个|自己|我自己|独自)(?:人)?(?:的|了)?$|就我$|就我一个|只有我$|我一个人|光我"
    r"|(?:没|莫得|没得|没有)(?:别|其他|旁)的?人"
)
_TOTAL = re.compile(r"一共|总共|合计|全家|一家|全部|(?:\d|[三四五六七八九十])口|连我|连自己|算上我")
# 三个人，我55，婆娘52，女儿17: said first, it is the number of those who follow
_BEFORE_ALL = re.compile(r"^(?:我们?|咱们?|家里?|屋头|屋里|一起|现在|住|有|就|的)*$")
_BESIDE_ME = re.compile(r"除了?我|我以外|另外还?有")
_JOINS = re.compile(r"[和跟同与带加、，,]|还有")
_ME_LISTED = re.compile(
    r"(?:^|[，,])(?:就|只有)?我(?:自己)?(?:和|跟|同|与|带|还有|加|[、，,])|(?:和|跟|加|[、，,])我(?:自己)?$"
)
_PAIR = re.compile(
    r"夫妻(?:两|二|俩)?(?:个|口子?)?|两口子|老?两口|(?:两|二)公婆|爸爸妈妈|爸妈|父母|爹[妈娘]|[二两]老|公公婆婆|爷爷奶奶"
    r"|外公外婆"
)
_AGO = re.compile(
    r"^(?:已经|都|大概|大约|差不多|怕)*(?:有)?(?P<n>半|[\d一二两三四五六七八九十]+)个?(?P<half>半)?多?"
    r"(?P<unit>天|日|星期|礼拜|周|月|年)[半多]?(?:时间)?(?:了|前|以前|之前|左右|差不多|的样子|的事|吧|嘛|哦|过)+$"
)
_OFF_BY = re.compile(r"(?P<way>多|少|漏|差)(?:算|说|写|报|数)?了?(?P<n>[\d一二两三四五六七八九十]+)(?:个|口|人)")
_JUST = re.compile(r"^(?:是)?(?:才|刚|刚才|刚刚)(?:出|发生|搞|摔|撞|烧|遭)(?:的|事|了|到|着)*$")
_DAYS = {"天": 1, "日": 1, "星期": 7, "礼拜": 7, "周": 7, "月": 30, "年": 365}
# up to so many days the very day is taken; further back the month or the year it fell in
_BY_DAY, _BY_MONTH = 31, 330


def whole_number(text: str) -> int | None:
    """The first whole number in words or figures."""
    return next((number.exact for number in find_numbers(normalise(text)) if number.exact is not None), None)


def count_people(turn: Turn) -> int | None:
    """How many people the answer names: a total where one is said, else all who are listed."""
    plain = turn.plain
    counted = [item for item in turn.found("count") if isinstance(item.value, int) and item.value > 0]
    if _ALONE.search(plain):
        return 1
    if _BESIDE_ME.search(plain) and counted:
        return int(counted[0].value) + 1
    total = _total(turn, counted)
    if total is None:
        total = sum(item.value for item in counted) + _uncounted(turn, counted)
    if total:
        return total if total <= MOST_PEOPLE else None
    return int(plain) if plain.isdecimal() and 0 < int(plain) <= MOST_PEOPLE else None


def _total(turn: Turn, counted: list[Found]) -> int | None:
    """The number said of all of them, or the only number of people."""
    said = _TOTAL.search(turn.text)
    if said:
        return next((int(item.value) for item in counted if item.end > said.start()), None)
    if counted and _heads_list(turn.text, counted[0]):
        return int(counted[0].value)
    parts = [int(item.value) for item in counted]
    if len(parts) > 1 and parts[0] == sum(parts[1:]):
        # 三个，两个大人一个小的: the first says it, the others explain it
        return parts[0]
    people = [item for item in turn.found("people") if isinstance(item.value, int) and item.value > 0]
    return int(people[0].value) if people and not counted else None


def _heads_list(text: str, count: Found) -> bool:
    """Whether a number of people opens the message and a list follows it."""
    opens = _BEFORE_ALL.match(text[: count.start]) and count.text[-1:] in ("人", "口")
    return bool(opens) and text[count.end : count.end + 1] in tuple("，,：:。")


def _uncounted(turn: Turn, counted: list[Found]) -> int:
    """People named without a number: 我和老婆, 夫妻两个带一个娃."""
    spans = [(item.start, item.end) for item in counted]
    number = 0
    for pair in _PAIR.finditer(turn.text):
        number += 2 if not _covered(pair.span(), spans) else 0
        spans.append(pair.span())
    if _JOINS.search(turn.plain):
        named = [item for item in turn.found("relation") if item.value != "self"]
        number += sum(not _covered((item.start, item.end), spans) for item in named)
        number += bool(_ME_LISTED.search(turn.plain))
    return number


def _covered(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def one_more_or_less(text: str, held: int) -> int | None:
    """多了一个, 少算两个: the number put right against the one held."""
    match = _OFF_BY.search(normalise(text))
    number = whole_number(match["n"]) if match else None
    if match is None or number is None:
        return None
    right = held - number if match["way"] == "多" else held + number
    return right if right > 0 else None


def ago(plain: str, said_on: date) -> str | None:
    """三天了, 半个月了, 才出的: the day, or the month or year it fell in, as ISO date or `start/end`."""
    if _JUST.match(plain):
        return said_on.isoformat()
    match = _AGO.match(normalise(plain))
    if not match:
        return None
    number = 0.5 if match["n"] == "半" else float(whole_number(match["n"]) or 0)
    days = round((number + (0.5 if match["half"] else 0)) * _DAYS[match["unit"]])
    if not 0 < days < 20_000:
        return None
    day = said_on - timedelta(days=days)
    if days <= _BY_DAY:
        return day.isoformat()
    if days <= _BY_MONTH:
        first = day.replace(day=1)
        last = (first + timedelta(days=_BY_DAY)).replace(day=1) - timedelta(days=1)
        return f"{first}/{min(last, said_on)}"
    return f"{day.replace(month=1, day=1)}/{day.replace(month=12, day=31)}"
