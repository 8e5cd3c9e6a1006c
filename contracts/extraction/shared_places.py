"""A place shared from a phone, `我的位置：<label>`: an address and nothing else, though it holds numbers and names."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.extraction.entity import Entity
from contracts.extraction.places import find_places, find_regions

_SHARED = re.compile(r"^\s*我的位置\s*[::]\s*(?=\S)")
_EDGES = " \t,，。.()（）[]【】-"
LONGEST = 40


def is_shared_place(plain: str) -> bool:
    """Whether a text is what a channel writes for a shared place."""
    return _SHARED.match(plain) is not None


def find_shared_place(plain: str) -> Iterator[Entity]:
    """One region, as exact as the label tells it, and the rest of the label as the place in words."""
    began = _SHARED.match(plain)
    first = began.end() if began else 0
    region = _region([entity for entity in find_regions(plain) if entity.start >= first])
    if region:
        yield region
    named = next((place for place in find_places(plain) if place.start >= first and not _cuts(region, place)), None)
    yield from [named] if named else _rest(plain, region.end if region else first)


def _cuts(region: Entity | None, place: Entity) -> bool:
    """Whether a place's name begins in the middle of the region: 州某市某镇某村."""
    return region is not None and region.start < place.start < region.end


def _region(found: list[Entity]) -> Entity | None:
    """The first place named, or the same one told more exactly in brackets; a street may be named after another."""
    if not found:
        return None
    wide = str(found[0].value["code"]).rstrip("0")
    same = [entity for entity in found if str(entity.value["code"]).startswith(wide)]
    best = max(same, key=lambda entity: (not entity.value["code"].endswith("00"), "township" in entity.value))
    return replace(best, role=None)


def _rest(plain: str, start: int) -> Iterator[Entity]:
    words = plain[start:]
    start += len(words) - len(words.lstrip(_EDGES))
    name = words.strip(_EDGES)[:LONGEST]
    if len(name) > 1:
        yield Entity("place", name, name, start, start + len(name))
