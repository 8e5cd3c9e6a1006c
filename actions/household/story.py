"""All that is told at once of a household: who lives together, what comes in, what they own, where they are from."""

import re
from dataclasses import replace
from typing import Any

from actions.clauses import clauses
from actions.counting import count_people
from actions.household.keys import HUKOU, INCOMES, USUAL
from actions.household.money import Sum, a_year, added, sums_in, value_of
from actions.household.people import SELF, facts_alone, facts_of, fold, for_another, told_in
from actions.household.places import place_answers
from actions.household.property import property_told
from actions.places import Place, read_places
from actions.readers import answer, read_phone, said_words, told_danger
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import NEEDS

# a sum in a clause with one of these is no income of the household
_SPENT = re.compile(
    r"花|药|欠|借|贷|学费|报销|押金|住院费|手术费|费用|开销|租房|房租要|交|还债|罚|自费|医药|生活费要|能领|标准|补差"
)
_KINDS = (
    ("pension", re.compile(r"养老|退休|失业金|老人钱|老年钱|遗属")),
    ("wages", re.compile(
        r"打(?:点|些)?(?:零)?工|工资|上班|挣|零工|小工|临工|务工|工地|做活|干活|公益岗|跑车"
        r"|保安|保洁|工钱|找(?:得到)?")),
    ("property", re.compile(r"租金|收租|利息|分红|流转")),
    ("farm_business", re.compile(r"种|地里|庄稼|卖|生意|摆摊|小卖部|开店|养(?!老|活)|花椒|药材|虫草|收成")),
    ("support", re.compile(r"给(?:我|我们|家里|屋头|点)|寄|赡养|抚养费|接济")),
)  # fmt: skip
_ALL_THERE_IS = re.compile(
    r"(?:就|全|只|都)(?:靠|是靠|凭|指望)|没(?:有|得)?(?:啥|什么)?(?:别的|其他|其它"
    r"|另外的?)(?:收入|进账|来源|钱)|只有(?:我|他|她|老|儿|女|这|一)"
)
_NO_INCOME = re.compile(r"(?:没|莫)(?:有|得)?(?:任何|啥|什么|一分|半分)?(?:的)?(?:收入|进账|经济来源|生活来源)")
_AREA = (("rural", r"农村户|农业户|农村的|农户"), ("urban", r"城镇户|居民户口|非农"))
_STATUS = re.compile(r"低保边缘")
_COMES_FROM = re.compile(r"(?:户口|户籍)(?:都)?(?:在|是)")


def read_household(turn: Turn, helped: str | None = None) -> list[Answer]:
    """Every answer of the household interview that a message holds; `helped` is whom a proxy applies for."""
    told = [*_now(turn), *_people(turn, helped), *_incomes(turn), *_property(turn), *_place(turn), *_contact(turn)]
    return list({item.key: item for item in told}.values())


def _now(turn: Turn) -> list[Answer]:
    """What cannot wait: nothing to eat, nowhere to sleep, no treatment."""
    danger, needs = told_danger(turn), said_words(turn, "need", NEEDS)
    return [
        *([answer(turn, "safety_now", danger)] if danger else []),
        *([answer(turn, "urgent_need", needs)] if needs else []),
    ]


def _people(turn: Turn, helped: str | None) -> list[Answer]:
    found = for_another(told_in(turn.text, turn.said_on), helped)
    others = [one for one in found if one.relation != SELF]
    counted = (turn.found("people") or turn.found("count")) and not helped
    size = count_people(turn) if counted else None
    answers = []
    named = [item for item in turn.found("relation") if item.value != SELF]
    alone = facts_alone(turn.text, turn.said_on) if size == 1 and not named else {}
    if alone:
        # 屋头就我一个，六十八了: there is nobody else it could be said of
        return [answer(turn, "members", [{"relation": SELF, **alone}]), answer(turn, "household_size", 1)]
    if any(facts_of(one) for one in found) or others:
        members = fold([], found).members
        answers.append(answer(turn, "members", members))
        size = size if size and size >= len(members) else None
    return [*answers, *([answer(turn, "household_size", size)] if size else [])]


def _incomes(turn: Turn) -> list[Answer]:
    """Sums whose kind stands beside them, as yuan a year; one whose time or days are not told is asked for later."""
    by_kind: dict[str, list[Sum]] = {}
    named: list[str] = []
    for one in sums_in(turn) if turn.found("amount") else []:
        kind = _kind_of(turn, one)
        if kind is None:
            continue
        named.append(kind)
        if whole := a_year(one, _clause_of(turn, one)):
            by_kind.setdefault(kind, []).append(whole)
    answers = [
        answer(turn, INCOMES[kind], value_of(added(parts)))
        for kind, parts in by_kind.items()
        if len(parts) == named.count(kind)
    ]
    if _NO_INCOME.search(turn.text) and not named:
        return [answer(turn, "income_kinds", [])]
    everything = _ALL_THERE_IS.search(turn.text) and named
    return [*answers, *([answer(turn, "income_kinds", list(dict.fromkeys(named)))] if everything else [])]


def sums_of_kinds(turn: Turn) -> list[Answer]:
    """The sums told beside the kinds of income: 养老金一个月一百一."""
    return [item for item in _incomes(turn) if item.key != "income_kinds"]


def _clause_of(turn: Turn, one: Sum) -> str:
    """The clause of a sum with the one after it: 一天一百二，一个月做得到二十天."""
    spans = clauses(turn.text)
    at = next((place for place, (start, end) in enumerate(spans) if start <= one.start < end), 0)
    last = min(at + 1, len(spans) - 1)
    return turn.text[spans[at][0] : spans[last][1]] if spans else turn.text


def _kind_of(turn: Turn, one: Sum) -> str | None:
    """What sort of income a sum is, by the words nearest before it; None where it is spent, owed or unclear."""
    spans = clauses(turn.text)
    at = next((place for place, (start, end) in enumerate(spans) if start <= one.start < end), None)
    if at is None:
        return None
    own = turn.text[slice(*spans[at])]
    if _SPENT.search(own):
        return None
    before = turn.text[spans[at - 1][0] : spans[at][0]] if at else ""
    return _nearest(own) or (None if _SPENT.search(before) else _nearest(before))


def _nearest(words: str) -> str | None:
    found = [(match.start(), kind) for kind, pattern in _KINDS for match in pattern.finditer(words)]
    # 养老金 is named in so many letters: what begins first and is longest in the table stands
    return min(found)[1] if found else None


def _property(turn: Turn) -> list[Answer]:
    told: dict[str, Any] = property_told(turn.text)
    area = next((kind for kind, words in _AREA if re.search(words, turn.text)), None)
    if area:
        told["standard_kind"] = area
    if _STATUS.search(turn.text):
        told["existing_status"] = "marginal_household"
    return [answer(turn, key, value) for key, value in told.items()]


def _place(turn: Turn) -> list[Answer]:
    """Where they are from; a place named without saying so is where they live."""
    places = read_places(turn, None)
    found = []
    if places.origin:
        found += place_answers(turn, HUKOU, _with_town(turn, places.origin))
    if places.incident and places.incident.is_county:
        key = HUKOU if _COMES_FROM.search(turn.text) and not found else USUAL
        found += place_answers(turn, key, places.incident)
    return found


def _with_town(turn: Turn, place: Place) -> Place:
    """我是金川的，户口在金川县安宁镇: of two mentions of one county the one that names its town."""
    towns = [item.value for item in turn.found("region") if isinstance(item.value, dict) and item.value.get("township")]
    same = next((value for value in towns if value.get("code") == place.code), None)
    if same is None or place.township:
        return place
    return replace(place, township=same.get("township"), township_code=same.get("township_code"))


def _contact(turn: Turn) -> list[Answer]:
    phone = read_phone(turn)
    return [answer(turn, "contact_phone", phone[0]), answer(turn, "contact_way", "phone")] if phone and phone[1] else []
