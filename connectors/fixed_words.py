"""The gateway's own sentences: opening, apology, hotlines, 人工 and crisis, which must work without the dialogue."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from casework.services.context import Casework
from contracts.casework import HandoffBrief
from contracts.messages import Bubble, Card, Choice, Command

CHINA = ZoneInfo("Asia/Shanghai")
# a bubble holds 120 characters
READ_BACK = 90


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("fixed_words.yml").read_text("utf-8"))
    return loaded


def _bubble(name: str, card: Card | None = None, **values: str) -> Bubble:
    entry = _words()[name]
    choices = [
        Choice(title=choice["title"], command=Command(intent=choice["intent"])) for choice in entry.get("choices", [])
    ]
    return Bubble(text=entry["text"].format(**values).strip(), choices=choices, card=card)


def _hotlines(cw: Casework, region: str | None) -> str:
    """The lines named in the words' file, with the numbers of the policy data."""
    known = {line.label: line.number for line in cw.policy.hotlines(region)}
    shown = [label for label in _words()["hotlines"] if label in known] or list(known)[:2]
    return "、".join(f"{label} {known[label]}" for label in shown)


def opening() -> list[Bubble]:
    """The first words of a conversation."""
    return [_bubble("opening")]


def not_signed_in() -> list[Bubble]:
    """The first words where WeChat's sign-in was tried and failed; the opening's choices stand last."""
    return [_bubble("not_signed_in"), *opening()]


def apology(cw: Casework, region: str | None) -> list[Bubble]:
    """The one fixed sentence for a turn that cannot be answered now."""
    return [_bubble("apology", hotlines=_hotlines(cw, region))]


def failed(cw: Casework, region: str | None) -> list[Bubble]:
    """A turn was given up; staff were asked."""
    return [_bubble("failed", hotlines=_hotlines(cw, region))]


def too_fast(cw: Casework, region: str | None) -> list[Bubble]:
    """Said once when the limiter steps in."""
    return [_bubble("too_fast", hotlines=_hotlines(cw, region))]


def truncated() -> Bubble:
    """Only the beginning of a long text went to the dialogue."""
    return _bubble("truncated")


def read_back(words: str) -> list[Bubble]:
    """What was recognised in a recording, for its resident to correct; a long one from its beginning."""
    shown = words if len(words) <= READ_BACK else words[:READ_BACK] + _words()["cut"]
    return [_bubble("heard", words=shown)]


def handed_off(cw: Casework, region: str | None, brief: HandoffBrief) -> list[Bubble]:
    """A person was asked for, without the dialogue."""
    opens = _words()["opens"].format(when=_when(brief.opens_at)) if brief.opens_at else ""
    card = Card(type="handoff", data=brief.model_dump(mode="json", exclude_none=True))
    return [_bubble("handoff", card, hotlines=_hotlines(cw, region), opens=opens)]


def crisis(cw: Casework, region: str | None, intent: str) -> list[Bubble]:
    """What to do now and whom to ring, without the dialogue."""
    card, lines = _crisis_card(cw, region, intent)
    return [_bubble("crisis", card, first=_words()["crisis_first"].get(intent, ""), lines=lines)]


def crisis_for_staff(cw: Casework, region: str | None, intent: str) -> list[Bubble]:
    """The red card in a chat that staff have; the bot says nothing there."""
    card, lines = _crisis_card(cw, region, intent)
    return [_bubble("staff_crisis", card, lines=lines)]


def is_own_menu(choices: list[Choice]) -> bool:
    """Whether these choices were offered by the gateway, so that a typed digit is resolved here."""
    return any(choices == _bubble(name, hotlines="").choices for name in ("opening", "apology", "too_fast"))


def is_own_menu_titles(titles: list[str]) -> bool:
    """The same, where only the words on the buttons are known."""
    menus = ("opening", "apology", "too_fast")
    return any(titles == [choice["title"] for choice in _words()[name]["choices"]] for name in menus)


def _crisis_card(cw: Casework, region: str | None, intent: str) -> tuple[Card, str]:
    lines = [dict(line) for line in cw.policy.crisis_lines(intent, region)]
    said = "、".join(f"{line['label']} {line['number']}" for line in lines)
    return Card(type="crisis", data={"kind": intent, "lines": lines}), said


def _when(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return (
        f"{local.month}月{local.day}日{local.hour}点{local.minute:02d}分"
        if local.minute
        else f"{local.month}月{local.day}日{local.hour}点"
    )
