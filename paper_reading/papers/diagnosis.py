"""A certificate of diagnosis or a discharge note: hospital, patient, what was found, and the days."""

import re
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.papers.invoice import HOSPITAL
from paper_reading.people import day_field, name_field
from paper_reading.search import continued, first_piece, labels_of, matched, rest_after, value_after
from paper_reading.sheet import Span
from paper_reading.values import chinese_in, dates_in

_STOPS: Final = ("性别", "年龄", "科别", "科室", "床号", "住院号", "门诊", "职业", "民族", "联系电话")
_DIAGNOSIS: Final = ("出院诊断", "临床诊断", "诊断意见", "初步诊断", "入院诊断", "诊断")
_NO_DIAGNOSIS: Final = ("证明", "专用章")
# 诊　　断： printed wide, whose first half was not found
_HALF_LABEL: Final = re.compile(r"^断[:;](?P<rest>.+)")
_AFTER_DIAGNOSIS: Final = (
    "建议", "入院情况", "诊疗经过", "处理意见", "医嘱", "医师", "医生", "病史", "治疗", "出院情况", "日期", "注:",
)  # fmt: skip
_DATES: Final = {"admitted_on": ("入院日期", "入院时间"), "discharged_on": ("出院日期", "出院时间")}
_OTHER_DATES: Final = ("入院日期", "出院日期", "入院时间", "出院时间", "住院天数", "手术日期")
_AGE: Final = re.compile(r"\d{1,3}(?=岁|周岁|$)")
_OLDEST: Final = 120


def read(page: Page) -> list[Found]:
    """The fields of a diagnosis."""
    name = value_after(page.sheet, ("患者姓名", "姓名", "患者:"), _STOPS)
    fields = [*_hospital(page), *name_field(page, first_piece(name, 3.0) if name else name), *_age(page)]
    fields += _diagnosis(page)
    for field_name, labels in _DATES.items():
        fields += day_field(field_name, value_after(page.sheet, labels, _OTHER_DATES), page.today)
    return [*fields, *_date(page)]


def _hospital(page: Page) -> list[Found]:
    span = matched(page.sheet, HOSPITAL)
    return [found("hospital", chinese_in(span.text), span)] if span else []


def _age(page: Page) -> list[Found]:
    span = value_after(page.sheet, ("年龄",), ("科别", "职业", "住院号", "性别"))
    if span is None:
        return []
    match = _AGE.search(span.text)
    if match is None or int(match.group()) > _OLDEST:
        return [Found("age", "", span, problem="unreadable")]
    return [found("age", str(int(match.group())), span.cut(match.start(), match.end()))]


def _diagnosis(page: Page) -> list[Found]:
    for name in _DIAGNOSIS:
        for label in labels_of(page.sheet, (name,)):
            span = rest_after(page.sheet, label)
            if span.letters and not span.text.startswith(_NO_DIAGNOSIS):
                return _with_lines_below(page, span)
    half = matched(page.sheet, _HALF_LABEL, "rest")
    return _with_lines_below(page, half) if half else []


def _with_lines_below(page: Page, span: Span) -> list[Found]:
    whole = continued(page.sheet, span, page.sheet.size[1] * 1.5, _AFTER_DIAGNOSIS)
    return [found("diagnosis", chinese_in(whole.text), whole)]


def _date(page: Page) -> list[Found]:
    """The day of the paper: after its label, or a day that stands alone below everything else."""
    span = _own_date(page)
    if span is not None:
        return day_field("date", span, page.today)
    for row in reversed(page.sheet.rows):
        days = list(dates_in(row.text))
        if days and len(row.text) - (days[0][1] - days[0][0]) <= 4:
            return day_field("date", row.span, page.today)
    return []


def _own_date(page: Page) -> Span | None:
    """What stands after 日期 where it is not the day of admission or discharge."""
    for row in page.sheet.rows:
        match = re.search(r"(?<![入出生]院)(?<!出生)(?<!手术)(?:日期|时间)[::]?", row.text)
        if match and any(dates_in(row.text[match.end() :])):
            return row.span.cut(match.end())
    return None
