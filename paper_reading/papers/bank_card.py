"""A bank card: its number, whose last digit is a check digit, and the bank if its name is printed."""

import re
from typing import Final

from paper_reading.found import SURE, Found, Page, found
from paper_reading.lines import plain
from paper_reading.search import matched
from paper_reading.sheet import Span
from paper_reading.values import card_numbers_in, luhn_holds

_BANK: Final = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:银行|信用社联合社|信用合作联社|信用社|农信|农商行)(?![\u4e00-\u9fff])"
)
_BANK_WITHIN: Final = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:银行|信用社联合社|信用社|农信)")


def read(page: Page) -> list[Found]:
    """The fields of a bank card."""
    bank = matched(page.sheet, _BANK) or matched(page.sheet, _BANK_WITHIN)
    return [*([found("bank", bank.text, bank)] if bank else []), *_number(page)]


def _number(page: Page) -> list[Found]:
    for row in page.sheet.rows:
        for start, end, number in card_numbers_in(row.text):
            return [_read_twice(page, row.span.cut(start, end), number)]
    return []


def _read_twice(page: Page, span: Span, first: str) -> Found:
    others = [plain(text) for text in page.again(span)]
    readings = [first, *(number for text in others for *_, number in list(card_numbers_in(text))[:1])]
    holding = [number for number in readings if luhn_holds(number)]
    if not holding:
        return Found("card_number", first, span, problem="check_digit")
    number = max(holding, key=holding.count)
    # the check digit misses one misreading in ten: two readings must agree, and no digit may be weak
    certain = holding.count(number) > 1 and len(set(holding)) == 1 and span.weakest >= SURE / 2
    return Found("card_number", number, span, certain=certain)
