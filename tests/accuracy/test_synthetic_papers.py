"""The synthetic papers themselves: the same by the same seed, true to their rules, and spoilt as far as they say."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from contracts.extraction.identifiers import id_number_is_valid
from contracts.papers import FIELDS
from tests.accuracy.verdicts import KINDS
from tests.papers import DAMAGES, DRAW, HOPELESS, SyntheticPaper, damages_of, make_paper
from tests.papers.cards import luhn
from tests.papers.damage import HOPELESS_BLUR, HOPELESS_GLYPH, KEY_ORDER, READABLE_BLUR, READABLE_GLYPH
from tests.papers.people import READING_DAY, person

PEOPLE = [person(Random(seed)) for seed in range(600)]


def test_same_seed_same_paper():
    one, again, other = (make_paper("diagnosis", seed, "combined") for seed in (5, 5, 6))
    assert one.truth == again.truth != other.truth
    assert np.array_equal(np.asarray(one.image), np.asarray(again.image))


def test_check_digit_of_a_bank_card():
    assert luhn("7992739871") == "3"


@pytest.mark.parametrize("kind", KINDS)
def test_truth_is_in_normal_form_and_every_field_occurs(kind):
    truths = [DRAW[kind](Random(seed)).truth for seed in range(24)]
    assert {name for truth in truths for name in truth} == set(FIELDS[kind])
    for truth in truths:
        assert id_number_is_valid(truth.get("id_number", PEOPLE[0].id_number))
        if kind == "bank_card":
            assert luhn(truth["card_number"][:-1]) == truth["card_number"][-1]
        if kind == "invoice":
            assert float(truth["total"]) == pytest.approx(float(truth["paid_by_insurance"]) + float(truth["paid_self"]))


def test_people_are_as_varied_as_residents():
    assert all(id_number_is_valid(who.id_number) and who.born <= READING_DAY for who in PEOPLE)
    assert {who.age // 10 for who in PEOPLE} == set(range(10))
    assert sum(who.id_number.endswith("X") for who in PEOPLE) > 30
    assert {len(who.name) for who in PEOPLE} >= {2, 3, 4}
    assert sum("·" in who.name for who in PEOPLE) > 20
    regions = {who.region for who in PEOPLE}
    assert sum(region.startswith("5132") for region in regions) == 13
    assert sum(region.startswith("5227") for region in regions) == 12
    assert len(regions) > 100


@pytest.mark.parametrize("damage", DAMAGES)
def test_spoilt_papers_stay_readable(damage):
    kind = next(kind for kind in ("household_register", "id_card_front") if damage in damages_of(kind))
    paper = make_paper(kind, 11, damage)
    assert paper.glyph >= READABLE_GLYPH
    assert paper.blur <= READABLE_BLUR * paper.glyph + 1e-6
    keys = [place for name, place in paper.places.items() if name in KEY_ORDER]
    assert keys
    assert all(0 <= edge <= 1 for place in keys for edge in place)


def _mean(paper: SyntheticPaper) -> np.ndarray:
    """The mean colour of the middle of the main field."""
    pixels, place = np.asarray(paper.image).astype(float), paper.places[paper.main_key]
    high, wide = pixels.shape[:2]
    middle, half = (place[0] + place[2]) / 2 * wide, (place[2] - place[0]) / 10 * wide
    patch = pixels[int(place[1] * high) : int(place[3] * high) + 1, int(middle - half) : int(middle + half) + 1]
    return patch.mean((0, 1))


IS_HOPELESS: dict[str, Callable[[SyntheticPaper], bool]] = {
    "hopeless_blur": lambda paper: paper.blur >= HOPELESS_BLUR * paper.glyph,
    "hopeless_small": lambda paper: paper.glyph <= HOPELESS_GLYPH,
    "hopeless_dark": lambda paper: np.asarray(paper.image).mean() < 15,
    "hopeless_cut": lambda paper: paper.places[paper.main_key][2] > 1.2,
    "hopeless_glare": lambda paper: _mean(paper).min() > 240,
    # skin: red well above blue where the number is
    "hopeless_covered": lambda paper: np.ptp(_mean(paper)) > 25,
}


@pytest.mark.parametrize("damage", HOPELESS)
def test_hopeless_papers_are_hopeless(damage):
    paper, good = make_paper("id_card_front", 12, damage), make_paper("id_card_front", 12)
    assert paper.main_key == "id_number"
    assert IS_HOPELESS[damage](paper)
    assert not IS_HOPELESS[damage](good)
