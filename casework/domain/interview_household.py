"""低保 for a household and for one member: who lives together, what comes in, what they own, where it is filed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from casework.domain.interview_types import (
    Given,
    Interview,
    Question,
    consent_question,
    phone_question,
    review_question,
)
from casework.domain.members_plan import (
    household_size,
    income_kinds_worth_asking,
    is_refused,
    members_gap,
    members_steps,
    nobody_able_to_work,
    own_income_gap,
    own_income_steps,
    size_known,
    somebody_old,
)
from contracts.keys import DECLINED

# a household larger than this one may take more turns: one for relation, age and occupation of each further person
USUAL_SIZE: Final = 3
TURNS_A_PERSON: Final = 3


def _place_known(key: str) -> Callable[[Given], bool]:
    """Of a served place the township is asked once more; of any other the county is enough."""
    side = key.removesuffix("_region")

    def known(given: Given) -> bool:
        if not given.knows(key):
            return given.has(key)
        named = given.has(f"{side}_township", f"{side}_place") or given.turns.get(key, 0) > 1
        return named or not given.is_served(key)

    return known


def _lives_elsewhere(given: Given) -> bool:
    """The papers are not from a served place, or it is not said where from: then where they live decides."""
    return given.has("hukou_region") and not given.is_served("hukou_region")


def _usual_place_known(given: Given) -> bool:
    known = _place_known("usual_region")(given)
    return known if given.knows("usual_region") else known and given.region is not None


def _holds_hukou_elsewhere(given: Given) -> bool:
    return given.knows("hukou_region") and _lives_elsewhere(given)


def _members_known(given: Given) -> bool:
    return members_gap(given) is None


def _members_and_income_known(given: Given) -> bool:
    return own_income_gap(given) is None


def _worth_confirming(given: Given) -> bool:
    """Who lives alone is not shown a table of one."""
    lives_alone = household_size(given) == 1 and isinstance(given.answers.get("household_size"), int)
    return not lives_alone and not is_refused(given)


def _area_unknown(given: Given) -> bool:
    return given.has("standard_kind") and given.answers["standard_kind"] in (None, DECLINED)


def _needs_supporters(given: Given) -> bool:
    return _members_known(given) and nobody_able_to_work(given)


def _kinds_known(given: Given) -> bool:
    """Every kind worth asking was told by itself, or they were named."""
    return given.has("income_kinds") or all(given.has(f"income_{kind}") for kind in income_kinds_worth_asking(given))


def _comes_in(kind: str) -> Callable[[Given], bool]:
    """A kind is asked for once the kinds were named; those not named are on record as none."""

    def comes_in(given: Given) -> bool:
        return isinstance(given.answers.get("income_kinds"), list) and kind in income_kinds_worth_asking(given)

    return comes_in


def _has_pension(given: Given) -> bool:
    pension = given.answers.get("income_pension")
    return bool(pension) and pension != DECLINED and somebody_old(given)


def _larger_household(given: Given) -> int:
    return max(0, household_size(given) - USUAL_SIZE) * TURNS_A_PERSON


def _incomes(condition: Callable[[Given], bool] | None = None) -> tuple[Question, ...]:
    waiting = {"support": 4, "property": 5}

    def both(kind: str) -> Callable[[Given], bool]:
        comes_in = _comes_in(kind)
        return lambda given: comes_in(given) and (condition is None or condition(given))

    return tuple(
        Question(
            f"income_{kind}", "收入", "before_filing", condition=both(kind), can_wait=waiting.get(kind, 0),
            later_too=True,
        )
        for kind in ("wages", "farm_business", "property", "pension", "support")
    )  # fmt: skip


_BEGINNING: Final = (
    consent_question(),
    Question("safety_now", "眼下", "before_filing"),
    Question("applicant_role", "谁申请", "before_filing"),
    Question("hukou_region", "谁申请", "before_filing", satisfied_by=_place_known("hukou_region")),
    Question(
        "usual_region", "谁申请", "before_filing", condition=_lives_elsewhere, satisfied_by=_usual_place_known,
        skippable=False,
    ),
    Question("residence_permit", "谁申请", "before_filing", condition=_holds_hukou_elsewhere),
    Question("existing_status", "谁申请", "before_filing"),
    Question("household_size", "家里人", "before_filing", satisfied_by=size_known),
)  # fmt: skip
_MEMBERS: Final = Question(
    "members", "家里人", "before_filing", satisfied_by=_members_known, steps=members_steps, detail=members_gap,
    later_too=True,
)  # fmt: skip
_AFTER_MEMBERS: Final = (
    Question("members_confirmed", "家里人", "before_filing", condition=_worth_confirming),
    Question("obligors", "家里人", "before_filing", condition=_needs_supporters),
    Question("standard_kind", "收入", "before_filing"),
    Question("contracted_land", "收入", "before_filing", condition=_area_unknown),
)
_KINDS: Final = Question(
    "income_kinds", "收入", "before_filing", satisfied_by=_kinds_known,
    detail=lambda given: {"kinds": income_kinds_worth_asking(given)},
)  # fmt: skip
_END: Final = (
    Question("necessary_expenses", "收入", "before_filing", can_wait=2),
    Question("housing", "财产", "before_filing", can_wait=7),
    Question("vehicles", "财产", "before_filing", can_wait=6),
    Question("savings_band", "财产", "before_filing"),
    Question("business", "财产", "before_filing", can_wait=3),
    Question("verification_consent", "核对授权和联系", "before_filing", can_wait=1),
    phone_question("核对授权和联系"),
    review_question(),
    Question("kinship_with_staff", "补充情况", "after_filing"),
    Question("contact_name", "补充情况", "after_filing"),
    Question("high_fee_school_or_travel", "补充情况", "after_filing"),
    Question("income_basic_pension", "补充情况", "after_filing", condition=_has_pension),
    Question("id_at_hand", "补充情况", "after_filing"),
)

MINIMUM_LIVING: Final = Interview(
    lane="minimum_living",
    programme="minimum_living",
    kind="household",
    questions=(*_BEGINNING, _MEMBERS, *_AFTER_MEMBERS, _KINDS, *_incomes(), *_END),
    turn_limit=30,
    more_turns=_larger_household,
)


def _household_income_matters(given: Given) -> bool:
    """A marginal household was looked into already, unless the one who applies is all of it."""
    return given.answers.get("existing_status") != "marginal_household" or household_size(given) == 1


MINIMUM_LIVING_SINGLE: Final = Interview(
    lane="minimum_living_single",
    programme="minimum_living",
    kind="single_person",
    questions=(
        *_BEGINNING,
        replace(_MEMBERS, satisfied_by=_members_and_income_known, steps=own_income_steps, detail=own_income_gap),
        *_AFTER_MEMBERS,
        replace(_KINDS, condition=_household_income_matters),
        *_incomes(_household_income_matters),
        *_END,
    ),
    turn_limit=30,
    more_turns=_larger_household,
)
