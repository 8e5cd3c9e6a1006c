"""Whatever is said in the middle of 低保: always an answer, never a failure, never a sentence that breaks the laws."""

import random

import pytest

from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_anything_goes import EXAMPLES, check_answer

TURNS = 70
STEERING = [("1", "inform"), ("2", "inform"), ("3", "inform"), ("对", "affirm"), ("没有", "deny"), ("不清楚", "dont_know"),
            ("不想说", "decline_to_answer"), ("上一步", "go_back"), ("改第3个", "inform"), ("第二个是68岁", "inform"),
            ("马尔康松岗镇", "inform"), ("老伴68，儿子二级残疾没工作，孙女读初中", "inform"), ("每月两千", "inform"),
            ("一天一百二", "inform"), ("十来天", "inform"), ("三千", "inform"), ("去掉第2个", "inform"), ("是一年的", "inform"),
            ("就我一个人", "inform"), ("我想办低保", "apply_minimum_living"), ("看病花了八万", "apply_temporary_aid"),
            ("还有个孙女，十岁", "inform"), ("同意", "affirm"), ("改第5条", "correct_answer"), ("继续", "resume")]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
async def test_any_order_is_answered_within_the_laws(talk: Talk, seed: int):
    chance = random.Random(seed)
    await talk.say("想办低保", chance.choice(["apply_minimum_living", "apply_single_person_minimum_living"]))
    await talk.say("同意", "affirm")
    for _ in range(TURNS):
        text, intent = chance.choice(STEERING if chance.random() < 0.8 else EXAMPLES)
        if intent.startswith("crisis_") or intent in ("restart", "delete_my_data"):
            continue
        before = dict(talk.slots)
        await talk.say(text, intent)
        check_answer(talk, f"seed {seed}, {text!r} <{intent}> with {before}")
