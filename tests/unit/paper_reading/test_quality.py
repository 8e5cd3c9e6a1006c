"""Whether a photo will do, and whether something hides a part of a value: real photos, lines from the truth."""

import cv2
import numpy as np
import pytest

from paper_reading.found import Found
from paper_reading.hidden import hidden
from paper_reading.lines import Line
from paper_reading.quality import advise, measure, problems_of
from paper_reading.sheet import Sheet
from tests.papers import SyntheticPaper, make_paper

pytestmark = pytest.mark.usefixtures("fonts")
DAMAGED = ("none", "tilted", "shadow", "jpeg", "noise", "wrinkles", "motion_blur", "focus_blur", "low_light")


def seen(paper: SyntheticPaper) -> tuple[Sheet, np.ndarray, list[Found]]:
    """The photo with a line where each field stands."""
    image = np.asarray(paper.image)
    height, width = image.shape[:2]
    lines = {}
    for name, (left, top, right, bottom) in paper.places.items():
        x0, y0, x1, y1 = left * width, top * height, right * width, bottom * height
        text = paper.truth[name]
        lines[name] = Line(text, 1.0, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (1.0,) * len(text))
    sheet = Sheet(list(lines.values()), (width, height))
    return sheet, image, [Found(name, "", row_of(sheet, line)) for name, line in lines.items()]


def row_of(sheet: Sheet, line: Line):
    return Sheet([line], sheet.size).rows[0].span


def problems(damage: str, seed: int = 41, whole: bool = True) -> list[str]:
    return problems_of(measure(*seen(make_paper("id_card_front", seed, damage)), whole))


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_photo_that_can_be_read_is_not_complained_of(damage):
    assert problems(damage) == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("hopeless_blur", "blur"),
        ("hopeless_dark", "dark"),
        ("hopeless_glare", "glare"),
        ("glare", "glare"),
        ("hopeless_small", "small"),
        ("hopeless_cut", "cut_off"),
    ],
)
def test_what_is_wrong_with_a_photo_is_said(damage, problem):
    assert problem in problems(damage, whole=False)


@pytest.mark.parametrize("picture", [np.zeros((60, 80, 3), np.uint8), np.full((900, 1200, 3), 255, np.uint8)])
def test_a_picture_without_lines_is_judged_too(picture):
    sheet = Sheet([], (picture.shape[1], picture.shape[0]))
    assert "blur" not in problems_of(measure(sheet, picture, []))


def test_white_paper_is_no_glare():
    white = np.full((900, 1200, 3), 255, np.uint8)
    assert "glare" not in problems_of(measure(Sheet([], (1200, 900)), white, []))


def test_a_line_at_the_edge_says_cut_off_only_where_something_is_missing():
    quad = ((0.0, 500.0), (90.0, 500.0), (90.0, 540.0), (0.0, 540.0))
    sheet, image, fields = seen(make_paper("id_card_front", 41))
    sheet = Sheet([*sheet.lines, Line("另一张", 1.0, quad)], sheet.size)
    assert "cut_off" not in problems_of(measure(sheet, image, fields, True))
    assert "cut_off" in problems_of(measure(sheet, image, fields, False))


def number(paper: SyntheticPaper):
    sheet, image, fields = seen(paper)
    return sheet, image.copy(), next(one for one in fields if one.name == "id_number").span


def test_a_number_in_the_open_is_not_hidden():
    assert not hidden(*number(make_paper("id_card_front", 41)))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_thumb_on_it_or_beside_it_hides_it(share):
    sheet, image, span = number(make_paper("id_card_front", 41))
    (left, top), (right, _), (_, bottom), _ = span.quads[0]
    x = int(left + (right - left) * share)
    reach = int(bottom - top)
    cv2.rectangle(image, (x - reach // 2, int(top) - 9), (x + reach // 2, int(bottom) + 9), (200, 150, 120), -1)
    assert hidden(sheet, image, span)


def test_a_line_at_the_edge_of_the_photo_may_go_on():
    sheet, image, span = number(make_paper("id_card_front", 41))
    right = int(span.quads[0][1][0]) + 1
    assert hidden(Sheet(sheet.lines, (right, sheet.size[1])), image[:, :right], span)


def test_one_sentence_of_advice_about_the_worst():
    assert advise([]) is None
    assert advise(["small", "blur"]) == advise(["blur"])
    every = [advise([problem]) for problem in ("blur", "glare", "dark", "cut_off", "small")]
    assert all(words and len(words) <= 60 for words in every) and len(set(every)) == 5
