"""A medical receipt: hospital, patient, day, and sums that must agree with each other to be certain."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.people import day_field, name_field
from paper_reading.search import before_stops, first_piece, matched, value_after
from paper_reading.sheet import Span
from paper_reading.values import big_sum_in, chinese_in, sums_in

HOSPITAL: Final = re.compile(
    r"(?<!类型[:;])[\u4e00-\u9fff]{2,20}?(?:医院|卫生院|保健院|卫生服务中心|卫生室|诊所)(?:[\u4e00-\u9fff]{1,4}(?:分院|院区))?"
)
_NAME_AFTER: Final = re.compile(r"(?:[交缴]款人|患者姓名|姓名|患者(?=[:;]))[:;]?(?!统一|[:;])(?P<rest>.+)")
_STOPS: Final = ("交款人统一", "统一社会信用", "开票日期", "性别", "年龄", "住院号", "门诊号", "住院科别", "医保类型")
_HOSPITAL_AFTER: Final = ("收款单位(章)", "收款单位", "医疗机构名称", "开票单位")
_TOTAL: Final = ("(小写)", "小写", "合计金额", "金额合计")
_INSURED: Final = ("医保统筹基金支付", "统筹基金支付", "医保统筹支付", "医保基金支付", "统筹支付")
_SELF: Final = ("个人支付", "个人自付", "个人现金支付", "自付金额")
_NOT_SELF: Final = ("个人账户", "其他支付", "个人自费")


def read(page: Page) -> list[Found]:
    """The fields of a medical receipt."""
    return [
        *_hospital(page),
        *name_field(page, _name_span(page)),
        *day_field("date", value_after(page.sheet, ("开票日期", "收费日期", "日期")), page.today),
        *_sums(page),
    ]


def _hospital(page: Page) -> list[Found]:
    span = value_after(page.sheet, _HOSPITAL_AFTER, ("复核人", "收款人", "开票人"))
    span = first_piece(span) if span else matched(page.sheet, HOSPITAL)
    return [found("hospital", chinese_in(span.text), span)] if span else []


def _name_span(page: Page) -> Span | None:
    """What stands after the patient's label; the payer's code begins like it and is another thing."""
    span = matched(page.sheet, _NAME_AFTER, "rest")
    return first_piece(before_stops(span, _STOPS), 2.5) if span else None


def _sums(page: Page) -> list[Found]:
    total = _sum(page, "total", _TOTAL)
    words = next((big for row in page.sheet.rows if (big := big_sum_in(row.text)) is not None), None)
    if total and total[0].value:
        agrees = words is not None and Decimal(total[0].value) == words
        against = words is not None and not agrees
        total = [total[0].doubted("disagrees") if against else replace(total[0], certain=total[0].certain and agrees)]
    parts = [*_sum(page, "paid_by_insurance", _INSURED), *_sum(page, "paid_self", _SELF)]
    return [*total, *parts]


def _sum(page: Page, name: str, labels: tuple[str, ...]) -> list[Found]:
    """The first sum after a label; the whole page is looked through, as a label may stand more than once."""
    seen: Span | None = None
    for label in labels:
        span = value_after(page.sheet, (label,), (*_INSURED, *_SELF, *_NOT_SELF))
        if span is None:
            continue
        seen = seen or span
        for start, end, value in sums_in(span.text):
            return [found(name, f"{value:.2f}", span.cut(start, end))]
    return [] if seen is None else [Found(name, "", seen, problem="unreadable")]
