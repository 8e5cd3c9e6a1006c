"""Question and fact keys with the values they may take; the words of the outside contract."""

from typing import Any, Final, Literal, get_args

Lane = Literal["temporary_urgent", "temporary_expense", "minimum_living", "minimum_living_single"]
LANES: Final[tuple[str, ...]] = get_args(Lane)

# Said not to know is None; would not say is this word.
DECLINED: Final = "declined"

CAUSES: Final = (
    "fire", "traffic_accident", "injury", "acute_illness", "death",
    "unemployment", "wage_arrears", "theft_or_stranded", "disaster", "other",
)  # fmt: skip
SAFETY: Final = ("safe", "unsafe", "no_food_or_shelter")
NEEDS: Final = ("food", "shelter", "treatment", "travel_home", "other")
VULNERABLE: Final = ("elder", "child", "disabled", "seriously_ill", "pregnant")
ROLES: Final = ("self", "family", "proxy")
STATUSES: Final = (
    "none", "minimum_living", "destitute_support", "marginal_household", "rigid_expense_household",
)  # fmt: skip
CONTACT_WAYS: Final = ("here", "phone")
AREAS: Final = ("urban", "rural")
BANDS: Final = ("low", "mid", "high")
BUSINESSES: Final = ("none", "shop", "company", "cooperative")
OBLIGORS: Final = ("none", "unable", "able")
WHEN_CHECKED: Final = ("now", "later")
EXPENSES: Final = ("medical", "education", "rehabilitation", "other")
# the kinds of income a household is asked for, each with its own `income_<kind>`, yuan a year
INCOME_KINDS: Final = ("wages", "farm_business", "property", "pension", "support")
OCCUPATIONS: Final = ("student", "employed", "casual", "farming", "unemployed", "retired", "unable")
EXCLUSIONS: Final = ("none", "prison", "compulsory_rehab", "missing", "religious_over_3y")
DISABILITIES: Final = ("physical", "visual", "hearing", "speech", "intellectual", "mental", "multiple")
VEHICLES: Final = ("car", "van", "truck", "tractor", "motorcycle", "disability")
VEHICLE_USES: Final = ("commute", "cargo", "farm", "disability")

# key -> allowed words; a tuple means one of them, a list means any number of them.
CHOICES: Final[dict[str, tuple[str, ...] | list[str]]] = {
    "safety_now": SAFETY,
    "applicant_role": ROLES,
    "existing_status": STATUSES,
    "incident_cause": CAUSES,
    "vulnerable_members": list(VULNERABLE),
    "urgent_need": list(NEEDS),
    "contact_way": CONTACT_WAYS,
    "standard_kind": AREAS,
    "income_kinds": list(INCOME_KINDS),
    "savings_band": BANDS,
    "business": BUSINESSES,
    "obligors": OBLIGORS,
    "verification_consent": WHEN_CHECKED,
}
BOOLEANS: Final = frozenset({
    "consent_privacy", "residence_permit", "id_at_hand", "declaration", "review_confirm", "same_cause_this_year",
    "members_confirmed", "kinship_with_staff", "contracted_land", "high_fee_school_or_travel",
})  # fmt: skip
# what falls under a consent of its own (PIPL 28, 29): keys, and fields of the people of a household
SENSITIVE: Final[dict[str, frozenset[str]]] = {
    "sensitive_health": frozenset({"vulnerable_members"}),
    "sensitive_finance": frozenset({
        "income_kinds", *(f"income_{kind}" for kind in INCOME_KINDS), "income_basic_pension", "necessary_expenses",
        "household_income_12m", "expense_total_12m", "expense_reimbursed_12m", "housing", "vehicles", "savings_band",
        "business", "high_fee_school_or_travel",
    }),
    "sensitive_id": frozenset({"id_at_hand", "id_number"}),
    "sensitive_minor": frozenset(),
}  # fmt: skip
SENSITIVE_FIELDS: Final[dict[str, frozenset[str]]] = {
    "sensitive_health": frozenset({"disability", "serious_illness"}),
    "sensitive_finance": frozenset({"income"}),
    "sensitive_id": frozenset(),
    "sensitive_minor": frozenset({"age", "occupation", "disability", "serious_illness", "income", "called"}),
}
# Kept encrypted and masked wherever it is echoed; the rest of a draft is encrypted as a whole.
PERSONAL: Final = frozenset({"contact_name", "contact_phone", "id_number"})


def value_problem(key: str, value: Any) -> str | None:
    """Why a value does not fit its key, in words naming the key; None when it fits (unknown keys fit)."""
    if value is None or value == DECLINED:
        return None
    allowed = CHOICES.get(key)
    if isinstance(allowed, tuple) and value not in allowed:
        return f"{key}: {value!r} is none of {', '.join(allowed)}"
    if isinstance(allowed, list) and (not isinstance(value, list) or any(v not in allowed for v in value)):
        return f"{key}: must be a list of {', '.join(allowed)}"
    if key in BOOLEANS and not isinstance(value, bool):
        return f"{key}: must be true or false"
    if key == "affected_people" and (isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1000):
        return f"{key}: must be a whole number of people"
    return None
