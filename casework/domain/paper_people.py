"""What identity papers say: of the applicant, of somebody else of the household, or nothing where that is open."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from casework.domain.id_numbers import id_number_problem, mask_id_number
from casework.domain.member_words import who_words
from casework.domain.paper_facts import Case, Fact, Page, Paper, pages_of, with_member
from casework.domain.paper_words import born_words, paper_words
from casework.domain.sensitive import GUARDED, MINOR
from contracts.gazetteer import Gazetteer

_FULL_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,8}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_KINDS: Final = frozenset({"id_card_front", "household_register", "residence_permit"})
_OWN: Final = (None, "self")
_APPLICANT: Final = 1


def facts_of_people(papers: Sequence[Paper], case: Case) -> Iterator[Fact]:
    """What identity papers say to this draft, page by page."""
    for page in pages_of(papers, case):
        if page.reading.kind in _KINDS and _is_for_themselves(case):
            yield from _person(page)


def _is_for_themselves(case: Case) -> bool:
    """Whoever acts for somebody may send either's papers: staff look at those."""
    return case.told("applicant_role") in _OWN and case.told("proxy_relation") in _OWN


def _person(page: Page) -> Iterator[Fact]:
    kind = page.reading.kind
    if not _is_applicants(page):
        yield from _of_member(page)
        if kind == "household_register":
            yield from _hukou(page)
    elif _names_another(page):
        # whose card it is comes first; only a yes to its name makes the rest the applicant's
        yield from _name(page)
    else:
        yield from _name(page)
        yield from _number(page)
        if page.sure("name"):
            yield from _age(page, _APPLICANT, "age")
        if kind == "household_register" or (kind == "id_card_front" and page.sure("name")):
            yield from _hukou(page)


def _is_name(value: Any) -> bool:
    """杨秀英 is a name, 杨婆婆 is how somebody is called."""
    is_full = isinstance(value, str) and bool(_FULL_NAME.fullmatch(value))
    return is_full and not any(title in value for title in paper_words()["titles"])


def _names_another(page: Page) -> bool:
    name, told = page.sure("name"), page.case.told("contact_name")
    return bool(name) and _is_name(told) and name != told


def _is_applicants(page: Page) -> bool:
    """Whether a paper about a person can be the applicant's own: nothing told says that it is somebody else's."""
    case, name, number = page.case, page.sure("name"), page.sure("id_number")
    told_number, told_name = case.told("id_number"), case.told("contact_name")
    if told_number and number:
        return bool(told_number == number or told_name == name)
    if name and told_name == name:
        return True
    if _is_childs(page) or _members_so_old(page):
        return False
    if page.reading.kind == "household_register":
        return not _is_name(told_name) and any(word in page.sure("relation_to_head") for word in paper_words()["head"])
    return True


def _is_childs(page: Page) -> bool:
    born = _born(page)
    return born is not None and age_on(born, page.case.today) < GUARDED


def _is_so_old(member: Mapping[str, Any], born: date, today: date) -> bool:
    """A year more is counted the old way."""
    return member.get("age") in (age_on(born, today), age_on(born, today) + 1)


def _members_so_old(page: Page) -> list[int]:
    """The other people of the household as old as the paper says, where the applicant, whose age is told, is not."""
    born, people = _born(page), page.case.members
    if born is None or not people or not isinstance(people[0].get("age"), int):
        return []
    if _is_so_old(people[0], born, page.case.today):
        return []
    return [number for number, one in enumerate(people, 1) if _is_so_old(one, born, page.case.today)]


def _of_member(page: Page) -> Iterator[Fact]:
    """The age of the one other person the paper can be about; only where it was not told."""
    name, people = page.sure("name"), page.case.members
    others = list(enumerate(people, 1))[1:]
    found = [number for number, one in others if name and one.get("called") == name]
    found = found or [number for number, one in others if one.get("relation") == _relation(page)]
    kept = not (_is_childs(page) and MINOR in page.case.refused)
    if kept and len(found) == 1 and people[found[0] - 1].get("age") is None:
        yield from _age(page, found[0], "member_age")


def _relation(page: Page) -> str:
    """What the register calls somebody, in the words of the record; empty for a kinship we do not know for certain."""
    told, known = page.sure("relation_to_head"), paper_words()["kinship"]
    return next((relation for relation, words in known.items() if told in words), "")


def _name(page: Page) -> Iterator[Fact]:
    name, told = page.sure("name"), page.case.told("contact_name")
    if name:
        other = None if not _is_name(told) else "" if told == name else str(told)
        yield page.fact("name", "contact_name", name, name, told=other)
    elif page.get("name") and not told:
        yield page.unclear("name", "contact_name")


def _number(page: Page) -> Iterator[Fact]:
    """The number beside a name that was read: nobody can tell from a masked number alone whose it is."""
    number, told = page.sure("id_number"), page.case.told("id_number")
    if number and page.sure("name") and id_number_problem(number, page.case.today) is None:
        other = None if told is None else "" if told == number else mask_id_number(told)
        yield page.fact("id_number", "id_number", number, mask_id_number(number), told=other)
    elif page.get("id_number") and told is None:
        yield page.unclear("id_number", "id_number")


def _born(page: Page) -> date | None:
    try:
        return date.fromisoformat(page.sure("birth_date"))
    except ValueError:
        return None


def age_on(born: date, today: date) -> int:
    """Years completed on a day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _age(page: Page, number: int, key: str) -> Iterator[Fact]:
    """How old somebody is, where the lane asks who lives in the household; of others with who it is."""
    born, case = _born(page), page.case
    if born is None or "members" not in case.keys:
        return
    member = case.members[number - 1] if case.members else {}
    who = "" if number == _APPLICANT else who_words(number, member)
    told, age = member.get("age"), age_on(born, case.today)
    years = str(paper_words()["years"])
    other = None if not isinstance(told, int) else "" if told in (age, age + 1) else years.format(count=told)
    people = with_member(case, number, {"age": age})
    yield page.fact("birth_date", key, people, f"{who}{born_words(born)}", told=other)


def _hukou(page: Page) -> Iterator[Fact]:
    """The county of the printed address; a province or prefecture alone says too little."""
    found = Gazetteer.load().find(page.sure("address"))
    code = found[0].code6 if found else ""
    if not code or code.endswith("00") or "hukou_region" not in page.case.keys:
        return
    told = page.case.told("hukou_region")
    other = None if told is None else "" if told == code else page.case.place_name(str(told)) or str(told)
    yield page.fact("address", "hukou_region", code, page.case.place_name(code) or found[0].name, told=other)
