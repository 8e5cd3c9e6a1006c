"""Numbered choices: offered from the domain's buttons, found again from a typed digit or the words on them."""

import re
from dataclasses import dataclass
from typing import Any

from actions import texts
from actions.household.keys import KEYS, LIST_KEYS, button_value
from contracts.keys import BOOLEANS, CHOICES
from contracts.messages import Choice, Command

DIGITS = "零一二三四五六七八九"
_NUMBER = r"(?:10|\d|[一二两三四五六七八九])"
# a line of the review: there may be more than nine
LINE_NUMBER = r"[12]?\d|二?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_PICKS = r"(?:我?(?:就|要|还)?(?:是)?[选按回复要]+|就是?|是|那就)?"
_TYPED = re.compile(
    rf"^{_PICKS}第?\s*({_NUMBER}(?:\s*[和与跟、,，.\s+]\s*第?{_NUMBER})*)\s*[.、。,，:：)）]?号?[吧嘛哈噻]?$"
)
# 第一个和第三个, 选项二, 第2样
_RANKED = re.compile(
    rf"^{_PICKS}((?:第|选项)\s*{_NUMBER}\s*[个项样种类]?(?:\s*[和与跟、,，\s]\s*(?:第|选项)?\s*{_NUMBER}\s*[个项样种类]?)*)"
    r"[吧嘛哈噻的]*$"
)
# 头一个, 后头那个, 倒数第二个
_PLACED = re.compile(
    rf"^{_PICKS}(?:(?P<first>首个|头一?个|头一[样项种]|打头(?:的|那个)|最?[前上](?:面|头|边)的?(?:那|一)个|前者|最[前上](?:面|头)的?)"
    r"|(?P<last>最后的?(?:那|一)?[个样项种]|最?[后下](?:面|头|边)的?(?:那|一)个|末尾的?那?个?|后者|最[后下](?:面|头)的?|最末(?:尾)?的?那?个)"
    r"|(?P<middle>(?:正|最)?中间的?(?:那|一)个)|倒数第(?P<back>[一二两三四]|\d)[个样项种])[吧嘛哈噻的]*$"
)
_SEVERAL = re.compile(
    rf"^{_PICKS}(?:(?:前|头)(?:面|头)?(?P<first>{_NUMBER})|(?:后|最后)(?:面|头)?(?P<last>{_NUMBER}))[个样项种][吧嘛哈的]*$"
)
_ALL = re.compile(
    r"^(?:我)?(?:都要|全要|全都要|都有|全有|都选|全选|全部(?:都)?(?:要|选|有)?|样样都?(?:有|要|缺)|几样都(?:有|要|缺)|都缺|全缺|都需要|都是)[的吧嘛哈了]*$"
)
# to these only a number or plain words are an answer: 前面那个 neither agrees nor files
_EXACT_ONLY = frozenset({"consent_privacy", "review_confirm"})
_BEFORE_WORDS = re.compile(r"^(\d)\s*[.、，,。;；\s]\s*(?=\D)(.+)$")
HUMAN = Command(intent="request_human")
_TWO = 2


@dataclass(frozen=True)
class Resolved:
    """The command behind what was typed, and the words that came after the digit."""

    command: Command
    rest: str = ""


def number_of(word: str) -> int:
    """`1`, `一`, `两`, `十二`, `20` as a number."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if ten:
        return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)
    return 2 if word == "两" else DIGITS.index(word)


def _typed_numbers(plain: str) -> list[int]:
    match = _TYPED.match(plain)
    return [number_of(word) for word in re.findall(_NUMBER, match[1])] if match else []


def _keys(offered: list[Choice]) -> set[Any]:
    return {choice.command.values.get("key") for choice in offered}


def _takes_list(offered: list[Choice]) -> bool:
    return any(_is_list(key) for key in _keys(offered))


def _is_list(key: Any) -> bool:
    return isinstance(CHOICES.get(str(key)), list) or key in LIST_KEYS


def _real(offered: list[Choice]) -> list[int]:
    """Numbers of the choices that name something, 都没有 and 人工 left out."""
    return [number for number, choice in enumerate(offered, start=1) if choice.command.values.get("value")]


def _spoken_numbers(plain: str, offered: list[Choice]) -> list[int]:
    """Choices named by where they stand: 第一个和第三个, 后头那个, 前两个, 都要, and 13 for 1 and 3 of a list."""
    # the button not to tell any of it stands behind the answers: 最后一个 is the last of those
    offered = [choice for choice in offered if "consent" not in choice.command.values]
    if _keys(offered) & _EXACT_ONLY or len(offered) < _TWO:
        return []
    if match := _RANKED.match(plain):
        return [number_of(word) for word in re.findall(_NUMBER, match[1])]
    if match := _PLACED.match(plain):
        return _placed(match, len(offered))
    if not _takes_list(offered):
        return []
    if match := _SEVERAL.match(plain):
        return _several(match, _real(offered))
    if _ALL.match(plain):
        return _real(offered)
    digits = [int(char) for char in plain] if plain.isdecimal() and plain.isascii() else []
    return digits if len(digits) > 1 and len(set(digits)) == len(digits) else []


def _placed(match: re.Match[str], count: int) -> list[int]:
    if match["first"]:
        return [1]
    if match["last"]:
        return [count]
    if match["back"]:
        return [count + 1 - number_of(match["back"])]
    return [(count + 1) // 2] if count % 2 else []


def _several(match: re.Match[str], real: list[int]) -> list[int]:
    number = number_of(match["first"] or match["last"])
    return [] if number > len(real) else real[:number] if match["first"] else real[-number:]


def _merged(commands: list[Command]) -> Command | None:
    """Several choices at once, where the question takes a list."""
    if len(commands) == 1:
        return commands[0]
    keys = {command.values.get("key") for command in commands}
    if len(keys) != 1 or not _is_list(keys.pop()):
        return None
    value: list[Any] = []
    for command in commands:
        value += [one for one in command.values["value"] or [] if one not in value]
    return Command(intent="inform", values={"key": commands[0].values["key"], "value": value})


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
    command = (
        _by_title(plain, offered)
        or _by_numbers(_typed_numbers(plain), offered)
        or _by_numbers(_spoken_numbers(plain, offered), offered)
    )
    if command:
        return Resolved(command)
    lead = _BEFORE_WORDS.match(plain)
    if lead and offered and (command := _by_numbers([int(lead[1])], offered)):
        return Resolved(command, lead[2])
    return None


def answer_value(key: str, payload: str) -> Any:
    """A button's payload as the value of its key: words, lists of words, truth, or not known."""
    if key in KEYS:
        return button_value(key, payload)
    if payload == "unknown":
        return None
    if key in BOOLEANS:
        return payload == "true"
    if isinstance(CHOICES.get(key), list):
        return [] if payload == "none" else [payload]
    return payload


def choices_for(key: str, name: str | None = None) -> list[Choice]:
    """The choices of a question, as its response in the domain lists them; `name` where it is worded otherwise."""
    return [_choice(key, title, payload) for title, payload in texts.buttons(f"utter_ask_{name or key}")]


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
