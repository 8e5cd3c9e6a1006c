"""Money told in answer to a question: which kind, whose, for which time, as yuan a year and read back in figures."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from actions import texts
from actions.counting import count_people
from actions.household.keys import (
    BASIC_PENSION,
    INCOMES,
    MEMBERS,
    MONEY,
    PENDING,
    SUMS,
    TABLE,
    YEARLY,
    members_of,
    who_is,
)
from actions.household.money import (
    OWED,
    Sum,
    a_year,
    added,
    bare_number,
    days_told,
    each_of,
    only_period,
    said_and_yearly,
    sums_in,
    value_of,
    yuan,
)
from actions.readers import answer, is_no
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import DECLINED

LAST = "last_sum"
_NOTHING = re.compile(
    r"^(?:现在|目前|今年|这[一两]?年|我们?|家里|屋头|一样|啥子?|什么|一分钱?|一分一厘"
    r"|基本上?|都|也|全|从来|还|他|她|哪里)*"
    r"(?:没|莫|没有|莫得|没得|冇|无)(?:有|得|挣|报|找|花|落|见)?(?:到|着|过|上|了|销|钱"
    r"|收入|进账|开销|补助|啥子?|什么|一分|大|的"
    r"|这些|个|哦|啊|嘛|哈|呢|报)*$|^(?:零|0)(?:元|块)?$|^白干"
)
_EXAMPLE = re.compile(r"[“\"][^”\"]*[”\"]")
_PERIOD_ASKED = (("day", r"每天"), ("month", r"每月|每个月"), ("year", r"每年|一年"))
_COST = re.compile(
    r"(?:本钱?|成本|种子|化肥|肥料|饲料|农药|进货|人工|工钱开?)[^,，。;；\d一二两三四五六七八九十百千万几]{0,6}$"
)
_REIMBURSED = re.compile(
    r"(?:报(?:销|账)?(?:了|完|掉|下来|得|到|的|过)*|医保[^,，。]{0,4}|赔(?:了|偿|付)*|捐(?:了|款|的)*|筹(?:了|款|到"
    r"|的)*|救助(?:了)?|补(?:助|贴)?了)(?:大概|差不多|有|是|一共|才|只|就|得)*$"
)
_OWN_SHARE = re.compile(
    r"(?:自费|自付|自己(?:掏|出|付|花|拿|垫|承担)|个人(?:承担|支付|自付|掏)|实际(?:掏|出"
    r"|花))(?:了|的|大概|差不多|有|是|钱)*$"
)
_PAIRS = re.compile(r"老?两口|两口子|夫妻|两个老|老两个|我们两个|我们俩|他们两个")


@dataclass
class Heard:
    """What an answer about money tells; `lacks` is what must be asked before it can be kept: `days` or `period`."""

    answers: list[Answer] = field(default_factory=list)
    words: str = ""
    lacks: str | None = None


def says_nothing(turn: Turn) -> bool:
    """没有, 都没得, 一分钱没有: zero as told, which is not the same as unknown."""
    return is_no(turn) or bool(_NOTHING.match(turn.plain))


def asked_period(key: str) -> str | None:
    """The period the question itself names, examples left out: 每月大概多少 is answered by the month."""
    if not texts.has(name := f"utter_ask_{key}"):
        return None
    question = _EXAMPLE.sub("", texts.responses()[name][0]["text"])
    named = [period for period, words in _PERIOD_ASKED if re.search(words, question)]
    return named[0] if len(named) == 1 else None


def hear(turn: Turn, key: str) -> Heard | None:
    """The answer to a question about money, None where it tells none; `turn.memory` is not changed."""
    pending = turn.memory.flags.get(PENDING) or {}
    held = held_sum(pending) if pending.get("key") == key else None
    sums = sums_in(turn)
    if held and (done := _completed(turn, key, held, str(pending.get("lacks")), sums)):
        return done
    if not sums:
        return Heard([answer(turn, key, 0)], f"{_label(key)}没有") if says_nothing(turn) else None
    return _bills(turn, key, sums) if key in SUMS else _income(turn, key, sums)


def held_sum(pending: dict[str, Any]) -> Sum:
    """The sum that waits for its days, people or period."""
    return Sum(pending.get("low"), pending.get("high"), pending.get("period"), None, 0, 0)


def _completed(turn: Turn, key: str, held: Sum, lacks: str, sums: list[Sum]) -> Heard | None:
    """The days or the period that were still lacking, told now."""
    if lacks == "days":
        days = days_told(turn.text) or (bare_number(turn.text) if not _tells_money(sums) else None)
        return _kept(turn, key, [held], days) if days else None
    if lacks == "people":
        number = count_people(turn) or bare_number(turn.text)
        return _kept(turn, key, [held], None) if number and not _tells_money(sums) else None
    period = only_period(turn.text)
    return in_period(turn, key, held, period) if period and not _tells_money(sums) else None


def _tells_money(sums: list[Sum]) -> bool:
    return any(one.period not in (None, "once") for one in sums)


def in_period(turn: Turn, key: str, held: Sum, period: str) -> Heard:
    """The sum with the period that was chosen or named."""
    return _kept(turn, key, [replace(held, period=period)], None)


def _income(turn: Turn, key: str, sums: list[Sum]) -> Heard:
    usual = asked_period(key)
    timed = [replace(one, period=usual) if one.period in (None, "once") and usual else one for one in sums]
    return _kept(turn, key, _without_costs(turn, timed), None)


def _without_costs(turn: Turn, sums: list[Sum]) -> list[Sum]:
    """卖了八千，本钱三千: what it cost is taken off, where both were said for the same time."""
    costs = [one for one in sums if _COST.search(turn.text[: one.start])]
    earned = [one for one in sums if one not in costs]
    if not costs or len(earned) != 1:
        return earned or sums
    cost, one = added(costs), earned[0]
    low = None if one.low is None else max(0, one.low - (cost.high or 0))
    high = None if one.high is None else max(0, one.high - (cost.low or 0))
    return [replace(one, low=low, high=high)]


def _kept(turn: Turn, key: str, sums: list[Sum], days: tuple[float, float] | None) -> Heard:
    yearly = [a_year(one, turn.text, days) for one in sums]
    if lacking := next((one for one, whole in zip(sums, yearly, strict=True) if whole is None), None):
        return Heard(lacks="days" if lacking.period == "day" else "period")
    parts = [whole for whole in yearly if whole is not None]
    people = _people(turn, sums, key)
    if people == 0:
        return Heard(lacks="people")
    if people:
        parts = [parts[0].times(people, people)]
        words = (
            f"每人{said_and_yearly(sums[0], parts[0])}"
            if sums[0].period == "year"
            else (f"每人{said_and_yearly(sums[0], parts[0]).replace('，', f'，{people}个人')}")
        )
    elif len(parts) == 1:
        words = said_and_yearly(sums[0], parts[0])
    else:
        words = "，".join(
            f"{_whose(turn, one)}{said_and_yearly(one, whole)}" for one, whole in zip(sums, parts, strict=True)
        )
    whole = added(parts)
    words += f"，合起来一年{yuan(whole.low, whole.high)}" if len(parts) > 1 else ""
    answers = [answer(turn, key, value_of(whole)), *_of_members(turn, key, parts)]
    return Heard(answers, f"{_label(key)}{words}")


def _people(turn: Turn, sums: list[Sum], key: str) -> int | None:
    """For how many people a sum was said of each; 0 where that must be asked, None where it was said of all."""
    pending = turn.memory.flags.get(PENDING) or {}
    if pending.get("key") == key and pending.get("lacks") == "people":
        told = bare_number(turn.text)
        return int(told[0]) if told else count_people(turn)
    if len(sums) != 1 or not each_of(turn.text):
        return None
    counted = [item.value for item in turn.found("count") if isinstance(item.value, int) and item.value > 1]
    named = {item.text for item in turn.found("relation") if item.value != "self"}
    both = 2 if _PAIRS.search(turn.text) else 0
    number = int(next(iter(counted), 0)) or both or len(named) + bool("我" in turn.text and named)
    if number > 1:
        return number
    last = turn.memory.flags.get(LAST) or {}
    return int(last.get("people") or 0) if last.get("key") == key else 0


def _member_of(turn: Turn, one: Sum) -> int | None:
    """The number of the member whose sum it is, where only one fits."""
    fitting = [place for place, member in enumerate(members_of(turn), 1) if member.get("relation") == one.whose]
    return fitting[0] if one.whose and len(fitting) == 1 else None


def _whose(turn: Turn, one: Sum) -> str:
    number = _member_of(turn, one)
    return who_is(turn, number) if number else ""


def _of_members(turn: Turn, key: str, parts: list[Sum]) -> list[Answer]:
    """Per person where told so: kept beside the household's sum, for support of one member alone."""
    numbers = [_member_of(turn, one) for one in parts]
    kind = next((name for name, of in INCOMES.items() if of == key), None)
    if kind is None or None in numbers or len(set(numbers)) < len(numbers):
        return []
    members = members_of(turn)
    for number, one in zip(numbers, parts, strict=True):
        if number:
            members[number - 1]["income"] = {**(members[number - 1].get("income") or {}), kind: value_of(one)}
    # what comes in is no change of who lives there: a table that was right stays so
    draft = turn.state.draft
    confirmed = [answer(turn, TABLE, True, "")] if draft and draft.answers.get(TABLE) is True else []
    return [answer(turn, MEMBERS, members, ""), *confirmed]


def _bills(turn: Turn, key: str, sums: list[Sum]) -> Heard:
    """Bills of twelve months: what was spent and what was paid back may come in one breath; debts are neither."""
    told: dict[str, list[Sum]] = {}
    for one in sums:
        before = turn.text[: one.start]
        if OWED.search(before) and len(sums) > 1:
            continue
        place = "expense_reimbursed_12m" if _REIMBURSED.search(before) else "expense_total_12m"
        told.setdefault(key if key == "necessary_expenses" or len(sums) == 1 else place, []).append(_bill(turn, one))
    own = key == "expense_total_12m" and len(sums) == 1 and bool(_OWN_SHARE.search(turn.text[: sums[0].start]))
    answers = [answer(turn, name, value_of(added(parts))) for name, parts in told.items()]
    words = "，".join(_label(name) + yuan(added(parts).low, added(parts).high) for name, parts in told.items())
    if own:
        # what they paid themselves is what is left after every refund
        answers.append(answer(turn, "expense_reimbursed_12m", 0, turn.plain))
        words = f"自己掏的{yuan(sums[0].low, sums[0].high)}"
    return Heard(answers, words)


def _bill(turn: Turn, one: Sum) -> Sum:
    by_time = one.period not in (None, "once", "year")
    return (a_year(one, turn.text) if by_time else None) or replace(one, period="year")


def read_basic_pension(turn: Turn, value: Any) -> Any:
    """All of the pensions, or none of them, as yuan a year."""
    draft = turn.state.draft
    if value == "all":
        return draft.answers.get("income_pension") if draft else None
    return 0 if value == "none" else value


def keep_pending(turn: Turn, key: str, lacks: str, sums: list[Sum]) -> None:
    """Hold a sum until its days or its period are told."""
    one = sums[0] if sums else held_sum(turn.memory.flags.get(PENDING) or {})
    turn.memory.flags[PENDING] = {"key": key, "lacks": lacks, "low": one.low, "high": one.high, "period": one.period}


def keep_last(turn: Turn, key: str, sums: list[Sum]) -> None:
    """Hold the sum told last, so that 是一年的 can put its period right."""
    one = sums[0] if len(sums) == 1 else Sum(None, None, None, None, 0, 0)
    people = _people(turn, sums, key) if sums else None
    turn.memory.flags[LAST] = {"key": key, "low": one.low, "high": one.high, "people": people}


def last_key(turn: Turn) -> str | None:
    """The sum told last, which 不对，是一天一百二 is about."""
    return (turn.memory.flags.get(LAST) or {}).get("key")


def last_in_other_period(turn: Turn) -> tuple[str, Heard] | None:
    """The sum told last with the period that is named now: 不是一个月，是一年的."""
    last, period = turn.memory.flags.get(LAST) or {}, only_period(turn.text)
    key = str(last.get("key") or "")
    if not period or key not in YEARLY or turn.memory.flags.get(PENDING) or last.get("high") is None:
        return None
    return key, in_period(turn, key, Sum(last.get("low"), last.get("high"), None, None, 0, 0), period)


_NAMES = {
    "income_wages": "打工的钱", "income_farm_business": "种地生意", "income_property": "房租利息",
    "income_pension": "养老金", "income_support": "家人给的钱", "necessary_expenses": "省不掉的开销",
    "expense_total_12m": "一共花了", "expense_reimbursed_12m": "报销和捐款", "household_income_12m": "全家收入",
}  # fmt: skip


def _label(key: str) -> str:
    return _NAMES.get(key, "")


def is_money(key: str | None) -> bool:
    """Whether a question is about money."""
    return key in MONEY or key == BASIC_PENSION


def unknown_words(value: Any) -> bool:
    """Whether a value says that it is not known or would not be said."""
    return value is None or value == DECLINED
