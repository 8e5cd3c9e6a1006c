"""The crisis lexicon: words of present danger to life, with the guards that keep idioms, past and quotes out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import yaml

from contracts.danger import DangerWeights
from contracts.extraction.normal import normalise

# Characters looked at before and after a cue; cues closer than `_STRIDE` share a window, which keeps time linear.
_BEFORE, _AFTER, _STRIDE = 40, 60, 20
# Guards and tense are read in the clause where the words stand and this many characters behind them.
_REACH = 12
# The scorer's word against the lexicon's: below this a sentence with a cue is a figure of speech, the past or the news.
_HARMLESS: Final = -0.9
_SENTENCE_ENDS = "。!?\n;…"
_INVISIBLE = re.compile(r"[^\w。!?,;:\n…\"'().]|_")


@dataclass(frozen=True)
class CrisisHit:
    """One kind of crisis seen in a text, the words that showed it and their sentence, and who saw it."""

    intent: str
    matched: str
    sentence: str
    by: Literal["lexicon", "scorer"] = "lexicon"


class Screen(Protocol):
    """What hears a crisis in a text, however long."""

    def screen(self, text: str) -> list[CrisisHit]:
        """At most one hit a kind, the gravest first."""


@dataclass(frozen=True)
class _Rule:
    """A pattern that speaks of danger, tried only where one of its cue words stands."""

    intent: str
    cues: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    even_if_past: bool


class CrisisLexicon:
    """Screens a whole text, however long, for words of present danger."""

    def __init__(self, rules: list[_Rule], now: re.Pattern[str], past: re.Pattern[str]) -> None:
        self._rules, self._now, self._past = rules, now, past

    @staticmethod
    @lru_cache(maxsize=4)
    def load(path: Path) -> "CrisisLexicon":
        """The lexicon of a file like `data/nlu/crisis.yml`; a bad rule raises with its place."""
        data = yaml.safe_load(path.read_text("utf-8"))
        guards = {name: re.compile(pattern) for name, pattern in data["guards"].items()}
        never = {intent: re.compile(pattern) for intent, pattern in data.get("never", {}).items()}
        rules = [_rule(intent, entry, guards, never) for intent, entries in data["danger"].items() for entry in entries]
        return CrisisLexicon(rules, re.compile(data["now"]), re.compile(data["past"]))

    def screen(self, text: str) -> list[CrisisHit]:
        """At most one hit a kind, the gravest first (the order of the file)."""
        plain = squeeze(text)
        pairs = {first + second for first, second in pairwise(plain)}
        hits: dict[str, CrisisHit] = {}
        for rule in self._rules:
            cues = [cue for cue in rule.cues if len(cue) == 1 or cue[:2] in pairs]
            if cues and rule.intent not in hits and (hit := self._hit(rule, cues, plain)):
                hits[rule.intent] = hit
        return list(hits.values())

    def _hit(self, rule: _Rule, cues: list[str], plain: str) -> CrisisHit | None:
        for window in _windows(cues, plain):
            for found in rule.pattern.finditer(window):
                near = _near(found)
                if self._is_present(rule, near) and not any(guard.search(near) for guard in rule.unless):
                    return CrisisHit(rule.intent, found.group(0), window)
        return None

    def _is_present(self, rule: _Rule, near: str) -> bool:
        return rule.even_if_past or not self._past.search(near) or bool(self._now.search(near))


class CrisisEar:
    """The lexicon and the scorer of a trained model together; without a model the lexicon alone."""

    def __init__(self, lexicon: CrisisLexicon, danger: DangerWeights | None) -> None:
        self._lexicon, self._danger = lexicon, danger

    def screen(self, text: str) -> list[CrisisHit]:
        """The lexicon's hits, but for sentences that the scorer is sure are harmless, else the scorer's own."""
        hits = [hit for hit in self._lexicon.screen(text) if not self._is_harmless(hit)]
        if hits or self._danger is None:
            return hits
        heard = self._danger.hear(text)
        if heard is None or heard.score < self._danger.alarm_from:
            return []
        return [CrisisHit(heard.kind, heard.matched, heard.matched, "scorer")]

    def _is_harmless(self, hit: CrisisHit) -> bool:
        heard = self._danger.hear(hit.sentence) if self._danger else None
        return heard is not None and heard.score < _HARMLESS


def squeeze(text: str) -> str:
    """Plain characters without the blanks, emoji and invisible signs that may stand between them."""
    return _INVISIBLE.sub("", normalise(text))


def _rule(
    intent: str, entry: dict[str, Any], guards: dict[str, re.Pattern[str]], never: dict[str, re.Pattern[str]]
) -> _Rule:
    cues = tuple(entry["cues"].split())
    pattern = re.compile(entry.get("pattern") or "|".join(map(re.escape, cues)))
    unless = [guards.get(name) or re.compile(name) for name in entry.get("unless", [])]
    unless += [never[name] for name in ("any", intent) if name in never]
    return _Rule(intent, cues, pattern, tuple(unless), bool(entry.get("even_if_past", False)))


def _near(found: re.Match[str]) -> str:
    """The clause the words stand in, without those before it, and a little of what follows."""
    start = max(found.string.rfind(sign, 0, found.start()) for sign in ",;:") + 1
    return found.string[start : found.end() + _REACH]


def _windows(cues: list[str], plain: str) -> Iterator[str]:
    """The sentence around every cue, cut to a fixed reach on both sides; the same words only once."""
    seen: set[str] = set()
    for cue in cues:
        position = plain.find(cue)
        while position >= 0:
            around = plain[max(0, position - _BEFORE) : position + len(cue) + _AFTER]
            if around not in seen:
                seen.add(around)
                yield _sentence_around(plain, position, position + len(cue))
            position = plain.find(cue, position + _STRIDE)


def _sentence_around(plain: str, start: int, end: int) -> str:
    before, after = plain[max(0, start - _BEFORE) : start], plain[end : end + _AFTER]
    left = max(before.rfind(sign) for sign in _SENTENCE_ENDS) + 1
    right = min((place for sign in _SENTENCE_ENDS if (place := after.find(sign)) >= 0), default=len(after) - 1)
    return before[left:] + plain[start:end] + after[: right + 1]
