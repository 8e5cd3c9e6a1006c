"""What a household's answers must look like, with the reason in Chinese and nothing that was told in it."""

from datetime import date
from typing import Any

import pytest

from casework.domain.answer_rules import answer_problem
from tests.unit.casework.households import COMPLETE, GIRL, MOTHER

TODAY = date(2026, 11, 23)
WRONG: list[tuple[str, Any, str]] = [
    ("members", [], "至少有一个人"),
    ("members", {"relation": "self"}, "名单"),
    ("members", [MOTHER] * 31, "最多30个人"),
    ("members", [MOTHER, {"age": 131}], "第2个人的年龄要是0到130之间的整数"),
    ("members", [{"age": True}], "第1个人的年龄"),
    ("members", [{"age": 40.5}], "第1个人的年龄"),
    ("members", [{"occupation": "spy"}], "第1个人的在做什么"),
    ("members", [{"disability": {"category": "physical", "level": 5}}], "一到四级"),
    ("members", [{"disability": {"level": 1, "grade": 2}}], "残疾要写类别和等级"),
    ("members", [{"disability": {"category": "back"}}], "残疾类别"),
    ("members", [{"serious_illness": "yes"}], "是不是重病"),
    ("members", [{"exclusion": "abroad"}], "不在家的情况"),
    ("members", [{"income": {"wages": -1}}], "第1个人的收入"),
    ("members", [{"income": {"lottery": 5}}], "按种类"),
    ("members", [{"relation": "很" * 21}], "关系"),
    ("members", [{"hukou_region": "福泉"}], "行政区划代码"),
    ("members", [{"phone": "1"}], "第1个人有不认识的一项"),
    ("members", ["老伴"], "第1个人要写关系"),
    ("household_size", 0, "人数"),
    ("household_size", 31, "人数"),
    ("household_size", True, "人数"),
    ("income_wages", -5, "钱数"),
    ("income_wages", "2000", "钱数"),
    ("income_wages", True, "钱数"),
    ("income_wages", float("inf"), "钱数"),
    ("income_wages", {"low": 5, "high": 4}, "最少比最多还大"),
    ("income_wages", {"low": 5}, "两个数"),
    ("income_wages", {"low": "5", "high": None}, "两头"),
    ("necessary_expenses", [100], "钱数"),
    ("income_kinds", ["wages", "wages"], "写了两遍"),
    ("income_kinds", ["salary"], "收入的种类"),
    ("income_kinds", "wages", "收入的种类"),
    ("income_kinds", [{}], "收入的种类"),
    ("expense_kind", ["car"], "花费的种类"),
    ("housing", {}, "房子"),
    ("housing", {"owned": -1}, "房子的处数"),
    ("housing", {"owned": 1, "recent_purchase": "no"}, "近一年"),
    ("housing", 1, "房子"),
    ("vehicles", [{"use": "farm"}], "第1辆车种类"),
    ("vehicles", [{"kind": "car"}, {"kind": "van", "use": "fun"}], "第2辆车用途"),
    ("vehicles", [{"kind": "car", "value": -1}], "第1辆车"),
    ("vehicles", "car", "清单"),
    ("savings_band", "huge", "存款"),
    ("business", True, "开店"),
    ("standard_kind", "city", "城镇还是农村"),
    ("verification_consent", True, "什么时候签"),
    ("obligors", "yes", "有没有人养"),
    ("hukou_township", "522702", "9位"),
    ("usual_region", "福泉", "行政区划代码"),
    ("members_confirmed", "yes", "不是这一项"),
    ("contracted_land", 1, "不是这一项"),
]  # fmt: skip
RIGHT: list[tuple[str, Any]] = [
    *COMPLETE.items(),
    ("members", [{}]),
    ("members", [{"relation": "邻居", "called": "王婆婆", "age": None, "occupation": "declined", "disability": None}]),
    ("members", [{**GIRL, "disability": {"category": None, "level": 3}, "income": {"pension": {"low": 1, "high": None}}}]),
    ("members", [{"hukou_region": "522702", "usual_region": "513221", "income": None}]),
    ("income_pension", {"low": 1200, "high": None}), ("income_support", 0), ("income_property", 1200.5),
    ("income_kinds", []), ("housing", {"owned": 0}), ("housing", {"owned": None, "recent_purchase": True}),
    ("vehicles", [{"kind": "van", "use": None, "value": {"low": None, "high": 30000}}]), ("expense_kind", ["medical"]),
    ("hukou_place", "老街上头"), ("usual_township", "522702001"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "reason"), WRONG)
def test_refused_with_the_reason(key: str, value: Any, reason: str) -> None:
    problem = answer_problem(key, value, TODAY)
    assert problem
    assert reason in problem


@pytest.mark.parametrize(("key", "value"), RIGHT)
def test_accepted(key: str, value: Any) -> None:
    assert answer_problem(key, value, TODAY) is None


def test_what_was_told_is_in_no_reason() -> None:
    secret = "我是某某某"
    for key in ("members", "housing", "vehicles", "income_wages", "income_kinds", "savings_band", "business"):
        for value in (secret, [secret], {"low": secret, "high": secret}, [{"relation": secret * 9, secret: 1}]):
            assert secret not in (answer_problem(key, value, TODAY) or "")
