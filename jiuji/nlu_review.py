"""`jiuji nlu review`: a reviewed file checked entry by entry, then taken into the training data, or not at all."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from casework.domain.masking import shows_number
from jiuji.nlu_data import KeptApart, plain
from jiuji.nlu_file import SKIP, Entry, Problem

# what Rasa would read as an entity or a command of its own
_RASA_FORM: Final = re.compile(r"\[[^\]]*\]\s*[({]|^[/／]|[\r\n]")


@dataclass
class Verdict:
    """What of a file is taken, what is not and why, what is wrong; `done` are the rows nobody need see again."""

    taken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: list[Problem] = field(default_factory=list)
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


def judge(
    entries: Iterable[Entry], intents: set[str], known: dict[str, tuple[str, str]], apart: KeptApart | None
) -> Verdict:
    """Every entry once: wrong, left out with its reason, or taken."""
    verdict = Verdict()
    labelled: dict[str, tuple[str, int]] = {}
    for entry in entries:
        if entry.intent is None:
            verdict.blank += 1
        elif wrong := _wrong(entry, intents, labelled):
            verdict.problems.append(Problem(entry.line, wrong))
        else:
            _settle(verdict, entry, known, labelled, apart)
            verdict.done += entry.rows
            if entry.intent != SKIP:
                labelled[plain(entry.text)] = (entry.intent, entry.line)
    return verdict


def _wrong(entry: Entry, intents: set[str], labelled: dict[str, tuple[str, int]]) -> str | None:
    """What must be changed before anything of the file is taken; never with the words themselves."""
    if entry.intent == SKIP:
        return None
    if entry.intent not in intents:
        near = difflib.get_close_matches(str(entry.intent), sorted(intents), n=1)
        return f"没有 {entry.intent} 这个意图" + (f"，是不是 {near[0]}？" if near else "；不要这句就填 skip")
    if shows_number(entry.text):
        return "还看得见号码：在 text 里遮掉，或填 skip"
    if _RASA_FORM.search(entry.text):
        return "有换行、斜杠开头或 [..](..)，训练时会被当成别的：改掉，或填 skip"
    before = labelled.get(plain(entry.text))
    if before and before[0] != entry.intent:
        return f"同一句话在第 {before[1]} 行标的是 {before[0]}：只能有一个"
    return None


def _settle(
    verdict: Verdict, entry: Entry, known: dict[str, tuple[str, str]], labelled: dict[str, tuple[str, int]],
    apart: KeptApart | None,
) -> None:  # fmt: skip
    """Take an entry that is in order, or say why not."""
    own, words = str(entry.intent), plain(entry.text)
    if own == SKIP:
        why = "标了 skip"
    elif not words:
        why = "去掉标点就没有字了"
    elif words in known:
        intent, name = known[words]
        why = f"{name} 里已经有了" + (f"，标的是 {intent}，没有改" if intent != own else "")
    elif words in labelled:
        why = f"和第 {labelled[words][1]} 行是同一句"
    elif apart and apart.has_near(entry.text):
        why = "和测试用的句子太像，不能拿来训练"
    else:
        verdict.taken[own].append(entry.text)
        return
    verdict.left.append(Problem(entry.line, why))
