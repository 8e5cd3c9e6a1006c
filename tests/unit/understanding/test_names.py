"""Names, and what only looks like one."""

import pytest

from contracts.extraction import extract

from .golden import TODAY
from .golden_names import NAMES


def lines():
    return [[part.strip() for part in line.split("|")] for line in NAMES.strip().splitlines()]


@pytest.mark.parametrize(("text", "names"), lines(), ids=lambda value: value)
def test_names(text, names):
    found = [one.value for one in extract(text, TODAY) if one.entity == "name"]
    assert found == [name for name in names.split(";") if name]
