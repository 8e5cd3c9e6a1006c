"""Questions about the rules, answered from the data of the place, and about a line of the review."""

import re
from typing import Any

from actions import interview, texts
from actions.choices import number_of
from actions.clauses import ASKS, topics_of
from actions.desk import hotline, look_up
from actions.phrases import lines_words
from actions.turn import Turn
from contracts.casework import PolicyAnswer, PolicyQuestion, SummaryItem

MOST_SENTENCES = 5
# of each of two questions in one message
FEWER_SENTENCES = 3
# questions whose answer is that of the place
_OF_PLACE = frozenset({"ask_amount", "ask_office"})
_LINE = re.compile(r"第\s*([1-9一二两三四五六七八九])\s*[条项个样行]")
_MEANS = re.compile(
    r"意思|(?:什么|啥子?|哪样|咋个?|怎么)(?:回事|说|讲)|(?:是|说|讲|写|指)(?:的)?(?:什么|啥子?|哪样)|看不懂|没看懂|不懂"
)
# the question just answered; a few words more are about the same
_ABOUT = "about"
_FOLLOWS = 10
_NEW_MATTER = frozenset({"cause", "need", "safety", "phone"})
_WORDS = frozenset({"inform", "nlu_fallback", "out_of_scope", "affirm"})
_ONLY_PLACE = re.compile(r"(?:呢|的|嘛|哈|喃|噻)$")
_KIND = re.compile(r"^(?:那|要是|是)*(?:农村|乡下|乡头|城镇|城市|城里|城头|街上)(?:户口)?(?:的|呢|哈|喃|嘛|人)*$")
_APPLIES = {
    "minimum_living": "apply_minimum_living", "minimum_living_single": "apply_single_person_minimum_living",
    "temporary_aid": "apply_temporary_aid", "temporary_urgent": "apply_temporary_aid",
}  # fmt: skip
_CHANGES = re.compile(r"改|错|不对|不是|换|更正")


def place_asked(turn: Turn) -> str | None:
    """The place a question is about: named in it, else the one this talk or the question before is about."""
    named = (item.value for item in turn.found("region") if isinstance(item.value, dict))
    here = next((str(value["code"]) for value in named if value.get("code")), None) or turn.region
    return here or _before(turn).get("region")


def _before(turn: Turn) -> dict[str, Any]:
    """What the question before was about, for one that follows it in a few words: 咋个申请, 好多钱没听清."""
    begun = turn.state.draft or turn.state.cases or turn.memory.told
    told = any(item.entity in _NEW_MATTER for item in turn.entities)
    return {} if begun or told or len(turn.plain) > _FOLLOWS else dict(turn.memory.flags.get(_ABOUT) or {})


def follows_up(turn: Turn) -> dict[str, Any] | None:
    """The question asked again of another place or kind: 福泉的呢, 农村的."""
    about = _before(turn)
    same = (turn.found("region") and _ONLY_PLACE.search(turn.plain)) or _KIND.match(turn.plain)
    return about if about.get("topic") and same and turn.intent in _WORDS else None


def wants_it_now(turn: Turn) -> str | None:
    """办嘛 after an answer about a programme: the intent that begins it."""
    programme = str(_before(turn).get("programme") or "")
    return _APPLIES.get(programme) if turn.intent == "affirm" else None


def _note(turn: Turn, topic: str, programme: str | None) -> None:
    """Hold what was asked, for a question that follows it in a few words."""
    turn.memory.flags[_ABOUT] = {"topic": topic, "programme": programme, "region": place_asked(turn)}


async def ask_policy(turn: Turn, topic: str, programme: str | None = None) -> PolicyAnswer:
    """The answer of the data for this place, day and lane."""
    if topic.startswith("ask_"):
        _note(turn, topic, programme)
    question = PolicyQuestion(
        topic=topic, region=place_asked(turn), on=turn.state.today, lane=turn.memory.lane, programme=programme
    )
    return await turn.casework.ask_policy(question)


def programme_of(turn: Turn) -> str | None:
    """The programme a question names, else the one the question before it was about."""
    named = next((str(item.value) for item in turn.found("programme")), None)
    follows = turn.intent.startswith("ask_") and turn.intent != "ask_other_aid"
    return named or (_before(turn).get("programme") if follows else None)


async def answer_topic(turn: Turn, topic: str, programme: str | None = None, *, silent: bool = False) -> bool:
    """Say the answer; when the data has none, say so and name the hotline. True when there was one.

    A second question in the same message is answered after it, in fewer words.
    """
    if not silent and await _is_of_unserved_place(turn) and topic in _OF_PLACE:
        _note(turn, topic, programme)
        return True
    second = None if silent else _second_topic(turn, topic)
    most = FEWER_SENTENCES if second else MOST_SENTENCES
    answered = await _say_answer(turn, topic, programme, most, silent=silent)
    if second:
        await _say_answer(turn, second, programme, most, silent=True)
    return answered


async def _is_of_unserved_place(turn: Turn) -> bool:
    """A question about a place that is not served: that is said, and who is to be called there."""
    named = [item.value for item in turn.found("region") if isinstance(item.value, dict) and item.value.get("code")]
    checks = [await look_up(turn, str(value["code"]), str(value.get("name"))) for value in named[:1]]
    if not checks or checks[0].served:
        return False
    turn.reply.say("utter_question_not_served", region=checks[0].name)
    turn.reply.say("utter_region_not_served_lines", lines=lines_words(checks[0].hotlines))
    return True


def _second_topic(turn: Turn, topic: str) -> str | None:
    """Another question asked beside the one that was heard; the one heard stands for the first where it has no name."""
    topics = topics_of(turn.text)
    others = [one for one in topics if one != topic] if topic in topics else topics[1:]
    return others[0] if others else None


async def _say_answer(turn: Turn, topic: str, programme: str | None, most: int, *, silent: bool) -> bool:
    found = await ask_policy(turn, topic, programme)
    if place_asked(turn) is None:
        # a place named next is about this question
        turn.memory.flags["topic"] = {"topic": topic, "programme": programme}
    if not found.sentences:
        if not silent:
            turn.reply.say("utter_policy_silent", hotline=await hotline(turn))
        return False
    for sentence in found.sentences[:most]:
        turn.reply.say_text(sentence)
    return True


def asks_about_line(turn: Turn) -> bool:
    """Whether a line of the review is asked about: 第二条是啥意思; never 第二条怎么改."""
    if turn.asked != interview.CONFIRM or _CHANGES.search(turn.text) or _item(turn) is None:
        return False
    return bool(_MEANS.search(turn.text) or ASKS.search(turn.text))


def _item(turn: Turn) -> SummaryItem | None:
    named = _LINE.search(turn.plain)
    draft = turn.state.draft
    if named is None or draft is None:
        return None
    return next((item for item in draft.summary if item.number == number_of(named[1])), None)


def explain_line(turn: Turn) -> None:
    """Say what the line holds and why it is asked, then show the review as it was."""
    item, draft = _item(turn), turn.state.draft
    if item is None or draft is None:
        return
    turn.reply.say("utter_line_explained", number=item.number, label=item.label, text=item.text)
    if texts.has(why := f"utter_why_{item.key}"):
        turn.reply.say(why)
    interview.review(turn, draft)
