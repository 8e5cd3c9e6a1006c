"""The application as the office expects it on paper, one form for each lane, and its PDF."""

from dataclasses import replace
from typing import Final

from casework.forms.aid_sections import aid_first, bills, incident
from casework.forms.application import Application, day_words, form_words
from casework.forms.household_sections import income, members, property_table, spending
from casework.forms.person_sections import (
    applicant,
    authorisation,
    declaration,
    derives,
    opinions,
    proxy,
    reason,
)
from casework.forms.press import print_sheet
from casework.forms.sheet import Block, Sheet, Table, Title, Words

_AID_OPINIONS: Final = ("township", "county")
_LIVING_OPINIONS: Final = ("visit", "township", "notice", "county")


def application_pdf(application: Application) -> bytes:
    """The filled form as a PDF file; `FontsMissing` where this machine has no Chinese font."""
    return print_sheet(application_sheet(application))


def application_sheet(application: Application) -> Sheet:
    """The blocks of the form of a lane, its tables numbered."""
    title = form_words()["titles"][application.lane]
    blocks = (*_opening(application, title), *_numbered(_sections(application)), *_closing(application))
    return Sheet(title, blocks, _foot(application), application.number)


def _opening(application: Application, title: str) -> tuple[Block, ...]:
    words = form_words()
    office, day = application.office or words["office_unknown"], day_words(application.submitted_on)
    notices = [words["notice"]]
    notices += [words["derived_notice"]] if derives(application) else []
    notices += [words["masked_notice"]] if application.masked else []
    return (
        Title(title),
        Words(words["meta"].format(office=office, date=day)),
        Words(words["meta_number"].format(number=application.number), bold=True),
        Words("".join(notices), size=8.5),
    )


def _sections(application: Application) -> list[Table]:
    middle = {
        "temporary_urgent": lambda: [incident(application), aid_first(application)],
        "temporary_expense": lambda: [bills(application), *_means(application), reason(application)],
    }.get(application.lane, lambda: _household(application))()  # fmt: skip
    mandate = proxy(application)
    decides = _LIVING_OPINIONS if application.lane.startswith("minimum_living") else _AID_OPINIONS
    return [
        applicant(application), *([mandate] if mandate else []), *middle, declaration(application), opinions(decides),
    ]  # fmt: skip


def _means(application: Application) -> list[Table]:
    """Who holds a status has been looked into: nothing of income and property is asked again."""
    held = application.answers.get("existing_status") in set(form_words()["statuses"]) - {"none"}
    return [] if held else [income(application), property_table(application)]


def _household(application: Application) -> list[Table]:
    return [
        members(application), income(application), property_table(application), spending(application),
        reason(application),
    ]  # fmt: skip


def _numbered(tables: list[Table]) -> list[Table]:
    numerals = form_words()["numerals"]
    return [replace(table, heading=f"{numerals[place]}、{table.heading}") for place, table in enumerate(tables)]


def _closing(application: Application) -> tuple[Block, ...]:
    """Fast aid is given without looking into the household: nothing to authorise."""
    return () if application.lane == "temporary_urgent" else authorisation(application)


def _foot(application: Application) -> str:
    words = form_words()
    state = "withdrawn" if application.withdrawn else "submitted"
    return str(words["foot"]).format(
        number=application.number, printed=day_words(application.printed_on),
        state=words["states"][state].format(date=day_words(application.submitted_on)),
    )  # fmt: skip
