"""What a resident hears when their case was moved by somebody else; the words stand in `case_notices.yml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casework.domain.masking import mask_id_numbers


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return loaded


def tells_reason(move: str) -> bool:
    """Whether the reason staff write for this move is meant for the resident."""
    return bool((_words()["moves"].get(move) or {}).get("reason"))


def notice_of(move: str, *, number: str, office: str, reason: str = "", takes_files: bool = False) -> str | None:
    """One plain message about a move, with what comes next; None for a move nobody needs to be told of.

    ID numbers in the reason are masked: a phone shows the message before it is unlocked.
    """
    entry = _words()["moves"].get(move)
    if entry is None:
        return None
    said = [str(entry["text"]).format(number=number, office=office)]
    if reason.strip() and tells_reason(move):
        said.append(str(_words()["reason"]).format(reason=mask_id_numbers(" ".join(reason.split()))))
    if takes_files and entry.get("papers"):
        said.append(str(_words()["papers"]))
    return "\n".join(said)
