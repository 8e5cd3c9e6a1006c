"""What tests on drawn photos need: the fonts they are drawn with."""

import pytest

from tests.papers.ink import FontMissing, font


@pytest.fixture(scope="session")
def fonts() -> None:
    """Skips, with the reason, on a machine without Noto CJK."""
    try:
        font("sans", 20)
    except FontMissing as missing:
        pytest.skip(str(missing))
