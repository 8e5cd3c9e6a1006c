"""Whole pictures with the real engine: a lost digit, a photo of something else, a copy, two sides on one photo."""

import cv2
import numpy as np
import pytest
from PIL import Image

from contracts.papers import PaperReading
from paper_reading import reader
from paper_reading.engine import Engine, is_traditional
from paper_reading.found import Found
from paper_reading.lines import Line, Quad
from paper_reading.reader import read_page
from paper_reading.sheet import Sheet
from paper_reading.upright import _is_print
from tests.papers import READING_DAY, SyntheticPaper, ink, make_paper

pytestmark = pytest.mark.usefixtures("fonts")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def narrow_day() -> tuple[np.ndarray, Quad]:
    """A day in narrow print, and where it stands."""
    sheet = Image.new("RGB", (700, 60), (250, 250, 250))
    right = int(ink.write(sheet, (20, 8), "2025-11-22", 36, "serif")[2]) + 20
    picture = cv2.resize(np.asarray(sheet)[:, :right], None, fx=0.6, fy=1, interpolation=cv2.INTER_AREA)
    bottom, end = picture.shape[0] + 38.0, picture.shape[1] + 38.0
    wider = cv2.copyMakeBorder(picture, 40, 40, 40, 40, cv2.BORDER_REPLICATE)
    return wider, ((42.0, 42.0), (end, 42.0), (end, bottom), (42.0, bottom))


def stands(engine: Engine, picture: np.ndarray, text: str, quad: Quad) -> bool:
    """Whether a day that was read stands up to a closer look at the picture."""
    sheet = Sheet([Line(text, 1.0, quad)], (picture.shape[1], picture.shape[0]))
    return reader._stands(Found("date", text, sheet.rows[0].span, certain=True), engine, sheet, picture)


def test_equal_digits_that_ran_together_are_seen(engine):
    picture, quad = narrow_day()
    (lost,) = engine.read(picture, [quad])
    assert lost.text == "2025-1-2"
    assert not stands(engine, picture, lost.text, quad)
    assert stands(engine, picture, "2025-11-22", quad)


def test_a_day_that_may_go_on_outside_the_photo_does_not_stand(engine):
    picture, quad = narrow_day()
    right = int(quad[1][0]) + 1
    assert not stands(engine, picture[:, :right], "2025-11-22", quad)


def test_nothing_is_certain_on_a_paper_that_may_be_another(engine, monkeypatch):
    photo = make_paper("id_card_front", 6001).image
    assert any(one.certain for one in read_page(engine, photo.copy(), READING_DAY).fields)
    monkeypatch.setattr(reader, "kind_of", lambda _: ("id_card_front", 0.3))
    assert not any(one.certain for one in read_page(engine, photo, READING_DAY).fields)


def test_no_traditional_character_is_read(engine):
    sheet = Image.new("RGB", (400, 80), (250, 250, 250))
    right = ink.write(sheet, (20, 12), "陳國蘭葉", 48)[2]
    (line,) = engine.read(np.asarray(sheet), [((10.0, 6.0), (right + 10, 6.0), (right + 10, 74.0), (10.0, 74.0))])
    assert line.text and not any(is_traditional(one) for one in line.text)


def test_a_card_far_away_is_looked_at_closer(engine):
    card = make_paper("id_card_front", 6001)
    table = Image.new("RGB", (3000, 2250), (120, 110, 96))
    table.paste(card.image.resize((500, 375)), (1800, 200))
    assert_front(read_page(engine, table, READING_DAY), card)


def test_a_pattern_is_no_print():
    quad = ((0.0, 0.0), (200.0, 0.0), (200.0, 40.0), (0.0, 40.0))
    assert _is_print(Line("姓名", 0.6, quad), 1000)
    assert not _is_print(Line("姓名", 0.4, quad), 1000)


@pytest.mark.parametrize("seed", [5001, 5004, 5007])
def test_a_wall_or_a_meal_is_not_to_be_taken_again(engine, seed):
    reading = read_page(engine, make_paper("other", seed).image, READING_DAY)
    assert (reading.kind, reading.fields, reading.quality) == ("other", [], [])


@pytest.mark.parametrize(("kind", "seed"), [("diagnosis", 5000), ("invoice", 5001)])
def test_a_paper_lost_in_blur_is_to_be_taken_again(engine, kind, seed):
    assert read_page(engine, make_paper(kind, seed, "hopeless_blur").image, READING_DAY).quality == ["blur"]


def below(upper: Image.Image, lower: Image.Image) -> Image.Image:
    """Two photos of one size, one under the other."""
    both = Image.new("RGB", (upper.width, upper.height * 2))
    both.paste(upper, (0, 0))
    both.paste(lower.resize(upper.size), (0, upper.height))
    return both


def copied(photo: Image.Image) -> Image.Image:
    """As a cheap copier gives it: black or white and nothing between."""
    grey = cv2.cvtColor(np.asarray(photo), cv2.COLOR_RGB2GRAY)
    black = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 41, 12)
    return Image.fromarray(black).convert("RGB")


def assert_front(reading: PaperReading, front: SyntheticPaper) -> None:
    assert reading.kind == "id_card_front"
    assert {one.name: one.value for one in reading.fields if one.certain}.items() <= front.truth.items()
    assert next(one for one in reading.fields if one.name == "id_number").certain


def test_both_sides_on_one_photo_and_its_copy(engine):
    front, back = make_paper("id_card_front", 6001), make_paper("id_card_back", 6001)
    both = below(front.image, back.image)
    assert_front(read_page(engine, both.copy(), READING_DAY), front)
    assert_front(read_page(engine, copied(both), READING_DAY), front)
