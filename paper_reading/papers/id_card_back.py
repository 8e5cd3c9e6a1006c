"""The side of an ID card with the emblem: who issued it and how long it is valid."""

from typing import Final

from paper_reading.found import Found, Page, found, labelled
from paper_reading.people import day_field
from paper_reading.search import matched_text, value_after
from paper_reading.sheet import Span
from paper_reading.values import FOREVER, chinese_in, dates_in

_AUTHORITY: Final = ("签发机关",)
_VALID: Final = ("有效期限", "有效期")


def read(page: Page) -> list[Found]:
    """The fields of the back of an ID card."""
    fields = labelled(page, "authority", _AUTHORITY, _VALID, chinese_in)
    span = value_after(page.sheet, _VALID) or next(
        (row.span for row in page.sheet.rows if _is_validity(row.text)), None
    )
    return [*fields, *(_validity(span) if span else [])]


def _is_validity(text: str) -> bool:
    days = [day for *_, day in dates_in(text) if day]
    return len(days) == 2 or bool(days and FOREVER in text)


def _validity(span: Span) -> list[Found]:
    start = day_field("valid_from", span)
    first_end = next((end for _, end, _ in dates_in(span.text)), None)
    if first_end is None:
        return [*start, Found("valid_until", "", span, problem="unreadable")]
    rest = span.cut(first_end)
    if forever := matched_text(rest, FOREVER):
        return [*start, found("valid_until", FOREVER, forever)]
    until = day_field("valid_until", rest)
    # a card ends on the day of the year it was issued on; the first of March may follow the 29th of February
    if start[0].value[5:] != until[0].value[5:] and not start[0].value.endswith("02-29"):
        return [one.doubted("date") if one.value else one for one in (*start, *until)]
    return [*start, *until]
