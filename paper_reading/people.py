"""What papers say of a person, wherever it stands: name, sex, ethnicity, days, and an ID number read twice."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import yaml

from paper_reading.found import SURE, Found, Page, found
from paper_reading.lines import plain
from paper_reading.search import matched, value_after
from paper_reading.sheet import Span
from paper_reading.values import birth_in, dates_in, id_number_holds, id_numbers_in, sex_in

_WORDS: Final = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
PEOPLES: Final[tuple[str, ...]] = tuple(_WORDS["peoples"].split())
_LOOKS_LIKE: Final = str.maketrans(_WORDS["looks_like"])
_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME: Final = re.compile(rf"[{_HAN}]+(?:·[{_HAN}]+)*|[A-Z][A-Za-z ]+")
_DOT_READ: Final = re.compile(rf"(?<=[{_HAN}])[.'°-](?=[{_HAN}])")
_LONGEST_NAME: Final = 20
_LONGEST_PART: Final = 8
# between the characters of a name, in line heights; a name of two is often printed wide
_WIDEST_GAP: Final = 0.5
_PRINTED_WIDE: Final = 2
_LIKE_BIRTH: Final = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")


def name_in(text: str) -> str:
    """The name at the beginning of what stands after its label; empty when there is none."""
    match = _NAME.match(_DOT_READ.sub("·", text))
    return match.group()[:_LONGEST_NAME] if match and len(match.group()) > 1 else ""


def name_field(page: Page, span: Span | None, name: str = "name") -> list[Found]:
    """A name read twice: certain when both readings agree and no character is weak."""
    if span is None:
        return []
    value = name_in(span.text)
    if not value:
        return [Found(name, "", span, problem="unreadable")]
    span = span.cut(0, len(value))
    others = [plain(_DOT_READ.sub("·", text)) for text in page.again(span)]
    agree = [value in other for other in others]
    certain = span.weakest >= SURE and bool(agree) and all(agree) and _is_whole(span)
    return [Found(name, value, span, certain=certain)]


def _is_whole(span: Span) -> bool:
    """Whether a name stands in one piece and no longer than names are."""
    apart = any(letter.gap > _WIDEST_GAP for letter in span.letters[1:]) and len(span.letters) > _PRINTED_WIDE
    return not apart and max(len(part) for part in span.text.split("·")) <= _LONGEST_PART


def sex_field(span: Span | None) -> list[Found]:
    """男 or 女 where a paper says the sex."""
    if span is None:
        return []
    at = next((place for place, letter in enumerate(span.letters) if letter.text in "男女"), None)
    if at is None:
        return [Found("sex", "", span, problem="unreadable")]
    return [found("sex", span.letters[at].text, span.cut(at, at + 1))]


def people_in(text: str) -> str:
    """The ethnic group a text begins with, without 族; empty when it names none."""
    text = text.translate(_LOOKS_LIKE)
    return next((one for one in PEOPLES if text.startswith(one)), "")


def ethnicity_field(span: Span | None) -> list[Found]:
    """The ethnic group where a paper says it."""
    if span is None:
        return []
    value = people_in(span.text)
    return [found("ethnicity", value, span.cut(0, len(value)) if value else span)]


def day_field(name: str, span: Span | None, today: date | None = None) -> list[Found]:
    """The first day in a run of characters; one after `today` is doubted."""
    if span is None:
        return []
    for start, end, day in dates_in(span.text):
        one = found(name, day, span.cut(start, end))
        if not day:
            return [replace(one, problem="date")]
        return [one.doubted("future") if today and day > today.isoformat() else one]
    return [Found(name, "", span, problem="unreadable")]


def until_field(page: Page) -> list[Found]:
    """The last day of a validity; uncertain when a period shows one day only, which may be its first."""
    span = value_after(page.sheet, ("有效期至",))
    last = span is not None
    span = span if span is not None else value_after(page.sheet, ("有效期限", "有效期"))
    if span is None:
        return []
    days = list(dates_in(span.text))
    (one,) = day_field("valid_until", span.cut(days[-1][0]) if days else span)
    return [replace(one, certain=one.certain and (last or len(days) > 1))]


def birth_span(page: Page, labels: Sequence[str]) -> Span | None:
    """Where the day of birth stands: after its label, or the only day written with 年月日."""
    return value_after(page.sheet, labels) or matched(page.sheet, _LIKE_BIRTH)


def id_number_field(page: Page, labels: Sequence[str]) -> list[Found]:
    """The ID number after its label, or anywhere: certain when its check digit holds in two readings that agree."""
    spans = [span for span in (value_after(page.sheet, labels),) if span and span.letters]
    for span in (*spans, *(row.span for row in page.sheet.rows)):
        for start, end, number in id_numbers_in(span.text):
            return [_read_twice(page, span.cut(start, end), number)]
    return [Found("id_number", "", span, problem="unreadable") for span in spans]


def _read_twice(page: Page, span: Span, first: str) -> Found:
    readings = [first]
    for text in page.again(span):
        readings += [number for _, _, number in id_numbers_in(plain(text))][:1]
    holding = [number for number in readings if id_number_holds(number, page.today)]
    if not holding:
        return Found("id_number", first, span, problem="check_digit")
    number = max(holding, key=holding.count)
    # two different numbers whose check digits hold: one of them is a stranger's
    return Found("id_number", number, span, certain=holding.count(number) > 1 and len(set(holding)) == 1)


def agreeing(fields: Iterable[Found]) -> list[Found]:
    """The fields, doubted where the ID number says another birth date or sex than the print beside it."""
    fields = list(fields)
    number = next((one for one in fields if one.name == "id_number" and one.value and not one.problem), None)
    if number is None:
        return fields
    said = {"birth_date": birth_in(number.value), "sex": sex_in(number.value)}
    against = {one.name for one in fields if one.value and said.get(one.name, one.value) != one.value}
    doubted = against | ({"id_number"} if against else set())
    return [one.doubted(one.problem or "disagrees") if one.name in doubted else one for one in fields]
