"""The whole understanding chain, loaded once."""

from pathlib import Path

import pytest

from jiuji.parse_command import Understanding


@pytest.fixture(scope="session")
def understanding(trained_model: Path) -> Understanding:
    return Understanding(trained_model)
