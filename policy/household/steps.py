"""Every step of the arithmetic in words that can be read aloud."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from policy.household.facts import KINDS, Member
from policy.household.ranges import Range
from policy.household.standards import YEARLY, Standard
from policy.wording import date_words, number_words, quantity_words

if TYPE_CHECKING:
    from policy.household.case import Case

CENT = Decimal("0.01")
KIND_WORDS = {
    "wages": "工资打工", "farm_business": "种养和生意", "property": "房租、土地、利息", "pension": "养老金、退休金",
    "support": "子女等给的钱",
}  # fmt: skip
AREA_WORDS = {"urban": "城市", "rural": "农村"}
RELATION_WORDS = {
    "self": "本人", "spouse": "配偶", "child": "子女", "parent": "父母", "grandparent": "祖父母",
    "grandchild": "孙辈", "sibling": "兄弟姐妹", "in_law": "亲家人",
}  # fmt: skip
OTHER = "其他人"
STALE = "以当地公布为准"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is about, and the sentence."""

    label: str
    text: str


def steps_of(case: "Case") -> list[Step]:
    """Who counts, income by kind, what is taken off, the share a head a month, the standard, the difference."""
    income = case.income
    steps = [Step("几口人", _heads_text(case)), *_kind_steps(case)]
    if income.gross != income.total:
        steps.append(Step("必要开支", f"看病等必要开支{year_words(case.household.expenses)}，能减多少由工作人员定。"))
    steps.append(Step("一年合计", f"加在一起：{year_words(income.total)}。"))
    steps.append(Step("每人每月", _share_text(case)))
    steps += [Step("低保标准", standard_text(standard)) for standard in case.known_standards]
    steps += [Step("比一比", _difference_text(case, standard)) for standard in case.known_standards]
    return steps


def _heads_text(case: "Case") -> str:
    composition = case.composition
    if composition.most is None:
        return "还不知道一起生活的有几口人。" if not case.household.members else "算谁不算谁，由工作人员看。"
    if not case.household.members:
        return f"一起生活的有{composition.most}口人，都算进来。"
    told = len(case.household.members)
    if not composition.certain:
        return f"说到{told}口人，至少算{composition.fewest}口，其余由工作人员看。"
    aside = f"，{told - composition.most}口按规定不算" if told > composition.most else ""
    return f"说到{told}口人{aside}，算{composition.most}口：{people_words(composition.counted)}。"


def people_words(members: tuple[Member, ...]) -> str:
    """People by relation: 本人、配偶、子女2人."""
    counts = Counter(relation_words(member) for member in members)
    return "、".join(name if count == 1 else f"{name}{count}人" for name, count in counts.items())


def relation_words(member: Member) -> str:
    """What a member is to the applicant."""
    return RELATION_WORDS.get(member.relation or "", OTHER)


def _kind_steps(case: "Case") -> list[Step]:
    shown = [kind for kind in KINDS if case.income.kinds[kind].high != 0]
    steps = [Step(KIND_WORDS[kind], f"{KIND_WORDS[kind]}：{year_words(case.income.kinds[kind])}。") for kind in shown]
    return steps or [Step("收入", "各样收入都说没有。")]


def _share_text(case: "Case") -> str:
    heads = case.composition.heads
    share = month_words(case.per_head)
    if heads is None or case.income.total.open:
        return f"分到每人每月，{share}。"
    return f"分给{heads}口人，再分到12个月，每人每月{share}。"


def standard_text(standard: Standard) -> str:
    """A standard with its unit and day; a yearly one also by the month."""
    value = standard.value
    by_month = f"，合每月{money_words(standard.month)}元" if value.unit == YEARLY else ""
    since = f"{date_words(value.effective_from)}起" if value.effective_from else "较早以前定的"
    stale = "" if value.firm else f"，{STALE}"
    amount = quantity_words(value.value, value.unit)
    return f"{AREA_WORDS[standard.area]}低保标准{amount}{by_month}（{since}{stale}）。"


def _difference_text(case: "Case", standard: Standard) -> str:
    share, line = case.per_head, standard.month
    if case.composition.most is None or share.open:
        return "还有没说清的，先不下结论，也不按零算。"
    if share.high is not None and share.high < line:
        return f"每人每月{_below_words(share, line)}。"
    if share.low >= line:
        return f"每人每月{month_words(share)}，到了或超过{money_words(line)}元。"
    return f"每人每月{month_words(share)}，和{money_words(line)}元差不多，要工作人员核实。"


def _below_words(share: Range, line: Decimal) -> str:
    """A share under the line, never rounded up to the line itself: 600元，比808元少, 不到808元."""
    hidden = share.high is not None and money_words(share.high) == money_words(line)
    return f"不到{money_words(line)}元" if hidden else f"{month_words(share)}，比{money_words(line)}元少"


def formula_of(case: "Case") -> str:
    """The 差额 in words: `(标准620元－人均333.33元)×3人`."""
    standards = "或".join(f"{money_words(standard.month)}元" for standard in case.known_standards)
    heads = case.composition
    people = f"{heads.fewest}" if heads.fewest == heads.most else f"{heads.fewest}到{heads.most}"
    return f"（标准{standards}－人均{month_words(case.per_head)}）×{people}人"


def money_words(amount: Decimal) -> str:
    """Yuan to the cent, without needless zeros."""
    return number_words(amount.quantize(CENT, ROUND_HALF_UP))


def month_words(share: Range) -> str:
    """A share: `333.33元`, `300元到333.33元`, or that it is not known."""
    if share.high is None:
        return "还算不出来" if not share.low else f"至少{money_words(share.low)}元，上面还算不出来"
    if share.low == share.high:
        return f"{money_words(share.low)}元"
    return f"{money_words(share.low)}元到{money_words(share.high)}元"


def year_words(amount: Range) -> str:
    """A sum a year: `一年12000元`, or that it was not told and counts neither as zero nor as anything else."""
    if amount.high is None:
        return "还没说清，不按零算" if not amount.low else f"一年至少{money_words(amount.low)}元，还有没说清的"
    if amount.low == amount.high:
        return f"一年{money_words(amount.low)}元"
    return f"一年{money_words(amount.low)}元到{money_words(amount.high)}元"
