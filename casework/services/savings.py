"""Savings told as a sum are kept as the band that the data of the place puts them in; the sum stays in the words."""

from collections.abc import Mapping
from typing import Any, Final

from casework.services.context import Casework
from contracts.casework import Answer
from contracts.errors import BadRequest
from contracts.keys import BANDS
from policy.model import Value

SAVINGS: Final = "savings_band"
LEAST: Final = BANDS[0]


def in_bands(cw: Casework, region: str | None, answers: list[Answer]) -> list[Answer]:
    """The answers, sums of savings as bands; `BadRequest` where the data of the place has no bands."""
    return [
        item.model_copy(update={"value": _band(cw, region, item.value)})
        if item.key == SAVINGS and isinstance(item.value, int | float | Mapping)
        else item
        for item in answers
    ]


def _band(cw: Casework, region: str | None, told: Any) -> str:
    """The highest band whose least sum is reached by the most that was told, in yuan."""
    most = (told["high"] if told["high"] is not None else told["low"]) if isinstance(told, Mapping) else told
    least = {band: cw.policy.value(SAVINGS, region, cw.today(), band=band) for band in BANDS if band != LEAST}
    if most is None or not all(isinstance(found, Value) for found in least.values()):
        raise BadRequest(f"{SAVINGS}：这里不按数目分档。", fields={SAVINGS: "这里不按数目分档"})
    reached = [band for band, found in least.items() if isinstance(found, Value) and most >= found.value]
    return reached[-1] if reached else LEAST
