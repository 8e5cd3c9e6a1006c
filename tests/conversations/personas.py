"""Scripted residents read from `personas/*.yml`, and what is checked of every word they hear."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent / "personas"
CHINA = ZoneInfo("Asia/Shanghai")
SENTENCE, BUBBLE = 60, 120
FORBIDDEN = re.compile(
    r"不符合|被拒绝|驳回|不能申请|没资格|没有资格|一定能批|肯定能|保证给|骗保|(?<!不用)先回老家|先回户口|请提供身份证号|符合条件|您已受理"
)
STEP_KEYS = {"say", "tap", "asks", "hears", "hears_not", "card", "bubbles", "quiet"}
PERSONA_KEYS = {"who", "region", "steps", "draft", "turns_to_filing", "mode", "crisis", "case_state", "drafts"}


@dataclass
class Step:
    """One message of the resident and what is expected of the answer."""

    say: str | None = None
    tap: str | None = None
    asks: str | None = None
    hears: list[str] = field(default_factory=list)
    hears_not: list[str] = field(default_factory=list)
    card: str | None = None
    bubbles: int | None = None
    quiet: bool = False


@dataclass
class Persona:
    """A resident: what they say, and what must stand in the record afterwards."""

    name: str
    who: str
    steps: list[Step]
    region: str | None = None
    draft: dict[str, Any] | None = None
    turns_to_filing: int | None = None
    mode: str | None = None
    crisis: str | None = None
    case_state: str | None = None
    drafts: int | None = None


def day(days: int) -> datetime:
    """Now in China, some days off."""
    return datetime.now(CHINA) + timedelta(days=days)


def filled(value: Any) -> Any:
    """`{day-2}` as an ISO date, `{words-2}` as 11月21日, everywhere in a value."""
    if isinstance(value, dict):
        return {key: filled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one) for one in value]
    if not isinstance(value, str):
        return value
    value = re.sub(r"\{day([+-]\d+)\}", lambda m: day(int(m[1])).date().isoformat(), value)
    return re.sub(r"\{words([+-]\d+)\}", lambda m: f"{day(int(m[1])).month}月{day(int(m[1])).day}日", value)


def read_persona(path: Path) -> Persona:
    """A persona of a file; an unknown key is an error, not a check that never runs."""
    content = filled(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert set(content) <= PERSONA_KEYS, f"{path.name}: {set(content) - PERSONA_KEYS}"
    for step in content["steps"]:
        assert set(step) <= STEP_KEYS, f"{path.name}: {set(step) - STEP_KEYS}"
        assert ("say" in step) != ("tap" in step), f"{path.name}: a step says or taps"
    steps = [Step(**{**step, "hears": _list(step.get("hears")), "hears_not": _list(step.get("hears_not"))})
             for step in content.pop("steps")]  # fmt: skip
    return Persona(name=path.stem, steps=steps, **content)


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def all_personas(folder: Path = FOLDER) -> list[Persona]:
    """Every file of a folder."""
    return [read_persona(path) for path in sorted(folder.glob("*.yml"))]


def law_problems(messages: list[dict[str, Any]]) -> list[str]:
    """What in an answer breaks the laws of the talk; the layered privacy notice is exempt from lengths."""
    problems = []
    for message in messages:
        text = message["text"]
        if found := FORBIDDEN.search(text):
            problems.append(f"forbidden {found[0]!r}: {text}")
        if message["from"] != "bot" or text.startswith("详细说明"):
            continue
        if len(text) > BUBBLE:
            problems.append(f"bubble of {len(text)}: {text}")
        problems += [f"sentence of {len(s)}: {s}" for s in re.split(r"[。？！；\n]", text) if len(s) > SENTENCE]
    if len([message for message in messages if message.get("asks")]) > 1:
        problems.append("two questions in one answer")
    return problems
