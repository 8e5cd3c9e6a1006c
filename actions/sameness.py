"""同上, 还是那个, 就是这里: answers that point at an earlier one, resolved where one of the same kind was told."""

import re

from actions import interview
from actions.answers import WAS, take
from actions.readers import answer
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import DECLINED

_EARLIER = (
    r"(?:上面|上边|上头|前面|前头|刚才|刚刚|刚刚才|之前|先前|以前|原来|原先|上次|上回|上一个|那个|那里|出事(?:的|那个)?(?:地方|地点)?"
    r"|事发地|户口(?:那里|所在地|的?地方)?)"
)
_SAME = re.compile(
    rf"^(?:就|还|也|都|是|我)*(?:和|跟|同|与|照|按|像)?(?:我)?{_EARLIER}?(?:说|讲|填|报|留)?(?:的|那个|那)?(?:是|都|就)*(?:一样|一致|相同|同样|一个样)(?:的|了|嘛|哈|吧)*$"
    r"|^(?:同上|照旧|老样子|没变|没有变|不变|照原来的?|一样一样)(?:的|了|嘛|哈|吧)*$"
    rf"|^(?:就|还|也)?(?:是|用|填|写|按|照)*(?:我)?{_EARLIER}(?:说|讲|填|报|留|打)?(?:过|了)?(?:的|那个|那里|那)*(?:那个|号码?|电话|地方)?(?:嘛|哈|吧|就行|就可以)*$"
    r"|^(?:就|还|也)(?:是|用|填)?(?:那个|这个|那里|那儿|那一个|同一个|老的|原样|那天|那个地方|那个号|那个电话)(?:的|了|嘛|哈|吧|就行)*$"
    r"|^(?:不改了?|不用改|还是原来的?|不变了?)$"
)
_SAID = re.compile(
    rf"^(?:我|不是)*{_EARLIER}?(?:不是|都|已经|就|不(?=[说讲]过))*(?:说|讲|告诉|填|报|打|发)(?:过|了|给你|你)+(?:的|了|嘛|哈|吗|么)*$"
)
# said of a place: here, in this town
_HERE = re.compile(
    r"^(?:我|户口|都|就|还|也|是|在|的)*(?:在|是)?(?:我们)?(?:这里|这儿|这边|这|当地|本地|本县|本市|本镇|这个县|这个地方|此地|那里|那儿|那边|出事(?:的|那个)?地方|一个地方|同一个地方)(?:人|户口|的|上|了|嘛|哈|吧)*$"
)
# which earlier answers are of the same kind
_KIN = {
    "hukou_region": ("incident_region",),
    "incident_region": ("hukou_region",),
    "income_basic_pension": ("income_pension",),
}
PLACES = frozenset({"incident_region", "hukou_region"})


def points_back(turn: Turn) -> bool:
    """Whether the words only point at something said before, in answer to a question; 刚才 alone is a day."""
    plain = turn.plain
    if turn.asked in PLACES and _HERE.match(plain):
        return True
    if re.fullmatch(_EARLIER, plain):
        return not turn.entities
    return bool(_SAME.match(plain) or _SAID.match(plain))


def same_answer(turn: Turn, asked: str) -> list[Answer]:
    """The earlier answer that is meant: the one just cleared, a choice that is the only one, one of the same kind."""
    before = turn.memory.flags.get(WAS) or {}
    if before.get("key") == asked:
        return [Answer.model_validate(item) for item in before["answers"]]
    for key in _KIN.get(asked, ()):
        value = interview.answered(turn, key)
        if value in (None, "", DECLINED) or (asked == interview.PLACE and str(value).endswith("00")):
            continue
        return [answer(turn, asked, value)]
    return _only_choice(turn, asked)


def _only_choice(turn: Turn, asked: str) -> list[Answer]:
    """The account's own county is offered as a choice; 就是这里 takes it like a tap."""
    offered = [choice["command"]["values"] for choice in turn.memory.choices]
    mine = [values for values in offered if values.get("key") == asked == interview.PLACE and values.get("value")]
    return [answer(turn, asked, mine[0]["value"])] if len(mine) == 1 else []


async def take_same(turn: Turn, asked: str) -> None:
    """和上面一样: the earlier answer that is meant, read back; where there is none the question again, and why."""
    same = same_answer(turn, asked)
    if same:
        await take(turn, same)
    else:
        turn.reply.say("utter_not_told_before")
        await interview.speak(turn, asked, "again")
