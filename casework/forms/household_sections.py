"""The parts of a form about a household: its people, what comes in, what they own, what they cannot save."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from casework.forms.application import (
    MONTHS,
    Application,
    amount,
    basis,
    form_words,
    one_of,
    open_words,
    told,
)
from casework.forms.sheet import Cell, Row, Table, blank, label, value
from contracts.keys import DECLINED

Member = Mapping[str, Any]
_UNSAID: Final = (None, "", DECLINED, "none")
_SHARES: Final = (1, 1.7, 1.8, 1, 3.3, 2.2, 2.1, 1.9)
_ROW_LEAST: Final = 10
_EMPTY_ROWS: Final = 4
_INCOME: Final = (3.6, 1.9, 1.9, 2, 1.6)
_STATED: Final = (2.6, 4.4, 2, 2)


def all_members(application: Application) -> list[Member]:
    """The people told, the applicant first; empty when nobody was."""
    members = application.answers.get("members")
    people: list[Member] = [dict(one) for one in members] if isinstance(members, list) else []
    # of the first the relation is not asked
    return [{"relation": "self", **people[0]}, *people[1:]] if people else []


def counted_members(application: Application) -> list[Member]:
    """The people told who live in the household."""
    return [one for one in all_members(application) if one.get("exclusion") in _UNSAID]


def relation_words(member: Member) -> str:
    """Who somebody is to the applicant, with the word the applicant used."""
    relation, called = member.get("relation"), member.get("called")
    said = one_of(form_words()["members"]["relation"])(relation) if relation not in _UNSAID else ""
    own = called if isinstance(called, str) and called not in (*_UNSAID, said) and relation != "self" else ""
    return f"{said}\n（{own}）" if said and own else said or own


def members(application: Application) -> Table:
    """共同生活家庭成员, one row a person; empty rows where they were not named."""
    words, people = form_words()["members"], all_members(application)
    columns = Row(tuple(label(name, share) for name, share in zip(words["columns"], _SHARES, strict=True)))
    rows = [_person(number, one, application) for number, one in enumerate(people, start=1)]
    rows += [_person(number, {}, application) for number in range(len(rows) + 1, _rows_wanted(application) + 1)]
    if application.answers.get("members") == DECLINED:
        rows.append(Row((Cell(words["refused"], kind="missing"),)))
    supporters = told(application.answers, "obligors", one_of(words["obligors_is"]), 8.6)
    rows.append(Row((label(words["obligors"], 6.4), supporters)))
    return Table(form_words()["headings"]["members"], tuple(rows), columns)


def _rows_wanted(application: Application) -> int:
    size = application.answers.get("household_size")
    known = size if isinstance(size, int) else len(all_members(application))
    return known or _EMPTY_ROWS


def _person(number: int, member: Member, application: Application) -> Row:
    is_applicant = member.get("relation") == "self"
    name = application.answers.get("contact_name") if is_applicant and not application.is_for_another else None
    return Row((
        value(str(number), _SHARES[0], centred=True),
        value(name if isinstance(name, str) and name != DECLINED else "", _SHARES[1]),
        value(relation_words(member), _SHARES[2]),
        _field(member, "age", str, _SHARES[3]),
        blank(_SHARES[4]),
        _health(member, _SHARES[5]),
        _occupation(member, _SHARES[6]),
        _own_income(member, _SHARES[7]),
    ), _ROW_LEAST)  # fmt: skip


def _field(member: Member, key: str, say: Any, share: float) -> Cell:
    """An empty box for a person nobody told of; else what was told, or that it is open."""
    return told(member, key, say, share) if member else blank(share)


def _health(member: Member, share: float) -> Cell:
    words, ill, disability = form_words()["members"], member.get("serious_illness"), member.get("disability", "none")
    parts = [_disability_words(disability)] if isinstance(disability, Mapping) else []
    parts += [words["serious_illness"]] if ill is True else []
    parts += [words["well"]] if ill is False and disability == "none" else []
    if parts or member.get("exclusion") not in _UNSAID:
        return value("，".join(parts), share)
    # what is open decides the words: never asked, asked and not known, not said
    return _field(member, "serious_illness" if disability == "none" else "disability", str, share)


def _disability_words(told_of: Mapping[str, Any]) -> str:
    words, level = form_words()["members"], told_of.get("level")
    named = words["levels"][level - 1] if isinstance(level, int) and 0 < level <= len(words["levels"]) else ""
    category = words["categories"].get(told_of.get("category"), "")
    return str(words["disability"]).format(category=category, level=named or f"（{words['no_level']}）")


def _occupation(member: Member, share: float) -> Cell:
    words, away = form_words()["members"], member.get("exclusion")
    if away not in _UNSAID:
        return value(words["exclusion"].get(away, away), share)
    if "occupation" not in member:
        return blank(share)
    return _field(member, "occupation", one_of(words["occupation"]), share)


def _own_income(member: Member, share: float) -> Cell:
    income = member.get("income")
    if not isinstance(income, Mapping) or not income:
        return blank(share)
    kinds = form_words()["income"]["short"]
    sums = (f"{kinds.get(kind, '')}{_sum_words(one)}" for kind, one in income.items())
    return value("\n".join(sums), share)


def _sum_words(told_sum: Any) -> str:
    return open_words({"sum": told_sum}, "sum") or amount(told_sum)


def income(application: Application) -> Table:
    """家庭收入 by kind, a year and a month, with who said so."""
    words = form_words()["income"]
    columns = Row(tuple(label(name, share) for name, share in zip(words["columns"], _INCOME, strict=True)))
    optional = {"income_basic_pension", "household_income_12m"}
    keys = [key for key in words["kinds"] if key not in optional or key in application.answers]
    rows = [_income_row(application, key) for key in keys]
    empty = Row((value(words["other"], _INCOME[0]), *(blank(share) for share in _INCOME[1:])))
    return Table(form_words()["headings"]["income"], (*rows, empty), columns)


def _income_row(application: Application, key: str) -> Row:
    monthly = "" if open_words(application.answers, key) else amount(application.answers[key], MONTHS)
    return Row((
        value(form_words()["income"]["kinds"][key], _INCOME[0]),
        told(application.answers, key, amount, _INCOME[1], centred=True),
        value(monthly, _INCOME[2], centred=True),
        value(basis(application, key), _INCOME[3], centred=True),
        blank(_INCOME[4]),
    ))  # fmt: skip


def stated(application: Application, name: str, key: str, say: Any) -> Row:
    """One line of what was stated: what it is, what was said, by whom, an empty box for the check."""
    return Row((
        label(name, _STATED[0]), told(application.answers, key, say, _STATED[1]),
        value(basis(application, key), _STATED[2], centred=True), blank(_STATED[3]),
    ))  # fmt: skip


def stated_columns(names: list[str]) -> Row:
    """The heads of a table of such lines."""
    return Row(tuple(label(name, share) for name, share in zip(names, _STATED, strict=True)))


def property_table(application: Application) -> Table:
    """家庭财产 as told; the sums themselves are for the office to check."""
    words = form_words()["property"]
    rows = [
        stated(application, words["housing"], "housing", _homes),
        stated(application, words["vehicles"], "vehicles", _vehicles),
        stated(application, words["savings"], "savings_band", _savings),
        stated(application, words["business"], "business", one_of(words["businesses"])),
    ]
    if "contracted_land" in application.answers:
        rows.append(stated(application, words["land"], "contracted_land", one_of(words["lands"])))
    return Table(form_words()["headings"]["property"], tuple(rows), stated_columns(words["columns"]))


def _savings(told_of: Any) -> str:
    words = form_words()["property"]
    return words["bands"].get(told_of, told_of) if isinstance(told_of, str) else f"{amount(told_of)}{words['yuan']}"


def _homes(housing: Mapping[str, Any]) -> str:
    words, owned = form_words()["property"], housing.get("owned")
    said = words["homes"].format(owned=owned) if isinstance(owned, int) else words["homes_unknown"]
    recent = [words["recent"]] if housing.get("recent_purchase") is True else []
    return "，".join([words["no_home"] if owned == 0 else said, *recent])


def _vehicles(vehicles: list[Mapping[str, Any]]) -> str:
    return "\n".join(map(_vehicle, vehicles)) or str(form_words()["nothing"])


def _vehicle(vehicle: Mapping[str, Any]) -> str:
    words, worth = form_words()["property"], vehicle.get("value")
    kind = words["vehicle"].get(vehicle.get("kind"), "")
    use = words["use"].get(vehicle.get("use"), "")
    said = "" if worth in _UNSAID else words["worth"].format(sum=amount(worth))
    return "，".join(part for part in (kind, use, said) if part)


def spending(application: Application) -> Table:
    """必要支出 as told."""
    return Table(
        form_words()["headings"]["spending"], tuple(_spending_rows(application)),
        stated_columns(form_words()["spending"]["columns"]),
    )  # fmt: skip


def _spending_rows(application: Application) -> Iterator[Row]:
    words = form_words()["spending"]
    yield stated(application, words["necessary"], "necessary_expenses", amount)
    yield stated(application, words["fees"], "high_fee_school_or_travel", one_of(words["fees_is"]))
