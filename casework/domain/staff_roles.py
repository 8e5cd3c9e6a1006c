"""The matrix of roles and permissions: what is not written here is not allowed."""

from typing import Final

ROLES: Final = ("clerk", "reviewer", "supervisor", "policy_admin", "admin", "auditor", "assistant")

_READ: Final = frozenset({"read_queue", "read_conversation", "read_cases", "events"})
_TALK: Final = frozenset({"claim", "release", "heartbeat", "reply", "transfer", "hand_back", "answers"})
_CASEWORKER: Final = _READ | _TALK | {"note", "reveal", "move", "papers", "quiet", "read_file"}

# A small county's administrator is a caseworker too; every read of theirs is in the audit like anybody's.
MATRIX: Final[dict[str, frozenset[str]]] = {
    "clerk": _CASEWORKER,
    "reviewer": _CASEWORKER,
    "supervisor": _CASEWORKER | {"read_audit"},
    "policy_admin": frozenset(),
    "admin": _CASEWORKER | {"read_audit"},
    "auditor": _READ | {"read_audit"},
    "assistant": _READ | {"note"},
}
PERMISSIONS: Final = frozenset().union(*MATRIX.values())


def may(role: str, permission: str) -> bool:
    """Whether a role holds a permission; unknown roles hold none."""
    return permission in MATRIX.get(role, frozenset())
