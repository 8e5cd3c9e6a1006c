"""What a household's answers must look like: people, sums, house, vehicles. Each problem says in Chinese what is wrong.

Nothing that was told is quoted: an error goes back through logs and screens.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts.keys import (
    AREAS,
    BANDS,
    BUSINESSES,
    DECLINED,
    DISABILITIES,
    EXCLUSIONS,
    EXPENSES,
    INCOME_KINDS,
    OBLIGORS,
    OCCUPATIONS,
    VEHICLE_USES,
    VEHICLES,
    WHEN_CHECKED,
)

Rule = Callable[[Any], str | None]
OLDEST: Final = 130
MOST_PEOPLE: Final = 30
MOST_THINGS: Final = 20
WORD_LENGTH: Final = 20
LARGEST_SUM: Final = 10**9
LEVELS: Final = (1, 2, 3, 4)
_UNKNOWN: Final = (None, DECLINED)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_sum(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= LARGEST_SUM


def sum_problem(value: Any) -> str | None:
    """Yuan, or a range `{low, high}` whose upper end may be unknown."""
    if not isinstance(value, Mapping):
        return None if _is_sum(value) else "要是大于等于0的钱数，或者一个范围"
    if set(value) != {"low", "high"}:
        return "范围要写最少和最多两个数"
    low, high = value["low"], value["high"]
    if any(end is not None and not _is_sum(end) for end in (low, high)):
        return "范围的两头要是大于等于0的钱数，或者空着"
    return "范围的最少比最多还大" if low is not None and high is not None and low > high else None


def _one_of(words: tuple[Any, ...], what: str) -> Rule:
    return lambda value: None if isinstance(value, str) and value in words else f"{what}不在能选的里面"


def _list_of(words: tuple[str, ...], what: str) -> Rule:
    def problem(value: Any) -> str | None:
        if not isinstance(value, list) or any(not isinstance(one, str) or one not in words for one in value):
            return f"要是一串{what}，每一样都在能选的里面"
        return "同一样写了两遍" if len(set(value)) < len(value) else None

    return problem


def _is_yes_or_no(what: str) -> Rule:
    return lambda value: None if isinstance(value, bool) else f"{what}要是“是”或“不是”"


def _disability_problem(value: Any) -> str | None:
    if value == "none":
        return None
    if not isinstance(value, Mapping) or not set(value) <= {"category", "level"}:
        return "残疾要写类别和等级"
    category, level = value.get("category"), value.get("level")
    if category is not None and (not isinstance(category, str) or category not in DISABILITIES):
        return "残疾类别不在能选的里面"
    return None if level is None or (_is_whole(level, 1, 4)) else "残疾等级要是一到四级"


def _own_income_problem(value: Any) -> str | None:
    kinds = (*INCOME_KINDS, "basic_pension")
    if not isinstance(value, Mapping) or not all(isinstance(kind, str) and kind in kinds for kind in value):
        return "收入要按种类写"
    problems = (sum_problem(one) for one in value.values() if one not in _UNKNOWN)
    problem = next((one for one in problems if one), None)
    return f"收入{problem}" if problem else None


def _short_words(what: str) -> Rule:
    def problem(value: Any) -> str | None:
        is_words = isinstance(value, str) and bool(value.strip()) and len(value) <= WORD_LENGTH
        return None if is_words else f"{what}要是{WORD_LENGTH}个字以内的文字"

    return problem


def _code_problem(value: Any) -> str | None:
    is_code = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 6
    return None if is_code else "地方要是6位行政区划代码"


_MEMBER: Final[dict[str, Rule]] = {
    "relation": _short_words("关系"),
    "called": _short_words("称呼"),
    "age": lambda value: None if _is_whole(value, 0, OLDEST) else f"年龄要是0到{OLDEST}之间的整数",
    "occupation": _one_of(OCCUPATIONS, "在做什么"),
    "disability": _disability_problem,
    "serious_illness": _is_yes_or_no("是不是重病"),
    "exclusion": _one_of(EXCLUSIONS, "不在家的情况"),
    "income": _own_income_problem,
    "hukou_region": _code_problem,
    "usual_region": _code_problem,
}


def _member_problem(member: Any) -> str | None:
    if not isinstance(member, Mapping):
        return "要写关系、年龄这些"
    for field, value in member.items():
        if field not in _MEMBER:
            return "有不认识的一项"
        if value not in _UNKNOWN and (problem := _MEMBER[field](value)):
            return problem
    return None


def members_problem(value: Any) -> str | None:
    """A list of people, the applicant first."""
    if not isinstance(value, list) or not value:
        return "要是家里人的名单，至少有一个人"
    if len(value) > MOST_PEOPLE:
        return f"最多{MOST_PEOPLE}个人"
    for number, member in enumerate(value, start=1):
        if problem := _member_problem(member):
            return f"第{number}个人的{problem}" if not problem.startswith(("要", "有")) else f"第{number}个人{problem}"
    return None


def _housing_problem(value: Any) -> str | None:
    if not isinstance(value, Mapping) or not set(value) <= {"owned", "recent_purchase"} or not value:
        return "房子要写自家有几处、近一年买没买"
    owned, recent = value.get("owned"), value.get("recent_purchase")
    if owned not in _UNKNOWN and not _is_whole(owned, 0, MOST_THINGS):
        return f"房子的处数要是0到{MOST_THINGS}之间的整数"
    return _is_yes_or_no("近一年买没买房")(recent) if recent not in _UNKNOWN else None


def _vehicle_problem(vehicle: Any) -> str | None:
    if not isinstance(vehicle, Mapping) or not set(vehicle) <= {"kind", "use", "value"}:
        return "要写种类、用途、值多少钱"
    kind, use, worth = (vehicle.get(field) for field in ("kind", "use", "value"))
    if not isinstance(kind, str) or kind not in VEHICLES:
        return "种类不在能选的里面"
    if use not in _UNKNOWN and (not isinstance(use, str) or use not in VEHICLE_USES):
        return "用途不在能选的里面"
    return sum_problem(worth) if worth not in _UNKNOWN else None


def _vehicles_problem(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > MOST_THINGS:
        return f"要是车的清单，没有就空着，最多{MOST_THINGS}辆"
    problems = ((number, _vehicle_problem(one)) for number, one in enumerate(value, start=1))
    return next((f"第{number}辆车{problem}" for number, problem in problems if problem), None)


def _savings_problem(value: Any) -> str | None:
    """A band, or the sum, which becomes one with the data of the place."""
    return sum_problem(value) if not isinstance(value, str) else _one_of(BANDS, "存款的档")(value)


def _size_problem(value: Any) -> str | None:
    return None if _is_whole(value, 1, MOST_PEOPLE) else f"人数要是1到{MOST_PEOPLE}之间的整数"


SUM_KEYS: Final = (
    *(f"income_{kind}" for kind in INCOME_KINDS), "income_basic_pension", "necessary_expenses",
    "expense_total_12m", "expense_reimbursed_12m", "household_income_12m",
)  # fmt: skip
HOUSEHOLD_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(SUM_KEYS, sum_problem),
    "members": members_problem,
    "household_size": _size_problem,
    "income_kinds": _list_of(INCOME_KINDS, "收入的种类"),
    "expense_kind": _list_of(EXPENSES, "花费的种类"),
    "housing": _housing_problem,
    "vehicles": _vehicles_problem,
    "standard_kind": _one_of(AREAS, "城镇还是农村"),
    "savings_band": _savings_problem,
    "business": _one_of(BUSINESSES, "开店办厂的情况"),
    "obligors": _one_of(OBLIGORS, "有没有人养"),
    "verification_consent": _one_of(WHEN_CHECKED, "什么时候签"),
    "proxy_relation": _short_words("代办人关系"),
}
