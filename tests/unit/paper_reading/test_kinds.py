"""The kind of a page by its words; what else people send is none of them."""

import pytest

from contracts.papers import FIELDS
from paper_reading.kinds import kind_of
from tests.unit.paper_reading.printed import line, page
from tests.unit.paper_reading.test_certificates import accident, fire
from tests.unit.paper_reading.test_forms import disability, discharge, member_card, receipt
from tests.unit.paper_reading.test_id_card import back, front

PAGES = {
    "id_card_front": front(),
    "id_card_back": back("2016.03.01-长期"),
    "household_register": member_card(),
    "disability_card": disability(),
    "bank_card": [line("贵阳银行", 100, 60), line("6217791234567890128", 100, 380), line("银联", 900, 600)],
    "invoice": receipt(),
    "diagnosis": discharge(),
    "accident_certificate": accident(),
    "fire_certificate": fire(),
    "residence_permit": [line("居住证", 500, 30), *front(), line("居住地址", 100, 460)],
}


def test_a_page_of_every_kind_is_here():
    assert set(PAGES) == set(FIELDS) - {"other"}


@pytest.mark.parametrize("kind", PAGES)
def test_a_kind_is_known_by_its_words(kind):
    found, confidence = kind_of(page(PAGES[kind]).sheet)
    assert found == kind and confidence > 0.5


@pytest.mark.parametrize("kind", PAGES)
def test_a_kind_is_known_though_a_third_of_the_page_is_gone(kind):
    kept = [one for place, one in enumerate(PAGES[kind]) if place % 3 != 2]
    assert kind_of(page(kept).sheet)[0] == kind


@pytest.mark.parametrize("words", [[], ["在吗", "明天赶集不"], ["领导你好", "我家今年收成不好，老人又住院了"]])
def test_what_is_no_paper_is_other(words):
    assert kind_of(page([line(text, 100, 100 + 90 * row) for row, text in enumerate(words)]).sheet)[0] == "other"
