"""The members read back as a numbered table, and put right by number or in words."""

import re
from dataclasses import dataclass

from actions.choices import number_of
from actions.household.keys import ROW, members_of
from actions.household.people import (
    SELF,
    Member,
    facts_alone,
    facts_of,
    fold,
    named_facts,
    of_relation,
    renewed,
    told_in,
    without,
)
from actions.turn import Turn

_N = r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])"
_NUMBERED = re.compile(
    rf"(?:第\s*(?P<a>{_N})\s*(?:个人?|位|号|条|项|排|行)?|(?<!\d)(?P<b>\d{{1,2}})\s*(?:号|[.、:：])(?!\d))"
)
_TAKES_OUT = re.compile(
    r"去掉|删|划掉|不算|不要(?:算|写|记)?|多了|不(?:跟|和|同|与)我们?(?:一起|住)"
    r"|没(?:有)?(?:跟|和|同|与)我们?(?:一起|住)"
    r"|不(?:住|在)(?:一起|一块|家)|分(?:了)?家|分开|另外(?:住|过)|单(?:独)?过|嫁(?:出去|人)?了|(?:死|走|过世|去世)了"
    r"|不是(?:一家|我家|我们家)"
)
_NOT_THERE = re.compile(r"(?:没有|没得|莫得|没|无|哪(?:里|来)的?)(?:啥子?|什么|这个|那个|这样的)?\s*$")
_ADDS = re.compile(r"还有|漏(?:了|掉)|少(?:了|写了|算了|记了)|忘(?:了|记)|加(?:上|一个)|另外有")
_ONLY = re.compile(
    r"^(?:不对|错了|不是|哦|[,，。\s])*(?:我们家?|屋头|家里)?(?:就|只|只有|就只有|光)(?:有|得)?(?:我们?|咱们?"
    r"|俺)?(?P<n>自己|一个人|一个|[两二俩三四五六七八九]个?|\d个?)(?:人|口)?(?:嘛|了|的|哈|住|过)*$"
)
_RANKS = {"大": 0, "二": 1, "三": 2, "四": 3, "五": 4}
_RANKED_CHILD = re.compile(r"老(?P<rank>大|二|三|四|五|幺)(?!汉|婆|公|娘|爷|伴)")


@dataclass
class TableChange:
    """What a correction makes of the table: the new list, or which row was named without saying what is right."""

    members: list[Member] | None = None
    size: int | None = None
    row: int | None = None


def row_named(text: str) -> int | None:
    """The number of the row that is named: 第二个, 改第3个, 2号."""
    match = _NUMBERED.search(text)
    word = (match["a"] or match["b"]) if match else None
    if word is None:
        return None
    return (
        int(word)
        if word.isdecimal()
        else 10 + (number_of(word[1]) if len(word) > 1 else 0)
        if word[0] == "十"
        else number_of(word)
    )


def read_change(turn: Turn) -> TableChange | None:
    """The change a message makes, of the row it names or the one asked about; None where it changes nothing."""
    members, row = members_of(turn), turn.memory.flags.get(ROW)
    number = row_named(turn.text) or int(turn.values.get("number") or 0) or None
    if only := _only_so_many(turn, members):
        return only
    if (ranked := _ranked(turn, members)) and _is_out(turn.text, _RANKED_CHILD):
        return _taken_out(members, ranked)
    target = number or row
    if isinstance(target, int) and target <= len(members):
        return _of_row(turn, members, target, named=bool(number))
    return _in_words(turn, members)


def regroups(turn: Turn) -> bool:
    """Whether somebody is outright added or taken out: 没有老三, 还有个孙女, 去掉第3个, 就我们两个."""
    members = members_of(turn)
    if len(members) < 2 and not _ADDS.search(turn.text):
        return False
    if _ONLY.match(turn.plain) or (_ranked(turn, members) and _is_out(turn.text, _RANKED_CHILD)):
        return True
    numbered = _NUMBERED.search(turn.text)
    if numbered and _TAKES_OUT.search(turn.text):
        return True
    return bool(_ADDS.search(turn.text)) and any(one.relation != SELF for one in told_in(turn.text, turn.said_on))


def _is_out(text: str, word: re.Pattern[str]) -> bool:
    match = word.search(text)
    return bool(match and (_NOT_THERE.search(text[: match.start()]) or _TAKES_OUT.search(text)))


def _taken_out(members: list[Member], number: int) -> TableChange | None:
    """The list without one; the applicant stays, whoever else is named."""
    if number == 1:
        return TableChange(row=1)
    left = without(members, number)
    return TableChange(left, size=len(left))


def _of_row(turn: Turn, members: list[Member], number: int, *, named: bool) -> TableChange | None:
    match = _NUMBERED.search(turn.text)
    rest = turn.text[match.end() :] if match else turn.text
    if _TAKES_OUT.search(turn.text) or (match and _NOT_THERE.search(turn.text[: match.start()])):
        return _taken_out(members, number)
    told = [one for one in told_in(rest, turn.said_on) if one.relation != SELF or number == 1]
    facts = (
        named_facts(told[0])
        if told
        else facts_alone(re.sub(r"^(?:的?(?:那个)?|人|应该|其实|是|不对|错了|[,，\s])+", "", rest), turn.said_on)
    )
    relation = told[0].relation if told else next((e.value for e in turn.found("relation") if e.value != SELF), None)
    if relation and number > 1 and relation != members[number - 1].get("relation"):
        called = next((item.text.removeprefix("我") for item in turn.found("relation")), None)
        facts = {"relation": relation, "called": called, **facts}
    if not facts:
        return TableChange(row=number) if named else None
    changed = [renewed(one, facts) if at == number else one for at, one in enumerate(members, 1)]
    return TableChange(changed)


def _ranked(turn: Turn, members: list[Member]) -> int | None:
    """老三 is the third child, or the third there is of them; the number of the row."""
    match = _RANKED_CHILD.search(turn.text)
    if match is None:
        return None
    children = of_relation(members, "child")
    place = len(children) - 1 if match["rank"] == "幺" else _RANKS[match["rank"]]
    if 0 <= place < len(children):
        return children[place]
    return place + 1 if 0 < place < len(members) and not children else (children[-1] if children else None)


def _only_so_many(turn: Turn, members: list[Member]) -> TableChange | None:
    """就我们两个, 就我一个人: the others are taken out where it is plain who is left, else asked for anew."""
    match = _ONLY.match(turn.plain)
    if match is None:
        return None
    word = match["n"].removesuffix("个")
    number = 1 if word in ("自己", "一个人", "一", "1") or not word else 2 if word == "俩" else number_of(word)
    if number >= len(members):
        return None
    if number == 1:
        return TableChange(members[:1], size=1)
    spouse = of_relation(members, "spouse")
    kept = [members[0], members[spouse[0] - 1]] if number == 2 and spouse else members[:1]
    return TableChange(kept, size=number)


def _in_words(turn: Turn, members: list[Member]) -> TableChange | None:
    told = told_in(turn.text, turn.said_on)
    named = [item for item in turn.found("relation") if item.value != SELF]
    for item in named:
        out = _NOT_THERE.search(turn.text[: item.start]) or _TAKES_OUT.search(turn.text[item.end :])
        places = of_relation(members, item.value)
        if out and not _ADDS.search(turn.text) and len(places) == 1:
            return _taken_out(members, places[0])
    if _ADDS.search(turn.text) and told:
        new = [one for one in told if one.relation != SELF]
        grown = [*members, *({"relation": one.relation, **named_facts(one)} for one in new)]
        return TableChange(grown, size=len(grown)) if new else None
    with_facts = [one for one in told if facts_of(one) and (one.relation != SELF or "我" in turn.text)]
    if not with_facts:
        return None
    folded = fold(members, with_facts, renew=True)
    grew = len(folded.members) > len(members)
    return TableChange(folded.members, size=len(folded.members) if grew else None)
