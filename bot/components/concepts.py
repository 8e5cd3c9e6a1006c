"""Concepts: words that mean the same to the intent model, from `data/nlu/lookups/concepts.yml`."""

import re
from pathlib import Path

import yaml

LOOKUPS = Path(__file__).parents[2] / "data" / "nlu" / "lookups"
_LENGTHS = (2, 4, 8, 16, 32, 64)


def read_concepts(path: Path = LOOKUPS / "concepts.yml") -> dict[str, str]:
    """Concept → one regular expression of all its words."""
    concepts = yaml.safe_load(path.read_text("utf-8"))["concepts"]
    return {str(name): "|".join(str(words).split()) for name, words in concepts.items()}


class ConceptReader:
    """Names the concepts of a text and how long it is."""

    def __init__(self, concepts: dict[str, str]) -> None:
        self.concepts = concepts
        self._patterns = [(name, re.compile(pattern)) for name, pattern in concepts.items()]

    def features(self, simplified: str) -> list[str]:
        """Features of a text that `ngram_features.simplified` has made plain."""
        named = [f"#{name}" for name, pattern in self._patterns if pattern.search(simplified)]
        length = sum(len(simplified) > limit for limit in _LENGTHS)
        return [*(named or ["#none"]), f"#length{length}"]
