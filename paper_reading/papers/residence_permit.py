"""A residence permit: who somebody is, where they live now, the number, and until when it is valid."""

from typing import Final

from paper_reading.found import Found, Page
from paper_reading.papers.id_card_front import ID_LABELS, address_field
from paper_reading.people import (
    agreeing,
    birth_span,
    day_field,
    ethnicity_field,
    id_number_field,
    name_field,
    sex_field,
    until_field,
)
from paper_reading.search import first_piece, value_after

_ADDRESS: Final = ("居住地址", "现居住地", "现住址", "居住地", "住址")
_NEXT: Final = ("性别", "民族", "出生")
_BELOW_ADDRESS: Final = ("户籍地址", "公民身份号码", "签发机关", "有效期限", "签注")


def read(page: Page) -> list[Found]:
    """The fields of a residence permit."""
    sheet = page.sheet
    name = value_after(sheet, ("姓名",), _NEXT)
    return agreeing(
        [
            *name_field(page, first_piece(name, 3.0) if name else name),
            *sex_field(value_after(sheet, ("性别",), ("民族",))),
            *ethnicity_field(value_after(sheet, ("民族",))),
            *day_field("birth_date", birth_span(page, ("出生日期", "出生")), page.today),
            *address_field(page, _ADDRESS, _BELOW_ADDRESS),
            *id_number_field(page, ID_LABELS),
            *until_field(page),
        ]
    )
