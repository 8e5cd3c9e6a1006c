"""A certificate of a traffic accident: number, office, when and where, and the people in it."""

import re
from dataclasses import replace
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.people import day_field, name_in
from paper_reading.search import continued, find_label, first_piece, labels_of, matched, value_after
from paper_reading.sheet import NOTHING, Span
from paper_reading.values import certificate_number_in, chinese_in

_TIME: Final = ("交通事故时间", "事故时间", "事故发生时间", "发生时间")
_PLACE: Final = ("交通事故地点", "事故地点", "事故发生地点", "发生地点")
_AFTER_PLACE: Final = ("当事人", "天气", "车辆", "甲方", "道路交通事故", "交通方式", "交通事故时间")
_OFFICE: Final = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:公安局|公安分局)?(?:交通警察|交警|交通管理)(?:大队|支队|总队|中队)"
)
_PERSON: Final = re.compile(r"(?:[甲乙丙丁]方|当事人[甲乙丙丁]?|[甲乙丙丁]车驾驶人)[::]")

# 都消火认字〔2026〕第0012号, or the long number of a traffic police office; anything shorter lost its beginning
_WHOLE_NUMBER: Final = re.compile(r"字.?\d{4}.?第?\d|\d{15}")


def read(page: Page) -> list[Found]:
    """The fields of a certificate of a traffic accident."""
    number, office = certificate_number(page), matched(page.sheet, _OFFICE)
    return [
        *number,
        *([found("authority", chinese_in(office.text), office)] if office else []),
        *day_field("date", value_after(page.sheet, _TIME), page.today),
        *place_field(page, _PLACE, _AFTER_PLACE),
        *_people(page),
    ]


def certificate_number(page: Page) -> list[Found]:
    """The number of a certificate (第…号), as printed; one without its leading part is not certain."""
    for row in page.sheet.rows:
        if place := certificate_number_in(row.text):
            start, end, number = place
            one = found("number", number, row.span.cut(start, end))
            return [replace(one, certain=one.certain and _WHOLE_NUMBER.search(number) is not None)]
    return []


def place_field(page: Page, labels: tuple[str, ...], stops: tuple[str, ...]) -> list[Found]:
    """Where something happened, with the lines below that belong to it."""
    span = value_after(page.sheet, labels, stops)
    if span is None:
        return []
    label = next(labels_of(page.sheet, labels))
    below = [row for row in page.sheet.rows[label.row + 1 :] if any(find_label(row.text, stop) for stop in stops)]
    until = (below[0].top + below[0].bottom) / 2 if below else page.sheet.size[1] * 1.5
    whole = continued(page.sheet, first_piece(span, 4.0), until, stops)
    return [found("place", chinese_in(whole.text), whole)]


def _people(page: Page) -> list[Found]:
    """The names after 甲方, 乙方 or 当事人, joined by 、; uncertain when there is a second without a first."""
    names: list[str] = []
    where: Span = NOTHING
    first = second = False
    for row in page.sheet.rows:
        for match in _PERSON.finditer(row.text):
            first, second = first or "甲" in match.group(), second or "乙" in match.group()
            rest = row.span.cut(match.end())
            name = name_in(rest.text)
            if name and name not in names:
                names.append(name)
                where = where + rest.cut(0, len(name))
    if not names:
        return []
    one = found("people", "、".join(names), where)
    return [replace(one, certain=one.certain and first >= second)]
