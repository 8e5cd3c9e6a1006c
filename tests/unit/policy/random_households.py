"""Random households, seeded: every kind of answer, from told exactly to nonsense."""

import random
from typing import Any

KINDS = ("wages", "farm_business", "property", "pension", "support")
PLACES = ("513201", "513221", "513224", "522702", "510000", "530602", "513200", "", None, 7)
HUKOUS = ("513201", "513223", "510104", "522702", "110101", "522701")
DAYS = ("2015-03-01", "2020-07-01", "2021-06-30", "2021-07-01", "2022-10-20", "2023-05-01", "2025-12-31", "2026-01-01",
        "2026-06-30", "2026-07-01", "2026-11-23", "1905-01-01", "gestern")  # fmt: skip
AIDS = ("minimum_living", "minimum_living", "minimum_living_single", "temporary_expense")
UNTOLD = (None, "declined")
NONSENSE = (
    "",
    -5,
    True,
    [],
    {},
    {"low": "x"},
    float("nan"),
    float("inf"),
    10**400,
    "3000",
    {"high": -1},
    [[]],
    {"kind": 3},
)
RELATIONS = ("self", "spouse", "child", "parent", "grandchild", "in_law", "sibling", "other", "friend", None, 4)
OCCUPATIONS = ("student", "employed", "casual", "farming", "unemployed", "retired", "unable", None, "astronaut")
EXCLUSIONS = ("none", "none", "none", "none", "prison", "compulsory_rehab", "missing", "religious_over_3y", None)
CATEGORIES = ("physical", "visual", "hearing", "speech", "intellectual", "mental", "multiple", None)


class Maker:
    """Makes facts from one seed."""

    def __init__(self, seed: int, nonsense: float = 0.03) -> None:
        self.roll = random.Random(seed)
        self.nonsense = nonsense

    def facts(self) -> dict[str, Any]:
        """A facts file; each key may be told, unknown, declined, left out or nonsense."""
        told = {
            "region": self.pick(PLACES[:5] * 4 + PLACES), "as_of": self.pick(DAYS[1:11] * 3 + DAYS),
            "standard_kind": self.pick(("urban", "rural")), "contracted_land": self.flag(),
            "hukou_region": self.pick(HUKOUS), "usual_region": self.pick(HUKOUS), "residence_permit": self.flag(),
            "household_size": self.roll.randrange(1, 8), "members": self.members(),
            "necessary_expenses": self.money(), "obligors": self.pick(("none", "unable", "able")),
            "housing": {"owned": self.roll.randrange(0, 3), "recent_purchase": self.roll.random() < 0.1},
            "vehicles": self.vehicles(), "savings_band": self.pick(("low", "low", "low", "mid", "high")),
            "business": self.pick(("none", "none", "none", "shop", "company")), "kinship_with_staff": self.flag(),
            "high_fee_school_or_travel": self.roll.random() < 0.1, "applicant_role": self.pick(("self", "proxy")),
            "existing_status": self.pick(("none",) * 6 + ("minimum_living", "destitute_support", "marginal_household")),
            "safety_now": self.pick(("safe", "safe", "no_food_or_shelter")),
            "expense_total_12m": self.money(90000), "expense_reimbursed_12m": self.money(40000),
            "household_income_12m": self.money(60000), "expense_kind": [self.pick(("medical", "education", "other"))],
            "same_cause_this_year": self.roll.random() < 0.1, "verification_consent": self.pick(("now", "later")),
            **{f"income_{kind}": self.income(kind) for kind in KINDS},
            "income_basic_pension": self.money(3000),
        }  # fmt: skip
        left = {"usual_region", "income_basic_pension", "contracted_land", "obligors", "necessary_expenses"}
        share = {key: 0.7 if key in left else 0.15 for key in told}
        facts = {key: self.bend(value) for key, value in told.items() if self.roll.random() > share[key]}
        return {"aid": self.pick(AIDS), **facts}

    def bend(self, value: Any) -> Any:
        """The value, or now and then an unknown or nonsense."""
        chance = self.roll.random()
        if chance < self.nonsense:
            return self.pick(NONSENSE)
        return self.pick(UNTOLD) if chance < self.nonsense + 0.04 else value

    def pick(self, choices: Any) -> Any:
        """One of some."""
        return choices[self.roll.randrange(len(choices))]

    def flag(self) -> bool:
        """Yes or no."""
        return self.roll.random() < 0.5

    def money(self, most: int = 20000) -> Any:
        """A sum, often a range, sometimes open."""
        low = self.roll.choice((0, self.roll.randrange(0, most), round(self.roll.random() * most, 2)))
        chance = self.roll.random()
        if chance < 0.7:
            return low
        return {"low": low, "high": None if chance > 0.96 else low + self.roll.randrange(0, most)}

    def income(self, kind: str) -> Any:
        """A year's income of a kind; most kinds are nothing for most people."""
        return self.money(45000 if kind == "wages" else 8000) if self.roll.random() < 0.5 else 0

    def members(self) -> list[Any]:
        """One to six people."""
        return [self.member(number) for number in range(self.roll.randrange(1, 7))]

    def member(self, number: int) -> Any:
        """One person."""
        person: dict[str, Any] = {
            "relation": "self" if number == 0 else self.bend(self.pick(RELATIONS[1:7] * 4 + RELATIONS)),
            "age": self.bend(self.roll.randrange(0, 96)), "occupation": self.bend(self.pick(OCCUPATIONS)),
        }  # fmt: skip
        if self.roll.random() < 0.25:
            person["disability"] = self.bend(
                {"category": self.pick(CATEGORIES), "level": self.pick((1, 2, 3, 4, None))}
            )
        if self.roll.random() < 0.2:
            person["serious_illness"] = self.bend(True)
        if self.roll.random() < 0.3:
            person["exclusion"] = self.bend(self.pick(EXCLUSIONS))
        if self.roll.random() < 0.3:
            kinds = [kind for kind in (*KINDS, "basic_pension") if self.flag()]
            person["income"] = self.bend({kind: self.bend(self.money(9000)) for kind in kinds})
        if self.roll.random() < 0.2:
            person["usual_region"] = person["hukou_region"] = self.pick(HUKOUS)
        return self.pick(NONSENSE) if self.roll.random() < self.nonsense / 4 else person

    def vehicles(self) -> list[Any]:
        """None, or one of some kind."""
        if self.roll.random() < 0.7:
            return []
        return [
            {
                "kind": self.pick(("car", "van", "tractor", "motorcycle", None)),
                "use": self.pick(("cargo", "disability")),
            }
        ]


def households(count: int, first: int = 0, nonsense: float = 0.03) -> list[dict[str, Any]]:
    """So many households, the same ones every time."""
    return [Maker(first + number, nonsense).facts() for number in range(count)]
