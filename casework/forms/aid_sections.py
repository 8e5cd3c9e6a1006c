"""The parts of a form about temporary aid: what happened, aid given first, bills and what was paid back."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from casework.forms.application import (
    Application,
    amount,
    ends_of,
    form_words,
    one_of,
    open_words,
    place_cell,
    ticked,
    told,
    told_day,
)
from casework.forms.household_sections import stated, stated_columns
from casework.forms.sheet import Cell, Row, Table, blank, label, value

_STORY_LEAST: Final = 30


def incident(application: Application) -> Table:
    """急难情况: kind, day, place, people, needs, the story whole."""
    words, answers = form_words()["incident"], application.answers
    return Table(form_words()["headings"]["incident"], (
        Row((label(words["cause"], 1.5), value(ticked(words["causes"], answers.get("incident_cause")), 8.5))),
        Row((label(words["when"], 1.5), told(answers, "incident_date", told_day, 3.5), label(words["people"], 1.5),
             told(answers, "affected_people", lambda count: words["people_is"].format(count=count), 3.5))),
        Row((label(words["where"], 1.5), place_cell(application, "incident", 8.5))),
        Row((label(words["safety"], 1.5), _choice(answers, "safety_now", words["safe"]))),
        Row((label(words["vulnerable"], 1.5), _choice(answers, "vulnerable_members", words["vulnerables"]))),
        Row((label(words["need"], 1.5), _choice(answers, "urgent_need", words["needs"]))),
        Row((label(words["story"], 1.5), told(answers, "incident_text", share=8.5)), _STORY_LEAST),
    ))  # fmt: skip


def _choice(answers: Mapping[str, Any], key: str, words: Mapping[str, str]) -> Cell:
    """Boxes with the told ones ticked; all of them open where nothing was told."""
    return value(ticked(words, answers.get(key)), 8.5)


def aid_first(application: Application) -> Table:
    """先行救助: boxes for the office; that aid was entered is all the record knows."""
    words = form_words()["aid_first"]
    return Table(form_words()["headings"]["aid_first"], (
        Row((label(words["given"], 1.6), value(words["given_is"][application.aid_first], 3.4),
             label(words["form"], 1.6), value(words["forms"], 4.4))),
        Row((label(words["amount"], 1.6), blank(3.4), label(words["date"], 1.6), blank(4.4)), 9),
        Row((label(words["papers"], 1.6), value(words["papers_are"], 9.4))),
        Row((label(words["receiver"], 1.6), blank(3.4), label(words["clerk"], 1.6), blank(4.4)), 13),
        Row((label(words["done"], 1.6), blank(9.4)), 9),
    ), together=True)  # fmt: skip


def bills(application: Application) -> Table:
    """支出与报销 of twelve months, and what is left to pay where both sums are certain."""
    words = form_words()["bills"]
    return Table(
        form_words()["headings"]["bills"], tuple(_bill_rows(application, words)), stated_columns(words["columns"])
    )


def _bill_rows(application: Application, words: Mapping[str, Any]) -> Iterator[Row]:
    yield stated(application, words["kind"], "expense_kind", lambda kinds: ticked(words["kinds"], kinds))
    yield stated(application, words["total"], "expense_total_12m", amount)
    yield stated(application, words["reimbursed"], "expense_reimbursed_12m", amount)
    if left := _left_to_pay(application.answers):
        yield Row((label(words["own"], 2.6), value(left, 4.4), blank(2), blank(2)))
    yield stated(application, words["before"], "same_cause_this_year", one_of(words["before_is"]))


def _left_to_pay(answers: Mapping[str, Any]) -> str:
    keys = ("expense_total_12m", "expense_reimbursed_12m")
    if any(open_words(answers, key) for key in keys):
        return ""
    (low, high), (back_low, back_high) = (ends_of(answers[key]) for key in keys)
    if None in (low, high, back_low, back_high) or low != high or back_low != back_high:
        return ""
    left = float(low or 0) - float(back_low or 0)
    return amount(left) if left >= 0 else ""
