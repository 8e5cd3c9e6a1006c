"""Where each paper of a checklist stands, from what came, what was declared here and what staff said of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Protocol

MISSING: Final = "missing"
RECEIVED: Final = "received"
CHECKING: Final = "checking"
REPLACED: Final = "replaced"
NOT_NEEDED: Final = "not_needed"
# what staff may say of a paper
MARKS: Final = (MISSING, CHECKING, "accepted", REPLACED, NOT_NEEDED)
# papers that are made in the talk itself: by filing, or by a consent or declaration in force
BY_FILING: Final = frozenset({"application_form"})
BY_CONSENT: Final = {"honesty_statement": "honesty", "verification_authorisation": "verification"}


class Shown(Protocol):
    """The kinds of photograph that are a paper, and those that stand in for it."""

    @property
    def read_as(self) -> Collection[str]: ...  # noqa: D102

    @property
    def stands_in(self) -> Collection[str]: ...  # noqa: D102


def made_here(consents: Mapping[str, str], *, filed: bool) -> frozenset[str]:
    """The papers that need no photograph: decisions by consent kind, and whether the application was filed."""
    agreed = {paper for paper, kind in BY_CONSENT.items() if consents.get(kind) == "given"}
    return frozenset(agreed | (BY_FILING if filed else frozenset()))


def with_states(
    documents: Sequence[Mapping[str, Any]], shown: Mapping[str, Shown], photos: Sequence[str], *,
    made: Collection[str] = (), marks: Mapping[str, str] | None = None, working: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """The documents, each with its state; `photos` are kinds in the order they came, one for each paper shown.

    A photograph is the first paper on the list it can be that has none yet, and beside it may stand in for others.
    What staff said (`marks`) goes before all; while staff work on the case (`working`) what came is being looked at.
    """
    said, came = marks or {}, _came(documents, shown, photos) | set(made)
    return [
        {**one, "state": said.get(one["type"]) or _state(one["type"], shown, photos, came, working=working)}
        for one in documents
    ]


def _came(documents: Sequence[Mapping[str, Any]], shown: Mapping[str, Shown], photos: Sequence[str]) -> set[str]:
    came: set[str] = set()
    for kind in photos:
        names = (one["type"] for one in documents if kind in shown[one["type"]].read_as)
        came.update([name for name in names if name not in came][:1])
    return came


def _state(name: str, shown: Mapping[str, Shown], photos: Sequence[str], came: set[str], *, working: bool) -> str:
    if name in came:
        return CHECKING if working else RECEIVED
    return REPLACED if any(kind in shown[name].stands_in for kind in photos) else MISSING


def for_resident(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list without what staff do not need: nobody is shown a paper they need not look for."""
    return [one for one in documents if one["state"] != NOT_NEEDED]


def still_missing(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that has not come and is not stood in for, at once."""
    return [one for one in documents if one["state"] == MISSING]
