"""A household's answers in the words a resident reads back: sums, property, choices; what is not known is 没说清."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.keys import DECLINED

UNCLEAR: Final = "没说清"
NOT_SAID: Final = "不想说"
MONTHS: Final = 12
# a year's sum with the month beside it; bills are sums of their own
_YEARLY: Final = frozenset({
    "income_wages", "income_farm_business", "income_property", "income_pension", "income_basic_pension",
    "income_support", "household_income_12m", "necessary_expenses",
})  # fmt: skip
_BILLS: Final = frozenset({"expense_total_12m", "expense_reimbursed_12m"})


@cache
def words_of_households() -> dict[str, Any]:
    """The words of `household_words.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return loaded


def household_labels() -> dict[str, str]:
    """What each line of the review is called."""
    return dict(words_of_households()["labels"])


def unknown_words(value: Any) -> str | None:
    """The words of an answer that says nothing; None when it says something."""
    if value is None:
        return UNCLEAR
    return NOT_SAID if value == DECLINED else None


def figure(value: float) -> str:
    """Yuan without a tail of noughts."""
    rounded = round(float(value), 2)
    return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.2f}".rstrip("0")


def sum_words(value: Any) -> str:
    """A sum or a range in yuan: 24000元, 20000到24000元, 20000元以上, 最多24000元."""
    words = words_of_households()["sums"]
    if unknown := unknown_words(value):
        return unknown
    low, high = _ends(value)
    if low is None and high is None:
        return UNCLEAR
    if high is None:
        return str(words["at_least"]).format(low=figure(low or 0))
    if low == high:
        return str(words["one"]).format(low=figure(high)) if high else str(words["nothing"])
    return str(words["between" if low else "at_most"]).format(low=figure(low or 0), high=figure(high))


def _ends(value: Any) -> tuple[float | None, float | None]:
    if isinstance(value, Mapping):
        return value.get("low"), value.get("high")
    return value, value


def yearly_words(value: Any) -> str:
    """A year's sum with what it is a month: 一年24000元（每月2000元）."""
    words = words_of_households()["sums"]
    whole, ends = sum_words(value), _ends(value)
    if unknown_words(value) or whole in (UNCLEAR, words["nothing"]):
        return whole
    months = [None if end is None else end / MONTHS for end in ends]
    exact = all(end is None or end == int(end) for end in months)
    a_month = sum_words({"low": _whole(months[0]), "high": _whole(months[1])})
    return str(words["with_month"]).format(sum=whole, month=a_month if exact else words["about"] + a_month)


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def _housing_words(value: Mapping[str, Any]) -> str:
    words = words_of_households()["housing"]
    owned = value.get("owned")
    said = words["owned_unclear"] if not isinstance(owned, int) else str(words["owned"]).format(owned=owned)
    recent = words["recent"] if value.get("recent_purchase") is True else ""
    return "，".join(part for part in (words["none"] if owned == 0 else said, recent) if part)


def _vehicle_words(vehicle: Mapping[str, Any]) -> str:
    words = words_of_households()["vehicles"]
    use, worth = words["use"].get(vehicle.get("use")), vehicle.get("value")
    asides = [use, *([str(words["worth"]).format(sum=sum_words(worth))] if unknown_words(worth) is None else [])]
    told = "，".join(aside for aside in asides if aside)
    kind = words["kind"].get(vehicle.get("kind"), UNCLEAR)
    return f"{kind}（{told}）" if told else str(kind)


def _vehicles_words(value: list[Mapping[str, Any]]) -> str:
    return "、".join(map(_vehicle_words, value)) or str(words_of_households()["vehicles"]["none"])


def _truth_words(key: str, value: bool) -> str:
    words = words_of_households()
    yes, no = words["truths"].get(key, words["truth"])
    return str(yes if value else no)


def household_words(key: str, value: Any) -> str:
    """One answer of a household in words; `members` and places are not among them."""
    if unknown := unknown_words(value):
        return unknown
    if key in _YEARLY:
        return yearly_words(value)
    if key in _BILLS:
        return sum_words(value)
    if key == "housing":
        return _housing_words(value)
    if key == "vehicles":
        return _vehicles_words(value)
    if isinstance(value, bool):
        return _truth_words(key, value)
    choices = words_of_households()["words"].get(key, {})
    if isinstance(value, list):
        return "、".join(str(choices.get(item, item)) for item in value) or str(words_of_households()["nothing"])
    return str(choices.get(value, f"{value}人" if key == "household_size" else value))
