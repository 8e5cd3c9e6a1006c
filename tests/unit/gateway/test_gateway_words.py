"""The gateway's own sentences keep the rules of every bot sentence."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from connectors import fixed_words
from contracts.casework import HandoffBrief
from contracts.messages import Bubble
from policy.book import PolicyBook

CRISES = ("crisis_physical_danger", "crisis_self_harm", "crisis_violence", "crisis_child_alone")
NEVER = re.compile("不符合|被拒绝|不能申请|没资格|一定能批|已受理|户口")


@pytest.fixture(params=[None, "522702", "513201"])
def bubbles(request: pytest.FixtureRequest, policy_book: PolicyBook) -> list[Bubble]:
    cw: Any = SimpleNamespace(policy=policy_book)
    brief = HandoffBrief(state="queued", position=3, opens_at=datetime(2026, 12, 31, 0, 30, tzinfo=UTC))
    region = request.param
    return [
        *fixed_words.opening(), *fixed_words.apology(cw, region), *fixed_words.failed(cw, region),
        *fixed_words.too_fast(cw, region), fixed_words.truncated(), *fixed_words.handed_off(cw, region, brief),
        *(bubble for intent in CRISES for bubble in fixed_words.crisis(cw, region, intent)),
        *(bubble for intent in CRISES for bubble in fixed_words.crisis_for_staff(cw, region, intent)),
    ]  # fmt: skip


def test_bubbles_and_sentences_are_short(bubbles: list[Bubble]) -> None:
    for bubble in bubbles:
        assert len(bubble.text) <= 120, bubble.text
        for sentence in re.split(r"[。！？\n]", bubble.text):
            assert len(sentence) <= 60, sentence


def test_nothing_forbidden_is_said_and_nothing_is_left_unfilled(bubbles: list[Bubble]) -> None:
    for bubble in bubbles:
        assert not NEVER.search(bubble.text)
        assert "{" not in bubble.text and "None" not in bubble.text


def test_the_file_holds_no_number() -> None:
    from pathlib import Path

    text = Path(fixed_words.__file__).with_name("fixed_words.yml").read_text("utf-8")
    assert not re.search(r"\d{3,}", text)


def test_the_opening_says_robot_person_and_no_money() -> None:
    (first,) = fixed_words.opening()
    assert all(word in first.text for word in ("机器人", "人工", "不收钱", "验证码"))
    intents = [choice.command.intent for choice in first.choices]
    assert intents == ["report_hardship", "apply_minimum_living", "check_status", "request_human"]


def test_a_crisis_names_whom_to_ring(bubbles: list[Bubble]) -> None:
    cards = [bubble.card for bubble in bubbles if bubble.card and bubble.card.type == "crisis"]
    assert len(cards) == 8 and all(card.data["lines"] for card in cards)
