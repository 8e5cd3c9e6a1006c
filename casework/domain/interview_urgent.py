"""The urgent lane: only safety, place, event, a way to reach the person and the confirmation come before filing."""

from typing import Final

from casework.domain.interview_types import (
    Interview,
    Question,
    consent_question,
    incident_place_known,
    phone_question,
    review_question,
)

TEMPORARY_URGENT: Final = Interview(
    lane="temporary_urgent",
    programme="temporary_aid",
    kind="urgent",
    questions=(
        consent_question(),
        Question("safety_now", "平安", "before_filing"),
        Question("incident_region", "出事经过", "before_filing", satisfied_by=incident_place_known, skippable=False),
        Question("incident_cause", "出事经过", "before_filing"),
        Question("incident_date", "出事经过", "before_filing"),
        phone_question("联系方式"),
        review_question(),
        Question("urgent_need", "补充情况", "after_filing"),
        Question("affected_people", "补充情况", "after_filing"),
        Question("vulnerable_members", "补充情况", "after_filing"),
        Question("applicant_role", "补充情况", "after_filing"),
        Question("contact_name", "补充情况", "after_filing"),
        Question("id_at_hand", "补充情况", "after_filing"),
        Question("existing_status", "补充情况", "after_filing"),
        Question("hukou_region", "补充情况", "after_filing"),
    ),
)
