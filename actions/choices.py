"""Numbered choices: offered from the domain's buttons, found again from a typed digit or the words on them."""

import re
from dataclasses import dataclass
from typing import Any

from actions import texts
from contracts.keys import BOOLEANS, CHOICES
from contracts.messages import Choice, Command

DIGITS = "零一二三四五六七八九"
_NUMBER = r"(?:10|\d|[一二两三四五六七八九])"
_TYPED = re.compile(
    rf"^(?:我?(?:就|要)?[选按回复]+)?第?\s*({_NUMBER}(?:\s*[和与跟、,，.\s+]\s*{_NUMBER})*)\s*[.、。,，:：)）]?号?$"
)
_BEFORE_WORDS = re.compile(r"^(\d)\s*[.、，,。;；\s]\s*(?=\D)(.+)$")
HUMAN = Command(intent="request_human")


@dataclass(frozen=True)
class Resolved:
    """The command behind what was typed, and the words that came after the digit."""

    command: Command
    rest: str = ""


def number_of(word: str) -> int:
    """`1`, `一`, `两` as a number."""
    if word.isdecimal():
        return int(word)
    return 2 if word == "两" else DIGITS.index(word)


def _typed_numbers(plain: str) -> list[int]:
    match = _TYPED.match(plain)
    return [number_of(word) for word in re.findall(_NUMBER, match[1])] if match else []


def _merged(commands: list[Command]) -> Command | None:
    """Several choices at once, where the question takes a list."""
    if len(commands) == 1:
        return commands[0]
    keys = {command.values.get("key") for command in commands}
    if len(keys) != 1 or not isinstance(CHOICES.get(keys.pop() or ""), list):
        return None
    value = [one for command in commands for one in command.values["value"] or []]
    return Command(intent="inform", values={"key": commands[0].values["key"], "value": list(dict.fromkeys(value))})


def _by_numbers(numbers: list[int], offered: list[Choice]) -> Command | None:
    if numbers == [0]:
        return HUMAN
    if not numbers or not all(0 < number <= len(offered) for number in numbers):
        return None
    return _merged([offered[number - 1].command for number in numbers])


def _by_title(plain: str, offered: list[Choice]) -> Command | None:
    return next((choice.command for choice in offered if choice.title == plain), None)


def resolve(plain: str, offered: list[Choice]) -> Resolved | None:
    """What a typed digit, several digits, a digit before words, or a choice's own words mean."""
    if plain == "0":
        return Resolved(HUMAN)
    command = _by_title(plain, offered) or _by_numbers(_typed_numbers(plain), offered)
    if command:
        return Resolved(command)
    lead = _BEFORE_WORDS.match(plain)
    if lead and offered and (command := _by_numbers([int(lead[1])], offered)):
        return Resolved(command, lead[2])
    return None


def answer_value(key: str, payload: str) -> Any:
    """A button's payload as the value of its key: words, lists of words, truth, or not known."""
    if payload == "unknown":
        return None
    if key in BOOLEANS:
        return payload == "true"
    if isinstance(CHOICES.get(key), list):
        return [] if payload == "none" else [payload]
    return payload


def choices_for(key: str) -> list[Choice]:
    """The choices of a question, as its response in the domain lists them."""
    return [_choice(key, title, payload) for title, payload in texts.buttons(f"utter_ask_{key}")]


def _choice(key: str, title: str, payload: str) -> Choice:
    """`/intent` is a command of its own, `key=value` answers another key, anything else answers this one."""
    if payload.startswith("/"):
        return Choice(title=title, command=Command(intent=payload[1:]))
    real_key, _, word = payload.rpartition("=")
    values = {"key": real_key or key, "value": answer_value(real_key or key, word)}
    return Choice(title=title, command=Command(intent="inform", values=values))


def yes_no(offer: str, name: str) -> list[Choice]:
    """The two choices of an offer, titles from its response: the first says yes."""
    (yes, _), (no, _) = texts.buttons(name)
    return [
        Choice(title=yes, command=Command(intent="affirm", values={"offer": offer})),
        Choice(title=no, command=Command(intent="deny", values={"offer": offer})),
    ]


def doors(name: str) -> list[Choice]:
    """Choices that each begin something of their own: payloads are intents."""
    return [Choice(title=title, command=Command(intent=payload.lstrip("/"))) for title, payload in texts.buttons(name)]
