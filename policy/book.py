"""PolicyBook: the one way in to the law as data."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from contracts.casework import PolicyAnswer
from policy import assessment, clocks, papers, places
from policy.checker import check_loaded
from policy.loader import load, read_folder, version_of
from policy.model import Clock, Gap, Hotline, Office, PolicyError, Region, Value
from policy.parameters import Parameters
from policy.speech import AnswerBook


class PolicyBook:
    """The law of one version: immutable, named by the hash of its files. Dates are Asia/Shanghai dates."""

    def __init__(self, parameters: Parameters, answers: AnswerBook, version: str) -> None:
        self.parameters = parameters
        self.version = version
        self._answers = answers

    @classmethod
    def load(cls, root: Path | None = None) -> Self:
        """The book of a folder (default: the one that comes with the code); `PolicyError` when a file is wrong."""
        return cls.from_files(read_folder(root))

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> Self:
        """The book of a mapping path → text, e.g. published rows; `PolicyError` when a file is wrong."""
        loaded = load(files)
        answers = AnswerBook.read(loaded)
        problems = check_loaded(loaded)
        if problems:
            raise PolicyError(problems)
        return cls(loaded.parameters, answers, version_of(files))

    def region(self, code: str | None) -> Region | None:
        """The region of a 6-digit code, the county of a 9-digit one, None when it is not in the tree."""
        return self.parameters.regions.find(code)

    def region_named(self, word: str) -> Region | None:
        """A region by code, official name or short name (马尔康, 福泉, 阿坝)."""
        return self.parameters.regions.named(word)

    def served_regions(self) -> list[Region]:
        """The counties whose cases may be filed here."""
        return [region for region in self.parameters.regions.all() if region.served and region.level == "county"]

    def township(self, code: str) -> str | None:
        """The official name of a 9-digit township or street code."""
        return self.parameters.regions.township(code)

    def value(self, quantity: str, region: str | None, on: date, **where: str) -> Value | Gap:
        """The value in force at a place on a date: `value("minimum_living_standard", code, day, area="urban")`."""
        return self.parameters.value(quantity, region, on, **where)

    def last_confirmed(self, quantity: str, region: str | None, on: date, **where: str) -> Value | None:
        """The newest confirmed value that had come into force by a date."""
        return self.parameters.last_confirmed(quantity, region, on, **where)

    def office(self, code: str, on: date) -> Office:
        """Who takes applications at a 9-digit township or 6-digit county code."""
        return places.office(self.parameters, code, on)

    def hotlines(self, region: str | None, on: date | None = None) -> list[Hotline]:
        """Numbers and what each is for."""
        return places.hotlines(self.parameters, region, on or date.max)

    def crisis_lines(self, intent: str, region: str | None, on: date | None = None) -> list[dict[str, str]]:
        """The numbers to ring first, `[{label, number}]`, most urgent first."""
        return places.crisis_lines(self.parameters, intent, region, on or date.max)

    def referral(self, programme: str, region: str | None, on: date) -> dict[str, str | None] | None:
        """Data of a `referral` card `{programme, title, office, phone, how}`; None for an unknown programme."""
        return places.referral(self.parameters, programme, region, on)

    def office_hours(self, region: str | None, at: datetime) -> tuple[bool, datetime | None]:
        """Whether staff work at an instant, and else when they start next."""
        return places.opening(self.parameters, region, at)

    def fast_aid_clock(self, region: str | None, submitted_at: datetime) -> Clock | None:
        """The fast-aid clock, started at filing; None where the law of the day gives no limit."""
        return clocks.fast_aid_clock(self.parameters, region, submitted_at)

    def handling_case(self, region: str | None, on: date, *, apart: bool) -> str:
        """Which term a minimum-living file has: whole, delegated, or hard where hukou and home are apart."""
        return clocks.handling_case(self.parameters, region, on, apart=apart)

    def handling_clock(self, lane: str, region: str | None, accepted_on: date, case: str = "whole") -> Clock | None:
        """The latest day a lane should be decided, in working days from acceptance; None where no term is known."""
        return clocks.handling_clock(self.parameters, lane, region, accepted_on, case)

    def step_clock(self, step: str, region: str | None, started_on: date) -> Clock | None:
        """The latest day of one step of a minimum-living file."""
        return clocks.step_clock(self.parameters, step, region, started_on)

    def assess(self, facts: Any) -> dict[str, Any]:
        """Data of an `assessment` card, plus `documents` and `clock`; never raises, whatever the facts."""
        return assessment.assess(self.parameters, facts, self.version)

    def checklist(self, lane: str, answers: Mapping[str, Any], region: str | None, on: date) -> list[dict[str, Any]]:
        """Documents of a `checklist` card that follow from the answers."""
        return papers.checklist(self.parameters, lane, answers, region, on)

    def shown_by(self, names: Iterable[str], region: str | None, on: date) -> dict[str, papers.Shows]:
        """Which photographs are, or stand in for, each of these papers."""
        return papers.shown_by(self.parameters, names, region, on)

    def answer(
        self, topic: str, region: str | None, on: date, lane: str | None = None, programme: str | None = None
    ) -> PolicyAnswer:
        """What to say to an `ask_*` (or object, complain, report, change) question at a place on a date."""
        return self._answers.answer(topic, region, on, lane, programme)
