"""Kin named by way of kin are one relation to the speaker: 我哥的娃 is other, 女儿的娃 a grandchild."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.extraction.entity import Entity

# Whose relation it is, and what they are of theirs: what that is to the speaker.
_OF = {
    ("child", "child"): "grandchild", ("child", "spouse"): "in_law",
    ("sibling", "child"): "other", ("sibling", "spouse"): "in_law", ("sibling", "parent"): "parent",
    ("parent", "sibling"): "other", ("parent", "parent"): "grandparent", ("parent", "spouse"): "parent",
    ("parent", "child"): "sibling", ("grandparent", "sibling"): "other", ("grandparent", "spouse"): "grandparent",
    ("spouse", "child"): "child", ("spouse", "parent"): "in_law", ("spouse", "sibling"): "in_law",
}  # fmt: skip
_JOINS = re.compile(r"(?:家的?|屋的?|的|[他她](?:们)?(?:家|的)?)(?:亲|那个|大|小|一个|两个)?")
_THIRD = re.compile(r"[他她]的?$")


# Beside a son and grandchildren 媳妇 is his wife.
_SON = re.compile(r"儿子|大儿|二儿|幺儿|小儿")
_WIFE = re.compile(r"媳妇儿?$")


def _as_seen(word: Entity, plain: str) -> Entity:
    """媳妇 as the son's wife, where the story is one of grandparents."""
    of_son = word.value == "spouse" and _WIFE.match(word.text) and "孙" in plain and _SON.search(plain, 0, word.start)
    return replace(word, value="in_law") if of_son else word


# 两个老的, 小的 of those who were named before are no others.
_BACK = {"老的": frozenset({"grandparent", "in_law", "parent"}), "小的": frozenset({"child", "grandchild"})}


def joined(words: list[Entity], plain: str) -> Iterator[Entity]:
    """The words of a lexicon in order of kind, each chain of relations as the one relation that is meant."""
    last: Entity | None = None
    for word in _told_anew(words, plain):
        if last and (one := _as_one(last, word, plain)):
            last = one
            continue
        if last:
            yield last
        last = word
    if last:
        yield last


def _told_anew(words: list[Entity], plain: str) -> Iterator[Entity]:
    """The words without relations that only point back at others, each relation as it is seen."""
    told: set[object] = set()
    for word in words:
        if word.entity != "relation":
            yield word
        elif not told & _BACK.get(word.text, frozenset()):
            told.add(word.value)
            yield _as_seen(word, plain)


def _as_one(first: Entity, second: Entity, plain: str) -> Entity | None:
    if {first.entity, second.entity} != {"relation"} or not _JOINS.fullmatch(plain, first.end, second.start):
        return None
    if plain[first.end] in "他她" and _THIRD.search(plain, 0, first.start):
        return None  # 他爸他妈 are two of the same one's
    value = "other" if first.value == "other" else _OF.get((first.value, second.value))
    return replace(first, text=plain[first.start : second.end], value=value, end=second.end) if value else None
