"""支出型临时救助: bills of twelve months after reimbursement, held against what the household has."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy.facts import read_words
from policy.household.case import Case
from policy.household.ranges import ZERO, Range
from policy.household.steps import Step, money_words, year_words
from policy.judgement import Judgement, Outcome
from policy.model import Value

TOTAL, REIMBURSED, INCOME = "expense_total_12m", "expense_reimbursed_12m", "household_income_12m"
DOORS = {"medical": "medical_aid", "education": "education_aid"}


@dataclass(frozen=True, slots=True)
class Bills:
    """Twelve months in yuan: the bills, what came back, what is left, what the household earned."""

    total: Range
    reimbursed: Range
    net: Range
    income: Range
    kinds: frozenset[str]


def read_bills(facts: Mapping[Any, Any]) -> Bills:
    """The bills of any facts; nothing raises."""
    total, back = Range.read(facts.get(TOTAL)), Range.read(facts.get(REIMBURSED))
    kind = facts.get("expense_kind")
    kinds = {kind} if isinstance(kind, str) else read_words(facts, "expense_kind")
    return Bills(total, back, total.less(back), Range.read(facts.get(INCOME)), frozenset(kinds))


def judge_expense(case: Case, facts: Mapping[Any, Any]) -> Judgement:
    """The outcome for aid with large bills, with reasons, what is missing and what else may help."""
    bills = read_bills(facts)
    limit = case.law.found("disposable_income_per_head")
    outcome = _outcome(case, bills, limit)
    judgement = Judgement(outcome=outcome, flags=[] if is_recognised(case) else case.flags)
    judgement.missing = _missing(case, bills, limit) if outcome == "needs_review" else []
    judgement.alternatives = _alternatives(case, bills, outcome)
    judgement.rules = _rules(case, bills, limit, judgement)
    judgement.composition = case.composition
    judgement.steps = _steps(case, bills, limit)
    return judgement


def is_recognised(case: Case) -> bool:
    """Whether the household is known as low-income: income and property are not looked at again (Law 第四十二条)."""
    return case.household.status in case.law.words("low_income")


def _has_repeated(case: Case) -> bool:
    return case.household.yes["same_cause_this_year"] is True


def _outcome(case: Case, bills: Bills, limit: Value | None) -> Outcome:
    if bills.net.high == 0:
        return "alternative"
    if bills.net.low == 0 or _has_repeated(case):
        return "needs_review"
    if is_recognised(case):
        return "likely"
    known = not case.flags and not case.untold_property and case.composition.certain
    return "likely" if known and _is_below(case, bills.income.high, limit) else "needs_review"


def _is_below(case: Case, income: Decimal | None, limit: Value | None) -> bool:
    if limit is None or not limit.firm or income is None:
        return False
    return income < Decimal(limit.value) * case.composition.fewest


def _missing(case: Case, bills: Bills, limit: Value | None) -> list[str]:
    keys = [] if bills.total.told else [TOTAL]
    keys += [] if bills.reimbursed.told or bills.total.high == 0 else [REIMBURSED]
    if is_recognised(case) or limit is None or not limit.firm or _has_repeated(case) or case.flags:
        # without a limit to hold income against a person decides whatever it is
        return keys
    keys += case.composition.open_keys
    keys += [] if bills.income.told else [INCOME]
    best = bills.income.high if bills.income.told else ZERO
    return keys + (case.untold_property if _is_below(case, best, limit) else [])


def _alternatives(case: Case, bills: Bills, outcome: Outcome) -> list[str]:
    names = []
    if outcome == "alternative":
        names = ["temporary_urgent"] if is_recognised(case) else ["minimum_living"]
    rigid = case.law.rule("rigid_expense") is not None and not is_recognised(case) and outcome != "alternative"
    names += ["rigid_expense_household"] if rigid else []
    names += [door for kind, door in DOORS.items() if kind in bills.kinds]
    if case.household.words["safety_now"] == "no_food_or_shelter":
        names.append("temporary_urgent")
    return names


def _rules(case: Case, bills: Bills, limit: Value | None, judgement: Judgement) -> list[str]:
    rules = ["expense_who", "expense_marginal", "urgent_place", "expense_local"]
    rules.append("expense_none_left" if bills.net.high == 0 else "expense_net")
    if is_recognised(case):
        rules.append("expense_recognised")
    else:
        rules += ["expense_income", *([] if limit and limit.firm else ["expense_limit_unknown"]), *case.flags]
        rules += ["property_open"] if case.untold_property else []
    rules += ["urgent_repeat"] if _has_repeated(case) else []
    rules += ["rigid_expense", "rigid_measures"] if "rigid_expense_household" in judgement.alternatives else []
    rules += ["minimum_living_who"] if "minimum_living" in judgement.alternatives else []
    told = {
        "proxy": case.household.words["applicant_role"] == "proxy",
        "verification_sign": case.household.words["verification_consent"] == "later",
        "urgent_nonlocal": case.household.hukou is not None and case.law.is_elsewhere(case.household.hukou),
    }
    return [*rules, *(rule for rule, holds in told.items() if holds), "one_case_one_meeting", "urgent_decides"]


def _steps(case: Case, bills: Bills, limit: Value | None) -> list[Step]:
    steps = [
        Step("花了多少", f"近12个月花费：{year_words(bills.total)}。"),
        Step("报销多少", f"报销或别人捐的：{year_words(bills.reimbursed)}。"),
        Step("自己负担", f"花费减去报销，自己负担：{year_words(bills.net)}。"),
    ]
    if is_recognised(case):
        return steps
    steps.append(Step("家里收入", f"近12个月家里收入：{year_words(bills.income)}。"))
    if limit is None:
        return [*steps, Step("收入线", "当地上年人均可支配收入还没有查到，由工作人员看。")]
    return [*steps, Step("收入线", f"当地上年人均可支配收入是{money_words(Decimal(limit.value))}元。")]
