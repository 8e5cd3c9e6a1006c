"""The crisis lexicon: present danger is seen, idioms, past, news and denials are not; quick on any text."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.crisis import CrisisLexicon, squeeze

from .crisis_tables import CASES, QUIET

LEXICON = CrisisLexicon.load(Path(__file__).parents[3] / "data" / "nlu" / "crisis.yml")


@pytest.mark.parametrize(("intent", "text"), CASES)
def test_present_danger_is_seen(intent, text):
    assert [hit.intent for hit in LEXICON.screen(text)][:1] == [intent]


@pytest.mark.parametrize("text", QUIET)
def test_other_words_raise_no_alarm(text):
    assert LEXICON.screen(text) == []


def test_danger_at_the_end_of_a_very_long_text_is_seen():
    text = "家里困难，想办低保。" * 6000 + "我不想活了"
    assert len(text.encode()) > 64_000
    assert [hit.intent for hit in LEXICON.screen(text)] == ["crisis_self_harm"]


def test_danger_within_a_story_about_money_is_seen_with_its_words():
    hits = LEXICON.screen("我欠了八万块，老板也不给工资，真的不想活了，低保能不能办")
    assert [(hit.intent, hit.matched) for hit in hits] == [("crisis_self_harm", "不想活")]


def test_two_dangers_are_both_told_the_gravest_first():
    hits = LEXICON.screen("他又打我，我不想活了")
    assert [hit.intent for hit in hits] == ["crisis_self_harm", "crisis_violence"]


@pytest.mark.parametrize(
    "text", ["我要办低保没钱吃饭" * 7300, "不想活动" * 16000, "着火烧光了，" * 11000, "孩子" * 32000, "\u200b" * 65000]
)
def test_a_text_of_64_kb_is_screened_quickly(text):
    began = time.process_time()
    LEXICON.screen(text)
    assert time.process_time() - began < 0.25, "0.1 s alone on a machine; the rest is for company"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_screened(text):
    for hit in LEXICON.screen(text):
        assert hit.matched in squeeze(text)
