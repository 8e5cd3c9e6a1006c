"""Extractors read any text whatever, in time that grows with its length only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.extraction import extract, normalise
from contracts.extraction.numerals import chinese_value
from contracts.gazetteer import Gazetteer

from .golden import TODAY

WORDS = st.sampled_from(
    [
        *"一二三四五六七八九十百千万零两半几多来把块元月日号年天前初腊正上下个礼拜周口人娃岁级残",
        "马尔康",
        "福泉",
        "户口",
        "没有",
        "138",
        "2026",
        "-",
        "/",
        ".",
        "到",
        " ",
        "，",
        "身份证",
        "我叫",
        "医院",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_every_entity_stands_where_it_says(text):
    for found in extract(text, TODAY):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_any_mixture_of_our_own_words_is_read(text):
    for found in extract(text, TODAY):
        assert found.value is not None
        if found.entity == "amount" and found.value["low"] is not None and found.value["high"] is not None:
            assert found.value["low"] <= found.value["high"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_normalising_keeps_length_and_twice_is_once(text):
    plain = normalise(text)
    assert len(plain) == len(text)
    assert normalise(plain) == plain


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=99_999_999))
def test_numerals_agree_with_cn2an(number):
    import cn2an

    assert chinese_value(cn2an.an2cn(number, "low")) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t\r", "\x00\x01\x1b[31m", "/restart", "／intent{}", "\ud83d", "🙂" * 50, "ཀ་ཁ་ག་ང", "a" * 1000],
)
def test_odd_texts(text):
    assert isinstance(extract(text, TODAY), list)


@pytest.mark.parametrize(
    "piece",
    [
        "我屋头五口人，一个月两千多，户口在云南昭通，",
        "一",
        "1",
        "前天",
        "没有",
        "到3月1号",
        "福泉",
        "户口在",
        "138",
        " ",
        "我叫",
        "，",
        "一个",
        "三四",
    ],
)
def test_a_thousand_characters_take_no_time(piece):
    text = (piece * 1000)[:1000]
    extract(text, TODAY)
    assert min(seconds_to_read(text) for _ in range(3)) < 0.25, "0.05 s alone on a machine; the rest is for company"


@pytest.mark.parametrize(
    "words", ["得", "有", "一个", "有拿领", "是有个", "每个", "多块钱", "大概", "也就", "欠了", "二级残疾"]
)
@pytest.mark.parametrize("before", ["", "一个月", "每月的", "我家一共", "身上"])
def test_words_said_over_and_over_are_read_once(before, words):
    """A pattern with two ways through the same words tries all of them when it fails: twice the time for each word."""
    text = f"{before}{words * 24}一三百"
    extract(text, TODAY)
    assert min(seconds_to_read(text) for _ in range(2)) < 0.1


def seconds_to_read(text):
    began = time.thread_time()
    extract(text, TODAY)
    return time.thread_time() - began


def test_64_kb_is_read_in_bounded_time():
    """Time of this thread alone: what other tests left running in the process is not counted, nor is loading the words."""
    extract("福泉", TODAY)
    gazetteer = Gazetteer.load()
    began = time.thread_time()
    extract("我屋头五口人，一个月两千多，户口在云南昭通，" * 3000, TODAY)
    gazetteer.find("户口在云南昭通，人在福泉" * 5400)
    assert time.thread_time() - began < 2
