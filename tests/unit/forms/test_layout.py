"""Places on the page: nothing overlaps, nothing leaves the page, long things go on, heads are repeated."""

from itertools import combinations

import pytest

from casework.forms.application_form import application_sheet
from casework.forms.faces import faces
from casework.forms.layout import BOTTOM, LEFT, TOP, WIDTH, Page, Text, lay_out, line_height, width_of
from casework.forms.sheet import Cell, Row, Sheet, Table, Title, label, value
from tests.unit.forms.told import CASES, TWELVE

STORY = "家里人多，收入少，母亲常年吃药。"


def _sheet(*blocks: Table | Title) -> Sheet:
    return Sheet("表", blocks, "脚", "码")


def _areas(page: Page) -> list[tuple[float, float, float, float, str]]:
    found = []
    for text in page.texts:
        for number, line in enumerate(text.lines):
            run = width_of(line, text.size, faces(bold=text.bold))
            spare = {"left": 0.0, "centre": (text.width - run) / 2, "right": text.width - run}[text.align]
            top = text.y + number * line_height(text.size)
            found.append((text.x + spare, top, text.x + spare + run, top + line_height(text.size), line))
    return found


def _words(pages: list[Page]) -> str:
    return "".join("".join("".join(text.lines) for text in page.texts) for page in pages)


@pytest.mark.parametrize("name", CASES)
def test_nothing_overlaps_and_nothing_leaves_the_page(name: str) -> None:
    for page in lay_out(application_sheet(CASES[name])):
        areas = _areas(page)
        for left, top, right, bottom, line in areas:
            assert left >= LEFT - 0.01 and right <= WIDTH - LEFT + 0.01, line
            assert top >= TOP - 0.01 and bottom <= BOTTOM + 0.01, line
        for one, other in combinations((area for area in areas if area[4]), 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 0.01 or other[3] <= one[1] + 0.01
            assert apart, (one[4], other[4])


@pytest.mark.parametrize("name", CASES)
def test_words_stay_inside_their_boxes(name: str) -> None:
    for page in lay_out(application_sheet(CASES[name])):
        for text in (one for one in page.texts if one.size == 10.0 and one.lines != ("",)):
            homes = [box for box in page.boxes if _inside(text, box.x, box.y, box.width, box.height)]
            assert homes or not page.boxes or text.y < page.boxes[0].y, text.lines


def _inside(text: Text, x: float, y: float, width: float, height: float) -> bool:
    bottom = text.y + len(text.lines) * line_height(text.size)
    return x <= text.x and text.x + text.width <= x + width + 0.01 and y <= text.y and bottom <= y + height + 0.01


def test_twelve_people_go_on_under_the_same_heads() -> None:
    first, second, *_ = lay_out(application_sheet(TWELVE))
    heads = ("序号", "身份证号码", "年龄")
    for page in (first, second):
        lines = [line for text in page.texts for line in text.lines]
        assert all(head in lines for head in heads)
    assert any("（续）" in text.lines[0] for text in second.texts)
    numbers = [text.lines[0] for page in (first, second) for text in page.texts if text.lines[0].isdigit()]
    assert [one for one in numbers if int(one) <= 12][:1] and {str(one) for one in range(1, 13)} <= set(numbers)


def test_a_long_story_is_cut_by_lines_and_lost_nowhere() -> None:
    story = STORY * 300
    pages = lay_out(_sheet(Table("事由", (Row((Cell(story, foot="签名"),), 26),))))
    assert len(pages) >= 3
    assert _words(pages).count(STORY[:8]) == 300
    assert [_words([page]).count("签名") for page in pages] == [0] * (len(pages) - 1) + [1]


def test_a_heading_never_stands_alone() -> None:
    for rows in range(20, 36):
        filling = Table("前", tuple(Row((value(str(number)),)) for number in range(rows)))
        pages = lay_out(_sheet(filling, Table("后", (Row((label("甲"), value("乙"))),))))
        home = next(page for page in pages if any(text.lines == ("后",) for text in page.texts))
        assert any(text.lines == ("甲",) for text in home.texts), rows


def test_a_table_kept_together_begins_a_page() -> None:
    filling = Table("前", tuple(Row((value(str(number)),)) for number in range(24)))
    wanted = tuple(Row((value(f"格{number}"),), 30) for number in range(3))
    pages = lay_out(_sheet(filling, Table("后", wanted, together=True)))
    assert len(pages) == 2
    assert "格0" in _words(pages[1:]) and "前" not in _words(pages[1:])
