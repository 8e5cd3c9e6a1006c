"""低保 for a household: three outcomes and what they turn on; nobody is told no."""

from policy.household.case import Case
from policy.household.destitute import RULE as DESTITUTE
from policy.household.destitute import Fit, destitute_fit
from policy.household.estimate import estimate_of
from policy.household.facts import Member
from policy.household.places import is_apart, place_rules
from policy.household.ranges import Range
from policy.household.routes import RELIGIOUS, Route, is_marginal, routes_of
from policy.household.standards import is_under
from policy.household.steps import formula_of, steps_of
from policy.judgement import Judgement, Outcome

GUESSED = "income_basic_pension"


def judge_minimum_living(case: Case) -> Judgement:
    """The outcome for the household, with reasons, what is missing and what else may help."""
    fit = destitute_fit(case.household, case.composition, case.law)
    outcome = _outcome(case, fit)
    judgement = Judgement(outcome=outcome, flags=case.flags, composition=case.composition, apart=_is_apart(case))
    judgement.per_head = case.per_head
    judgement.standard = case.shown_standard
    judgement.missing = _missing(case, fit) if outcome == "needs_review" else []
    judgement.alternatives = _alternatives(case, fit, outcome)
    judgement.rules = _rules(case, fit, judgement)
    judgement.steps = steps_of(case)
    if outcome != "alternative" and "over" not in case.verdicts():
        judgement.estimate = estimate_of(
            case.income.total, case.composition, case.known_standards, formula_of(case)
        )  # fmt: skip
    return judgement


def _is_apart(case: Case) -> bool:
    return is_apart(case.household, case.law)


def _outcome(case: Case, fit: Fit) -> Outcome:
    verdicts = case.verdicts()
    if verdicts == {"over"}:
        return "alternative"
    if fit == "yes":
        return "alternative" if _is_below_for_destitute(case) else "needs_review"
    certain = case.composition.certain and not case.untold_property and fit == "no"
    return "likely" if verdicts == {"under"} and certain and not case.capped else "needs_review"


def _is_below_for_destitute(case: Case) -> bool:
    """43号 第六条: the residents' basic pension is left out whatever the year."""
    least = case.income.total.less(Range(case.income.basic, case.income.basic))
    standards = case.standards.values()
    return all(each and is_under(least, case.composition.fewest, each.bar) for each in standards)


def _missing(case: Case, fit: Fit) -> list[str]:
    """The keys not told on which the outcome turns, in the order they are asked."""
    keys = list(case.composition.open_keys)
    keys += ["members"] if fit == "ask_members" else []
    keys += ["standard_kind"] if _turns_on_area(case) else []
    keys += case.income.missing
    keys += [GUESSED] if _turns_on_basic_pension(case) else []
    keys += case.untold_property if fit != "yes" and _may_be_likely(case) else []
    return [*keys, "obligors"] if fit == "ask_obligors" else keys


def _turns_on_area(case: Case) -> bool:
    if len(case.standards) == 1:
        return False
    # money nobody spoke of may come to lie between the two standards
    return len(case.verdicts()) > 1 or bool(case.income.missing) or bool(case.composition.open_keys)


def _turns_on_basic_pension(case: Case) -> bool:
    return bool(case.income.guessed.high) and case.told_to_reach()


def _may_be_likely(case: Case) -> bool:
    """Whether the outcome may yet be likely, were all that was not told at its best."""
    if case.capped or (case.composition.perhaps and not case.composition.open_keys):
        return False
    best = case.income.best
    heads = case.composition.most
    lines = [standard.bar for standard in case.known_standards if standard.bar is not None]
    return best is not None and any(heads is None or best < line * heads for line in lines)


def _alternatives(case: Case, fit: Fit, outcome: Outcome) -> list[str]:
    over = case.verdicts() == {"over"}
    names = [] if over or fit == "no" else ["destitute_support"]
    names += ["minimum_living_single"] if _may_apply_alone(case, over) else []
    if over or (outcome == "needs_review" and case.told_to_reach()):
        names += ["marginal_household"] if case.is_below_marginal_line() and not is_marginal(case.household) else []
    names += expense_doors(case) if over else []
    if case.household.words["safety_now"] == "no_food_or_shelter":
        names.append("temporary_urgent")
    return names


def expense_doors(case: Case) -> list[str]:
    """What may help where bills are the trouble, not income: always worth asking for."""
    recognised = case.household.status in case.law.words("low_income")
    rigid = case.law.rule("rigid_expense") is not None and not recognised
    return [*(["rigid_expense_household"] if rigid else []), "temporary_expense"]


def eligible_members(case: Case) -> list[Member]:
    """Those who may apply alone: who counts or may count, and clergy set aside, in the order told."""
    present = {member.number for member in case.composition.present}
    return [
        member
        for member in case.household.members
        if member.number in present or member.exclusion == "religious_over_3y"
    ]


def open_routes(case: Case) -> list[Route]:
    """The ways to apply alone that may be open at this income."""
    near = is_marginal(case.household) or case.is_below_marginal_line()
    return [route for route in routes_of(eligible_members(case), case.law) if near or not route.tied]


def _may_apply_alone(case: Case, over: bool) -> bool:
    return any(over or case.reaches() or route.rule == RELIGIOUS for route in open_routes(case))


def _rules(case: Case, fit: Fit, judgement: Judgement) -> list[str]:
    rules = ["minimum_living_who", verdict_rule(case)]
    rules += ["household_members"] if case.household.members else []
    rules += [each.rule for each in case.composition.aside]
    rules += case.income.rules
    rules += standard_rules(case)
    rules += ["area_open"] if "standard_kind" in judgement.missing else []
    rules += case.flags
    rules += ["property_open"] if case.untold_property else []
    if "destitute_support" in judgement.alternatives:
        rules += [DESTITUTE, *(["destitute_obligors"] if fit == "ask_obligors" else [])]
    if "minimum_living_single" in judgement.alternatives:
        rules += ["single_person", *(route.rule for route in open_routes(case))]
    rules += ["marginal"] if "marginal_household" in judgement.alternatives else []
    rules += ["rigid_expense", "rigid_measures"] if "rigid_expense_household" in judgement.alternatives else []
    rules += ["expense_hint"] if "temporary_expense" in judgement.alternatives else []
    return rules + shared_rules(case)


def verdict_rule(case: Case) -> str:
    """The one sentence on where income stands."""
    verdicts = case.verdicts()
    if not case.known_standards:
        return "standard_unknown"
    if verdicts == {"over"}:
        return "income_over"
    if verdicts == {"under"}:
        return "income_below"
    if case.income.total.open or case.composition.most is None:
        return "income_open"
    return "income_unconfirmed" if case.is_below_in_force else "income_near"


def standard_rules(case: Case) -> list[str]:
    """What must be said of the standard used."""
    if not case.known_standards:
        return ["standard_unknown"]
    return [] if all(standard.value.firm for standard in case.known_standards) else ["standard_not_firm"]


def shared_rules(case: Case) -> list[str]:
    """The rules of place, kin, proxy, consent and of who decides, for both minimum-living lanes."""
    household = case.household
    told = {
        "kinship": household.yes["kinship_with_staff"] is True,
        "proxy": household.words["applicant_role"] == "proxy",
        "verification_sign": household.words["verification_consent"] == "later",
        "in_receipt": case.in_receipt,
        "urgent_pressing": household.words["safety_now"] == "no_food_or_shelter",
    }
    rules = [*place_rules(household, case.law), *(rule for rule, holds in told.items() if holds)]
    return [*rules, "truthful", "minimum_living_bridge", "minimum_living_decides"]
