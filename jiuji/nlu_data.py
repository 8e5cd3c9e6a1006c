"""The training examples of `data/nlu`: read, compared, and those that come from review written back."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.errors import JiujiError
from contracts.extraction import normalise
from jiuji.nlu_set import read_apart
from jiuji.settings import REPOSITORY

DATA: Final = REPOSITORY / "data" / "nlu"
DOMAIN: Final = REPOSITORY / "bot" / "domain"
REVIEWED: Final = "reviewed.yml"
# what everybody says alike (要得, 没有) may stand on both sides
EVERYBODYS: Final = 6
NEAR: Final = 0.8
_SIGNS: Final = re.compile(r"[\W_]+")


class BadData(JiujiError):
    """A file of training examples has another form; the message names it."""

    code, message = "bad_training_data", "训练数据读不了 / training data cannot be read"


def plain(text: str) -> str:
    """A text as it is compared: without signs and blanks, in plain small characters."""
    return _SIGNS.sub("", normalise(text).lower())


def read_examples(path: Path) -> dict[str, list[str]]:
    """Intent → examples of one file in Rasa's form; empty for a file with none."""
    try:
        blocks = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu") or []
        found: dict[str, list[str]] = {}
        for block in blocks:
            lines = (line.strip() for line in str(block["examples"]).splitlines())
            found.setdefault(str(block["intent"]), []).extend(
                line[2:].strip() for line in lines if line.startswith("- ")
            )
        return found
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise BadData(f"{path}: {type(error).__name__}") from None


def all_examples(data: Path) -> dict[str, tuple[str, str]]:
    """Text as it is compared → (intent, name of the file) of every example of a folder."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(data.glob("*.yml")):
        for intent, texts in read_examples(path).items():
            found.update({plain(text): (intent, path.name) for text in texts})
    return found


def catalogue(domain: Path, data: Path) -> set[str]:
    """Intents of the domain that words can have: those without an example are commands of channels."""
    named: set[str] = set()
    for path in domain.glob("*.yml"):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")).get("intents") or []:
            named.add(next(iter(item)) if isinstance(item, dict) else str(item))
    return named & {intent for intent, _ in all_examples(data).values()}


def written(examples: dict[str, list[str]]) -> str:
    """A file in Rasa's form, sorted by intent."""
    lines = ['version: "3.1"', "nlu:"]
    for intent in sorted(examples):
        lines += [f"  - intent: {intent}", "    examples: |", *(f"      - {text}" for text in examples[intent])]
    return "\n".join(lines) + "\n"


def add_reviewed(data: Path, taken: dict[str, list[str]]) -> Path:
    """Add examples to `reviewed.yml`; the file is replaced in one step, so that it is never half written."""
    path = data / REVIEWED
    held = read_examples(path) if path.exists() else {}
    for intent, texts in taken.items():
        held.setdefault(intent, []).extend(texts)
    replace_file(path, written(held), 0o644)
    return path


def replace_file(path: Path, content: str, mode: int) -> None:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", prefix=".nlu-") as file:
        made = Path(file.name)
        try:
            file.write(content)
            file.flush()
            made.chmod(mode)
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise


def _pairs(text: str) -> Counter[str]:
    return Counter(first + second for first, second in pairwise(text))


class KeptApart:
    """The sentences understanding is tested on: nothing near one of them may be learnt. Never shows one."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = {plain(text) for text in texts}
        self._texts = [(len(text), _pairs(text)) for text in found if len(text) > EVERYBODYS]

    @classmethod
    def read(cls, folder: Path) -> "KeptApart":
        """The set in a folder, and the groups of words (`{intent: [text]}`) held out beside it."""
        texts = list(read_apart(folder).texts())
        for path in (*folder.parent.glob("heldout*.yml"), *folder.parent.glob("*near_misses.yml")):
            groups: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            texts += [str(text) for held in groups.values() for text in held]
        return cls(texts)

    def has_near(self, text: str) -> bool:
        """Whether most pairs of characters of a text are those of a sentence kept apart."""
        mine = plain(text)
        if len(mine) <= EVERYBODYS:
            return False
        pairs, size = _pairs(mine), len(mine)
        return any(
            2 * (pairs & other).total() >= NEAR * (size + length - 2)
            for length, other in self._texts
            if size < 2 * length and length < 2 * size
        )
