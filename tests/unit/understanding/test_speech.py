"""Whole sentences and stories, as residents say them."""

from time import perf_counter

import pytest
import yaml

from contracts.extraction import extract
from jiuji.settings import REPOSITORY

from .golden import TODAY
from .golden_everyday import EVERYDAY
from .golden_heard import HEARD
from .golden_speech import MESSAGES, SENTENCES
from .golden_strangers import STRANGERS, WHOLE

PERIODS = {"m": "month", "d": "day", "y": "year", "1": "once", "": None}
KINDS = {
    "A": "amount", "C": "count", "D": "date", "R": "relation", "X": "cause", "N": "name", "P": "phone",
    "I": "id_number", "H": "disability",
}  # fmt: skip


def sum_as_said(said):
    value, _, period = said.partition("/")
    approx, value = value.startswith("~"), value.lstrip("~")
    if value.startswith(">"):
        low, high = float(value[1:]), None
    elif value.startswith("<"):
        low, high = 0, float(value[1:])
    else:
        low, _, high = value.partition("-")
        low, high = float(low), float(high or low)
    return {"low": low, "high": high, "period": PERIODS[period], "approx": approx}


def as_said(entity, said):
    if entity == "amount":
        return sum_as_said(said)
    if entity == "count":
        return int(said)
    if entity == "disability":
        level = int(said[-1]) if said[-1].isdigit() else None
        return {"category": said.rstrip("1234") or None, "level": level}
    if entity in ("phone", "id_number"):
        return {"number": said.rstrip("!"), "valid": not said.endswith("!")}
    return said


def expected(entity, said):
    return in_order(entity, [as_said(entity, one.strip()) for one in said.split(";") if one.strip()])


def read(entity, text):
    return in_order(entity, [one.value for one in extract(text, TODAY) if one.entity == entity])


def in_order(entity, values):
    """A word of a closed set counts once, however often it is said."""
    return sorted(set(values)) if entity in ("relation", "cause") else values


def lines(table):
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [(entity, line[0], line[1] if line[1:] else "") for entity, table in SENTENCES.items() for line in lines(table)],
)
def test_sentences(entity, text, said):
    assert read(entity, text) == expected(entity, said)


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [(entity, line[0], line[1] if line[1:] else "") for entity, table in STRANGERS.items() for line in lines(table)],
)
def test_strangers(entity, text, said):
    assert read(entity, text) == expected(entity, said)


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [(entity, line[0], line[1] if line[1:] else "") for entity, table in HEARD.items() for line in lines(table)],
)
def test_what_is_said_without_a_pause_or_by_way_of_another(entity, text, said):
    assert read(entity, text) == expected(entity, said)


@pytest.mark.parametrize("message", [*lines(MESSAGES), *lines(WHOLE)], ids=lambda message: message[0])
def test_every_fact_of_a_message_and_no_other(message):
    text, told = message[0], {part[0]: part[2:] for part in message[1:]}
    for letter, entity in KINDS.items():
        assert read(entity, text) == expected(entity, told.get(letter, "")), entity


def named(value):
    """A place as county or county/township; any other value as it is."""
    return "/".join(filter(None, (value["name"], value.get("township")))) if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [(entity, line[0], line[1] if line[1:] else "") for entity, table in EVERYDAY.items() for line in lines(table)],
)
def test_everyday_words(entity, text, said):
    found = [named(one.value) for one in extract(text, TODAY) if one.entity == entity]
    told = [one for one in said.split(";") if one]
    assert sorted(set(found) if entity == "relation" else found) == sorted(told)


def test_a_cause_is_told_once_however_often_it_is_said():
    assert len([one for one in extract("我妈查出肺癌，肺癌晚期，住院", TODAY) if one.entity == "cause"]) == 1


def test_a_name_keeps_the_characters_it_was_written_in():
    assert [one.value for one in extract("我叫陳國棟", TODAY) if one.entity == "name"] == ["陳國棟"]


# Asked for in the list of a household's papers only: their words are those of another paper, or of things that are none.
ONLY_IN_LISTS = {
    "proxy_id", "residence_permit_local", "study_proof", "custody_papers", "rent_contract", "expense_receipts",
    "rehabilitation_bills", "religious_certificate",
}  # fmt: skip


def test_every_paper_of_the_policy_has_words_and_no_other_does():
    papers = yaml.safe_load((REPOSITORY / "policy/parameters/national/papers.yaml").read_text("utf-8"))["values"]
    lexicon = yaml.safe_load((REPOSITORY / "contracts/extraction/data/lexicon.yml").read_text("utf-8"))
    assert set(lexicon["document_type"]["words"]) == {one["paper"] for one in papers} - ONLY_IN_LISTS


def test_a_story_is_read_in_time_that_grows_with_its_length():
    def seconds(text):
        began = perf_counter()
        extract(text, TODAY)
        return perf_counter() - began

    story = "我是牛场的罗开秀，老公去年在工地摔断了腰，娃儿读书，住院押金交不起，户口本烧了。"
    extract(story, TODAY)
    short, long = (min(seconds(story * times) for _ in range(5)) for times in (10, 80))
    assert long < 8 * short * 3
