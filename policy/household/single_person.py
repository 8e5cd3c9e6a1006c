"""单人保: one member applies alone, by own income and by the route the law gives (57号 第八条, Law 第二十一条)."""

from dataclasses import dataclass, replace

from policy.household.case import Case
from policy.household.composition import Composition
from policy.household.destitute import RULE as DESTITUTE
from policy.household.destitute import destitute_fit
from policy.household.estimate import estimate_of
from policy.household.facts import Household, Member
from policy.household.income import total_income
from policy.household.minimum_living import eligible_members, expense_doors, shared_rules, standard_rules, verdict_rule
from policy.household.places import is_apart
from policy.household.ranges import NOTHING, UNTOLD
from policy.household.routes import UNEMPLOYED, Route, is_marginal, line_is_firm, line_of, may_have_route, routes_of
from policy.household.standards import is_under
from policy.household.steps import Step, formula_of, relation_words, steps_of
from policy.judgement import Judgement, Outcome

SUPPORT_EXEMPT = "route_support_exempt"
PROSPECTS: tuple[Outcome, ...] = ("likely", "needs_review", "alternative")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies alone, by which route; `alone` is the case of this person only."""

    member: Member
    route: Route | None
    alone: Case
    exempt: bool

    @property
    def over(self) -> bool:
        """Whether own income certainly reaches the standard."""
        return self.alone.verdicts() == {"over"}


def judge_single_person(case: Case) -> Judgement:
    """The outcome for one member applying alone."""
    applicant = _applicant(case)
    alone = applicant.alone
    outcome = _outcome(case, applicant)
    judgement = Judgement(outcome=outcome, flags=case.flags, apart=is_apart(case.household, case.law))
    judgement.composition = alone.composition
    judgement.per_head = alone.per_head
    judgement.standard = alone.shown_standard
    judgement.missing = _missing(case, applicant) if outcome == "needs_review" else []
    judgement.alternatives = _alternatives(case, applicant, outcome)
    judgement.rules = _rules(case, applicant, judgement)
    judgement.steps = [Step("谁单独申请", f"按{relation_words(applicant.member)}一个人来算。"), *steps_of(alone)]
    if applicant.exempt and alone.income.kinds["support"].high != 0:
        judgement.steps.append(Step("亲人给的钱", "兄弟姐妹、老父母给的钱可能少算，所以有一个范围。"))
    if outcome != "alternative" and applicant.route and "over" not in alone.verdicts():
        judgement.estimate = estimate_of(
            alone.income.total, alone.composition, alone.known_standards, formula_of(alone)
        )  # fmt: skip
    return judgement


def _applicant(case: Case) -> Applicant:
    """Of those who have a way the one with the best prospect, the first told where equal; else the applicant."""
    routes = routes_of(eligible_members(case), case.law)
    if not routes:
        person = next(iter(case.household.members), Member(1, "self"))
        return Applicant(person, None, _alone(case, person, exempt=False), exempt=False)
    applicants = [_by_route(case, route, routes) for route in routes]
    return min(applicants, key=lambda each: PROSPECTS.index(_outcome(case, each)))


def _by_route(case: Case, route: Route, routes: list[Route]) -> Applicant:
    exempt = any(other.rule == UNEMPLOYED and other.member is route.member for other in routes)
    return Applicant(route.member, route, _alone(case, route.member, exempt=exempt), exempt)


def _alone(case: Case, member: Member, *, exempt: bool) -> Case:
    """The same facts with one person only, and that person's own income."""
    composition = Composition((member,), (), (), 1, 1)
    household = _with_own_sums(case.household, member)
    income = total_income(household, composition, case.law)
    support = income.kinds["support"]
    if exempt and support.high != 0:
        # 2022 notice: support from siblings and old parents may be left out, so the low end goes without it
        without = income.total.low - min(income.total.low, support.low)
        total = income.total.lowered(without)
        income = replace(income, total=total, gross=total)
    return replace(case, household=household, composition=composition, income=income)


def is_alone(household: Household) -> bool:
    """Whether there is nobody else, so that what the household has is this person's own."""
    return len(household.members) <= 1 and (household.size or 1) == 1


def _with_own_sums(household: Household, member: Member) -> Household:
    """Household sums are a person's own only where there is nobody else."""
    if is_alone(household):
        return replace(household, members=(member,), size=1)
    sums = dict.fromkeys(household.sums, UNTOLD)
    return replace(household, members=(member,), size=1, sums=sums, expenses=NOTHING)


def _outcome(case: Case, applicant: Applicant) -> Outcome:
    if applicant.route is None:
        return "needs_review" if _may_yet_have_route(case) else "alternative"
    if applicant.over:
        return "alternative"
    below = applicant.alone.verdicts() == {"under"}
    clean = not case.capped and not case.untold_property
    return "likely" if below and clean and _route_holds(case, applicant.route) else "needs_review"


def _may_yet_have_route(case: Case) -> bool:
    return not case.household.members or may_have_route(case.household.members, case.law)


def _route_holds(case: Case, route: Route) -> bool:
    """Whether the way is open without doubt; near the line only where the line itself is firm."""
    if not route.tied or is_marginal(case.household):
        return True
    line = line_of(case.law)
    if line is None or not line_is_firm(case.law):
        return False
    standards = case.standards.values()
    fewest = case.composition.fewest
    return all(
        each and each.bar is not None and is_under(case.income.total, fewest, each.bar * line) for each in standards
    )


def _missing(case: Case, applicant: Applicant) -> list[str]:
    if applicant.route is None:
        return ["members"]
    alone = applicant.alone
    own = alone.income.missing
    keys = ["existing_status"] if _turns_on_status(case, applicant) else []
    keys += ["members"] if own and not is_alone(case.household) else []
    keys += ["standard_kind"] if len(alone.standards) > 1 and (len(alone.verdicts()) > 1 or own) else []
    keys += own if is_alone(case.household) else ()
    return keys + (case.untold_property if _may_be_likely(case, applicant) else [])


def _turns_on_status(case: Case, applicant: Applicant) -> bool:
    """Whether being known as marginal, which nobody told, would open the way."""
    route = applicant.route
    if case.household.status is not None or route is None or _route_holds(case, route):
        return False
    return not case.capped and _is_best_below(applicant)


def _may_be_likely(case: Case, applicant: Applicant) -> bool:
    holds = applicant.route is not None and _route_holds(case, applicant.route)
    if case.capped or not (holds or _turns_on_status(case, applicant)):
        return False
    return _is_best_below(applicant)


def _is_best_below(applicant: Applicant) -> bool:
    best = applicant.alone.income.best
    lines = [standard.bar for standard in applicant.alone.known_standards if standard.bar is not None]
    return best is not None and any(best < line for line in lines)


def _alternatives(case: Case, applicant: Applicant, outcome: Outcome) -> list[str]:
    names = ["destitute_support"] if _may_be_destitute(case, applicant) else []
    household_over = case.verdicts() == {"over"}
    names += [] if household_over else ["minimum_living"]
    if outcome == "alternative" and applicant.route is None and household_over:
        names.append("minimum_living")
    if applicant.over or household_over:
        marginal = case.is_below_marginal_line() and not is_marginal(case.household)
        names += ["marginal_household"] if marginal else []
        names += expense_doors(case)
    if case.household.words["safety_now"] == "no_food_or_shelter":
        names.append("temporary_urgent")
    return names


def _may_be_destitute(case: Case, applicant: Applicant) -> bool:
    fit = destitute_fit(case.household, case.composition, case.law)
    return fit != "no" and not applicant.over and len(case.household.members) == 1


def _rules(case: Case, applicant: Applicant, judgement: Judgement) -> list[str]:
    rules = ["single_person"]
    rules += [applicant.route.rule] if applicant.route else ["route_none"]
    if applicant.route and applicant.route.tied and not _route_holds(case, applicant.route):
        rules.append("marginal_line_open")
    rules += [SUPPORT_EXEMPT] if applicant.exempt else []
    rules += [
        verdict_rule(applicant.alone),
        *applicant.alone.income.rules,
        *standard_rules(applicant.alone),
        *case.flags,
    ]
    rules += ["area_open"] if "standard_kind" in judgement.missing else []
    rules += ["property_open"] if case.untold_property else []
    rules += [DESTITUTE] if "destitute_support" in judgement.alternatives else []
    rules += ["minimum_living_who"] if "minimum_living" in judgement.alternatives else []
    rules += ["marginal"] if "marginal_household" in judgement.alternatives else []
    rules += ["rigid_expense", "rigid_measures"] if "rigid_expense_household" in judgement.alternatives else []
    return rules + shared_rules(case)
