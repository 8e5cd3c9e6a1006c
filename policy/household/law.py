"""The law of one place and day, as the assessment asks for it."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from policy.model import Value
from policy.parameters import Parameters

RULES = ("household_rules", "rules")
# an age nobody reaches: where the data has no limit, no limit is passed
NEVER = Decimal("Infinity")
PROVINCE_DIGITS = 2


class Law:
    """What is in force at a place on a day; the same question is looked up once."""

    def __init__(self, parameters: Parameters, region: str | None, on: date) -> None:
        self.parameters = parameters
        self.region = region
        self.on = on
        self._found: dict[tuple[str, ...], Value | None] = {}
        self._rules: dict[str, Value | None] = {}

    def found(self, quantity: str, **where: str) -> Value | None:
        """The value in force, or None where only a gap is known."""
        question = (quantity, *where.values())
        if question not in self._found:
            answer = self.parameters.value(quantity, self.region, self.on, **where)
            self._found[question] = answer if isinstance(answer, Value) else None
        return self._found[question]

    def last_confirmed(self, quantity: str, **where: str) -> Value | None:
        """The newest confirmed value that had come into force."""
        return self.parameters.last_confirmed(quantity, self.region, self.on, **where)

    def rule(self, name: str) -> Value | None:
        """A rule as one sentence with its reference; None where none is in force."""
        if name not in self._rules:
            found = (self.found(quantity, rule=name) for quantity in RULES)
            self._rules[name] = next((value for value in found if value), None)
        return self._rules[name]

    def age(self, of: str) -> Decimal:
        """The age in years from which something holds."""
        found = self.found("household_age", of=of)
        return Decimal(found.value) if found else NEVER

    def words(self, kind: str) -> frozenset[str]:
        """The words of the facts that are of a kind."""
        found = self.found("household_words", kind=kind)
        return frozenset(found.value) if found else frozenset()

    def disabilities(self, purpose: str) -> tuple[str, ...]:
        """Which disabilities count for a purpose, as `category:level`."""
        found = self.found("household_disability", **{"for": purpose})
        return tuple(found.value) if found else ()

    @cached_property
    def place(self) -> str:
        """The leading digits of the place: two for a province, four for a prefecture, six for a county."""
        return digits_of(self.region or "")

    def is_elsewhere(self, code: str) -> bool:
        """Whether a code is certainly outside the place."""
        return is_outside(code, self.place)

    def other_province(self, code: str) -> bool:
        """Whether a code is of another province than the place."""
        return bool(self.place) and code[:PROVINCE_DIGITS] != self.place[:PROVINCE_DIGITS]


def digits_of(code: str) -> str:
    """The leading digits that name a place: `513200` is all of `5132`."""
    digits = code[:6]
    while digits.endswith("00"):
        digits = digits[:-2]
    return digits


def is_outside(code: str, place: str) -> bool:
    """Whether a code is certainly outside a place; a wider code around it may be inside."""
    known = digits_of(code)
    length = min(len(known), len(place))
    return bool(place) and known[:length] != place[:length]
