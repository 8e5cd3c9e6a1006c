"""The questions of a household that are read here, what their buttons stand for, and how each is worded."""

from typing import Any, Final

from actions.turn import Turn
from contracts.gazetteer import Gazetteer
from contracts.keys import DECLINED

LANES: Final = ("minimum_living", "minimum_living_single", "temporary_expense")
URGENT: Final = "temporary_urgent"
MEMBERS: Final = "members"
TABLE: Final = "members_confirmed"
SIZE: Final = "household_size"
# flags: a sum whose days, people or period are still to be told; the row of the table to be put right
PENDING: Final = "sum"
# people named by the way, before it is known how many there are
MENTIONED: Final = "mentioned"
ROW: Final = "table_row"
HUKOU: Final = "hukou_region"
USUAL: Final = "usual_region"
INCOMES: Final = {
    "wages": "income_wages",
    "farm_business": "income_farm_business",
    "property": "income_property",
    "pension": "income_pension",
    "support": "income_support",
}
BASIC_PENSION: Final = "income_basic_pension"
YEARLY: Final = frozenset({*INCOMES.values(), "household_income_12m"})
SUMS: Final = frozenset({"expense_total_12m", "expense_reimbursed_12m", "necessary_expenses"})
MONEY: Final = YEARLY | SUMS
TRUTHS: Final = frozenset({
    "residence_permit", "kinship_with_staff", "contracted_land", "high_fee_school_or_travel", "same_cause_this_year",
})  # fmt: skip
CHOSEN: Final = frozenset({
    "standard_kind", "income_kinds", "housing", "vehicles", "savings_band", "business", "verification_consent",
    "obligors", "expense_kind", BASIC_PENSION,
})  # fmt: skip
KEYS: Final = frozenset({SIZE, MEMBERS, TABLE, USUAL}) | MONEY | TRUTHS | CHOSEN
# a button names the person more exactly than the key's own words
_RELATIONS: Final = {"son": "child", "daughter": "child", "father": "parent", "mother": "parent"}
LIST_KEYS: Final = frozenset({"income_kinds", "expense_kind", "vehicles"})
RELATION_NAMES: Final = {
    "self": "您", "spouse": "老伴", "child": "孩子", "parent": "父母", "grandparent": "祖父母", "grandchild": "孙辈",
    "sibling": "兄弟姐妹", "in_law": "姻亲", "other": "这位家里人",
}  # fmt: skip


def in_household_lane(turn: Turn) -> bool:
    """Whether the talk is about 低保, 单人保 or 支出型."""
    return turn.lane in LANES


def is_ours(turn: Turn, key: str | None) -> bool:
    """Whether the answer to a question is read here; where somebody's 户口 is matters only in these lanes."""
    return key in KEYS or (key == HUKOU and in_household_lane(turn))


def button_value(key: str, payload: str) -> Any:
    """A button's payload as the value of its key: counts of houses, kinds of vehicles, truth, words, lists of them."""
    if payload == "unknown":
        return None
    if key == SIZE and payload.startswith("count_"):
        return int(payload.removeprefix("count_"))
    if key in TRUTHS or key == TABLE:
        return payload == "true"
    if key == "housing":
        is_recent = payload == "recent"
        return {"owned": 1 if is_recent else int(payload), "recent_purchase": is_recent}
    if key == "vehicles":
        return [] if payload == "none" else [{"kind": payload}]
    if key in LIST_KEYS:
        return [] if payload == "none" else [payload]
    if key in MONEY and payload.isdecimal():
        return int(payload)
    return payload


def relation_of(word: str) -> str:
    """A button's relation in the words of the record."""
    return _RELATIONS.get(word, word)


def detail_of(turn: Turn) -> dict[str, Any]:
    """Which member and which field is asked; empty when the question is not about one of them."""
    draft = turn.state.draft
    return dict(draft.detail or {}) if draft and draft.next_key == MEMBERS else {}


def members_of(turn: Turn) -> list[dict[str, Any]]:
    """The members told so far, each a copy that may be changed."""
    draft = turn.state.draft
    held = draft.answers.get(MEMBERS) if draft else None
    if not isinstance(held, list):
        held = next((item["value"] for item in turn.memory.told if item["key"] == MEMBERS), None)
    return [dict(one) for one in held] if isinstance(held, list) else []


def is_known(value: Any) -> bool:
    """Whether something usable was told."""
    return value not in (None, "", DECLINED)


def who_is(turn: Turn, number: int) -> str:
    """A member in the resident's own word (您老伴), with the number where two go by the same word."""
    members = members_of(turn) or [{"relation": "self"}]
    if not 0 < number <= len(members):
        return f"第{number}个人"
    words = [_word(turn, one) for one in members]
    own = words[number - 1]
    return own if words.count(own) == 1 else f"第{number}个（{own}）"


def _word(turn: Turn, member: dict[str, Any]) -> str:
    relation = str(member.get("relation") or "other")
    if relation == "self":
        draft = turn.state.draft
        for_other = turn.memory.flags.get("for_somebody") or (draft and draft.answers.get("applicant_role") == "proxy")
        return "要申请的人" if for_other else "您"
    told = member.get("called")
    return (
        f"您{told}"
        if isinstance(told, str) and is_known(told)
        else f"您{RELATION_NAMES.get(relation, RELATION_NAMES['other'])}"
    )


def question_name(turn: Turn, key: str) -> str:
    """The name under which a question is worded: of members by field, of 户口 by lane."""
    if key == MEMBERS:
        field = detail_of(turn).get("field")
        return f"members_{field}" if field else MEMBERS
    pending = turn.memory.flags.get(PENDING) or {}
    if pending.get("key") == key:
        return f"income_{pending['lacks']}"
    if key == "verification_consent" and turn.lane == "temporary_expense":
        return "verification_consent_expense"
    if key in (HUKOU, USUAL) and in_household_lane(turn):
        if county_name(turn, key):
            return "incident_township"
        return "hukou_region_household" if key == HUKOU else key
    return key


def county_name(turn: Turn, key: str) -> str | None:
    """The county told under a key, by name: then its town is what is asked."""
    draft = turn.state.draft
    code = draft.answers.get(key) if draft and draft.next_key == key else None
    place = Gazetteer.load().county(code) if isinstance(code, str) and is_known(code) else None
    return place.name if place else None


def question_values(turn: Turn, key: str) -> dict[str, Any]:
    """What the wording of a question is filled with."""
    if county := county_name(turn, key):
        return {"region": county}
    number = int(detail_of(turn).get("member") or 0) if key == MEMBERS else 1
    return {"number": number, "who": who_is(turn, number)} if key in (MEMBERS, "obligors") else {}
