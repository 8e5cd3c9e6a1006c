"""People and numbers: calls a staff member, names the hotline of the place."""

import re

from actions.phrases import instant_words, lines_words
from actions.turn import Turn
from contracts.casework import HandoffBrief, HandoffIn, RegionCheck
from contracts.errors import NotFound

_DEAF = re.compile(
    r"(?:我|本人|我是|俺)[^，,。]{0,6}?(?:耳聋|聋哑?|哑巴?|听障|失聪|听力残疾)(?!的?(?:老|妈|爸|娃|儿|女|人家))|(?:听不(?:见|到|清)|说不(?:了|出)话|不(?:会|能)说话|讲不(?:了|出)话)"
)


async def hotline(turn: Turn, most: int = 1) -> str:
    """The number to call when nobody here can help, in words."""
    found = await turn.casework.read_lines("help", turn.region)
    return lines_words(found.lines, most)


async def look_up(turn: Turn, code: str, name: str) -> RegionCheck:
    """Whether a place is served; one outside the policy data is not, and the wide hotlines stand for it."""
    try:
        return await turn.casework.check_region(code)
    except NotFound:
        lines = await turn.casework.read_lines("help", None)
        return RegionCheck(code=code, name=name, served=False, hotlines=lines.lines)


async def call_person(turn: Turn, reason: str, *, urgent: bool = False, crisis: str | None = None) -> HandoffBrief:
    """Put the conversation into the staff queue; saying so is the caller's."""
    body = HandoffIn(turn_id=turn.turn_id, reason=reason, urgent=urgent, crisis=crisis)
    return (await turn.casework.request_handoff(turn.conversation, body)).handoff


def cannot_phone(turn: Turn) -> bool:
    """Whether the resident said, now or before, to be deaf or mute: nobody is then told to ring or to be rung."""
    if _DEAF.search(turn.text):
        turn.memory.flags["deaf"] = True
    return bool(turn.memory.flags.get("deaf"))


async def say_person_comes(turn: Turn, brief: HandoffBrief) -> None:
    """Where the resident stands in the queue, when somebody is at work, whom to call meanwhile; the card shows it."""
    opens = brief.opens_at or turn.state.office_opens_at
    if brief.state == "claimed":
        turn.reply.say("utter_handoff_claimed")
    elif opens:
        turn.reply.say("utter_handoff_closed_now", opens=instant_words(opens))
    elif not turn.state.office_open and turn.state.region:
        turn.reply.say("utter_handoff_closed_unknown")
    elif brief.position and brief.position > 1:
        turn.reply.say("utter_handoff_queued", ahead=brief.position - 1)
    else:
        turn.reply.say("utter_handoff_first")
    if brief.state != "claimed" and not cannot_phone(turn):
        turn.reply.say("utter_handoff_hotline", lines=await hotline(turn))
    turn.reply.show("handoff", brief.model_dump(mode="json"))
