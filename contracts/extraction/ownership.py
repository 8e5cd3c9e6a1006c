"""Whose a fact is and whether it was denied: 老伴一个月两百, 我没得残疾证, 不是低保; what is untold stays open."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from contracts.extraction.entity import Entity

OWNED = frozenset({"amount", "disability", "document_type", "programme", "cause"})
SELF = "self"
_CLAUSE_ENDS = re.compile(r"[,。!?;\n]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SENTENCE_ENDS = frozenset("。!?;\n")
# Who is named without a word of the lexicon: the speaker, somebody spoken of before, and who is nobody's relation.
_OTHERS = re.compile(
    r"(?P<many>我们|咱们?|俺们|我家(?!那)|俺家|全家|一家|家庭|人均|他们|她们|别人|别个|人家|大家|老板|工头|房东|司机|肇事|对方|医生|村长|书记)"
    r"|(?P<speaker>[我俺]|(?<![我他她])老子)|(?P<third>(?<!其)[他她])"
)
_JOINED = re.compile(r"^(?:两个|一个)?[和跟同与、]我?的?$")
# After the fact: 残疾证是我妈的, 出车祸的是我老公, 这两百归老伴.
_THEN_NAMED = re.compile(r"^[^,。!?;]{0,6}(?:是|归|属于?|给)我?的?$")
# Before the fact's owner: 二级残疾的儿子.
_NAMED_NEXT = re.compile(r"^的(?:那个|一个)?我?的?$")
_COUPLE = re.compile(r"两口子|老两口|俩口|夫妻|爸妈|父母")
_EARNS = re.compile(
    r"[二三四五六七八九]十|\d\d(?=[,。岁了\s]|$)|[一二三四]级|五保|特困|补贴|零工|小工|背砖|打工|上班|干活|做(?:活|工|小工|事)|跑车|开车|搬砖|退休|养老金|工资|工钱|挣|低保|保安|保洁|洗碗|帮人|种地|放牛|卖"
)
_EARNED = re.compile(
    r"^(?:就|只|大概|差不多|平均|现在)*(?:一个?月|每个?月|月薪|月收入|一天|每天|一年|每年|工资|工钱|养老金|退休金|领|拿|挣|收入|有|(?:高龄|护理|残疾|生活|重残)?(?:补贴|津贴|补助)|低保)"
)
_NO = r"(?:没得|没有|莫得|冇得|没|莫|冇|无|未|不得)"
_GOT = r"(?:办|吃|领|拿|评|享受|申请|纳入|批|开|给|发|赔|收|交|得|见|沾|进|入|算|属于|要|准|符合|够)"
_ASKS = r"(?<![有是能会可要得办吃领没])"
_DENIED = re.compile(
    rf"(?:(?<!不是){_ASKS}{_NO}|{_ASKS}不(?!晓|知|止|光|仅|但|只|如|管)|并非|{_GOT}不(?:到|上|成|了|起|下来?)|从没)"
    rf"(?:有|是|人|去|来|再|能|得|让|{_GOT}|过|到|上|起|着|个|本|张|啥子?|什么|哪样|任何|我们?|他们?|她|娃|这个|那个|的|成|下来|一[分个本张])*$"
)
# A sum is denied in fewer words: 没给两千 and 没花两万 are not alike.
_SUM_DENIED = re.compile(
    rf"(?:{_ASKS}不是|(?<!不是){_ASKS}{_NO}(?:给|发|拿|领|收|赔|得|挣)?(?:到|过|得)?(?:我|他|她|我们)?(?:什么|啥子?)?)$"
)
_BETWEEN = (
    r"(?:户|证|卡|的|都|也|就|还|又|现在|一直|根本|从来|到现在|到今天|我们?|他们?|她|家里?|屋头|娃|妈|爸"
    r"|这些|一样|一个|统统|全)*"
)
_THEN_DENIED = re.compile(
    rf"^{_BETWEEN}(?:{_ASKS}(?:{_NO}|不)(?:人|有人|去|来|能|得|让|给|给我|给他|曾|再)*(?:办|吃|领|享受|评|批|下来|纳入|通过|拿到|领到|给(?![^,]*钱))(?!法)"
    rf"|{_ASKS}{_NO}(?:啊|哦|嘛|了|的|呀|哈|噻|咯|喽|吧)*(?=[,。!?;\s]|$)|(?:办|评|领|吃|批|拿|申请|享受)(?:也|都)?不(?:到|上|下来?|成|了|起)"
    rf"|{_ASKS}不是(?:啊|哦|嘛|的)*(?=[,。!?;\s]|$))"
)
# What was ended is not had now.
_ENDED = re.compile(
    r"^(?:户|金|的)?(?:都|也|就|又|上个?月|去年|今年|前年|早就?|已经|后来|后头|给我|给他|被|遭)*(?:取消|停|断|退|注销|下|扯)(?:出|脱)?(?:了|掉)"
)
_HAD = re.compile(r"^(?:是|倒是|就|我|都|在|已经?)*(?:有(?!没|啥|什么|用)|办了|办起|办好|在吃|吃起|拿到了)")
# 人家有低保我没得: somebody's there, whatever is said of others after it.
_STATED = re.compile(r"(?:(?<![没有莫])有|[在都]吃|吃起|办了|领起)$")
_LISTED = re.compile(r"^(?:户|证)?[和跟或及、,]?(?:啊|呀)?$")
_FAR, _BACK, _NEAR = 40, 12, 12


@dataclass(frozen=True)
class _Person:
    """Somebody named: the relation, `self`, or None for one who is no relation, or several at once."""

    start: int
    end: int
    owner: str | None


def with_owners(found: list[Entity], plain: str, written: str) -> list[Entity]:
    """The entities in order, those that can be somebody's with `whose` and `negated`; `plain` is normalised."""
    owned = [entity for entity in found if entity.entity in OWNED]
    if not owned:
        return found
    clauses = _Clauses(plain)
    people = list(_people(found, plain, written))
    denied = _denied(owned, clauses, plain, written)
    return [
        replace(entity, whose=_owner(entity, people, clauses, plain), negated=id(entity) in denied)
        if entity.entity in OWNED
        else entity
        for entity in found
    ]


class _Clauses:
    """Where clauses begin and end."""

    def __init__(self, plain: str) -> None:
        ends = [match.span() for match in _CLAUSE_ENDS.finditer(plain)]
        self.plain, self._starts = plain, [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(plain)]

    def around(self, position: int) -> tuple[int, int]:
        """The clause a position lies in."""
        at = bisect_right(self._starts, position) - 1
        return self._starts[at], self._ends[at]

    def before(self, start: int) -> Iterator[tuple[int, int]]:
        """The clauses of the same sentence before one, the nearest first."""
        at = bisect_left(self._starts, start)
        while at > 0 and self.plain[self._ends[at - 1]] not in _SENTENCE_ENDS and start - self._starts[at - 1] <= _FAR:
            at -= 1
            yield self._starts[at], self._ends[at]


def _people(found: list[Entity], plain: str, written: str) -> Iterator[_Person]:
    """Everybody named, in order; 我和老伴 is nobody's alone."""
    last: _Person | None = None
    for person in _named(found, plain):
        if last and _JOINED.match(written[last.end : person.start]):
            person = replace(person, start=last.start, owner=None)
            last = None
        if last:
            yield last
        last = person
    if last:
        yield last


def _named(found: list[Entity], plain: str) -> Iterator[_Person]:
    relations = [
        _Person(one.start, one.end, None if _COUPLE.search(one.text) and one.value == "spouse" else one.value)
        for one in found
        if one.entity == "relation"
    ]
    taken = {at for one in relations for at in range(one.start, one.end)}
    # 我妈: the 我 right before a relation is no person of its own
    attached = {one.start - 1 for one in relations} | {
        one.start - 2 for one in relations if plain[one.start - 1] == "的"
    }
    others = [
        _Person(match.start(), match.end(), SELF if match["speaker"] else "?" if match["third"] else None)
        for match in _OTHERS.finditer(plain)
        if match.start() not in taken and match.end() - 1 not in attached
    ]
    told: str | None = None
    for person in sorted([*relations, *others], key=lambda one: one.start):
        if person.owner == "?":
            yield replace(person, owner=told)
            continue
        told = person.owner if person.owner not in (None, SELF) else told
        yield person


def _owner(entity: Entity, people: list[_Person], clauses: _Clauses, plain: str) -> str | None:
    """The nearest person named in the clause, or the only one the sentence was about so far."""
    start, end = clauses.around(entity.start)
    at = bisect_right(people, entity.start, key=lambda one: one.start)
    inside = [one for one in people if entity.start <= one.start < entity.end]
    if inside:
        return inside[0].owner
    if at and people[at - 1].start >= start:
        return people[at - 1].owner
    after = people[at] if at < len(people) and people[at].start < end else None
    between = plain[entity.end : after.start] if after else ""
    if after and (_THEN_NAMED.match(between) or (entity.entity == "disability" and _NAMED_NEXT.match(between))):
        return after.owner
    return (
        None
        if after and entity.entity != "cause"
        else _carried(entity, people[max(0, at - _NEAR) : at], clauses, start)
    )


def _carried(entity: Entity, people: list[_Person], clauses: _Clauses, start: int) -> str | None:
    """Who the sentence has been about: 我妈七十二，精神二级. A sum only goes on from what was said of earning."""
    owners: set[str | None] = set()
    for first, last in clauses.before(start):
        here = [one.owner for one in reversed(people) if first <= one.start < last]
        if here and not owners and entity.entity == "amount" and not _earned(clauses.plain, first, last, start):
            return None
        if here and entity.entity == "disability":
            return here[0] if len(set(here)) == 1 else None
        owners.update(here)
    return owners.pop() if len(owners) == 1 else None


def _earned(plain: str, first: int, last: int, start: int) -> bool:
    return bool(_EARNS.search(plain, first, last) and _EARNED.match(plain[start : start + _BACK]))


def _denied(owned: list[Entity], clauses: _Clauses, plain: str, written: str) -> set[int]:
    """The entities that were denied, each by itself or in a list: 没得低保和残疾证, 低保五保都没有."""
    denied: set[int] = set()
    last: Entity | None = None
    for entity in owned:
        goes_on = last is not None and id(last) in denied and _LISTED.match(written[last.end : entity.start])
        if _is_denied(entity, clauses, plain) or (goes_on and "," not in written[last.end : entity.start]):  # type: ignore[union-attr]
            denied.add(id(entity))
        last = entity
    for earlier, later in reversed(list(pairwise(owned))):
        listed = _LISTED.match(written[earlier.end : later.start])
        if (
            listed
            and id(later) in denied
            and re.match(r"(?:户|证)?(?:我|他|她|都|也|一样)*[都也样]", plain[later.end : later.end + 6])
        ):
            denied.add(id(earlier))
    return denied


def _is_denied(entity: Entity, clauses: _Clauses, plain: str) -> bool:
    start, end = clauses.around(entity.start)
    before = plain[max(start, entity.start - _BACK) : entity.start]
    if entity.entity == "amount":
        return bool(_SUM_DENIED.search(before)) and bool(entity.value["low"])
    after = plain[entity.end : min(end + 1, entity.end + _BACK + _BACK)]
    if _HAD.match(after):
        return False
    if _DENIED.search(before) or (not _STATED.search(before) and _THEN_DENIED.match(after)):
        return True
    return entity.entity == "programme" and bool(_ENDED.match(after))
