"""The expense lane: bills before and after reimbursement, then income and property, unless a status settles them."""

from typing import Final

from casework.domain.interview_types import (
    Given,
    Interview,
    Question,
    consent_question,
    incident_place_known,
    phone_question,
    review_question,
)
from casework.domain.members_plan import size_known

# who holds one of these has been looked into already: nothing of income and property is asked again
_CONFIRMED: Final = ("minimum_living", "destitute_support", "marginal_household", "rigid_expense_household")


def _not_yet_confirmed(given: Given) -> bool:
    return given.answers.get("existing_status") not in _CONFIRMED


TEMPORARY_EXPENSE: Final = Interview(
    lane="temporary_expense",
    programme="temporary_aid",
    kind="expense",
    turn_limit=20,
    questions=(
        consent_question(),
        Question("safety_now", "眼下", "before_filing"),
        Question("incident_region", "谁申请", "before_filing", satisfied_by=incident_place_known, skippable=False),
        Question("applicant_role", "谁申请", "before_filing"),
        Question("existing_status", "谁申请", "before_filing"),
        Question("expense_kind", "花了多少", "before_filing"),
        Question("expense_total_12m", "花了多少", "before_filing"),
        Question("expense_reimbursed_12m", "花了多少", "before_filing"),
        Question("same_cause_this_year", "花了多少", "before_filing", can_wait=2),
        Question("household_income_12m", "收入", "before_filing", condition=_not_yet_confirmed),
        Question("household_size", "收入", "before_filing", condition=_not_yet_confirmed, satisfied_by=size_known),
        Question("housing", "财产", "before_filing", condition=_not_yet_confirmed),
        Question("vehicles", "财产", "before_filing", condition=_not_yet_confirmed),
        Question("savings_band", "财产", "before_filing", condition=_not_yet_confirmed),
        Question("business", "财产", "before_filing", condition=_not_yet_confirmed, can_wait=3),
        Question("verification_consent", "核对授权和联系", "before_filing", can_wait=1),
        phone_question("核对授权和联系"),
        review_question(),
        Question("contact_name", "补充情况", "after_filing"),
        Question("id_at_hand", "补充情况", "after_filing"),
        Question("hukou_region", "补充情况", "after_filing"),
    ),
)
