"""A page of a household register: its first page with the household, or somebody's card with the person."""

from dataclasses import replace
from typing import Final

from paper_reading.found import Found, Page, found, labelled
from paper_reading.papers.id_card_front import address_field
from paper_reading.people import (
    agreeing,
    day_field,
    ethnicity_field,
    id_number_field,
    name_field,
    sex_field,
)
from paper_reading.search import first_piece, value_after
from paper_reading.sheet import Span
from paper_reading.values import chinese_in, relation_in

_HEAD: Final = ("户主姓名",)
_ID_LABELS: Final = ("公民身份证件编号", "公民身份号码", "证件编号", "公民身份")
_RELATION: Final = ("户主或与户主关系", "与户主关系", "户主关系", "户主或与")
_STOPS: Final = (
    "户主或与", "户主关系", "户主姓名", "户籍地类型", "曾用名", "性别", "出生地", "民族", "籍贯",
    "出生日期", "宗教信仰", "公民身份", "身高", "血型", "文化程度", "婚姻状况", "兵役状况",
    "服务处所", "职业", "住址", "户号", "户别",
)  # fmt: skip
_REMAINS: Final = "子女父母兄弟姐妹"
_AFTER_ADDRESS: Final = ("承办人签章", "签发", "登记事项", "户口登记机关")


def read(page: Page) -> list[Found]:
    """The fields of a page of a household register."""
    if value_after(page.sheet, _HEAD) is not None or value_after(page.sheet, ("户别",)) is not None:
        return _first_page(page)
    return _member_card(page)


def _first_page(page: Page) -> list[Found]:
    head = value_after(page.sheet, _HEAD, _STOPS)
    return [
        *name_field(page, _cell(head), "head_name"),
        *labelled(page, "register_kind", ("户别",), _STOPS, chinese_in),
        *address_field(page, ("住址",), _AFTER_ADDRESS),
    ]


def _member_card(page: Page) -> list[Found]:
    sheet = page.sheet
    return agreeing(
        [
            *name_field(page, _cell(_name(page))),
            *_relation(page),
            *sex_field(value_after(sheet, ("性别",), _STOPS)),
            *ethnicity_field(value_after(sheet, ("民族",), _STOPS)),
            *day_field("birth_date", value_after(sheet, ("出生日期",), _STOPS), page.today),
            *id_number_field(page, _ID_LABELS),
        ]
    )


def _name(page: Page) -> Span | None:
    """The name, not the one used before."""
    return value_after(page.sheet, ("姓名",), _STOPS)


def _cell(span: Span | None) -> Span | None:
    return first_piece(span, 3.0) if span is not None else None


def _relation(page: Page) -> list[Found]:
    """The relation to the head, whose label is printed in two lines beside it."""
    seen: Span | None = None
    for label in _RELATION:
        span = value_after(page.sheet, (label,), tuple(stop for stop in _STOPS if "户主" not in stop))
        if span is None:
            continue
        seen = seen or span
        if place := relation_in(span.text):
            start, end, value = place
            one = found("relation_to_head", value, span.cut(start, end))
            # a short word may be what is left of 长子 or 外孙女
            return [replace(one, certain=one.certain and value not in _REMAINS)]
    return [] if seen is None else [Found("relation_to_head", "", seen, problem="unreadable")]
