"""A certificate of a fire: number, office, when and where."""

import re
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.papers.accident_certificate import certificate_number, place_field
from paper_reading.people import day_field
from paper_reading.search import matched, value_after
from paper_reading.values import chinese_in, dates_in

_TIME: Final = ("起火时间", "火灾时间", "火灾发生时间", "失火时间")
_PLACE: Final = ("起火地点", "火灾地点", "起火场所地址", "起火部位地址", "失火地点")
_AFTER_PLACE: Final = ("火灾事故基本情况", "起火原因", "起火时间", "起火部位", "基本情况", "统计")
_OFFICE: Final = re.compile(r"[\u4e00-\u9fff]{2,20}?消防(?:救援)?(?:大队|支队|总队|局|机构)")
_LIVING_AT: Final = re.compile(r"(?:位于|坐落于|家住)(?P<place>.+?)(?=的?(?:住房|房屋|自建房|木房|于|发生火灾)|$)")


def read(page: Page) -> list[Found]:
    """The fields of a certificate of a fire."""
    offices = [row.span.cut(m.start(), m.end()) for row in page.sheet.rows for m in _OFFICE.finditer(row.text)]
    return [
        *certificate_number(page),
        *([found("authority", chinese_in(offices[0].text), offices[0])] if offices else []),
        *_date(page),
        *(place_field(page, _PLACE, _AFTER_PLACE) or _place_in_words(page)),
    ]


def _date(page: Page) -> list[Found]:
    """The day of the fire: after its label, or the first day in the text."""
    if span := value_after(page.sheet, _TIME):
        return day_field("date", span, page.today)
    for row in page.sheet.rows:
        if any(dates_in(row.text)):
            return day_field("date", row.span, page.today)
    return []


def _place_in_words(page: Page) -> list[Found]:
    """The place in a sentence: what stands after 位于, also when it begins in the next line."""
    span = matched(page.sheet, _LIVING_AT, "place")
    if span is not None:
        return [found("place", chinese_in(span.text), span)]
    for row, following in zip(page.sheet.rows, page.sheet.rows[1:], strict=False):
        if row.text.endswith(("位于", "家住", "坐落于")):
            return [found("place", chinese_in(following.text), following.span)]
    return []
