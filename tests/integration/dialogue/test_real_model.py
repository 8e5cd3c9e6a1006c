"""The trained model in the dialogue's machinery: short tracker, idempotent turns, a lean process, no words out."""

import json
import random
import uuid
from pathlib import Path

import pytest
import requests

from contracts.keyring import Keyring
from jiuji.manifest import read_manifest
from tests.resident import Resident
from tests.service_fixtures import Service

CANARIES = ("慕容鸢尾", "13987654321", "522702198803141239")


@pytest.fixture(scope="module")
def agent(trained_model: Path):
    from bot.components.loading import load_agent

    return load_agent(trained_model / read_manifest(trained_model).model_file)


@pytest.mark.model
def test_short_and_full_tracker_predict_the_same(agent, tmp_path):
    from bot.components.tracker_store import SnapshotTrackerStore
    from tests.tiny_bot.predictions import differences

    url = f"sqlite:///{tmp_path / 't.db'}"
    store = SnapshotTrackerStore(agent.domain, url=url, keyring=Keyring(["k" * 20]), create_table=True)
    chance = random.Random(7)
    intents = [intent for intent in agent.domain.intents if intent not in ("back", "session_start")]
    slots = [
        slot.name for slot in agent.domain.slots if slot.name not in ("session_started_metadata", "requested_slot")
    ]
    found = []
    for _ in range(12):
        script = [chance.choice(intents) for _ in range(14)]
        script[5:5] = [(chance.choice(slots), "x")]
        found += differences(agent, store, script)
    store.close()
    assert found == []


@pytest.mark.model
def test_every_action_of_the_domain_is_there(agent):
    """An action that the domain names and nobody wrote would only fail in front of a resident."""
    named = {name for name in agent.domain.user_actions if name.startswith("action_")}
    assert named - set(agent.processor.action_endpoint.names) == set()


def post_turn(service: Service, **turn) -> requests.Response:
    secret = Keyring([service.environment["JIUJI_SECRET_KEY"]]).internal_secret
    body = {"turn_id": uuid.uuid4().hex, "said_on": "2026-11-23", **turn}
    return requests.post(f"{service.dialogue}/turn", json=body, headers={"X-Jiuji-Secret": secret}, timeout=30)


@pytest.mark.model
def test_a_turn_over_http_is_answered_once(service: Service):
    resident = Resident(service.base)
    turn = {"turn_id": "a" * 32, "conversation_id": resident.conversation_id, "text": "低保标准是多少"}
    first = post_turn(service, **turn)
    assert first.status_code == 200, first.text
    assert first.json()["model_id"] == requests.get(f"{service.dialogue}/readyz", timeout=20).json()["model_id"]
    assert post_turn(service, **turn).json() == first.json()


@pytest.mark.model
def test_nothing_said_reaches_the_output_of_the_dialogue(service: Service):
    resident = Resident(service.base)
    words = f"我叫{CANARIES[0]}，电话{CANARIES[1]}，身份证{CANARIES[2]}，在福泉摔断了腿"
    assert post_turn(service, conversation_id=resident.conversation_id, text=words).status_code == 200
    command = {"intent": "no_such_intent", "values": {"key": "contact_name", "value": CANARIES[0]}}
    post_turn(service, conversation_id=resident.conversation_id, command=command)
    post_turn(service, conversation_id="x" * 500, text=words)
    printed = (service.folder / "dialogue.log").read_text("utf-8", "replace")
    assert [word for word in CANARIES if word in printed or json.dumps(word)[1:-1] in printed] == []


@pytest.mark.model
def test_the_dialogue_process_carries_no_tensorflow(service: Service):
    maps = Path(f"/proc/{service.processes['dialogue'].pid}/maps").read_text()
    assert "libtensorflow" not in maps
