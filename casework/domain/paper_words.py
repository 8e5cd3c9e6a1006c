"""Papers, their fields and what was said to them in words; the words themselves are in `paper_words.yml`."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from casework.domain.answer_words import date_words
from casework.domain.id_numbers import mask_id_number
from casework.domain.masking import mask_text

# fields that name a person or an account towards a third party: masked until revealed
MASKED_FIELDS: Final = frozenset({"id_number", "card_number"})


@cache
def paper_words() -> dict[str, Any]:
    """The whole table."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return found


def kind_words(kind: str) -> str:
    """A kind of paper as people call it."""
    return str(paper_words()["kinds"].get(kind, paper_words()["kinds"]["other"]))


def quality_words(problems: list[str]) -> list[str]:
    """Why a photo will not do."""
    return [str(paper_words()["quality"][one]) for one in problems]


def field_label(name: str) -> str:
    """A field of a paper in Chinese; an unknown one as it is."""
    return str(paper_words()["fields"].get(name, name))


def masked_field(name: str, value: str) -> str:
    """A value as it may be shown unasked: numbers keep their ends, words with numbers in them too."""
    return mask_id_number(value) if name in MASKED_FIELDS else mask_text(value)


def sum_words(value: Any) -> str:
    """Yuan without noughts after the point: 12345.60 as 12345.6元."""
    plain = f"{Decimal(str(value)):f}"
    return str(paper_words()["yuan"]).format(value=plain.rstrip("0").rstrip(".") if "." in plain else plain)


def born_words(born: date) -> str:
    """1958-03-04 as 1958年3月生."""
    return str(paper_words()["born"]).format(year=born.year, month=born.month)


def disability_words(value: Any) -> str:
    """`{category, level}` as 肢体二级."""
    words = paper_words()
    level = value.get("level")
    named = words["level"][level - 1] if isinstance(level, int) else ""
    return f"{words['category'].get(value.get('category'), '')}{named}"


def day_words(value: str, today: date) -> str:
    """A day as people say it, without the year when it is this one."""
    return date_words(value, today)
