"""What a message tells, in normal form: pure extractors that need neither Rasa nor a database."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from contracts.extraction.amounts import find_amounts
from contracts.extraction.counts import find_counts
from contracts.extraction.dates import find_dates
from contracts.extraction.disability import find_disabilities
from contracts.extraction.entity import Entity
from contracts.extraction.identifiers import find_identifiers
from contracts.extraction.kinship import joined
from contracts.extraction.lexical import find_words
from contracts.extraction.mistyped import mended
from contracts.extraction.names import find_names
from contracts.extraction.normal import normalise
from contracts.extraction.numerals import find_numbers
from contracts.extraction.ownership import with_owners
from contracts.extraction.places import find_places, find_regions
from contracts.extraction.shared_places import find_shared_place, is_shared_place

__all__ = ["Entity", "extract", "normalise"]

LIMIT = 4000
LONGEST_WORD = 4


def extract(text: str, said_on: date) -> list[Entity]:
    """Every fact in a text, in order of where it stands; positions and words are those of the original text.

    Only the first 4,000 characters are read: what a person says stands there, and time stays bounded.
    """
    plain = mended(normalise(text[:LIMIT]))
    found = list(find_shared_place(plain) if is_shared_place(plain) else _all(plain, said_on))
    ordered = sorted(_without_doubles(found), key=lambda entity: (entity.start, entity.entity))
    owned = with_owners(ordered, plain, text)
    return [_as_written(entity, text[entity.start : entity.end]) for entity in owned]


def _as_written(entity: Entity, words: str) -> Entity:
    """The entity with the words of the original text; a name's normal form is the name as it was written."""
    return replace(entity, text=words, value=words if entity.entity == "name" else entity.value)


def _without_doubles(entities: list[Entity]) -> Iterator[Entity]:
    """The entities without doubles of one kind at one place."""
    seen: set[tuple[str, int, int]] = set()
    for entity in entities:
        key = (entity.entity, entity.start, entity.end)
        if key not in seen:
            seen.add(key)
            yield entity


def _all(plain: str, said_on: date) -> Iterator[Entity]:
    identifiers = list(find_identifiers(plain))
    dates = [entity for entity in find_dates(plain, said_on) if not _touches(entity, identifiers)]
    disabilities = list(find_disabilities(plain))
    words, regions = list(joined(find_words(plain, dates, said_on), plain)), list(find_regions(plain))
    # the words of a death may hold the name of the dead (老公杨通海走了)
    held = [entity for entity in words if entity.entity != "cause" or len(entity.text) <= LONGEST_WORD]
    names = list(find_names(plain, [*held, *regions, *dates]))
    yield from identifiers
    yield from dates
    yield from disabilities
    said = list(find_numbers(plain))
    numbers = [*find_amounts(plain, said), *find_counts(plain, said)]
    taken = [
        *identifiers,
        *(entity for entity in dates if re.search(r"[\d一二三四五六七八九十]", entity.text)),
        *disabilities,
        *names,
    ]
    yield from (entity for entity in numbers if not _touches(entity, taken))
    yield from words
    yield from names
    yield from (entity for entity in regions if not _is_inside_one(entity, names))
    yield from find_places(plain)


def _is_inside_one(entity: Entity, names: list[Entity]) -> bool:
    return any(name.start < entity.start and entity.end <= name.end for name in names)


def _touches(entity: Entity, others: list[Entity]) -> bool:
    return any(entity.start < other.end and other.start < entity.end for other in others)
