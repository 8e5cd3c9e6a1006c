"""Answers to questions about the rules: sentences with placeholders, filled from the data of the place and day."""

from dataclasses import dataclass
from datetime import date

from contracts.casework import PolicyAnswer
from contracts.keys import LANES
from policy.loader import Loaded
from policy.model import Reference, Value
from policy.parameters import Parameters
from policy.placeholders import Filling, fillings
from policy.topics import SHARED, Sentence, Topic, Variant, placeholders_of, read_topics
from policy.wording import basis_words

NO_TOPIC = Topic([])


@dataclass(frozen=True)
class Spoken:
    """One sentence as it is said, with what it rests on."""

    text: str
    references: tuple[Reference, ...]
    firm: bool


class AnswerBook:
    """The topics of `answers/*.yaml` over one set of parameters."""

    def __init__(self, parameters: Parameters, topics: dict[str, Topic]) -> None:
        self._parameters = parameters
        self._topics = topics

    @classmethod
    def read(cls, loaded: Loaded) -> "AnswerBook":
        """All topics; what is wrong becomes a problem of its file."""
        return cls(loaded.parameters, read_topics(loaded))

    @property
    def topics(self) -> list[str]:
        """The questions that have an answer of their own."""
        return sorted(topic for topic in self._topics if topic != SHARED)

    def answer(
        self, topic: str, region: str | None, on: date, lane: str | None = None, programme: str | None = None
    ) -> PolicyAnswer:
        """The sentences for a question, the last one its basis; an unknown topic is answered with whom to ask."""
        variant = self._choose(topic, lane, programme)
        spoken = self._speak(variant, region, on, programme) if variant else []
        if not spoken:
            spoken = self._shared("unknown", region, on)
        references = list(dict.fromkeys(reference for sentence in spoken for reference in sentence.references))
        firm = all(sentence.firm for sentence in spoken)
        return PolicyAnswer(
            sentences=[sentence.text for sentence in (*spoken, *self._close(references, firm, region, on))],
            citations=[reference.citation() for reference in references],
            confirmed=firm,
        )

    def _close(self, references: list[Reference], firm: bool, region: str | None, on: date) -> list[Spoken]:
        """The last sentence: what the answer rests on, and that the place may have newer figures."""
        # a text that binds is named aloud; a press report or an estimate stands in the citations only
        binding = [reference for reference in references if reference.in_force_from or reference.document_no]
        if not binding:
            return [] if firm else self._shared("unconfirmed", region, on)
        return self._shared("basis" if firm else "unconfirmed_basis", region, on, basis_words(binding[0]))

    def _choose(self, topic: str, lane: str | None, programme: str | None) -> Variant | None:
        found = self._topics.get(topic, NO_TOPIC)
        if programme is None:
            return found.variant(lane) or found.default
        if found.variant(programme) or found.elsewhere is None or programme in LANES:
            return found.variant(programme) or found.default
        return self._topics.get(found.elsewhere, NO_TOPIC).default

    def _shared(self, name: str, region: str | None, on: date, basis: str | None = None) -> list[Spoken]:
        variant = self._topics.get(SHARED, NO_TOPIC).variant(name)
        return self._speak(variant, region, on, None, basis) if variant else []

    def _speak(
        self, variant: Variant, region: str | None, on: date, programme: str | None, basis: str | None = None
    ) -> list[Spoken]:
        known = fillings(self._parameters, variant.uses, region, on, programme) | {"basis": Filling(basis)}
        found = (self._sentence(sentence, known, region, on) for sentence in variant.sentences)
        return [sentence for sentence in found if sentence is not None]

    def _sentence(self, sentence: Sentence, known: dict[str, Filling], region: str | None, on: date) -> Spoken | None:
        if any(not known[name].given for name in sentence.when) or any(known[name].given for name in sentence.unless):
            return None
        if sentence.rule:
            return self._rule(sentence, known, region, on)
        return _fill(sentence.text, known) or (_fill(sentence.otherwise, known) if sentence.otherwise else None)

    def _rule(self, sentence: Sentence, known: dict[str, Filling], region: str | None, on: date) -> Spoken | None:
        found = self._parameters.value("rules", region, on, rule=sentence.rule)
        if isinstance(found, Value):
            return Spoken(str(found.value), (found.reference,), found.firm)
        return _fill(sentence.otherwise, known) if sentence.otherwise else None


def _fill(text: str, known: dict[str, Filling]) -> Spoken | None:
    """The text with its placeholders filled; None when one of them is a gap."""
    used = {name: known[name] for name in placeholders_of(text)}
    if any(filling.words is None for filling in used.values()):
        return None
    references = tuple(filling.reference for filling in used.values() if filling.reference)
    spoken = text.format(**{name: filling.words for name, filling in used.items()})
    return Spoken(spoken, references, all(filling.firm for filling in used.values()))
