"""Recorded conversations, `recorded/*.yml`: read, played through the running service, compared in words.

The form is that of the personas, with everything asked and shown in it, so that a difference is found whichever
way it lies: a step without `asks` (or with `quiet`) asked nothing, one without `card` showed none. Further:
`case_state` and `card` may be lists, and `cut` says where an export had to stop. A draft's value `{read 上个礼拜五}`
is what these words mean today, `{any}` is whatever is there or not. `{case}` in what is said is the number of the
case filed last in this very talk.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select

from casework.services.context import Casework
from casework.storage.models import Case, Conversation, Draft
from contracts.extraction import extract
from tests.conversations.personas import CHINA, STEP_KEYS, filled, law_problems
from tests.resident import Resident

FOLDER = Path(__file__).parent / "recorded"
KEYS = {"who", "region", "steps", "draft", "mode", "crisis", "case_state", "drafts", "cut"}
CONFIRMATIONS = {"review_confirm", "declaration"}
ANY = "{any}"
_READ = re.compile(r"\{read ([^}]+)\}")


@dataclass
class Recorded:
    """A conversation as it is to go: steps as written, and what stands in the record at the end."""

    name: str
    who: str
    steps: list[dict[str, Any]]
    region: str | None = None
    end: dict[str, Any] = field(default_factory=dict)


@dataclass
class Answer:
    """What was heard after one message."""

    said: str
    messages: list[dict[str, Any]]
    problem: str | None = None

    @property
    def words(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    @property
    def asks(self) -> str | None:
        return next((message["asks"] for message in reversed(self.messages) if message.get("asks")), None)

    @property
    def cards(self) -> list[str]:
        return [message["card"]["type"] for message in self.messages if message.get("card")]


@dataclass
class Played:
    """One run of a conversation."""

    conversation_id: str
    answers: list[Answer]


def read_recorded(path: Path) -> Recorded:
    """A recorded conversation; an unknown key is an error, not a check that never runs."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(content) <= KEYS, f"{path.name}: {set(content) - KEYS}"
    for step in content["steps"]:
        assert set(step) <= STEP_KEYS, f"{path.name}: {set(step) - STEP_KEYS}"
        assert ("say" in step) != ("tap" in step), f"{path.name}: a step says or taps"
    end = {key: content[key] for key in ("draft", "mode", "crisis", "case_state", "drafts") if key in content}
    whole = {"crisis": None, "case_state": []} if "cut" not in content else {}
    steps = filled(content["steps"])
    return Recorded(path.stem, content["who"], steps, content.get("region"), whole | _read_words(filled(end)))


def _read_words(value: Any) -> Any:
    """`{read 上个礼拜五}` as what it means on the day the conversation is played."""
    if isinstance(value, dict):
        return {key: _read_words(one) for key, one in value.items()}
    if not isinstance(value, str) or not (found := _READ.fullmatch(value)):
        return value
    today = datetime.now(CHINA).date()
    read = [entity.value for entity in extract(found[1], today) if entity.entity == "date"]
    return read[0] if read else f"{value} is no date"


def play(base: str, recorded: Recorded) -> Played:
    """Say everything, in order; a button that is not offered ends it."""
    resident = Resident(base, **({"region": recorded.region} if recorded.region else {}))
    played, number = Played(resident.conversation_id, []), ""
    for step in recorded.steps:
        said = step["say"].replace("{case}", number) if "say" in step else f"[{step['tap']}]"
        try:
            resident.say(said) if "say" in step else resident.tap(step["tap"])
        except AssertionError as error:
            played.answers.append(Answer(said, [], str(error)))
            break
        played.answers.append(Answer(said, resident.last))
        number = str((resident.card("case") or {}).get("case_number", number))
    return played


def differences(recorded: Recorded, played: Played) -> list[str]:
    """Turn by turn what was expected and what was heard; empty when it went as recorded."""
    found: list[str] = []
    for number, (step, answer) in enumerate(zip(recorded.steps, played.answers, strict=False), start=1):
        if wrong := _wrong(step, answer):
            heard = answer.words.replace("\n", "\n    | ") or "(nothing)"
            lines = "\n".join(f"    {line}" for line in wrong)
            found.append(f"turn {number}, said: {answer.said}\n{lines}\n    heard:\n    | {heard}")
    return found


def _wrong(step: dict[str, Any], answer: Answer) -> list[str]:
    if answer.problem:
        return [answer.problem]
    cards = step.get("card") or []
    compared = {
        "asks": (step.get("asks"), answer.asks),
        "cards": ([cards] if isinstance(cards, str) else cards, answer.cards),
    }
    wrong = [f"{what}: expected {want}, heard {got}" for what, (want, got) in compared.items() if want != got]
    wrong += [f"expected to hear {one!r}" for one in _list(step.get("hears")) if one not in answer.words]
    wrong += [f"expected not to hear {one!r}" for one in _list(step.get("hears_not")) if one in answer.words]
    if not answer.messages:
        wrong.append("expected an answer, heard silence")
    return wrong + law_problems(answer.messages)


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


async def end_differences(recorded: Recorded, record: Casework, conversation_id: str) -> list[str]:
    """What stands in the record at the end against what was to stand there."""
    actual = await read_end(record, conversation_id)
    found = []
    for key, want in recorded.end.items():
        want = [want] if key == "case_state" and isinstance(want, str) else want
        if key == "draft":
            found += _draft_differences(want, actual["draft"])
        elif want != actual[key]:
            found.append(f"at the end, {key}: expected {want}, is {actual[key]}")
    return found


def _draft_differences(want: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    missing = "(not there)"
    keys = [*want, *(key for key in actual if key not in want)]
    pairs = [(key, want.get(key, missing), actual.get(key, missing)) for key in keys]
    return [
        f"at the end, draft.{key}: expected {one}, is {other}" for key, one, other in pairs if one not in (other, ANY)
    ]


async def read_end(record: Casework, conversation_id: str) -> dict[str, Any]:
    """Mode, crisis, states of the cases, number of drafts, facts of the newest draft."""
    async with record.database.read() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        cases = select(Case.state).where(Case.conversation_id == conversation_id).order_by(Case.submitted_at)
        mine = Draft.conversation_id == conversation_id
        newest = await session.scalar(select(Draft).where(mine).order_by(Draft.created_at.desc()).limit(1))
        return {
            "mode": conversation.mode,
            "crisis": conversation.crisis,
            "case_state": list(await session.scalars(cases)),
            "drafts": await session.scalar(select(func.count()).select_from(Draft).where(mine)),
            "draft": facts((newest.folded or {}).get("answers", {})) if newest else {},
        }


def facts(answers: dict[str, Any]) -> dict[str, Any]:
    """What the resident told; of the story only whether it is there."""
    kept = {key: value for key, value in answers.items() if key not in CONFIRMATIONS}
    return kept | ({"incident_text": "told"} if kept.get("incident_text") else {})
