"""Writes `docs/interview-paths.md`: every path through the interviews with its length in a resident's turns.

A path is walked on the plan itself: one plain answer a message, as the question asks for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from casework.domain.answer_words import LABELS
from casework.domain.consequences import consequences
from casework.domain.draft_fold import Folded, Told
from casework.domain.interviews import (
    CONFIRM,
    MINIMUM_LIVING,
    MINIMUM_LIVING_SINGLE,
    OPENING_TURNS,
    TEMPORARY_EXPENSE,
    TEMPORARY_URGENT,
    Given,
    Interview,
    standing,
    waiting,
)
from casework.domain.members_plan import income_kinds_worth_asking

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "interview-paths.md"
SERVED, ELSEWHERE, TOWNSHIP = "522702", "530602", "522702001"
TOLD_AT_ONCE_LIMIT: Final = 18
URGENT_LIMIT: Final = 8
LONGEST: Final = 200

_ADULT = {"relation": "self", "age": 45, "occupation": "casual"}
_SPOUSE = {"relation": "spouse", "age": 44, "occupation": "farming"}
_CHILD = {"relation": "child", "age": 20, "occupation": "student"}
_OLD = {"relation": "self", "age": 66, "occupation": "farming"}
_OLDER = {"relation": "spouse", "age": 70, "occupation": "unable"}
_OLDEST = {"relation": "parent", "age": 73, "occupation": "unable"}
HOUSEHOLDS: Final[dict[str, list[dict[str, Any]]]] = {
    "夫妻和孩子": [_ADULT, _SPOUSE, _CHILD],
    "三位老人": [_OLD, _OLDER, _OLDEST],
}
PLACES: Final[dict[str, dict[str, Any]]] = {
    "户口在本地": {"hukou_region": SERVED, "hukou_township": TOWNSHIP},
    "先只说县": {"hukou_region": SERVED},
    "户口在外地": {"hukou_region": ELSEWHERE, "usual_region": SERVED, "usual_township": TOWNSHIP},
    "户口说不清": {"hukou_region": None, "usual_region": SERVED, "usual_township": TOWNSHIP},
}
AREAS: Final[dict[str, dict[str, Any]]] = {"知道": {"standard_kind": "rural"}, "说不清": {"standard_kind": None}}
_ANSWERS: Final[dict[str, Any]] = {
    "safety_now": "safe", "incident_region": SERVED, "incident_township": TOWNSHIP, "incident_cause": "fire",
    "incident_date": "2026-11", "contact_phone": None, "applicant_role": "self", "existing_status": "none",
    "household_size": 3, "members_confirmed": True, "obligors": "none", "contracted_land": True,
    "income_kinds": [], "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [], "savings_band": "low",
    "business": "none", "verification_consent": "now", "expense_kind": ["medical"], "residence_permit": True,
}  # fmt: skip


@dataclass
class Walk:
    """One path: what it is called by column, what is answered, what the first message told already."""

    interview: Interview
    names: dict[str, str]
    answers: dict[str, Any]
    people: list[dict[str, Any]] = field(default_factory=list)
    at_first: dict[str, Any] = field(default_factory=dict)

    def turns(self) -> tuple[int, list[str]]:
        """How many turns a resident takes up to filing, and the keys left for afterwards."""
        folded = Folded()
        if self.at_first:
            tell(folded, "consent", self.at_first)
        spent = OPENING_TURNS
        while (now := standing(self.interview, self._given(folded))).next_key != CONFIRM:
            if now.next_key is None or spent > LONGEST:
                raise ValueError(f"{self.interview.lane} has no end: {self.names}")
            spent += 1
            tell(folded, str(spent), self._answer(now.next_key, now.detail, folded))
        return spent + 1, sorted(waiting(self.interview, self._given(folded)))

    def _given(self, folded: Folded) -> Given:
        # the first message is told in the turn of the consent, which the opening counts
        spent = max(0, folded.spent - bool(self.at_first))
        return Given(folded.answers, folded.turns, spent=spent, served=lambda code: code == SERVED)

    def _answer(self, key: str, detail: dict[str, Any] | None, folded: Folded) -> dict[str, Any]:
        if key == "members" and detail:
            return {"members": self._people_after(folded.answers.get("members") or [], detail)}
        if key.endswith("_region"):
            side, again = key.removesuffix("_region"), key in folded.answers
            told = {f"{side}_township": TOWNSHIP} if again else {}
            return told or {name: self.answers[name] for name in (key, f"{side}_township") if name in self.answers}
        return {key: self.answers.get(key, 1200)}

    def _people_after(self, told: list[dict[str, Any]], detail: dict[str, Any]) -> list[dict[str, Any]]:
        people = [dict(one) for one in told]
        number, what = detail["member"], detail["field"]
        if number is None:
            return [{**one, "serious_illness": False, "exclusion": "none"} for one in people]
        people += [{} for _ in range(number - len(people))]
        own = {"income": {"wages": 0}, **self.people[number - 1]}
        people[number - 1][what] = own[what]
        return people


def tell(folded: Folded, turn: str, told: dict[str, Any]) -> None:
    """One turn's answers with what follows from them."""
    follows = consequences(folded.answers, told)
    for key, value in told.items():
        folded.apply(Told(turn, key, value))
    for one in follows:
        folded.apply(Told(turn, one.key, one.value, one.cleared))


def _kinds(people: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    worth_asking = income_kinds_worth_asking(Given({"members": people}, {}))
    for number in range(len(worth_asking) + 1):
        yield f"{number}种", worth_asking[:number]


def household_walks(interview: Interview, statuses: dict[str, str]) -> list[Walk]:
    """Three people, one plain answer a message."""
    return [
        Walk(
            interview,
            {"家里人": people, "户口": place, "城镇农村": area, "已有救助": status, "收入": kinds},
            {**_ANSWERS, **PLACES[place], **AREAS[area], "income_kinds": named, "existing_status": code},
            HOUSEHOLDS[people],
        )
        for people, place, area, (status, code) in product(HOUSEHOLDS, PLACES, AREAS, statuses.items())
        for kinds, named in _kinds(HOUSEHOLDS[people])
    ]  # fmt: skip


def told_at_once_walks() -> list[Walk]:
    """Much told in the first message: who lives there and where, or the incomes as well."""
    well = [{**one, "serious_illness": False, "exclusion": "none"} for one in HOUSEHOLDS["夫妻和孩子"]]
    people = {**PLACES["户口在本地"], "members": well, "household_size": 3}
    incomes = {"income_wages": 9600, "income_farm_business": 3000}
    first = {"家里人和户口": people, "家里人、户口和两样收入": {**people, **incomes}}
    return [
        Walk(
            MINIMUM_LIVING, {"先说了": name, "另有收入": kinds},
            {**_ANSWERS, **AREAS["知道"], "income_kinds": named}, HOUSEHOLDS["夫妻和孩子"], told,
        )
        for (name, told), (kinds, named) in product(first.items(), list(_kinds(well))[:3])
    ]  # fmt: skip


def expense_walks() -> list[Walk]:
    """With and without a status that settles income and property."""
    places = {"说到乡镇": {}, "先只说县": {"incident_township": None}}
    statuses = {"没有": "none", "低保边缘": "marginal_household"}
    walks = []
    for (place, changed), (status, code) in product(places.items(), statuses.items()):
        answers = {key: value for key, value in (_ANSWERS | changed).items() if value is not None or key not in changed}
        walks.append(Walk(TEMPORARY_EXPENSE, {"地点": place, "已有救助": status}, {**answers, "existing_status": code}))
    return walks


def urgent_walks() -> list[Walk]:
    """The urgent lane has one path; whoever names the county alone says one thing more."""
    return [Walk(TEMPORARY_URGENT, {"地点": "说到乡镇"}, _ANSWERS)]


SECTIONS: Final = (
    ("急难型临时救助", URGENT_LIMIT, urgent_walks()),
    ("支出型临时救助", TEMPORARY_EXPENSE.turn_limit, expense_walks()),
    ("低保，三口人，一句话说一样", MINIMUM_LIVING.turn_limit, household_walks(MINIMUM_LIVING, {"没有": "none"})),
    ("低保，三口人，先说了一大段", TOLD_AT_ONCE_LIMIT, told_at_once_walks()),
    (
        "单人保，三口人，一句话说一样", MINIMUM_LIVING_SINGLE.turn_limit,
        household_walks(MINIMUM_LIVING_SINGLE, {"没有": "none", "低保边缘": "marginal_household"}),
    ),
)  # fmt: skip
_HEAD: Final = """# 问答的每一条路有多长

此页由 `uv run python -m tools.interview_paths` 生成，测试保证它是新的，也保证没有一条路超过上限。改问答，不改此页。

一句是居民说的一句话：从第一句（比如“我想申请低保”）、同意告知书，到一句答一样，到最后说“对，提交”。
问地点时，问的是哪个县、哪个乡镇；只说了县的，再问一次乡镇。
家里超过三口人的，每多一个人最多多三句。问答太长时，“留到交了以后”一栏里的几样先不问，交了再说。
"""


def _row(walk: Walk, columns: list[str]) -> str:
    turns, later = walk.turns()
    cells = [
        *(walk.names[name] for name in columns),
        str(turns),
        "、".join(LABELS.get(key, key) for key in later) or "无",
    ]
    return f"| {' | '.join(cells)} |"


def paths_page() -> str:
    """The page as it should stand."""
    parts = [_HEAD]
    for title, limit, walks in SECTIONS:
        columns = list(walks[0].names)
        rule = "|".join(["---"] * (len(columns) + 2))
        parts.append(
            f"\n## {title}（最多{limit}句）\n\n| {' | '.join([*columns, '句数', '留到交了以后'])} |\n|{rule}|\n"
        )
        parts.append("\n".join(_row(walk, columns) for walk in walks) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(paths_page(), encoding="utf-8")
