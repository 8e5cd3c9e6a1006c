"""The trained model, shared with `make train` and reused while its sources have not changed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jiuji.settings import REPOSITORY, Settings
from jiuji.train import train

TEST_MODELS = REPOSITORY / "var" / "models"
# one training at a time on a machine: it takes every core
LOCK = Path("/tmp/jiuji-train.lock")


@contextmanager
def training_turn() -> Iterator[None]:
    """Wait until nobody else on this machine trains."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """Folder with the model of the present sources and its manifest."""
    with training_turn():
        train(Settings(model_dir=TEST_MODELS, data_dir=TEST_MODELS.parent))
    return TEST_MODELS
