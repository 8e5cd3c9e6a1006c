"""The people of a household in words: 老伴，68岁，在家."""

from collections.abc import Mapping
from typing import Any

from casework.domain.household_words import unknown_words, words_of_households, yearly_words
from casework.domain.interview_types import Given
from casework.domain.members_plan import grows_old, members_of
from contracts.casework import TableRow


def members_table(given: Given) -> list[TableRow]:
    """One numbered row for each person told."""
    return [TableRow(number=number, text=member_words(number, one)) for number, one in enumerate(members_of(given), 1)]


def all_members_words(members: Any) -> str:
    """All of them in one line, numbered where there are several."""
    if not isinstance(members, list):
        return unknown_words(members) or ""
    rows = [member_words(number, one) for number, one in enumerate(members, start=1)]
    return "；".join(f"{number}. {row}" for number, row in enumerate(rows, 1)) if len(rows) > 1 else "".join(rows)


def member_words(number: int, member: Mapping[str, Any]) -> str:
    """One person: who, how old, what they do, what weighs on them."""
    if not isinstance(member, Mapping):
        return str(_words()["somebody"])
    own = [who_words(number, member), _age(member), _work(member), _disability(member)]
    return "，".join(part for part in (*own, *_conditions(member), _income(member)) if part)


def _words() -> dict[str, Any]:
    found: dict[str, Any] = words_of_households()["members"]
    return found


def who_words(number: int, member: Mapping[str, Any]) -> str:
    """Who somebody of the household is to the applicant: 老伴, 儿子."""
    words = _words()
    called, relation = member.get("called"), member.get("relation")
    if number == 1 and relation in (None, "self"):
        return str(words["relation"]["self"])
    if isinstance(called, str) and unknown_words(called) is None:
        return called
    if relation == "spouse" and grows_old(member):
        return str(words["old_spouse"])
    if unknown_words(relation):
        return str(words["somebody"])
    return str(words["relation"].get(relation, relation))


def _age(member: Mapping[str, Any]) -> str:
    age = member.get("age")
    return str(_words()["age"]).format(age=age) if isinstance(age, int) else _unclear(member, "age")


def _unclear(member: Mapping[str, Any], field: str) -> str:
    return str(_words()["unclear"][field]) if field in member and unknown_words(member[field]) else ""


def _work(member: Mapping[str, Any]) -> str:
    work = member.get("occupation")
    if unknown_words(work):
        return _unclear(member, "occupation")
    at_home = work == "unemployed" and grows_old(member)
    return str(_words()["at_home"] if at_home else _words()["occupation"].get(work, work))


def _disability(member: Mapping[str, Any]) -> str:
    told, words = member.get("disability"), _words()
    if not isinstance(told, Mapping):
        return "" if told == "none" else _unclear(member, "disability")
    level, category = told.get("level"), words["categories"].get(told.get("category"), "")
    named = words["levels"][level - 1] if isinstance(level, int) and 0 < level <= len(words["levels"]) else ""
    said = str(words["disability"]).format(level=named, category=category)
    return said if named else f"{said}{words['no_level']}"


def _conditions(member: Mapping[str, Any]) -> list[str]:
    words, away = _words(), member.get("exclusion")
    ill = words["serious_illness"] if member.get("serious_illness") is True else _unclear(member, "serious_illness")
    gone = _unclear(member, "exclusion") if unknown_words(away) else words["exclusion"].get(away, "")
    return [str(ill), str(gone)]


def _income(member: Mapping[str, Any]) -> str:
    told = member.get("income")
    if not isinstance(told, Mapping) or not told:
        return ""
    kinds = words_of_households()["words"]["income_kinds"]
    nothing = words_of_households()["sums"]["nothing"]
    sums = [(kinds.get(kind, ""), yearly_words(value)) for kind, value in told.items()]
    some = "、".join(f"{kind}{words}" for kind, words in sums if words != nothing)
    return str(_words()["own_income"]).format(sums=some) if some else str(_words()["no_income"])
