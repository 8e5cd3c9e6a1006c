"""An assessment of a filed case computed again from what is stored: same facts, same as-of date, same law."""

import json
from dataclasses import dataclass
from typing import Any

from casework.services.context import Casework
from casework.storage.models import Case
from policy.book import PolicyBook


@dataclass(frozen=True)
class Reproduction:
    """What came of it. `differs` names the parts of the card that are not as stored; `text` says it in Chinese."""

    same: bool
    same_version: bool
    stored_version: str
    version: str
    differs: tuple[str, ...]
    computed: dict[str, Any]
    text: str


def reproduce_assessment(cw: Casework, case: Case, book: PolicyBook | None = None) -> Reproduction:
    """The stored assessment beside the one computed now; `book` is the law of the stored version, where it is kept.

    With another version of the law a difference is no fault: it says that the law in hand is another one.
    """
    law = book or cw.policy
    computed = _plain(law.assess(case.facts))
    stored = _plain(case.assessment or {})
    same_version = law.version == case.policy_version
    differs = tuple(
        sorted(
            part
            for part in computed.keys() | stored.keys()
            if part != "policy_version" and computed.get(part) != stored.get(part)
        )
    )
    return Reproduction(
        same=not differs, same_version=same_version, stored_version=case.policy_version, version=law.version,
        differs=differs, computed=computed, text=_words(not differs, same_version),
    )  # fmt: skip


def _plain(card: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from the record."""
    plain: dict[str, Any] = json.loads(json.dumps(card, default=str))
    return plain


def _words(same: bool, same_version: bool) -> str:
    if same_version:
        return "按存下的情况和同一版政策重算，结果一样。" if same else "按同一版政策重算，结果不一样，请报告管理员。"
    outcome = "重算结果一样" if same else "重算结果不一样"
    return f"现在用的政策数据和提交时不是同一版，{outcome}；以存下的为准。"
