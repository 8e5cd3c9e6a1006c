"""Crisis: the first line is what to do now; a person is called; no form question is put."""

import re
from typing import ClassVar

from actions import interview
from actions.answers import remember
from actions.base import BaseAction
from actions.desk import call_person
from actions.facts import read_story
from actions.phrases import lines_words
from actions.readers import answer
from actions.routes import answers_to
from actions.turn import Turn

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
        if not kind or again or (seen.startswith("crisis_") and seen != kind):
            await _alarm(turn)
        else:
            await _stay(turn, str(kind))


async def _alarm(turn: Turn) -> None:
    found = await turn.casework.read_lines(turn.intent, turn.region)
    turn.reply.say(f"utter_{turn.intent}", lines=lines_words(found.lines))
    turn.reply.show("crisis", {"kind": turn.intent, "lines": found.lines})
    await call_person(turn, turn.intent, urgent=True, crisis=turn.intent)
    turn.reply.say(f"utter_{turn.intent}_then")
    if turn.intent == "crisis_physical_danger" and turn.state.consent_privacy is None:
        # the form may follow once everybody is safe: what was told need not be told twice
        remember(turn, [answer(turn, "incident_text", turn.text.strip(), ""), *read_story(turn)])
    held = turn.memory.flags
    held["crisis"], held["stayed"] = turn.intent, 0
    held["paused"] = True
    if turn.intent == "crisis_child_alone" and _I_AM_A_CHILD.search(turn.text):
        held["child"] = True
    interview.forget_question(turn)


async def _stay(turn: Turn, kind: str) -> None:
    """Not a sentence more than helps; with violence hardly a word, for the screen may be seen."""
    times = int(turn.memory.flags.get("stayed", 0))
    turn.memory.flags["stayed"] = times + 1
    lines = lines_words((await turn.casework.read_lines(kind, turn.region)).lines)
    if kind == "crisis_violence":
        turn.reply.say("utter_crisis_silent_here")
    elif turn.memory.flags.get("child"):
        turn.reply.say("utter_child_waiting" if times else "utter_child_told", **({} if times else {"lines": lines}))
    elif times % 2:
        turn.reply.say("utter_crisis_listening")
    else:
        turn.reply.say("utter_crisis_still_here", lines=lines)
    if kind == "crisis_physical_danger" and (interview.draft_of(turn) or turn.memory.told):
        turn.reply.say("utter_crisis_go_on")


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
