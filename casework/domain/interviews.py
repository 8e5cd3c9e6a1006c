"""Interviews as data: which questions a lane has, in which order, when each one matters and what answers it.

The plan is pure: the dialogue asks what `next_key` says, staff hand back at the same place, the review numbers
what `summary` lists. No answer ever keeps an application from being filed.
"""

from dataclasses import dataclass
from typing import Any, Final

from casework.domain.interview_expense import TEMPORARY_EXPENSE
from casework.domain.interview_household import MINIMUM_LIVING, MINIMUM_LIVING_SINGLE
from casework.domain.interview_types import CONFIRM, CONSENT, Given, Interview, Phase, Question
from casework.domain.interview_urgent import TEMPORARY_URGENT

__all__ = [
    "CONFIRM", "INTERVIEWS", "MINIMUM_LIVING", "MINIMUM_LIVING_SINGLE", "TEMPORARY_EXPENSE", "TEMPORARY_URGENT",
    "Given", "Interview", "Phase", "Question", "Standing", "may_file", "missing", "next_key", "standing", "waiting",
]  # fmt: skip
INTERVIEWS: Final[dict[str, Interview]] = {
    interview.lane: interview
    for interview in (TEMPORARY_URGENT, TEMPORARY_EXPENSE, MINIMUM_LIVING, MINIMUM_LIVING_SINGLE)
}
# the message that opens an interview, and the answer to the privacy notice
OPENING_TURNS: Final = 2


@dataclass(frozen=True)
class Standing:
    """Where an interview stands: what to ask now and what of it, what is open in this phase, how far it is."""

    phase: Phase
    next_key: str | None
    missing: tuple[str, ...]
    chapter: str
    done: int
    total: int
    detail: dict[str, Any] | None = None


def _relevant(interview: Interview, given: Given) -> list[Question]:
    return [one for one in interview.questions if one.key != CONSENT and one.condition(given)]


def waiting(interview: Interview, given: Given) -> frozenset[str]:
    """The keys that move behind filing because this interview would take more turns than a tired person has."""
    limit = interview.limit(given)
    if limit is None:
        return frozenset()
    open_now = [one for one in _relevant(interview, given) if one.phase != "after_filing" and not one.answered(given)]
    planned = OPENING_TURNS + given.spent + sum(total - done for done, total in (q.progress(given) for q in open_now))
    candidates = sorted((one for one in open_now if one.can_wait), key=lambda one: one.can_wait)
    return frozenset(one.key for one in candidates[: max(0, planned - limit)])


def _group(interview: Interview, given: Given) -> list[Question]:
    """The questions that count now: those up to filing, or those after it and what filing did not wait for."""
    relevant = _relevant(interview, given)
    if given.filed:
        left = [one for one in relevant if _comes_later(one) and not one.answered(given)]
        return left + [one for one in relevant if one.phase == "after_filing"]
    moved = waiting(interview, given)
    return [one for one in relevant if one.phase != "after_filing" and one.key not in moved]


def _comes_later(question: Question) -> bool:
    return question.phase == "before_filing" and (question.later_too or question.can_wait > 0)


def standing(interview: Interview, given: Given) -> Standing:
    """The interview's next question and progress."""
    questions = _group(interview, given)
    still_open = [question for question in questions if not question.answered(given)]
    current = still_open[0] if still_open else None
    steps = [question.progress(given) for question in questions]
    return Standing(
        phase=_phase(current, given) if current else "done",
        next_key=current.key if current else None,
        missing=tuple(question.key for question in still_open if question.phase != "review"),
        chapter=current.chapter if current else (questions[-1].chapter if questions else ""),
        done=sum(done for done, _ in steps),
        total=sum(total for _, total in steps),
        detail=current.detail(given) if current and current.detail else None,
    )


def _phase(question: Question, given: Given) -> Phase:
    return "after_filing" if given.filed else question.phase


def next_key(interview: Interview, given: Given) -> str | None:
    """The question to ask now; None when nothing is left."""
    return standing(interview, given).next_key


def missing(interview: Interview, given: Given) -> tuple[str, ...]:
    """The keys still open before filing; after filing, those that may still be told."""
    return standing(interview, given).missing


def may_file(interview: Interview, given: Given) -> bool:
    """Whether nothing but the confirmation is open; filing needs nothing else, whatever the answers say."""
    return not given.filed and not missing(interview, given)
