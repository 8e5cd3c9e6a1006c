"""What a placeholder of a sentence stands for at a place on a day, in words, with its citation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy import papers, places
from policy.model import Reference, Value
from policy.parameters import Parameters
from policy.wording import date_words, hours_words, quantity_words

# placeholders every sentence may use without declaring them
BUILT_IN = ("region", "office", "office_phone", "office_address", "basis")
REFERRAL_PARTS = ("title", "office", "how", "phone")
SOURCES = ("quantity", "hotline", "papers", "referral")


@dataclass(frozen=True)
class Filling:
    """Words for a placeholder; None when the data has a gap. `given` is false for a gap and for a plain no."""

    words: str | None
    reference: Reference | None = None
    firm: bool = True

    @property
    def given(self) -> bool:
        """Whether there is something to say."""
        return self.words is not None


NOTHING = Filling(None)


def names_of(name: str, use: Mapping[str, Any]) -> list[str]:
    """The placeholders one declared use provides."""
    if "quantity" in use:
        return [name, f"{name}_from"]
    return [f"{name}_{part}" for part in REFERRAL_PARTS] if "referral" in use else [name]


def fillings(
    parameters: Parameters, uses: Mapping[str, Mapping[str, Any]], region: str | None, on: date, programme: str | None
) -> dict[str, Filling]:
    """Every placeholder of a variant."""
    found = _built_in(parameters, region, on)
    for name, use in uses.items():
        if "quantity" in use:
            found.update(_quantity(parameters, name, use, region, on))
        elif "hotline" in use:
            line = places.hotline(parameters, use["hotline"], region, on)
            found[name] = Filling(line.number) if line else NOTHING
        elif "papers" in use:
            titles = [paper["title"] for paper in papers.checklist(parameters, use["papers"], {}, region, on)]
            found[name] = Filling("、".join(titles) or None)
        else:
            found.update(_referral(parameters, name, use["referral"], region, on, programme))
    return found


def _built_in(parameters: Parameters, region: str | None, on: date) -> dict[str, Filling]:
    place = parameters.regions.nearest(region)
    known = place.level != "nation"
    office = places.office(parameters, region, on) if known and region else None
    return {
        "region": Filling(place.name if known else "当地"),
        "office": Filling(office.name if office and place.level == "county" else None),
        "office_phone": Filling(office.phone if office else None),
        "office_address": Filling(office.address if office else None),
    }


def _quantity(
    parameters: Parameters, name: str, use: Mapping[str, Any], region: str | None, on: date
) -> dict[str, Filling]:
    where = {key: word for key, word in use.items() if key != "quantity"}
    found = parameters.value(use["quantity"], region, on, **where)
    if not isinstance(found, Value):
        return {name: NOTHING, f"{name}_from": NOTHING}
    return {
        name: Filling(_value_words(found), found.reference, found.firm),
        f"{name}_from": Filling(date_words(found.effective_from) + "起", None, found.firm),
    }


def _value_words(value: Value) -> str | None:
    if isinstance(value.value, bool):
        return "是" if value.value else None
    if isinstance(value.value, dict):
        return hours_words(value.value)
    if isinstance(value.value, str):
        return value.value
    return quantity_words(value.value, value.unit)


def _referral(
    parameters: Parameters, name: str, target: str, region: str | None, on: date, programme: str | None
) -> dict[str, Filling]:
    wanted = programme if target == "asked" else target
    found = parameters.value("referrals", region, on, programme=wanted or "")
    card = places.referral(parameters, wanted or "", region, on)
    if card is None or not isinstance(found, Value):
        return {f"{name}_{part}": NOTHING for part in REFERRAL_PARTS}
    return {f"{name}_{part}": Filling(card[part], found.reference, found.firm) for part in REFERRAL_PARTS}
