"""The side of an ID card with the portrait: who somebody is, where they are registered, and the number."""

import re
from dataclasses import replace
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.people import (
    agreeing,
    birth_span,
    day_field,
    ethnicity_field,
    id_number_field,
    name_field,
    sex_field,
)
from paper_reading.search import Label, continued, first_piece, labels_of, value_after
from paper_reading.sheet import Span

ID_LABELS: Final = ("公民身份号码", "身份号码", "身份证号码", "号码")
_NAME: Final = ("姓名",)
_NEXT: Final = ("性别", "民族", "出生", "住址", "公民身份号码")

# no other label: a road may be called 民族路
_BELOW_ADDRESS: Final = ("公民身份号码", "身份号码")
# an address begins with a place; 3组2号 alone has lost the line above it
_PLACE_FIRST: Final = re.compile(r"[\u4e00-\u9fff]{2,}?[省市州县区旗盟乡镇村]")


def read(page: Page) -> list[Found]:
    """The fields of the front of an ID card."""
    return agreeing(
        [
            *name_field(page, _name_span(page)),
            *sex_field(value_after(page.sheet, ("性别", "性別"), ("民族",))),
            *ethnicity_field(value_after(page.sheet, ("民族",))),
            *day_field("birth_date", birth_span(page, ("出生",)), page.today),
            *address_field(page, ("住址",), _BELOW_ADDRESS),
            *id_number_field(page, ID_LABELS),
        ]
    )


def _name_span(page: Page) -> Span | None:
    """What stands after 姓名; without that label the row above the sex."""
    span = value_after(page.sheet, _NAME, _NEXT)
    if span is not None:
        return first_piece(span, 3.0) if span.letters else span
    below = next(labels_of(page.sheet, ("性别", "民族")), None)
    return page.sheet.rows[below.row - 1].span if below and below.row else None


def address_field(page: Page, labels: tuple[str, ...], stops: tuple[str, ...]) -> list[Found]:
    """An address after its label with the lines that begin under it, down to the next label below."""
    span = value_after(page.sheet, labels)
    if span is None:
        return []
    span = first_piece(span, 3.0)
    label = next(labels_of(page.sheet, labels))
    whole = continued(page.sheet, span, _next_label_level(page, label, stops), stops)
    one = found("address", whole.text, whole)
    return [replace(one, certain=one.certain and _PLACE_FIRST.match(whole.text) is not None)]


def _next_label_level(page: Page, label: Label, stops: tuple[str, ...]) -> float:
    rows = page.sheet.rows
    below = [other.row for other in labels_of(page.sheet, stops) if other.row > label.row]
    # nothing may be added from the row of the next label on
    return (rows[min(below)].top + rows[min(below)].bottom) / 2 if below else page.sheet.size[1] * 1.5
