"""Crisis: the first line is what to do now; a person is called; no form question is put."""

import re
from typing import ClassVar

from actions import interview
from actions.answers import remember, save
from actions.base import BaseAction
from actions.clauses import with_their_child
from actions.context import KEEPS_STILL
from actions.desk import call_person, look_up
from actions.facts import read_story
from actions.phrases import lines_words, phone_words
from actions.readers import answer
from actions.routes import answers_to
from actions.turn import Turn
from contracts.casework import Answer

_GRAVEST = "crisis_self_harm"
_WHERE = frozenset({"incident_region", "incident_township", "incident_place", "contact_name", "contact_phone"})
_I_AM_A_CHILD = re.compile(
    r"(?:我|俺)(?:今年|才|刚|都)?(?:[3-9]|1[0-7]|[三四五六七八九十]|十[一二三四五六七])岁|(?:我|俺)?(?:爸妈|爸爸妈妈|爹妈|爸爸|妈妈)(?:都)?(?:不在|走了|没回|不要我)|我(?:是)?(?:小孩|学生|未成年)"
)


@answers_to("crisis_physical_danger", "crisis_self_harm", "crisis_violence", "crisis_child_alone")
class AnswerCrisis(BaseAction):
    """Danger to life, self-harm, violence, a child alone."""

    action_name: ClassVar[str] = "action_answer_crisis"

    async def reply(self, turn: Turn) -> None:
        """New danger: numbers first, then a person. Words after it: short and present."""
        kind = turn.memory.flags.get("crisis")
        seen = turn.screen[0] if turn.screen else turn.understood
        again = bool(turn.screen) and kind == "crisis_violence"
        if not kind or again or (seen.startswith("crisis_") and seen != kind and not _is_lesser(turn, seen, kind)):
            await _alarm(turn)
        else:
            await _stay(turn, str(kind))


def _is_lesser(turn: Turn, seen: str, kind: str) -> bool:
    """Who wants to die and speaks of the children still wants to die: only fixed words raise another alarm."""
    return kind == _GRAVEST and not turn.screen and seen != "crisis_physical_danger"


async def _alarm(turn: Turn) -> None:
    found = await turn.casework.read_lines(turn.intent, turn.region)
    turn.reply.say(f"utter_{turn.intent}", lines=lines_words(found.lines))
    turn.reply.show("crisis", {"kind": turn.intent, "lines": found.lines})
    # whatever comes on top, staff go on seeing that somebody wants to die
    gravest = turn.memory.flags.get("crisis") == _GRAVEST
    await call_person(turn, turn.intent, urgent=True, crisis=_GRAVEST if gravest else turn.intent)
    with_them = turn.intent == "crisis_child_alone" and with_their_child(turn)
    turn.reply.say("utter_crisis_child_with_them_then" if with_them else f"utter_{turn.intent}_then")
    if turn.intent == "crisis_physical_danger" and turn.state.consent_privacy is None:
        # the form may follow once everybody is safe: what was told need not be told twice
        remember(turn, [answer(turn, "incident_text", turn.text.strip(), ""), *read_story(turn)])
    held = turn.memory.flags
    held["crisis"], held["stayed"] = _GRAVEST if gravest else turn.intent, 0
    held["paused"] = True
    if turn.intent == "crisis_child_alone" and _I_AM_A_CHILD.search(turn.text):
        held["child"] = True
    interview.forget_question(turn)


async def _stay(turn: Turn, kind: str) -> None:
    """Not a sentence more than helps; with violence hardly a word, for the screen may be seen."""
    where = await _keep_where(turn, kind)
    times = int(turn.memory.flags.get("stayed", 0))
    turn.memory.flags["stayed"] = times + 1
    lines = lines_words((await turn.casework.read_lines(kind, turn.region)).lines)
    if kind == "crisis_violence":
        turn.reply.say("utter_crisis_silent_here")
    elif where and not turn.memory.flags.get("child"):
        turn.reply.say("utter_crisis_where", where=where)
        turn.reply.say("utter_crisis_where_lines", lines=lines)
    elif turn.memory.flags.get("child"):
        turn.reply.say("utter_child_waiting" if times else "utter_child_told", **({} if times else {"lines": lines}))
    elif times % 2:
        turn.reply.say("utter_crisis_listening")
    else:
        turn.reply.say("utter_crisis_still_here", lines=lines)
    if kind == "crisis_physical_danger" and (interview.draft_of(turn) or turn.memory.told):
        turn.reply.say("utter_crisis_go_on")


async def _keep_where(turn: Turn, kind: str) -> str:
    """The place, name or number told now: read back to whom it concerns, kept for the form that may follow."""
    told = [item for item in read_story(turn) if item.key in _WHERE and item.value]
    if not told:
        return ""
    if kind not in KEEPS_STILL and await _is_served(turn, told):
        if turn.state.consent_privacy is True and turn.state.draft:
            await save(turn, told)
        elif turn.state.consent_privacy is None:
            remember(turn, told)
    phone = next((item.value for item in told if item.key == "contact_phone"), None)
    names = [item.value for item in told if item.key == "contact_name"]
    words = [item.text for entity in ("region", "place") for item in turn.found(entity)]
    words += [*(str(name) for name in names), *([phone_words(str(phone))] if phone else [])]
    return "，".join(dict.fromkeys(words))


async def _is_served(turn: Turn, told: list[Answer]) -> bool:
    """Whether casework would take these: somebody in danger hears nothing of where there is an office."""
    place = next((item for item in told if item.key == "incident_region"), None)
    return place is None or (await look_up(turn, str(place.value), place.text)).served


@answers_to("stop_messages", "allow_messages")
class SetQuiet(BaseAction):
    """不要提醒; 可以发消息了."""

    action_name: ClassVar[str] = "action_set_quiet"

    async def reply(self, turn: Turn) -> None:
        """Nothing pops up on the phone any more, or again; a question that was open stays open."""
        stops = turn.intent == "stop_messages"
        turn.state = await turn.casework.set_quiet(turn.conversation, turn.turn_id, stops)
        name = "utter_messages_stopped" if stops else "utter_messages_allowed"
        if turn.state.channel != "wechat":
            turn.reply.say(f"{name}_page")
        else:
            turn.reply.say(name)
            if stops:
                turn.reply.say("utter_messages_stopped_how")
        if not turn.memory.flags.get("crisis"):
            await interview.ask_again(turn)
