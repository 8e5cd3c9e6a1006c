"""What the intent model and the scorer make of a message together, each with set scores."""

from dataclasses import dataclass

import numpy as np
import pytest

from bot.components.intent_classifier import NgramIntentClassifier
from bot.components.intent_weights import softmax
from contracts.danger import Danger


@dataclass
class Intents:
    lead: float
    second: float
    intents = ("crisis_self_harm", "crisis_violence", "out_of_scope", "thank")
    temperature = 3.0

    def known(self, text: str) -> None:
        return None

    def scores(self, text: str):
        return np.array([self.lead, self.lead - 1, 0.0, self.second])

    def chances(self, scores):
        return softmax(scores * self.temperature)


@dataclass
class Scorer:
    score: float
    alarm_from = 0.8

    def hear(self, text: str) -> Danger:
        return Danger(self.score, "crisis_self_harm", text)


def ranked(lead: float, score: float, second: float = -1.0) -> list[dict]:
    config = NgramIntentClassifier.get_default_config()
    return NgramIntentClassifier(config, None, None, Intents(lead, second), Scorer(score))._ranking("今天天气好")


@pytest.mark.parametrize(
    ("lead", "score", "first"),
    [
        (0.7, -0.5, "crisis_self_harm"),  # the intent model is sure enough
        (0.1, -0.1, "out_of_scope"),
        (0.2, 0.2, "crisis_self_harm"),  # the scorer tips the scale
        (-0.4, 0.4, "out_of_scope"),
        (-2.0, 0.9, "crisis_self_harm"),  # the scorer alone
        (-2.0, 0.7, "out_of_scope"),
    ],
)
def test_both_ears_weigh_together(lead: float, score: float, first: str):
    assert ranked(lead, score)[0]["name"] == first


def test_less_danger_is_enough_where_no_other_reading_is_likely():
    assert ranked(0.3, -0.5, second=-1.0)[0]["name"] == "out_of_scope"
    # two harmless readings alike, and neither is likely
    assert ranked(0.3, -0.5, second=0.0)[0]["name"] == "crisis_self_harm"


def test_a_crisis_is_never_so_doubtful_that_the_fallback_takes_it():
    first, *others = ranked(0.61, -0.5)
    assert first["name"] == "crisis_self_harm" and first["confidence"] >= 0.55
    assert all(one["name"] in ("out_of_scope", "thank") for one in others)
    assert sum(one["confidence"] for one in (first, *others)) == pytest.approx(1)
