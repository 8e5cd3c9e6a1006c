"""The characters a regular expression can begin with: tried first, they spare long alternations most positions."""

from collections.abc import Iterable
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ENTERED = (kinds.MAX_REPEAT, kinds.MIN_REPEAT)
_WIDTHLESS = (kinds.ASSERT, kinds.ASSERT_NOT, kinds.AT)
_WIDEST = 200


def first_characters(pattern: str) -> set[str] | None:
    """All characters with which a match can begin, or None when that cannot be told."""
    found = _of_sequence(parser.parse(pattern))
    return None if found is None or "" in found else found


def shortest(pattern: str) -> int:
    """How many characters a match has at least."""
    return int(parser.parse(pattern).getwidth()[0])


def _of_sequence(items: Iterable[Any]) -> set[str] | None:
    """The first characters of a sequence; the empty string among them when it can be empty."""
    found: set[str] = set()
    for kind, value in items:
        first = _of_item(kind, value)
        if first is None:
            return None
        found |= first - {""}
        if "" not in first:
            return found
    return found | {""}


def _of_item(kind: Any, value: Any) -> set[str] | None:
    if kind is kinds.LITERAL:
        return {chr(value)}
    if kind is kinds.IN:
        return _of_class(value)
    if kind is kinds.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is kinds.BRANCH:
        options = [_of_sequence(option) for option in value[1]]
        return None if None in options else set().union(*(option or set() for option in options))
    if kind in _ENTERED:
        repeated = _of_sequence(value[2])
        return None if repeated is None else repeated | ({""} if value[0] == 0 else set())
    return {""} if kind in _WIDTHLESS else None


def _of_class(members: Iterable[Any]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in members:
        if kind is kinds.LITERAL:
            found.add(chr(value))
        elif kind is kinds.RANGE and value[1] - value[0] < _WIDEST:
            found |= {chr(code) for code in range(value[0], value[1] + 1)}
        elif kind is kinds.CATEGORY and value is kinds.CATEGORY_DIGIT:
            found |= set("0123456789")
        else:
            return None
    return found
