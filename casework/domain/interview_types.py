"""What an interview is made of: what a draft holds, a question with its conditions, a lane."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from contracts.keys import DECLINED

Phase = Literal["before_filing", "review", "after_filing", "done"]
CONFIRM: Final = "review_confirm"
CONSENT: Final = "consent_privacy"


def _served_everywhere(code: str) -> bool:
    return True


@dataclass(frozen=True)
class Given:
    """What a draft holds.

    `turns` counts the turns a key was told in, `spent` those in which anything was told; `region` is the channel's
    own, if any; `served` says whether cases of a county may be filed here.
    """

    answers: Mapping[str, Any]
    turns: Mapping[str, int]
    filed: bool = False
    region: str | None = None
    spent: int = 0
    served: Callable[[str], bool] = _served_everywhere

    def has(self, *keys: str) -> bool:
        """Whether any of the keys was answered, "不清楚" and "不想说" included."""
        return any(key in self.answers for key in keys)

    def knows(self, *keys: str) -> bool:
        """Whether any of the keys was answered with a value that can be used."""
        return any(self.answers.get(key) not in (None, "", DECLINED) for key in keys)

    def is_served(self, key: str) -> bool:
        """Whether the place told under a key is one whose cases may be filed here."""
        code = self.answers.get(key)
        return isinstance(code, str) and code != DECLINED and self.served(code)


Test = Callable[[Given], bool]
# of a question that takes several turns: how many are done, of how many
Steps = Callable[[Given], tuple[int, int]]
Detail = Callable[[Given], dict[str, Any] | None]


def always(given: Given) -> bool:
    """The condition of a question that everybody is asked."""
    return True


@dataclass(frozen=True)
class Question:
    """One question: asked in its phase while its condition holds and nothing satisfies it yet.

    `can_wait` is the order in which questions move behind filing when an interview grows too long (0: never).
    `later_too`: asked after filing as well when it opens again, e.g. because the household changed.
    """

    key: str
    chapter: str
    phase: Literal["before_filing", "review", "after_filing"]
    condition: Test = always
    satisfied_by: Test | None = None
    skippable: bool = True
    steps: Steps | None = None
    detail: Detail | None = None
    can_wait: int = 0
    later_too: bool = False

    def answered(self, given: Given) -> bool:
        """Whether there is nothing left to ask here."""
        return self.satisfied_by(given) if self.satisfied_by else given.has(self.key)

    def progress(self, given: Given) -> tuple[int, int]:
        """Turns done and turns in all."""
        if self.steps is not None:
            return self.steps(given)
        return int(self.answered(given)), 1


@dataclass(frozen=True)
class Interview:
    """One lane: the programme and kind a case of it has, and its questions in order.

    `turn_limit` bounds a resident's turns up to filing: the first message, the consent, one plain answer a turn,
    the confirmation; `more_turns` is what a large household may take beyond it.
    """

    lane: str
    programme: str
    kind: str
    questions: tuple[Question, ...]
    turn_limit: int | None = None
    more_turns: Callable[[Given], int] | None = None

    def question(self, key: str) -> Question | None:
        """The question with this key, if the lane has one."""
        return next((question for question in self.questions if question.key == key), None)

    def limit(self, given: Given) -> int | None:
        """The turns this household may be asked for."""
        extra = self.more_turns(given) if self.more_turns else 0
        return None if self.turn_limit is None else self.turn_limit + extra


def reachable(given: Given) -> bool:
    """Replying in the chat counts as a way to reach somebody, and so does refusing to leave a number."""
    return given.has("contact_phone") or given.answers.get("contact_way") == "here"


def confirmed(given: Given) -> bool:
    """Filing is the answer to the review."""
    return given.filed


def with_consent(given: Given) -> bool:
    """A draft exists only after the privacy consent."""
    return True


def incident_place_known(given: Given) -> bool:
    """A county alone is asked once more for the township; whoever repeats it is not asked a third time."""
    if given.knows("incident_region"):
        return given.has("incident_township", "incident_place") or given.turns.get("incident_region", 0) > 1
    return given.has("incident_region") and given.region is not None


def consent_question() -> Question:
    """Every lane begins with the privacy notice."""
    return Question(CONSENT, "同意", "before_filing", satisfied_by=with_consent, skippable=False)


def phone_question(chapter: str) -> Question:
    """Every lane asks how to reach the person, unless the chat is the way."""
    return Question("contact_phone", chapter, "before_filing", satisfied_by=reachable)


def review_question() -> Question:
    """Every lane ends with what will be filed, read back."""
    return Question(CONFIRM, "核对", "review", satisfied_by=confirmed, skippable=False)
