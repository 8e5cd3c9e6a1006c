"""Numbers, money and dates as they are said."""

from datetime import date
from decimal import Decimal

from policy.model import Reference

MONEY_WORDS = {"CNY/month": "每人每月{}元", "CNY/year": "每人每年{}元", "CNY/once": "{}元"}
WEEKDAYS = "一二三四五六日"
TERM_WORDS = {
    "days": "{}天", "working_days": "{}个工作日", "hours": "{}小时", "months": "{}个月",
    "months_of_standard": "{}个月低保标准", "percent": "百分之{}", "times": "{}次", "times_per_year": "一年{}次",
    "years": "{}周岁", "times_standard": "{}倍低保标准", "homes": "{}处",
}  # fmt: skip

# words of the cases of a quantity, as a reader of the data says them; other words are shown as they stand
CASE_WORDS = {
    "of:adult": "成年", "of:work": "劳动年龄", "of:pension": "领养老金", "of:basic_pension": "领居民养老金",
    "of:marginal": "低保边缘", "marginal_household": "低保边缘家庭", "rigid_expense_household": "刚性支出困难家庭",
    "destitute_support": "特困供养", "medical_aid": "医疗救助", "education_aid": "教育救助",
    "employment_aid": "就业救助", "housing_aid": "住房救助", "disaster_relief": "受灾救助",
    "vagrant_rescue": "救助站", "emergency_medical": "疾病应急救助", "legal_aid": "法律援助",
    "step:review": "请人看", "step:expense": "按支出型看", "urban": "城市", "rural": "农村", "urgent": "急难型",
    "expense": "支出型", "whole": "县里确认", "delegated": "乡镇确认", "hard": "特殊情况",
    "temporary_urgent": "急难型临时救助", "temporary_expense": "支出型临时救助", "minimum_living": "低保",
    "minimum_living_single": "单人保", "investigation": "开始调查", "verification": "开始核对", "publicity": "公示",
    "decision": "县里确认", "refusal_notice": "书面答复", "township": "乡镇审核", "all": "全部物价", "food": "食品",
    "elder": "老人", "minor": "未成年人", "student": "学生", "severely_disabled": "重度残疾人",
    "seriously_ill": "重病患者", "stable": "情况稳定的", "changing": "收入不固定的", "member_death": "家人去世",
    "unreported": "没有告知", "savings": "存款", "vehicle": "车", "house": "房", "business": "店铺公司",
    "mid": "有一些", "high": "比较多",
    "review": "申请复议", "review_latest": "没告知复议权的", "review_decision": "复议决定",
    "review_simple": "简易复议", "review_extension": "复议延长", "suit": "起诉", "suit_after_review": "复议后起诉",
    "suit_silence": "一直没答复", "has_disability": "家里有残疾人", "has_serious_illness": "家里有重病人",
    "has_student": "家里有人上学", "has_minor": "家里有未成年人", "has_elder": "家里有老人",
    "has_unemployed": "家里有人失业", "has_religious": "家里有人出家", "has_absent": "家里有人服刑、强戒或失踪",
    "has_support": "有赡养费、抚养费", "has_wages": "有工资", "has_bills": "有必要花费", "rents": "没有自己的房子",
    "hukou_elsewhere": "户口不在申请的地方", "known_status": "已经是低保、特困等", "residence_permit": "有居住证",
    "proxy": "替别人办", "medical": "看病", "education": "上学", "rehabilitation": "康复", "other": "其他",
}  # fmt: skip


def case_words(where: dict[str, str]) -> str:
    """The case of a value in words: `城市`, `低保、公示`."""
    known = (CASE_WORDS.get(f"{key}:{word}") or CASE_WORDS.get(word, word) for key, word in where.items())
    return "、".join(known)


def number_words(number: Decimal) -> str:
    """A number without needless zeros: `590`, `1.5`."""
    return format(number.normalize(), "f")


def quantity_words(number: Decimal, unit: str | None) -> str:
    """A number with its unit: `每人每年5316元`, `20个工作日`."""
    pattern = MONEY_WORDS.get(unit or "") or TERM_WORDS.get(unit or "") or "{}"
    return pattern.format(number_words(number))


def date_words(day: date | None) -> str:
    """A day in words: `2020年7月1日`."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "较早以前"


def due_words(day: date) -> str:
    """The last day of a term, with its weekday: `2026年12月21日（周一）`."""
    return f"{date_words(day)}（周{WEEKDAYS[day.weekday()]}）"


def basis_words(reference: Reference) -> str:
    """A text as it is named aloud: `《社会救助法》第三十七条（2026年7月1日起）`."""
    article = reference.article if reference.article and reference.article.startswith("第") else ""
    since = f"（{date_words(reference.in_force_from)}起）" if reference.in_force_from else ""
    return f"《{reference.short or reference.title}》{article}{since}"


def plain_number(number: Decimal) -> int | float:
    """A number as JSON carries it."""
    return int(number) if number == number.to_integral_value() else float(number)


def hours_words(hours: dict[str, tuple[str, ...]]) -> str:
    """Office hours in words: `周一到周五 9:00-12:00、13:00-17:00`."""
    days = [WEEKDAYS[int(day) - 1] for day in hours["weekdays"]]
    sessions = "、".join(session.lstrip("0").replace("-0", "-") for session in hours["sessions"])
    return f"周{days[0]}到周{days[-1]} {sessions}"
