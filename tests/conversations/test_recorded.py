"""Recorded conversations through the real gateway, Rasa, the actions and the database; four talk at once."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from casework.services.context import Casework
from tests.conversations.recorded import FOLDER, Played, differences, end_differences, play, read_recorded
from tests.service_fixtures import Service

pytestmark = pytest.mark.model
RECORDED = {path.stem: read_recorded(path) for path in sorted(FOLDER.glob("*.yml"))}
AT_ONCE = 4
SHOWN = 3


def test_there_are_enough_of_them():
    assert len(RECORDED) >= 130
    assert sum(len(recorded.steps) for recorded in RECORDED.values()) >= 500


@pytest.fixture(scope="module")
def played(service: Service, request: pytest.FixtureRequest):
    """A run of each conversation that was asked for, begun at once; each test waits for its own."""
    wanted = [item.callspec.params["name"] for item in request.session.items
              if item.path == request.path and hasattr(item, "callspec")]  # fmt: skip
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(play, service.base, RECORDED[name]) for name in wanted}


@pytest.mark.parametrize("name", list(RECORDED))
async def test_it_goes_as_recorded(name: str, played: dict[str, "Future[Played]"], record: Casework):
    recorded, run = RECORDED[name], played[name].result()
    found = differences(recorded, run) + await end_differences(recorded, record, run.conversation_id)
    more = f"\n… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    assert not found, f"{name}.yml, {recorded.who}\n" + "\n".join(found[:SHOWN]) + more
