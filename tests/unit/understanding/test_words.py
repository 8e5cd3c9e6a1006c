"""Places, people, events, papers and numbers that name something, in their normal form."""

import secrets

import pytest

from casework.domain.case_numbers import mint_number
from contracts.extraction import extract
from contracts.extraction.identifiers import case_number_is_valid
from contracts.gazetteer import Gazetteer

from . import golden_words as golden
from .golden import TODAY


def found(text, entity):
    return [one for one in extract(text, TODAY) if one.entity == entity]


def values(text, entity):
    return list(dict.fromkeys(one.value for one in found(text, entity)))


@pytest.mark.parametrize(("text", "expected"), golden.REGIONS.items())
def test_regions(text, expected):
    told = [(one.value["code"], one.value["name"], one.value.get("township")) for one in found(text, "region")]
    assert told == [expected]


@pytest.mark.parametrize("text", golden.NO_REGION)
def test_words_that_only_look_like_places(text):
    assert found(text, "region") == []


@pytest.mark.parametrize(("text", "expected"), golden.REGION_ROLES.items())
def test_whether_somebody_is_from_a_place_or_there(text, expected):
    assert [(one.value["name"], one.role) for one in found(text, "region")] == expected


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [
        (entity, text, [expected])
        for entity, table in {
            "relation": golden.RELATIONS, "programme": golden.PROGRAMMES, "document_type": golden.DOCUMENTS, "safety": golden.SAFETY,
        }.items()
        for text, expected in table.items()
    ],
)  # fmt: skip
def test_one_word_one_meaning(entity, text, expected):
    assert values(text, entity) == expected


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [
        (entity, text, expected)
        for entity, table in {"cause": golden.CAUSES, "need": golden.NEEDS, "vulnerable": golden.VULNERABLE}.items()
        for text, expected in table.items()
    ],
)
def test_events_needs_and_people_to_protect(entity, text, expected):
    assert values(text, entity) == expected


@pytest.mark.parametrize(("text", "expected"), golden.DISABILITIES.items())
def test_disabilities(text, expected):
    told = [(one.value["category"], one.value["level"]) for one in found(text, "disability")]
    assert told == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [("id_number", *case) for case in golden.IDS.items()] + [("phone", *case) for case in golden.PHONES.items()],
)
def test_numbers_that_name_a_person(entity, text, expected):
    assert [(one.value["number"], one.value["valid"]) for one in found(text, entity)] == [expected]


@pytest.mark.parametrize("text", golden.NO_PHONE)
def test_what_is_no_phone(text):
    assert found(text, "phone") == []


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [("name", *case) for case in golden.NAMES.items()] + [("place", *case) for case in golden.PLACES.items()],
)
def test_names_and_places(entity, text, expected):
    assert [one.value for one in found(text, entity)] == ([expected] if expected else [])


@pytest.mark.parametrize(("text", "valid"), golden.CASE_NUMBERS.items())
def test_case_numbers(text, valid):
    assert [one.value["valid"] for one in found(text, "case_number")] == [valid]


def test_every_minted_case_number_is_read_as_valid():
    for _ in range(200):
        number = mint_number("福", secrets.choice)
        assert case_number_is_valid(number.replace("-", "")[1:])
        assert [one.value for one in found(f"我的编号是{number}", "case_number")] == [{"number": number, "valid": True}]


def test_a_whole_story_gives_what_the_urgent_lane_needs():
    story = "我是云南的 在福泉修路 前天从架子上摔下来腿断了 老板跑了 住院押金都交不起"
    assert values(story, "cause") == ["injury"]
    assert values(story, "need") == ["treatment"]
    assert values(story, "date") == ["2026-11-21"]
    assert [(one.value["code"], one.role) for one in found(story, "region")] == [
        ("530000", "origin"),
        ("522702", "here"),
    ]
    for never_told in ("phone", "name", "people", "vulnerable", "safety"):
        assert found(story, never_told) == []


def test_the_gazetteer_knows_every_township_of_the_places_served():
    gazetteer = Gazetteer.load()
    counties = [code for code in gazetteer.codes() if gazetteer.is_served(code) and not code.endswith("00")]
    assert len(counties) == 14
    for county in counties:
        for town in gazetteer.townships(county):
            division = gazetteer.county(county)
            assert division is not None
            hits = gazetteer.find(f"{division.name}{town.name}")
            assert [(hit.code6, hit.township_code9) for hit in hits] == [(county, town.code)], town


def test_every_county_is_found_by_its_full_name():
    gazetteer = Gazetteer.load()
    counties = [code for code in gazetteer.codes() if not code.endswith("00")]
    assert len(counties) > 2900
    for code in counties:
        assert [hit.code6 for hit in gazetteer.find(gazetteer.full_name(code))] == [code]
