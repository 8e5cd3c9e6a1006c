"""A changed law run over households: who would be assessed otherwise, in what, and which parameter did it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from policy.book import PolicyBook
from policy.facts import read_day
from policy.model import Gap, Value
from policy.page import value_words
from policy.parameters import Entry, Parameters
from policy.speech import AnswerBook
from policy.wording import case_words, date_words, quantity_words

OUTCOMES = {"likely": "可能符合", "needs_review": "需要工作人员核实", "alternative": "先看别的帮助"}
NOTHING = "没有"
# what a question asks for, in the words of staff
ASKED = {
    "standard_kind": "城市还是农村", "household_size": "几口人", "members": "家里有谁", "income_wages": "工资",
    "income_farm_business": "种养、生意", "income_property": "房租、土地", "income_pension": "养老金",
    "income_basic_pension": "居民养老金", "income_support": "赡养费", "necessary_expenses": "必要花费",
    "housing": "房子", "vehicles": "车", "savings_band": "存款", "business": "店铺、公司",
    "high_fee_school_or_travel": "高收费学校、出国", "obligors": "有没有人能养", "hukou_region": "户口在哪里",
    "residence_permit": "居住证", "existing_status": "是不是已有低保", "expense_kind": "什么花费",
    "expense_total_12m": "一年花了多少", "expense_reimbursed_12m": "报销了多少", "household_income_12m": "一年收入",
    "incident_cause": "出了什么事", "incident_date": "哪天的事",
}  # fmt: skip
PLACES = ("region", "incident_region", "hukou_region")


@dataclass(frozen=True)
class Household:
    """Facts under a name that identifies nobody."""

    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One thing of the assessment that differs, before and after, in words."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}：{self.before} → {self.after}"


@dataclass(frozen=True)
class Moved:
    """A parameter that says something else at the household's place and day."""

    quantity: str
    title: str
    place: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.place}“{self.title}”：{self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """A household that is assessed otherwise, and why. `parts` lead with the outcome where it differs."""

    name: str
    region: str
    as_of: str
    outcome_before: str
    outcome_after: str
    parts: list[Part]
    because: list[Moved]

    def __str__(self) -> str:
        causes = [f"    因为 {moved}" for moved in self.because] or ["    因为 地区或数量登记变了"]
        return "\n".join(
            [f"{self.name}（{self.region}，{self.as_of}）", *(f"  {part}" for part in self.parts), *causes]
        )


@dataclass(frozen=True)
class Comparison:
    """All households under both laws."""

    before: str
    after: str
    households: int
    changes: list[Change] = field(default_factory=list)

    def summary(self) -> list[str]:
        """How many change, and from which outcome to which, in words."""
        moves: dict[tuple[str, str], int] = {}
        for change in self.changes:
            if change.outcome_before != change.outcome_after:
                move = (change.outcome_before, change.outcome_after)
                moves[move] = moves.get(move, 0) + 1
        told = [f"{OUTCOMES[old]} → {OUTCOMES[new]}：{count} 户" for (old, new), count in sorted(moves.items())]
        same = len(self.changes) - sum(moves.values())
        rest = [f"初步看法不变、数或材料变的：{same} 户"] if same else []
        return [f"{self.households} 户里 {len(self.changes)} 户有变化", *told, *rest]

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON carries it."""
        return {
            "policy_version": {"before": self.before, "after": self.after},
            "households": self.households,
            "changed": len(self.changes),
            "summary": self.summary(),
            "changes": [asdict(change) for change in self.changes],
        }


def compare(before: PolicyBook, after: PolicyBook, households: Iterable[Household], today: date) -> Comparison:
    """Assess every household under both laws; facts without a day are read on `today`."""
    cases = [
        household
        if read_day(household.facts.get("as_of"))
        else replace(household, facts={**household.facts, "as_of": today.isoformat()})
        for household in households
    ]
    blame = _Blame(before, after)
    changes = [change for household in cases if (change := _change(before, after, household, blame))]
    # whose outcome changes is read first
    changes.sort(key=lambda change: change.outcome_before == change.outcome_after)
    return Comparison(before.version, after.version, len(cases), changes)


def _change(before: PolicyBook, after: PolicyBook, household: Household, blame: "_Blame") -> Change | None:
    old, new = before.assess(household.facts), after.assess(household.facts)
    parts = [Part(what, words, _parts(new)[what]) for what, words in _parts(old).items() if words != _parts(new)[what]]
    if not parts:
        return None
    code = next((code for key in PLACES if (code := household.facts.get(key))), "")
    place = after.region(code) or before.region(code)
    return Change(
        name=household.name,
        region=place.name if place else str(code),
        as_of=old["as_of"],
        outcome_before=old["outcome"],
        outcome_after=new["outcome"],
        parts=parts,
        because=blame.of(household, old),
    )


def _parts(card: Mapping[str, Any]) -> dict[str, str]:
    """What is compared of an assessment, in words. The reasons count by their text, not by their citation."""
    return {
        "初步看法": OUTCOMES[card["outcome"]],
        "标准": _standard(card.get("standard")),
        "每人每月": _span(card.get("income")),
        "每月差额估算": _span(card.get("estimate")),
        "算几口人": str((card.get("composition") or {}).get("counted") or NOTHING),
        "也可以看": _list(card["alternatives"]),
        "还差": _list(ASKED.get(key, key) for key in card["missing"]),
        "请人看的": _list(flag["text"] for flag in card.get("flags") or ()),
        "理由": _list(reason["text"] for reason in card["reasons"]),
        "材料": _list(paper["title"] for paper in card["documents"]),
        "多久办完": _text(card.get("deadline")),
        "急难时限": _text(card.get("clock")),
    }


def _standard(card: Mapping[str, Any] | None) -> str:
    if not card:
        return NOTHING
    since = date_words(date.fromisoformat(card["effective_from"])) if card.get("effective_from") else "较早以前"
    sure = "" if card["confirmed"] else "，没有确认"
    return f"{quantity_words(Decimal(str(card['amount'])), card['unit'])}（{since}起{sure}）"


def _span(card: Mapping[str, Any] | None) -> str:
    if not card:
        return NOTHING
    low, high = card["low"], card["high"]
    return f"{low}元" if low == high else f"{low}元到{'不知道多少' if high is None else f'{high}元'}"


def _list(words: Iterable[str]) -> str:
    return "、".join(case_words({"": word}) for word in words) or NOTHING


def _text(card: Mapping[str, Any] | None) -> str:
    return f"{card['limit']} {card['unit']}" if card else NOTHING


class _Blame:
    """Finds the parameters behind a change: each moved quantity is put into the old law alone, and the card compared.

    Where none does it alone, all that moved at the place and day are named together.
    """

    def __init__(self, before: PolicyBook, after: PolicyBook) -> None:
        self.before = before
        self.after = after
        names = dict.fromkeys([*before.parameters.entries, *after.parameters.entries])
        old, new = before.parameters.entries, after.parameters.entries
        self.names = [name for name in names if old.get(name) != new.get(name)]
        self._mixed: dict[str, PolicyBook] = {}

    def of(self, household: Household, old: Mapping[str, Any]) -> list[Moved]:
        """The parameters that explain why a household's card is not the old one."""
        moved = {name: found for name in self.names if (found := self._moved(name, household))}
        alone = [name for name in moved if _parts(self._mix(name).assess(household.facts)) != _parts(old)]
        return [each for name in alone or moved for each in moved[name]]

    def _mix(self, name: str) -> PolicyBook:
        if name not in self._mixed:
            old, new = self.before.parameters, self.after.parameters
            entries = {**old.entries, name: new.entries.get(name, {})}
            mixed = Parameters({**new.quantities, **old.quantities}, old.regions, entries)
            self._mixed[name] = PolicyBook(mixed, AnswerBook(mixed, {}), self.before.version)
        return self._mixed[name]

    def _moved(self, name: str, household: Household) -> list[Moved]:
        on = read_day(household.facts.get("as_of"))
        if on is None:
            return []
        codes = dict.fromkeys(code for key in PLACES if isinstance(code := household.facts.get(key), str))
        found: dict[Moved, None] = {}
        for code in codes:
            for where in self._cases(name, code):
                found.update(dict.fromkeys(self._difference(name, code, on, where)))
        return list(found)

    def _cases(self, name: str, code: str) -> list[dict[str, str]]:
        """The cases whose entries differ somewhere around the place."""
        cases: dict[tuple[tuple[str, str], ...], None] = {}
        chains = [(book.parameters, book.parameters.regions.chain(code)) for book in (self.before, self.after)]
        for parameters, chain in chains:
            for place in chain:
                cases.update(dict.fromkeys(parameters.entries.get(name, {}).get(place.code, {})))
        return [dict(case) for case in cases]

    def _difference(self, name: str, code: str, on: date, where: dict[str, str]) -> list[Moved]:
        both = [book.parameters.value(name, code, on, **where) for book in (self.before, self.after)]
        firm = [book.parameters.last_confirmed(name, code, on, **where) for book in (self.before, self.after)]
        if both[0] == both[1] and firm[0] == firm[1]:
            return []
        words = [_words(entry) for entry in both]
        if words[0] == words[1]:
            words = [f"{word}（{_details(entry)}）" for word, entry in zip(words, both, strict=True)]
        quantities = {**self.before.parameters.quantities, **self.after.parameters.quantities}
        case = f"（{case_words(where)}）" if where else ""
        region = self.after.region(code) or self.before.region(code)
        return [Moved(name, quantities[name].title + case, region.name if region else code, words[0], words[1])]


def _words(entry: Entry) -> str:
    return value_words(entry) if isinstance(entry, Value) else "不知道"


def _details(entry: Entry) -> str:
    if isinstance(entry, Gap):
        return entry.reason
    firm = "已确认" if entry.firm else "没有确认"
    return f"{date_words(entry.effective_from)}起，{firm}，{entry.reference.title}"
