"""Where the fonts the papers are drawn with are missing, the accuracy cannot be measured, and says so."""

import pytest

from tests.papers.ink import FontMissing, font


@pytest.fixture(scope="session", autouse=True)
def fonts() -> None:
    """Skips, with the reason, on a machine without Noto CJK."""
    try:
        font("sans", 20)
    except FontMissing as missing:
        pytest.skip(str(missing))
