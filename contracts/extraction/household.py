"""The members of a household as they are told in one breath: 老伴68，儿子二级残疾没工作，孙女读初中."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.extraction.household_facts import Told, find_told
from contracts.extraction.household_people import BESIDE, KIN, NOBODY, PART, SELF, THIRD, Mention, find_mentions
from contracts.extraction.normal import normalise

_LIMIT = 2000
_JOINED = re.compile(
    r"^(?P<how>和|跟|与|同|以及|还有|加上|,|\s)?(?:还有|加上)?我?的?(?:[一两三四二五六][个位]|俩|仨)?(?:小|大|读书的?)?$"
)
_LISTED = frozenset((",", " ", "还有", "加上"))
_ALL = re.compile(r"都|全|均|一起|一样|[两俩三四]个人?")
# What is told before somebody is named: 读初三的女儿, 七十岁的老娘, 精神二级的是我弟弟.
_NAMED_NEXT = re.compile(r"^(?:的|的是|是)(?:那个|一个|个)?(?:我们?|俺)?(?:家|的)?(?:那个)?(?:[一两三]个)?(?:小|大)?$")
_NAMED_AT_ONCE = re.compile(r"^的?(?:我)?(?:[一两三]个)?$")
_CLAUSE_ENDS = re.compile(r"[,。!?;\s]")
_BEGINS = re.compile(r"(?:今年|现在|年龄|岁数|:|\s|,|刚|满|快|是|有)*")
# Sons and daughters alike.
_OF_BOTH = frozenset({"child", "儿女", "子女", "一儿一女", "双胞胎"})
_ASIDE = 24
_SCHOOL_AGE = 16
_FIELDS = ("age", "occupation", "disability", "serious_illness", "exclusion")


@dataclass(frozen=True)
class MemberTold:
    """One member, or `count` alike, and what was told of them; what was not told is None; `whole` are the words."""

    relation: str
    age: int | None
    occupation: str | None
    disability: dict[str, Any] | None
    serious_illness: bool | None
    exclusion: str | None
    count: int = 1
    whole: str = ""


@dataclass
class _Member:
    """A member while the telling goes on; `parts` are those of a group who were told of by themselves."""

    relation: str
    key: str
    count: int = 1
    gone: bool = False
    shown: bool = True
    facts: dict[str, Any] = field(default_factory=dict)
    ages: list[int] = field(default_factory=list)
    parts: list["_Member"] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)

    def take(self, told: Told) -> None:
        """Keeps a fact: kind and level of a disability complete one another, work told later wins over earlier."""
        if told.kind == "age":
            self.ages.append(told.value)
            self.facts.setdefault("age", told.value)
        elif told.kind == "disability":
            known = self.facts.get("disability") or {}
            self.facts["disability"] = {name: known.get(name) or told.value[name] for name in ("category", "level")}
        elif told.kind == "occupation":
            if not (told.value == "unemployed" and self.facts.get("occupation") in ("unable", "student", "retired")):
                self.facts["occupation"] = told.value
        elif told.kind == "serious_illness":
            self.facts[told.kind] = told.value or self.facts.get(told.kind, False)
        else:
            self.facts[told.kind] = told.value


def read_members(text: str, today: date) -> list[MemberTold]:
    """Who is in the household, as told, in order; `today` is the day it was said (娃儿08年的).

    The speaker is among them only where something was told of them. Who died, married out, was divorced or keeps a
    household of their own is left out. 七十多 is at least 70, 快九十 is 89. 他 and 她 are the last one told of.
    """
    plain = normalise(text[:_LIMIT])
    telling = _Telling(plain, find_mentions(plain, today))
    for told in find_told(plain, frozenset({0, *(one.end for one in telling.mentions if one.kind != NOBODY)}), today):
        telling.hear(told)
    telling.end()
    return [_as_told(one, text) for member in telling.members for one in _each(member) if not one.gone and one.shown]


class _Telling:
    """Reads mentions and facts in order and keeps whom the telling is about."""

    def __init__(self, plain: str, mentions: list[Mention]) -> None:
        self.plain, self.mentions = plain, mentions
        self.members: list[_Member] = []
        self._next = 0
        self._about: list[_Member] = []
        self._shared = False
        self._last_end = 0
        self._waiting: list[Told] = []

    def hear(self, told: Told) -> None:
        """One fact: of the one named next (七十岁的老娘), else of whom was named last."""
        while self._next < len(self.mentions) and self.mentions[self._next].start < told.end:
            self._meet(self.mentions[self._next])
        if self._is_of_next(told):
            self._waiting.append(told)
            return
        if told.kind == "age" and not self._next and _BEGINS.fullmatch(self.plain[: told.start]):
            self._about = [self._known(Mention(told.start, told.start, SELF, SELF, SELF))]
        for member in self._owners(told):
            self._give(member, told)

    def end(self) -> None:
        """Meets those who were named last, with nothing told of them."""
        while self._next < len(self.mentions):
            self._meet(self.mentions[self._next])

    def _is_of_next(self, told: Told) -> bool:
        following = self.mentions[self._next] if self._next < len(self.mentions) else None
        if not following or following.kind not in (KIN, SELF) or following.start - told.end > _ASIDE:
            return False
        between = self.plain[told.end : following.start]
        if _NAMED_NEXT.match(between):
            return True
        begins = max((match.end() for match in _CLAUSE_ENDS.finditer(self.plain[: told.start])), default=0)
        return bool(_NAMED_AT_ONCE.match(between)) and self._last_end <= begins

    def _owners(self, told: Told) -> list[_Member]:
        if not self._about:
            return []
        said_of_all = bool(_ALL.search(self.plain[max(0, told.start - _ASIDE) : told.start][-8:]))
        last = self._about[-1]
        if said_of_all and (group := self._group_of(last)):
            return group.parts
        return self._about if said_of_all or self._shared else [last]

    def _group_of(self, member: _Member) -> _Member | None:
        return next((one for one in self.members if member in one.parts), None)

    def _give(self, member: _Member, told: Told) -> None:
        member.take(told)
        member.shown = True
        if member.pieces and self._last_end <= member.pieces[-1][1]:
            member.pieces[-1] = (min(member.pieces[-1][0], told.start), max(member.pieces[-1][1], told.end))
        else:
            member.pieces.append((told.start, told.end))

    def _meet(self, mention: Mention) -> None:
        self._next += 1
        if mention.kind == NOBODY:
            self._about, self._shared = [], False
            return
        if mention.kind == THIRD:
            self._turn_to_third(mention)
            return
        member = self._known(mention) if mention.kind != PART else self._part(mention)
        if mention.kind == BESIDE:
            member.shown = True
            return
        joined = _JOINED.match(self.plain[self._last_end : mention.start]) if self._about else None
        listed = joined is not None and (joined["how"] or "") in _LISTED
        self._shared = joined is not None and not listed and (self._shared or len(self._about) == 1)
        self._about = [*self._about, member] if joined and member not in self._about else [member]
        if joined and not listed:
            for one in self._about:
                one.shown = True
        self._last_end = mention.end
        member.pieces.append((min([mention.start, *(told.start for told in self._waiting)]), mention.end))
        for told in self._waiting:
            self._give(member, told)
        self._waiting = []

    def _turn_to_third(self, mention: Mention) -> None:
        others = [one for one in self.members if one.relation != SELF and not one.gone]
        if not others:
            self._about = []
        elif mention.count > 1:
            self._about = others[-2:] if len(self._about) < 2 else self._about
            self._shared = True
        else:
            self._about, self._shared = [others[-1].parts[-1] if others[-1].parts else others[-1]], False

    def _known(self, mention: Mention) -> _Member:
        """The member of this name, or a new one."""
        group = self._group(mention.relation)
        if (
            group
            and mention.count < group.count
            and (mention.is_ranked or (group.key in _OF_BOTH and mention.key not in _OF_BOTH))
        ):
            return self._part(mention)
        introduced = re.search(r"(?:一个|另外?|还有个?|个)$", self.plain[max(0, mention.start - 3) : mention.start])
        for one in reversed(self.members):
            same = one.relation == mention.relation and one.key == mention.key and not one.gone
            if same and (mention.relation in (SELF, "spouse") or (not introduced and mention.count == 1)):
                one.gone = one.gone or (mention.gone and mention.relation != SELF)
                one.shown = one.shown or mention.shown
                return one
        gone = mention.gone and mention.relation != SELF
        shown = mention.shown or mention.kind == KIN
        new = _Member(mention.relation, mention.key, mention.count, gone, shown)
        self.members.append(new)
        return new

    def _without_age(self, mention: Mention) -> _Member | None:
        """Of two named together the first whom 一个 … 一个 … has not come to yet: 侄儿侄女一个十岁一个七岁."""
        others = [one for one in self.members if one.relation != SELF][-2:]
        if mention.key or len(others) < 2 or others[0].relation != others[1].relation:
            return None
        return next((one for one in others if not one.ages), None)

    def _group(self, relation: str | None) -> _Member | None:
        """Several told of together, the last of them; of one relation where that is named."""
        groups = (one for one in reversed(self.members) if one.relation != SELF and one.count > 1)
        return next((one for one in groups if relation in (None, one.relation)), None)

    def _part(self, mention: Mention) -> _Member:
        """One of several told before (两个娃，大的…), or by name without them (老大打工)."""
        group = self._group(mention.relation if mention.kind == KIN else None)
        if group is None:
            if waiting := self._without_age(mention):
                return waiting
            return self._known(mention)
        known = next((one for one in group.parts if mention.key and one.key == mention.key), None)
        if known:
            return known
        part = _Member(group.relation, mention.key, mention.count, mention.gone)
        group.parts.append(part)
        return part


def _each(member: _Member) -> Iterator[_Member]:
    """A group as those of it who were told of by themselves and the rest; ages told one after the other part it too."""
    if member.count > 1 and not member.parts and len(member.ages) == member.count:
        member.parts = [_Member(member.relation, "", facts={"age": age}, pieces=member.pieces) for age in member.ages]
        member.facts.pop("age", None)
    for part in member.parts:
        part.facts = member.facts | part.facts
        part.gone = part.gone or member.gone
        yield part
    member.count -= sum(part.count for part in member.parts)
    if member.count > 0:
        yield member


def _as_told(member: _Member, text: str) -> MemberTold:
    facts = dict(member.facts)
    if facts.get("occupation") == "unemployed" and facts.get("age", _SCHOOL_AGE) < _SCHOOL_AGE:
        del facts["occupation"]
    whole = "，".join(text[start:end] for start, end in sorted(set(member.pieces)) if end > start)
    told = {name: facts.get(name) for name in _FIELDS}
    return MemberTold(relation=member.relation, count=max(member.count, 1), whole=whole, **told)
