"""Interviews as data: which questions a lane has, in which order, when each one matters and what answers it.

The plan is pure: the dialogue asks what `next_key` says, staff hand back at the same place, the review numbers
what `summary` lists. In the urgent lane only safety, place, event, a way to reach the person and the confirmation
come before filing: the rest may wait, help may not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Phase = Literal["before_filing", "review", "after_filing", "done"]
CONFIRM: Final = "review_confirm"


@dataclass(frozen=True)
class Given:
    """What a draft holds. `turns` counts the turns a key was told in; `region` is the channel's own, if any."""

    answers: Mapping[str, Any]
    turns: Mapping[str, int]
    filed: bool = False
    region: str | None = None

    def has(self, *keys: str) -> bool:
        """Whether any of the keys was answered, "不清楚" and "不想说" included."""
        return any(key in self.answers for key in keys)

    def knows(self, *keys: str) -> bool:
        """Whether any of the keys was answered with a value that can be used."""
        return any(self.answers.get(key) not in (None, "", "declined") for key in keys)


Test = Callable[[Given], bool]


def _always(given: Given) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One question: asked in its phase while its condition holds and nothing satisfies it yet."""

    key: str
    chapter: str
    phase: Literal["before_filing", "review", "after_filing"]
    condition: Test = _always
    satisfied_by: Test | None = None
    skippable: bool = True

    def answered(self, given: Given) -> bool:
        """Whether there is nothing left to ask here."""
        return self.satisfied_by(given) if self.satisfied_by else given.has(self.key)


@dataclass(frozen=True)
class Interview:
    """One lane: the programme and kind a case of it has, and its questions in order."""

    lane: str
    programme: str
    kind: str
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        """The question with this key, if the lane has one."""
        return next((question for question in self.questions if question.key == key), None)


def _place_is_known(given: Given) -> bool:
    """A county alone is asked once more for the township; whoever repeats it is not asked a third time."""
    if given.knows("incident_region"):
        return given.has("incident_township", "incident_place") or given.turns.get("incident_region", 0) > 1
    return given.has("incident_region") and given.region is not None


def _reachable(given: Given) -> bool:
    """Replying in the chat counts as a way to reach somebody, and so does refusing to leave a number."""
    return given.has("contact_phone") or given.answers.get("contact_way") == "here"


def _confirmed(given: Given) -> bool:
    return given.filed


def _with_consent(given: Given) -> bool:
    """A draft exists only after the privacy consent."""
    return True


TEMPORARY_URGENT: Final = Interview(
    lane="temporary_urgent",
    programme="temporary_aid",
    kind="urgent",
    questions=(
        Question("consent_privacy", "同意", "before_filing", satisfied_by=_with_consent, skippable=False),
        Question("safety_now", "平安", "before_filing"),
        Question("incident_region", "出事经过", "before_filing", satisfied_by=_place_is_known, skippable=False),
        Question("incident_cause", "出事经过", "before_filing"),
        Question("incident_date", "出事经过", "before_filing"),
        Question("contact_phone", "联系方式", "before_filing", satisfied_by=_reachable),
        Question(CONFIRM, "核对", "review", satisfied_by=_confirmed, skippable=False),
        Question("urgent_need", "补充情况", "after_filing"),
        Question("affected_people", "补充情况", "after_filing"),
        Question("vulnerable_members", "补充情况", "after_filing"),
        Question("applicant_role", "补充情况", "after_filing"),
        Question("contact_name", "补充情况", "after_filing"),
        Question("id_at_hand", "补充情况", "after_filing"),
        Question("existing_status", "补充情况", "after_filing"),
        Question("hukou_region", "补充情况", "after_filing"),
    ),
)

INTERVIEWS: Final[dict[str, Interview]] = {TEMPORARY_URGENT.lane: TEMPORARY_URGENT}


@dataclass(frozen=True)
class Standing:
    """Where an interview stands: what to ask now, what is open in this phase, how far it is."""

    phase: Phase
    next_key: str | None
    missing: tuple[str, ...]
    chapter: str
    done: int
    total: int


def _group(interview: Interview, given: Given) -> list[Question]:
    """The questions that count now: those up to filing, or those after it."""
    return [
        question
        for question in interview.questions
        if (question.phase == "after_filing") == given.filed and question.condition(given)
    ]


def standing(interview: Interview, given: Given) -> Standing:
    """The interview's next question and progress."""
    group = _group(interview, given)
    questions = [question for question in group if question.key != "consent_privacy"]
    still_open = [question for question in questions if not question.answered(given)]
    current = still_open[0] if still_open else None
    return Standing(
        phase=current.phase if current else "done",
        next_key=current.key if current else None,
        missing=tuple(question.key for question in still_open if question.phase != "review"),
        chapter=current.chapter if current else (questions[-1].chapter if questions else ""),
        done=len(questions) - len(still_open),
        total=len(questions),
    )


def next_key(interview: Interview, given: Given) -> str | None:
    """The question to ask now; None when nothing is left."""
    return standing(interview, given).next_key


def missing(interview: Interview, given: Given) -> tuple[str, ...]:
    """The keys still open before filing; after filing, those that may still be told."""
    return standing(interview, given).missing


def may_file(interview: Interview, given: Given) -> bool:
    """Whether nothing but the confirmation is open; filing needs nothing else, whatever the answers say."""
    return not given.filed and not missing(interview, given)
