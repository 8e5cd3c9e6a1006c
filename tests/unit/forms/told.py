"""Applications as residents tell them, from one with everything to one with nothing."""

from datetime import datetime
from typing import Any

from casework.forms.application import Application, Decision
from tests.form_reading import application

WELL: dict[str, Any] = {"serious_illness": False, "exclusion": "none"}
ID_NUMBER = "11010519491231002X"
HOUSEHOLD: dict[str, Any] = {
    "applicant_role": "self", "contact_name": "王𠮷山", "contact_phone": "13800001234", "id_number": ID_NUMBER,
    "hukou_region": "522702", "hukou_township": "522702100", "hukou_place": "牛场镇沙坪村三组",
    "existing_status": "none", "household_size": 4, "standard_kind": "rural", "kinship_with_staff": False,
    "members": [
        {"age": 52, "occupation": "farming", **WELL},
        {"relation": "spouse", "age": 50, "occupation": "unable", "serious_illness": True,
         "disability": {"category": "physical", "level": 2}},
        {"relation": "child", "called": "大儿子", "age": 27, "exclusion": "prison"},
        {"relation": "parent", "age": 79, "serious_illness": None},
    ],
    "obligors": "unable", "income_kinds": ["wages"], "income_wages": {"low": 7000, "high": 9000},
    "income_farm_business": 3200.5, "income_property": 0, "income_pension": None, "income_support": "declined",
    "necessary_expenses": {"low": None, "high": 12000}, "high_fee_school_or_travel": False,
    "housing": {"owned": 1, "recent_purchase": True},
    "vehicles": [{"kind": "motorcycle", "use": "commute", "value": 1500}, {"kind": "tractor", "use": "farm"}],
    "savings_band": "low", "business": "none", "contracted_land": True, "verification_consent": "later",
    "incident_text": "去年丈夫摔伤后不能干活，家里只靠我种地。",
}  # fmt: skip
URGENT: dict[str, Any] = {
    "applicant_role": "proxy", "proxy_relation": "child", "contact_name": "李梅", "contact_phone": "13900005678",
    "incident_region": "522702", "incident_township": "522702100", "incident_place": "牛场镇中心卫生院门口",
    "incident_cause": "injury", "incident_date": "2026-11-18", "affected_people": 3, "safety_now": "safe",
    "incident_text": "从架子上摔下来腿断了，住院押金交不起，老板联系不上。", "vulnerable_members": ["elder", "child"],
    "urgent_need": ["treatment", "food"], "existing_status": None,
}  # fmt: skip
BILLS: dict[str, Any] = {
    "applicant_role": "self", "contact_name": "旦真", "contact_way": "here", "incident_region": "513201",
    "incident_place": "县医院", "existing_status": "none", "expense_kind": ["medical"], "expense_total_12m": 30000,
    "expense_reimbursed_12m": 21000, "same_cause_this_year": False, "household_income_12m": 24000,
    "verification_consent": "later",
}  # fmt: skip
DECIDED = {
    "honesty": Decision("given", "honesty-2026-11a", datetime(2026, 11, 20, 18, 5)),
    "verification": Decision("later", "verification-2026-11b", datetime(2026, 11, 20, 18, 4)),
}
FULL: Application = application(
    "minimum_living", HOUSEHOLD, decisions=DECIDED, office="福泉市牛场镇人民政府",
    sources={"income_wages": "ocr", "housing": "staff"},
)  # fmt: skip
CHILDREN = [
    {"relation": "child", "called": f"第{number}个", "age": 40 - number * 3, "occupation": "casual", **WELL}
    for number in range(1, 12)
]
TWELVE: Application = application("minimum_living", {
    **HOUSEHOLD, "household_size": 12, "members": [HOUSEHOLD["members"][0], *CHILDREN],
    "contact_name": "扎西བཀྲ་ཤིས་བདེ་ལེགས།ꆈꌠ", "incident_text": "家里人多，收入少，" * 160,
})  # fmt: skip
CASES: dict[str, Application] = {
    "full": FULL,
    "twelve": TWELVE,
    "single and empty": application("minimum_living_single", {}),
    "urgent": application("temporary_urgent", URGENT, office="福泉市牛场镇人民政府", aid_first=True),
    "urgent and empty": application("temporary_urgent", {}),
    "bills": application("temporary_expense", BILLS),
}
