"""No number whose check digit is wrong is ever certain, whatever was misread, however often."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.extraction.identifiers import id_number_is_valid
from paper_reading.papers import bank_card, disability_card, id_card_front
from paper_reading.values import id_numbers_in, luhn_holds
from tests.unit.paper_reading.printed import line, named, number, page

DIGITS = st.text("0123456789", min_size=17, max_size=17)
SIGNS = st.text("0123456789XxOoIlBSZ|·", min_size=15, max_size=21)
TRUE = number("51322919580307001")


@st.composite
def misread(draw):
    """The number on the paper with up to four places changed."""
    signs = list(TRUE)
    for place in draw(st.lists(st.integers(0, 17), max_size=4)):
        signs[place] = draw(st.sampled_from("0123456789X"))
    return "".join(signs)


def read(first: str, *again: str):
    lines = [line("姓名", 100, 100), line("公民身份号码", 100, 600), line(first, 420, 600)]
    return [one for one in id_card_front.read(page(lines, again)) if one.name == "id_number"]


@given(st.one_of(SIGNS, misread()), st.lists(st.one_of(SIGNS, misread()), max_size=2))
@example("513229195803070012", ["513229195803070012", "513229195803070012"])
@settings(deadline=None, max_examples=150)
def test_a_certain_number_holds(first, again):
    for one in read(first, *again):
        assert not one.certain or id_number_is_valid(one.value)
        assert one.certain <= (one.problem is None)


@given(misread(), misread())
@settings(deadline=None, max_examples=100)
def test_certain_only_when_two_readings_say_the_same(first, second):
    (one,) = read(first, second)
    assert one.certain <= (first == second == one.value)


def test_one_changed_digit_never_holds():
    for place in range(18):
        for digit in "0123456789X":
            changed = TRUE[:place] + digit + TRUE[place + 1 :]
            assert changed == TRUE or not id_number_is_valid(changed)


def test_a_wrong_check_digit_is_said():
    (one,) = read("513229195803070012", "513229195803070012")
    assert (one.value, one.certain, one.problem) == ("513229195803070012", False, "check_digit")


def test_a_misreading_is_mended_by_the_readings_that_hold():
    (one,) = read("513229195803070O77"[:17] + "8", TRUE, TRUE)
    assert (one.value, one.certain) == (TRUE, True)


def test_two_numbers_that_both_hold_are_a_doubt():
    other = number("51322919580307003")
    (one,) = read(TRUE, other, other)
    assert not one.certain


@given(DIGITS)
@settings(deadline=None)
def test_what_is_found_is_as_long_as_a_number(first):
    assert [found[2] for found in id_numbers_in(number(first))] == [number(first)]


@given(st.text("0123456789OIl", min_size=14, max_size=20), st.text("0123456789", min_size=14, max_size=20))
@settings(deadline=None, max_examples=100)
def test_a_certain_card_number_holds_and_reads_twice(first, second):
    fields = bank_card.read(page([line(first, 100, 400)], [second]))
    assert all(not one.certain or (luhn_holds(one.value) and one.value == second) for one in fields)


@given(misread(), st.sampled_from("1234567"), st.sampled_from("1234"))
@settings(deadline=None, max_examples=80)
def test_a_certain_disability_number_holds(first, category, level):
    fields = disability_card.read(page([line("证号", 100, 400), line(f"{first}{category}{level}", 300, 400)]))
    for one in fields:
        assert not one.certain or id_number_is_valid(one.value[:18])


def test_a_disability_number_that_says_another_category_than_the_print():
    lines = [
        line("残疾类别", 100, 200),
        line("听力", 330, 200),
        line("残疾等级", 100, 300),
        line("二级", 330, 300),
        line("证号", 100, 400),
        line(f"{TRUE}42", 300, 400),
    ]
    fields = disability_card.read(page(lines))
    assert named(fields, "category").problem == named(fields, "card_number").problem == "disagrees"
    assert named(fields, "level").certain and named(fields, "id_number").certain
