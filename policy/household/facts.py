"""Facts as they come, read into a household; nothing raises, and what cannot be read was not told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contracts.keys import DECLINED
from policy.household.ranges import NOTHING, UNTOLD, Range

KINDS = ("wages", "farm_business", "property", "pension", "support")
BASIC = "basic_pension"
CODE = re.compile(r"\d{6}(\d{3})?")
LONGEST_LIFE = 150
# more people, homes or levels than this are a slip of the finger
MOST = 1000


@dataclass(frozen=True, slots=True)
class Disability:
    """A disability card; a part nobody told is None."""

    category: str | None
    level: int | None

    def fits(self, patterns: tuple[str, ...]) -> bool | None:
        """Whether it is one of `category:level`; None where what was told leaves it open."""
        answers = [self._fits_one(*pattern.split(":")) for pattern in patterns]
        return True if True in answers else (None if None in answers else False)

    def _fits_one(self, category: str, level: str) -> bool | None:
        same_level = None if self.level is None else str(self.level) == level
        same_kind = True if category == "any" else None if self.category is None else self.category == category
        if same_level is False or same_kind is False:
            return False
        return True if same_level and same_kind else None


@dataclass(frozen=True, slots=True)
class Member:
    """One person as told; `None` is not known, `unsure` names what was said not to be known."""

    number: int
    relation: str | None = None
    age: Decimal | None = None
    occupation: str | None = None
    disability: Disability | None = None
    ill: bool = False
    exclusion: str | None = None
    unsure: frozenset[str] = frozenset()
    income: Mapping[str, Range] = field(default_factory=lambda: dict.fromkeys((*KINDS, BASIC), UNTOLD))
    hukou: str | None = None
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """What was told of a household; sums are yuan a year."""

    members: tuple[Member, ...]
    size: int | None
    sums: Mapping[str, Range]
    expenses: Range
    bills: Range
    homes: int | None
    bought: bool
    vehicles: tuple[tuple[str, str | None], ...] | None
    words: Mapping[str, str | None]
    yes: Mapping[str, bool | None]
    hukou: str | None
    usual: str | None

    @property
    def status(self) -> str | None:
        """The status held already."""
        return self.words["existing_status"]


WORDS = (
    "savings_band", "business", "existing_status", "obligors", "standard_kind", "applicant_role", "safety_now",
    "verification_consent",
)  # fmt: skip
FLAGS = (
    "high_fee_school_or_travel", "kinship_with_staff", "contracted_land", "residence_permit", "same_cause_this_year",
)  # fmt: skip


def read_household(facts: Mapping[Any, Any]) -> Household:
    """The household of any facts."""
    housing = facts.get("housing")
    homes = _count(housing.get("owned")) if isinstance(housing, Mapping) else None
    bought = housing.get("recent_purchase", False) if isinstance(housing, Mapping) else None
    return Household(
        members=_members(facts.get("members")),
        size=_count(facts.get("household_size")) or None,
        sums={kind: _sum_of(kind, facts) for kind in (*KINDS, BASIC)},
        expenses=Range.read(facts.get("necessary_expenses")),
        bills=Range.read(facts.get("expense_total_12m")),
        # a purchase nobody will speak of leaves the housing untold
        homes=homes if isinstance(bought, bool) else None,
        bought=bought is True,
        vehicles=_vehicles(facts.get("vehicles")),
        words={key: _word(facts.get(key)) for key in WORDS},
        yes={key: facts[key] if isinstance(facts.get(key), bool) else None for key in FLAGS},
        hukou=_code(facts.get("hukou_region")),
        usual=_code(facts.get("usual_region")),
    )


def _members(value: Any) -> tuple[Member, ...]:
    people = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    return tuple(_member(number, person) for number, person in enumerate(people, start=1))


def _member(number: int, person: Mapping[Any, Any]) -> Member:
    exclusion = _word(person.get("exclusion", "none"))
    income = person.get("income")
    told = income if isinstance(income, Mapping) else {}
    return Member(
        number=number,
        relation=_word(person.get("relation")),
        age=_age(person.get("age")),
        occupation=_word(person.get("occupation")),
        disability=_disability(person.get("disability")),
        ill=person.get("serious_illness") is True,
        exclusion=None if exclusion == "none" else exclusion,
        unsure=frozenset(key for key in ("exclusion", "disability", "serious_illness") if _is_unsure(person, key)),
        income={kind: Range.read(told.get(kind)) for kind in (*KINDS, BASIC)},
        hukou=_code(person.get("hukou_region")),
        usual=_code(person.get("usual_region")),
    )


def _is_unsure(person: Mapping[Any, Any], key: str) -> bool:
    return key in person and (person[key] is None or person[key] == DECLINED)


def _disability(value: Any) -> Disability | None:
    if not isinstance(value, Mapping):
        return None
    level = value.get("level")
    return Disability(_word(value.get("category")), _count(level))


def _vehicles(value: Any) -> tuple[tuple[str, str | None], ...] | None:
    if not isinstance(value, list):
        return None
    told = [(_word(item.get("kind")), _word(item.get("use"))) for item in value if isinstance(item, Mapping)]
    if len(told) < len(value) or any(kind is None for kind, _ in told):
        return None
    return tuple((kind, use) for kind, use in told if kind is not None)


def _sum_of(kind: str, facts: Mapping[Any, Any]) -> Range:
    """The household's sum of a kind; a kind left out of the kinds named is none at all."""
    key, kinds = f"income_{kind}", facts.get("income_kinds")
    if key not in facts and kind != BASIC and isinstance(kinds, list) and kind not in kinds:
        return NOTHING
    return Range.read(facts.get(key))


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value != DECLINED else None


def _code(value: Any) -> str | None:
    return value if isinstance(value, str) and CODE.fullmatch(value) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST else None


def _age(value: Any) -> Decimal | None:
    amount = Range.read(value) if not isinstance(value, Mapping) else UNTOLD
    return amount.low if amount.told and amount.low <= LONGEST_LIFE else None
