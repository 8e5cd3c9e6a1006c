"""Urgent temporary aid (急难型): three outcomes, hukou never asked for, papers never a condition."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from policy.facts import read_day, read_word, read_words
from policy.model import Value
from policy.parameters import Parameters

if TYPE_CHECKING:
    from policy.assessment import Judgement

PRESSING_NEEDS = {"food", "shelter", "treatment"}
PRESSING_SAFETY = {"unsafe", "no_food_or_shelter"}
