"""Where a case is filed: urgent and expense aid where the need is, 低保 by household register, else by residence."""

from typing import Final

from casework.domain.interview_types import Given

# the place keys of a lane, the first served one receives the case
_SIDES: Final = {
    "temporary_urgent": ("incident",), "temporary_expense": ("incident",),
    "minimum_living": ("hukou", "usual"), "minimum_living_single": ("hukou", "usual"),
}  # fmt: skip


def place_told(lane: str, given: Given) -> bool:
    """Whether any place that decides where a case of this lane goes was told."""
    return given.knows(*(f"{side}_region" for side in _SIDES[lane]))


def filing_place(lane: str, given: Given) -> tuple[str | None, str | None]:
    """The county a case goes to and, where it was told, the township; the county may be one nobody serves here.

    Where the last place to ask for was not told, the channel's own county stands in: nobody is turned away for not
    knowing or not saying.
    """
    sides = _SIDES[lane]
    served = next((side for side in sides if given.is_served(f"{side}_region")), None)
    if served is not None:
        township = given.answers.get(f"{served}_township")
        return str(given.answers[f"{served}_region"]), township if isinstance(township, str) else None
    last = f"{sides[-1]}_region"
    return (str(given.answers[last]) if given.knows(last) else given.region), None
