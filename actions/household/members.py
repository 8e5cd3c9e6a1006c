"""Answers about the people of a household: one field of one person, or many people in one sentence."""

import re
from dataclasses import dataclass
from typing import Any

from actions.clauses import without
from actions.counting import count_people, whole_number
from actions.household.keys import INCOMES, detail_of, members_of, relation_of
from actions.household.money import a_year, added, sums_in, value_of
from actions.household.people import (
    FIELDS,
    SELF,
    Member,
    all_well,
    facts_alone,
    facts_of,
    fold,
    named_facts,
    told_in,
)
from actions.readers import is_no
from actions.turn import Turn
from contracts.extraction.household import MemberTold

OLDEST = 120
_NO_MORE = re.compile(
    r"^(?:再|其他|别的|就|就是|只有|后面|另外)*(?:没|没有|没得|莫得)(?:有)?(?:其他|别的"
    r"|旁)?(?:人|的)?(?:了|哦|啊|嘛|喽)*$"
    r"|^(?:就|只有|只得)(?:有)?(?:这些|这几个|我们几个|他们几个|我们|这么多|这点)(?:人|个)?(?:了|嘛|哈)*$"
)
_NOBODY_ELSE = re.compile(r"^(?:没|没有|没得|莫得|无|冇)")
_BARE_AGE = re.compile(r"^[^\d一二两三四五六七八九十百]{0,6}(?:\d{1,3}|[一二两三四五六七八九十百零]{1,5})[^\d]{0,5}$")
_WORKS_TOO = (
    ("casual", r"打工|零工|小工|临工|跑腿|帮工|找点活"),
    ("farming", r"种|庄稼|地里|养(?!老)|放牛|放羊|生意|开店|摆摊|小卖部|卖菜|务农"),
    ("unable", r"做不|干不|动不|病|瘫|残|照顾不了自己"),
    ("unemployed",
        r"在(?:家|屋)|耍|闲|没(?:有|得)?(?:事|活|工作|干)|莫得|带(?:娃|孙|孩)|煮饭|家务"
        r"|啥(?:子)?(?:都|也)?(?:没|不)"),
    ("student", r"读|上学|念书|学校|学生"),
    ("retired", r"退休|养老"),
    ("employed", r"上班|工作|单位|厂|公司|保安|老师"),
)  # fmt: skip
# whom somebody looks after is no further member told of: 在家带孙子
_CARES_FOR = re.compile(
    r"(?:带|照顾|照看|照料|服侍|伺候|守|管|供|陪|接送|领|看)(?:着|到|起|我|他|她|我们|屋头|家里|两个|一个|个|的|小|大)*"
    r"(?:娃儿?|娃娃|孙子?|孙女|外孙|孩子|小孩|崽崽?|老人|老的|爸爸?|妈妈?|老娘|婆婆|公公|病人)"
)
_KIND_WORDS = (
    ("pension", r"养老|退休|失业金"),
    ("support", r"给|赡养|寄|生活费"),
    ("farm_business", r"种|养|卖|生意|店"),
    ("property", r"租|息|分红"),
)
_BUTTON_WORDS = {"son": "儿子", "daughter": "女儿", "father": "父亲", "mother": "母亲"}


@dataclass
class MembersHeard:
    """The list as it is after an answer; `size` where the number of people changed, `whose` when that must be asked."""

    members: list[Member]
    size: int | None = None
    whose: Member | None = None


def begun(turn: Turn) -> list[Member]:
    """The list with the applicant at its head."""
    return members_of(turn) or [{"relation": SELF}]


def up_to(members: list[Member], number: int) -> list[Member]:
    """The list, long enough to hold a member of this number."""
    return [*members, *({} for _ in range(number - len(members)))]


def hear(turn: Turn) -> MembersHeard | None:
    """The answer to what of the members is asked; None where it tells nothing of it."""
    detail = detail_of(turn)
    number, what = int(detail.get("member") or 0), detail.get("field")
    told = told_in(turn.text if what in ("relation", None) else _CARES_FOR.sub(" ", turn.text), turn.said_on)
    if what == "conditions":
        return conditions(turn, told, list(detail.get("numbers") or []))
    if what == "relation" or not what:
        return _relation(turn, told, number)
    if what == "income":
        return _own_income(turn, number)
    return _field(turn, told, number, str(what))


def _relation(turn: Turn, told: list[MemberTold], number: int) -> MembersHeard | None:
    members = begun(turn)
    others = [one for one in told if one.relation != SELF]
    if not others and _NO_MORE.match(turn.plain) and number > 1:
        kept = [one for one in members if one.get("relation")]
        return MembersHeard(kept, size=len(kept))
    if not others:
        named = [item for item in turn.found("relation") if item.value != SELF]
        if not named:
            return _of_self(members, told)
        members = up_to(members, number)
        members[number - 1] = {**members[number - 1], **facts_alone(turn.text, turn.said_on)}
        members[number - 1].update(relation=named[0].value, called=named[0].text.removeprefix("我").removeprefix("的"))
        return MembersHeard(members)
    return _listed(members, told)


def _of_self(members: list[Member], told: list[MemberTold]) -> MembersHeard | None:
    own = [facts_of(one) for one in told if one.relation == SELF]
    if not own or not own[0]:
        return None
    members[0].update(own[0])
    return MembersHeard(members)


def _listed(members: list[Member], told: list[MemberTold]) -> MembersHeard:
    """Everybody named is somebody new, unless told with the same age before or there can be only one such."""
    for one in told:
        place = _known_place(members, one)
        if place is None:
            empty = next((at for at, held in enumerate(members, 1) if not held.get("relation")), None)
            members = members if empty else [*members, {}]
            place = empty or len(members)
            members[place - 1] = {**members[place - 1], "relation": one.relation}
        members[place - 1].update(named_facts(one))
    return MembersHeard(members)


def _known_place(members: list[Member], told: MemberTold) -> int | None:
    for place, one in enumerate(members, 1):
        alike = one.get("relation") == told.relation
        if alike and (told.relation in (SELF, "spouse") or (told.age is not None and one.get("age") == told.age)):
            return place
    return None


def _field(turn: Turn, told: list[MemberTold], number: int, what: str) -> MembersHeard | None:
    """Age or occupation of one member, with whatever else came along of the others."""
    members = up_to(begun(turn), number)
    relation = members[number - 1].get("relation")
    own, others = _own_and_others(turn, told, relation)
    if what not in own:
        value = _age(turn) if what == "age" else _occupation(turn)
        if value is not None and not others:
            own[what] = value
    if not own and not others:
        return None
    members[number - 1].update(own)
    if not others:
        return MembersHeard(members)
    return MembersHeard(fold(members, others).members)


def _own_and_others(turn: Turn, told: list[MemberTold], relation: Any) -> tuple[Member, list[MemberTold]]:
    """What is told of the one who is asked about, and who else is told of: 她68，儿子四十."""
    mine = next((one for one in told if one.relation == relation), None)
    others = [one for one in told if one is not mine and facts_of(one) and one.relation != SELF]
    if mine and facts_of(mine):
        return facts_of(mine), others
    if not others:
        return facts_alone(_without_kin(turn), turn.said_on), []
    first = min((item.start for item in turn.found("relation")), default=len(turn.text))
    return facts_alone(turn.text[:first], turn.said_on), others


def _without_kin(turn: Turn) -> str:
    """The words without the relation they begin with: 我老伴六十八 is 六十八."""
    kin = [(item.start, item.end) for item in turn.found("relation")]
    return without(turn, kin).text.strip(" 我他她的，,") if kin else turn.text


def _age(turn: Turn) -> int | None:
    """A bare number in answer to 多大."""
    if not _BARE_AGE.match(turn.plain):
        return None
    number = whole_number(turn.plain)
    return number if number is not None and 0 <= number <= OLDEST else None


def _occupation(turn: Turn) -> str | None:
    found = next((kind for kind, words in _WORKS_TOO if re.search(words, turn.plain)), None)
    return found or ("unemployed" if is_no(turn) else None)


def conditions(turn: Turn, told: list[MemberTold], numbers: list[int]) -> MembersHeard | None:
    """Who is disabled, gravely ill or away; a no says it of everybody, what is told of one is a no for the others."""
    members = begun(turn)
    with_facts = [one for one in told if _has_condition(facts_of(one))]
    if with_facts:
        folded = fold(members, with_facts, renew=True)
        return MembersHeard(all_well(folded.members, numbers))
    alone = {name: value for name, value in facts_alone(turn.text, turn.said_on).items() if name in _CONDITIONS}
    if _has_condition(alone):
        named = _named(turn, members)
        if len(members) == 1 or named:
            members[(named or 1) - 1].update(alone)
            return MembersHeard(all_well(members, numbers))
        return MembersHeard(members, whose=alone)
    if is_no(turn) or _NOBODY_ELSE.match(turn.plain) or alone.get("serious_illness") is False:
        return MembersHeard(all_well(members, numbers))
    return None


_CONDITIONS = frozenset({"disability", "serious_illness", "exclusion"})


def _has_condition(facts: Member) -> bool:
    away = facts.get("exclusion") not in (None, "none")
    return bool(facts.get("disability")) or facts.get("serious_illness") is True or away


def _named(turn: Turn, members: list[Member]) -> int | None:
    """The only member of a relation that is named."""
    relations = {item.value for item in turn.found("relation")}
    fitting = [place for place, one in enumerate(members, 1) if one.get("relation") in relations]
    return (
        fitting[0]
        if len(fitting) == 1
        else 1
        if not relations and re.search(r"^(?:我|是我|本人)", turn.plain)
        else None
    )


def _own_income(turn: Turn, number: int) -> MembersHeard | None:
    """What one member alone has a year; of the kinds that were not named there is nothing."""
    members = up_to(begun(turn), number)
    sums = [whole for one in sums_in(turn) if (whole := a_year(one, turn.text))]
    if not sums and not is_no(turn):
        return None
    kind = next((name for name, words in _KIND_WORDS if re.search(words, turn.plain)), "wages")
    income: dict[str, Any] = dict.fromkeys(INCOMES, 0)
    if sums:
        income[kind] = value_of(added(sums))
    members[number - 1]["income"] = income
    return MembersHeard(members)


def hear_first(turn: Turn) -> list[Member]:
    """Everybody named where only a number was asked for: 我和老伴，老伴68; empty where nobody was told of."""
    told = told_in(turn.text, turn.said_on)
    others = [one for one in told if one.relation != SELF]
    return fold([], told).members if others and any(facts_of(one) for one in told) else []


def unknown(turn: Turn, value: Any) -> list[Member]:
    """不清楚 or 不想说, stored in the field that was asked; it is not asked again."""
    detail = detail_of(turn)
    number, what = detail.get("member"), detail.get("field")
    members = begun(turn)
    if what == "conditions":
        open_to = detail.get("numbers") or []
        return [{**dict.fromkeys(_CONDITIONS), **one} if at in open_to else one for at, one in enumerate(members, 1)]
    members = up_to(members, int(number or 1))
    members[int(number or 1) - 1][str(what)] = {"wages": value} if what == "income" else value
    if what == "relation":
        members[int(number or 1) - 1]["relation"] = "other"
    return members


def chosen(turn: Turn, value: Any) -> MembersHeard | None:
    """A tapped answer: a relation, an occupation, nobody of them all."""
    detail = detail_of(turn)
    number, what = int(detail.get("member") or 1), detail.get("field")
    members = up_to(begun(turn), number)
    if what == "conditions":
        numbers = list(detail.get("numbers") or [])
        return MembersHeard(all_well(members, numbers) if value == "none" else unknown(turn, None))
    if what not in ("relation", "occupation") or not isinstance(value, str):
        return None
    members[number - 1][what] = relation_of(value) if what == "relation" else value
    if what == "relation" and (word := _BUTTON_WORDS.get(value)):
        members[number - 1]["called"] = word
    return MembersHeard(members)


def size_told(turn: Turn) -> int | None:
    """How many people live together; 就我一个, 我们两口子带三个娃 and 五口人 alike."""
    return count_people(turn)


def step_back(members: list[Member], number: int | None, what: str) -> list[Member]:
    """The list without the answer given last, so that it is asked again."""
    if number is None:
        return [{name: value for name, value in one.items() if name not in _CONDITIONS} for one in members]
    if what == "relation":
        # an empty place keeps its number: who stands there is asked again
        return [{} if at == number else one for at, one in enumerate(members, 1)]
    return [
        {name: value for name, value in one.items() if name != what} if at == number else one
        for at, one in enumerate(members, 1)
    ]


def fields_told(member: Member) -> list[str]:
    """What is known of a member beside the relation."""
    return [name for name in FIELDS if name in member]
