"""Rows of a tilted page, labels that were misread, and places as shares of the page."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from paper_reading.lines import plain
from paper_reading.search import edits, find_label, value_after
from tests.unit.paper_reading.printed import SIZE, line, page


@given(st.floats(-14, 14))
@settings(deadline=None, max_examples=40)
def test_rows_stay_rows_when_the_page_is_tilted(tilt):
    cells = [line(f"第{row}行第{column}格", 60 + column * 520, 100 + row * 90, tilt=tilt)
             for row in range(9) for column in range(3)]  # fmt: skip
    rows = [row.text for row in page(cells).sheet.rows]
    assert rows == [f"第{row}行第0格第{row}行第1格第{row}行第2格" for row in range(9)]


def test_a_place_is_where_the_characters_stand():
    sheet = page([line("姓名吴老妹", 160, 110)]).sheet
    span = value_after(sheet, ("姓名",))
    left, top, right, bottom = (
        min(x for q in span.quads for x, _ in q),
        min(y for q in span.quads for _, y in q),
        max(x for q in span.quads for x, _ in q),
        max(y for q in span.quads for _, y in q),
    )
    assert (left, top, right, bottom) == (160 + 80, 110, 160 + 200, 150)
    assert right < SIZE[0]


def test_labels_may_have_one_misread_character_in_four():
    assert find_label("公民身份号玛5132", "公民身份号码") == (0, 6)
    assert find_label("有效朗限2016", "有效期限") == (0, 4)
    assert find_label("出院诊腰椎间盘突出症", "出院诊断") is None
    assert find_label("性利男", "性别") is None
    assert find_label("", "有效期限") is None


@given(st.text("姓名性别民族", max_size=8), st.text("姓名性别民族", max_size=8))
def test_edits_are_a_distance(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert edits(one, other) <= max(len(one), len(other))


@given(st.text(max_size=40))
@example("E¯")
def test_any_text_has_a_plain_form_that_stays(text):
    assert plain(plain(text)) == plain(text)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.integers(-50, 1700), st.integers(-50, 1200))))
@settings(deadline=None, max_examples=100)
def test_any_lines_make_rows_with_every_character(cells):
    lines = [line(text, x, y) for text, x, y in cells]
    shown = sum(len(row.text) for row in page(lines).sheet.rows)
    assert shown == sum(len("".join(one.text.split())) for one in lines)
