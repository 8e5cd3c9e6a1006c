"""A bot of eight rules that trains in seconds: for tests of the machinery, not of what Jiuji says."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.dialogue import TurnRequest
from contracts.keyring import Keyring
from contracts.messages import Command
from jiuji.dialogue_logs import quiet_environment
from jiuji.manifest import read_manifest
from jiuji.settings import REPOSITORY, Settings
from jiuji.train import train
from tests.model_fixtures import training_turn

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.components.tracker_store import SnapshotTrackerStore
    from bot.components.turn import TurnRunner

ROOT = Path(__file__).parent / "root"
MODELS = REPOSITORY / "var" / "test-models" / "tiny"
SECRET = "a-key-for-tests-only-0001"


@pytest.fixture(scope="session")
def tiny_model_dir() -> Path:
    """Folder with the tiny bot's model and manifest."""
    with training_turn():
        train(Settings(model_dir=MODELS, data_dir=MODELS.parent), root=ROOT)
    return MODELS


@pytest.fixture(scope="session")
def tiny_agent(tiny_model_dir: Path) -> "Agent":
    """The tiny model loaded as the dialogue process loads it."""
    quiet_environment()
    from bot.components.loading import load_agent

    model = tiny_model_dir / read_manifest(tiny_model_dir).model_file
    return load_agent(model, actions="tests.tiny_bot.actions")


@pytest.fixture
def make_store(tiny_agent: "Agent", database_url: str) -> Iterator[Callable[..., "SnapshotTrackerStore"]]:
    """Makes tracker stores on one migrated database, as several dialogue processes would have."""
    from bot.components.tracker_store import SnapshotTrackerStore

    made: list[SnapshotTrackerStore] = []

    def make(**options: Any) -> SnapshotTrackerStore:
        store = SnapshotTrackerStore(tiny_agent.domain, url=database_url, **{"keyring": Keyring([SECRET]), **options})
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def runner(tiny_agent: "Agent", make_store: Callable[..., "SnapshotTrackerStore"]) -> "TurnRunner":
    """A turn runner on the tiny model and a database of the test's own."""
    from bot.components.turn import TurnRunner

    return TurnRunner(tiny_agent.processor, make_store())


def turn(turn_id: str, text: str = "", intent: str | None = None, **more: Any) -> TurnRequest:
    """A turn of conversation `c1` on a fixed day."""
    command = Command(intent=intent, values=more.pop("values", {})) if intent else None
    defaults = {"conversation_id": "c1", "said_on": date(2026, 11, 23)}
    return TurnRequest(turn_id=turn_id, text=text, command=command, **{**defaults, **more})
