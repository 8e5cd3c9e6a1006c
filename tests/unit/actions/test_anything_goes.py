"""Whatever comes in whatever order: always an answer, never a failure, never a sentence that breaks the laws."""

import random
import re
from pathlib import Path

import pytest
import yaml

from tests.conversations.personas import law_problems
from tests.unit.actions.conftest import Talk

DATA = Path(__file__).resolve().parents[3] / "data" / "nlu"
TURNS = 60


def examples() -> list[tuple[str, str]]:
    found = []
    for path in sorted(DATA.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []:
            lines = [re.sub(r"^- ", "", line.strip()) for line in (entry.get("examples") or "").splitlines()]
            found += [(line, entry["intent"]) for line in lines if line and "intent" in entry]
    assert len(found) > 1000
    return found


EXAMPLES = examples()
STEERING = [("1", "inform"), ("2", "inform"), ("同意", "affirm"), ("福泉金山街道", "inform"), ("昨天", "inform"),
            ("对", "affirm"), ("上一步", "go_back"), ("改第2条", "correct_answer"), ("继续", "resume"),
            ("（图片）", "send_attachment"), ("不要提醒", "nlu_fallback"), ("可以发消息了", "nlu_fallback")]  # fmt: skip


def check_answer(talk: Talk, where: str) -> None:
    """What was said last is an answer, no failure, and within the laws of the talk."""
    assert talk.bubbles and talk.heard.strip(), f"silence: {where}"
    assert not any(bubble["custom"].get("failed") for bubble in talk.bubbles), f"failed: {where}"
    said = [{"text": bubble["text"], "from": "bot", "asks": bubble["custom"].get("asks")} for bubble in talk.bubbles]
    assert not law_problems(said), f"{law_problems(said)}: {where}"


@pytest.mark.parametrize("seed", range(8))
async def test_any_order_of_messages_is_answered_within_the_laws(talk: Talk, seed: int):
    chance = random.Random(seed)
    for _ in range(TURNS):
        text, intent = chance.choice(STEERING if chance.random() < 0.5 else EXAMPLES)
        if intent.startswith("crisis_") and chance.random() < 0.8:
            continue
        before = dict(talk.slots)
        await talk.say(text, intent)
        check_answer(talk, f"seed {seed}, {text!r} <{intent}> with {before}")
