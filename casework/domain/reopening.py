"""What is taken back when a question is asked again: 上一步, 改第2条."""

from typing import Final

from casework.domain.consequences import Consequence
from casework.domain.interview_types import Given
from casework.domain.members_plan import household_size, members_gap, without_last_told
from contracts.keys import INCOME_KINDS

MEMBERS: Final = "members"
# answers that make one question with the key they belong to: reopening it takes them along
_TOGETHER: Final[dict[str, tuple[str, ...]]] = {
    "incident_region": ("incident_township", "incident_place"),
    "contact_phone": ("contact_way",),
    "incident_cause": ("incident_text",),
    "hukou_region": ("hukou_township", "hukou_place"),
    "usual_region": ("usual_township",),
}


def question_of(key: str) -> str:
    """The key of the question an answer belongs to."""
    return next((question for question, parts in _TOGETHER.items() if key in parts), key)


def reopened(key: str, given: Given) -> list[Consequence]:
    """The answers to clear, or to put back to what they were before, so that a question is asked again."""
    if key == MEMBERS:
        return _members(given)
    keys = [key, *_TOGETHER.get(key, ())]
    if key == "income_kinds":
        # none was noted for those not named: they may be named this time
        keys += [f"income_{kind}" for kind in INCOME_KINDS if given.answers.get(f"income_{kind}") == 0]
    return [Consequence(one, cleared=True) for one in keys if one in given.answers]


def _members(given: Given) -> list[Consequence]:
    """Halfway, what was told last of somebody; a whole table is shown again to be put right by number."""
    if MEMBERS not in given.answers:
        return []
    if given.has("members_confirmed") and household_size(given) > 1 and members_gap(given) is None:
        return [Consequence("members_confirmed", cleared=True)]
    before = without_last_told(given)
    return [Consequence(MEMBERS, before) if before else Consequence(MEMBERS, cleared=True)]
